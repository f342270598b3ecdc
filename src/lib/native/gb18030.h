/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 to GB18030, the encoding of Chinese thermal printers (docs/sources.md [domain E8]). Every Unicode character has
 * a code: one byte (ASCII), two bytes (by table) or four bytes (by counting). Public data only: not constant time.
 */
#ifndef JIAOZI_GB18030_H
#define JIAOZI_GB18030_H

#include <stddef.h>
#include <stdint.h>

#define GB18030_HAN_FIRST 0x4e00u
#define GB18030_HAN_COUNT 20902u
#define GB18030_REST_COUNT 3038u

/** Codes of U+4E00 … U+9FA5. */
extern const uint16_t gb18030_han[GB18030_HAN_COUNT];
/** {character, code} of all other characters with two bytes, by character. */
extern const uint16_t gb18030_rest[GB18030_REST_COUNT][2];

/** Writes the code of one character to `code` and returns its length: 1, 2 or 4. What is no character becomes '?', and so
 * does a control character: text must not command a printer. */
size_t gb18030_put(uint32_t character, uint8_t code[4]);

/**
 * Encodes the UTF-8 text up to its NUL and returns the bytes written. Stops before the first character that does not
 * fit into `room`. Malformed UTF-8 becomes '?', one for each byte that cannot be used.
 */
size_t gb18030_encode(const char *text, uint8_t *target, size_t room);

#endif
