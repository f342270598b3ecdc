/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_sleep.h, as far as our C uses it.
 */
#ifndef STUB_ESP_SLEEP_H
#define STUB_ESP_SLEEP_H

void esp_deep_sleep_start(void) __attribute__((noreturn));

#endif
