/* SPDX-License-Identifier: Apache-2.0
 *
 * The SDK's modules/io/common/builtinCommon.h, as far as our C uses it.
 */
#ifndef STUB_BUILTINCOMMON_H
#define STUB_BUILTINCOMMON_H

#include <stdint.h>

#define builtinIsPinFree(pin) builtinArePinsFree(pin >> 5, 1 << (pin & 0x1F))
#define builtinUsePin(pin) builtinUsePins(pin >> 5, 1 << (pin & 0x1F))

uint8_t builtinArePinsFree(uint32_t bank, uint32_t pin);
uint8_t builtinUsePins(uint32_t bank, uint32_t pin);

#endif
