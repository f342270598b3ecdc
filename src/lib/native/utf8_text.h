/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JIAOZI_UTF8_TEXT_H
#define JIAOZI_UTF8_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether `bytes` are UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF. */
bool utf8_is_text(const uint8_t *bytes, size_t size);

#endif
