/* SPDX-License-Identifier: Apache-2.0
 *
 * See gb18030.h. What one would get wrong: a character of the basic plane without a two-byte code has the four-byte code
 * of its rank among such characters, so the rank needs the number of two-byte characters below it, and the surrogates
 * do not count. U+1E3F and U+E7C7 changed places in the edition of 2005; the table has the places of 2000, which the
 * ranks go by.
 */
#include "gb18030.h"

#include <string.h>

/* Four-byte codes of the basic plane begin at 81308130, those above it at 90308130. */
#define SUPPLEMENTARY_FIRST 189000u

static size_t put_linear(uint32_t rank, uint8_t code[4]) {
  code[3] = (uint8_t)(0x30u + rank % 10u);
  code[2] = (uint8_t)(0x81u + rank / 10u % 126u);
  code[1] = (uint8_t)(0x30u + rank / 1260u % 10u);
  code[0] = (uint8_t)(0x81u + rank / 12600u);
  return 4;
}

static size_t put_pair(uint16_t pair, uint8_t code[4]) {
  code[0] = (uint8_t)(pair >> 8);
  code[1] = (uint8_t)(pair & 0xffu);
  return 2;
}

/* Number of entries of gb18030_rest below `character`. */
static uint32_t rest_below(uint32_t character) {
  uint32_t low = 0;
  uint32_t high = GB18030_REST_COUNT;
  while (low < high) {
    uint32_t middle = (low + high) / 2u;
    if (gb18030_rest[middle][0] < character) {
      low = middle + 1u;
    } else {
      high = middle;
    }
  }
  return low;
}

static uint32_t swap_2005(uint32_t character) {
  if (character == 0x1e3fu) return 0xe7c7u;
  if (character == 0xe7c7u) return 0x1e3fu;
  return character;
}

static size_t put_basic(uint32_t character, uint8_t code[4]) {
  if (character - GB18030_HAN_FIRST < GB18030_HAN_COUNT) {
    return put_pair(gb18030_han[character - GB18030_HAN_FIRST], code);
  }
  character = swap_2005(character);
  uint32_t below = rest_below(character);
  if (below < GB18030_REST_COUNT && gb18030_rest[below][0] == character) {
    return put_pair(gb18030_rest[below][1], code);
  }
  uint32_t rank = character - 0x80u - below;
  if (character >= GB18030_HAN_FIRST) rank -= GB18030_HAN_COUNT;
  if (character >= 0xe000u) rank -= 0x800u;
  return put_linear(rank, code);
}

size_t gb18030_put(uint32_t character, uint8_t code[4]) {
  int control = character < 0x20u || character == 0x7fu;
  int surrogate = character >= 0xd800u && character <= 0xdfffu;
  if (control || surrogate || character > 0x10ffffu) character = '?';
  if (character < 0x80u) {
    code[0] = (uint8_t)character;
    return 1;
  }
  if (character > 0xffffu) return put_linear(SUPPLEMENTARY_FIRST + character - 0x10000u, code);
  return put_basic(character, code);
}

/* Bytes of the character that begins with `lead`, or 0 if none does. */
static size_t utf8_length(uint8_t lead) {
  if (lead < 0x80u) return 1;
  if (lead < 0xc2u) return 0;
  if (lead < 0xe0u) return 2;
  if (lead < 0xf0u) return 3;
  return lead < 0xf5u ? 4 : 0;
}

/* Reads one character at `text` (not at its NUL) and returns the bytes used. Never looks beyond the NUL. */
static size_t read_utf8(const uint8_t *text, uint32_t *character) {
  static const uint32_t smallest[5] = {0, 0, 0x80u, 0x800u, 0x10000u};
  size_t length = utf8_length(text[0]);
  uint32_t value = length < 2 ? text[0] : text[0] & (0xffu >> (length + 1u));
  size_t used = 1;
  while (used < length && (text[used] & 0xc0u) == 0x80u) value = value << 6 | (text[used++] & 0x3fu);
  if (used != length || value < smallest[length]) {
    *character = '?';
    return 1;
  }
  *character = value;
  return length;
}

size_t gb18030_encode(const char *text, uint8_t *target, size_t room) {
  const uint8_t *source = (const uint8_t *)text;
  size_t written = 0;
  while (*source != 0) {
    uint32_t character = 0;
    uint8_t code[4];
    source += read_utf8(source, &character);
    size_t length = gb18030_put(character, code);
    if (length > room - written) break;
    memcpy(target + written, code, length);
    written += length;
  }
  return written;
}
