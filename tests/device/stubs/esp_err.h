/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_err.h, as far as our C uses it.
 */
#ifndef STUB_ESP_ERR_H
#define STUB_ESP_ERR_H

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_FAIL (-1)

#endif
