/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_random.h, as far as our C uses it.
 */
#ifndef STUB_ESP_RANDOM_H
#define STUB_ESP_RANDOM_H

#include <stddef.h>

void esp_fill_random(void *bytes, size_t length);

#endif
