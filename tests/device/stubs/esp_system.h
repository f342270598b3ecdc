/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_system.h, as far as our C uses it.
 */
#ifndef STUB_ESP_SYSTEM_H
#define STUB_ESP_SYSTEM_H

typedef enum { ESP_RST_UNKNOWN, ESP_RST_POWERON, ESP_RST_EXT, ESP_RST_SW } esp_reset_reason_t;

esp_reset_reason_t esp_reset_reason(void);

#endif
