/* SPDX-License-Identifier: Apache-2.0
 *
 * What our C uses of the SDK's xs/platforms/esp/xsHost.h. Only for checking syntax and for tests/device/ports.c.
 */
#ifndef STUB_XSHOST_H
#define STUB_XSHOST_H

#include <stddef.h>
#include <stdint.h>

#include "xsmc.h"

uint32_t modMilliseconds(void); /* a macro over xTaskGetTickCount() there */

typedef void (*modMessageDeliver)(void *the, void *refcon, uint8_t *message, uint16_t messageLength);
int modMessagePostToMachine(xsMachine *the, uint8_t *message, uint16_t messageLength, modMessageDeliver callback, void *refcon);

#endif
