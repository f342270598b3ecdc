/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_wifi.h, as far as our C uses it.
 */
#ifndef STUB_ESP_WIFI_H
#define STUB_ESP_WIFI_H

#include "esp_err.h"

#define ESP_ERR_WIFI_NOT_INIT 0x3001

typedef enum { WIFI_MODE_NULL, WIFI_MODE_STA } wifi_mode_t;

esp_err_t esp_wifi_get_mode(wifi_mode_t *mode);

#endif
