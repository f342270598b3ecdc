/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_rom_sys.h, as far as our C uses it.
 */
#ifndef STUB_ESP_ROM_SYS_H
#define STUB_ESP_ROM_SYS_H

#include <stdint.h>

void esp_rom_delay_us(uint32_t us);

#endif
