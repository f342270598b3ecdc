/* SPDX-License-Identifier: Apache-2.0
 *
 * The header of a key block and its optional blocks. See key_block.h. All of it is public.
 */
#include "key_block.h"

#include "key_block_cipher.h"

#include <string.h>

enum { LENGTH_AT = 1, USAGE_AT = 5, ALGORITHM_AT = 7, MODE_AT = 8, VERSION_AT = 9, EXPORT_AT = 11, COUNT_AT = 12, CONTEXT_AT = 14 };

static bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}

static bool is_alphanumeric(uint8_t c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z');
}

static bool is_printable(uint8_t c) {
  return c >= 0x20 && c <= 0x7E;
}

static bool is_one_of(uint8_t c, const char *set) {
  for (; *set != 0; set++) {
    if (c == (uint8_t)*set) return true;
  }
  return false;
}

/* 16 for what is no upper-case hexadecimal digit. */
static unsigned hex_value(uint8_t c) {
  if (is_digit(c)) return c - (unsigned)'0';
  return c >= 'A' && c <= 'F' ? c - (unsigned)'A' + 10 : 16;
}

/* A hexadecimal number of up to four digits; false when one of them is none. */
static bool read_hex(const uint8_t *text, unsigned digits, unsigned *value) {
  *value = 0;
  for (unsigned i = 0; i < digits; i++) {
    if (hex_value(text[i]) > 15) return false;
    *value = *value << 4 | hex_value(text[i]);
  }
  return true;
}

/* Two characters of ID, then the size of all of it in two hexadecimal digits; or 00, two digits that count digits, and those. */
static bool read_optional(const uint8_t *text, size_t size, size_t *read) {
  unsigned stated, digits, start = 4;
  if (size < 4 || !is_alphanumeric(text[0]) || !is_alphanumeric(text[1]) || !read_hex(text + 2, 2, &stated)) return false;
  if (stated == 0) {
    if (size < 6 || !read_hex(text + 4, 2, &digits) || digits == 0 || digits > 4) return false;
    start = 6 + digits;
    if (size < start || !read_hex(text + 6, digits, &stated)) return false;
  }
  if (stated < start || stated > size) return false;
  for (unsigned i = start; i < stated; i++) {
    if (!is_printable(text[i])) return false;
  }
  *read = stated;
  return true;
}

/* Key context (0, 1, 2) and a reserved 0 end the fixed part. */
static bool are_allowed(const uint8_t *text) {
  bool good = true;
  for (unsigned i = LENGTH_AT; i < USAGE_AT; i++) good = good && is_digit(text[i]);
  good = good && is_alphanumeric(text[USAGE_AT]) && is_alphanumeric(text[USAGE_AT + 1]);
  good = good && (is_one_of(text[ALGORITHM_AT], "ADEHRST") || is_digit(text[ALGORITHM_AT]));
  good = good && (is_one_of(text[MODE_AT], "BCDEGNSTVXY") || is_digit(text[MODE_AT]));
  good = good && is_alphanumeric(text[VERSION_AT]) && is_alphanumeric(text[VERSION_AT + 1]);
  good = good && is_one_of(text[EXPORT_AT], "ENS");
  good = good && is_digit(text[COUNT_AT]) && is_digit(text[COUNT_AT + 1]);
  return good && is_one_of(text[CONTEXT_AT], "012") && text[CONTEXT_AT + 1] == '0';
}

static unsigned decimal(const uint8_t *text, unsigned digits) {
  unsigned value = 0;
  for (unsigned i = 0; i < digits; i++) value = 10 * value + (text[i] - (unsigned)'0');
  return value;
}

static void fill_in(struct key_block_header *header, const uint8_t *text) {
  header->version = (char)text[0];
  header->block_size = (uint16_t)decimal(text + LENGTH_AT, 4);
  header->usage[0] = (char)text[USAGE_AT], header->usage[1] = (char)text[USAGE_AT + 1];
  header->algorithm = (char)text[ALGORITHM_AT];
  header->mode = (char)text[MODE_AT];
  header->key_version[0] = (char)text[VERSION_AT], header->key_version[1] = (char)text[VERSION_AT + 1];
  header->exportability = (char)text[EXPORT_AT];
  header->optional_count = (uint8_t)decimal(text + COUNT_AT, 2);
}

enum key_block_status jz_key_block_parse(const uint8_t *text, size_t size, struct key_block_header *header) {
  memset(header, 0, sizeof *header);
  if (size < KEY_BLOCK_HEADER_SIZE || size > KEY_BLOCK_SIZE_MAX) return KEY_BLOCK_MALFORMED;
  const struct key_block_cipher *cipher = key_block_cipher_of(text[0]);
  if (cipher == NULL) return KEY_BLOCK_UNKNOWN_VERSION;
  if (!are_allowed(text)) return KEY_BLOCK_MALFORMED;
  size_t at = KEY_BLOCK_HEADER_SIZE;
  for (unsigned left = decimal(text + COUNT_AT, 2); left > 0; left--) {
    size_t read;
    if (!read_optional(text + at, size - at, &read)) return KEY_BLOCK_BAD_OPTIONAL;
    at += read;
  }
  if ((at & (cipher->block_size - 1u)) != 0) return KEY_BLOCK_BAD_OPTIONAL;
  fill_in(header, text);
  header->size = (uint16_t)at;
  return KEY_BLOCK_OK;
}

bool jz_key_block_optional(const uint8_t *text, const struct key_block_header *header, const char id[2], const uint8_t **data,
                           size_t *size) {
  enum { NAME_SIZE = 4 };
  size_t at = KEY_BLOCK_HEADER_SIZE, read;
  for (unsigned left = header->optional_count; left > 0; left--, at += read) {
    if (!read_optional(text + at, header->size - at, &read)) return false;
    bool is_short = text[at + 2] != '0' || text[at + 3] != '0';
    if (memcmp(text + at, id, 2) != 0 || !is_short) continue;
    *data = text + at + NAME_SIZE;
    *size = read - NAME_SIZE;
    return true;
  }
  return false;
}
