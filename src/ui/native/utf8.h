/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads UTF-8 a character at a time. Anything malformed counts as one U+FFFD per byte, so that every text ends.
 */
#ifndef JIAOZI_UTF8_H
#define JIAOZI_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu

/** The character at `*at`, which moves behind it. `*at` is below `size`. */
uint32_t utf8_next(const uint8_t *text, size_t size, size_t *at);

#endif
