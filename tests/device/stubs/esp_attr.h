/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's esp_attr.h, as far as our C uses it.
 */
#ifndef STUB_ESP_ATTR_H
#define STUB_ESP_ATTR_H

#define RTC_NOINIT_ATTR

#endif
