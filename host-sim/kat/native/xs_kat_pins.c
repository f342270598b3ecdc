/* SPDX-License-Identifier: Apache-2.0
 *
 * PIN blocks, clear or enciphered, and key check values.
 */
#include "kat.h"

#include "aes.h"
#include "des.h"
#include "key_check.h"
#include "pin_block.h"
#include "sm4.h"

#include <string.h>

/* (cipher, method, key, size, out) */
void xs_kat_key_check(xsMachine *the) {
  struct span key, out;
  int cipher = xsmcToInteger(xsArg(0)), method = xsmcToInteger(xsArg(1)), size = xsmcToInteger(xsArg(3));
  kat_span(key, xsArg(2));
  kat_span(out, xsArg(4));
  if (size < 1 || size > KEY_CHECK_SIZE_MAX || (size_t)size > out.size) xsRangeError("kat: no room");
  bool good = jz_key_check((enum key_check_cipher)cipher, (enum key_check_method)method, key.bytes, key.size, out.bytes,
                           (size_t)size);
  xsmcSetInteger(xsResult, good ? size : KAT_BAD_SIZE);
}

/* ASCII to digits, one a byte, as the keypad gives them; false when one is none. */
static bool read_digits(struct span text) {
  for (size_t i = 0; i < text.size; i++) {
    if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    text.bytes[i] = (uint8_t)(text.bytes[i] - '0');
  }
  return true;
}

/* Hexadecimal text of up to 16 nibbles; how many there are, or −1. */
static int read_fill(struct span text, uint8_t fill[PIN_BLOCK_FILL_SIZE]) {
  memset(fill, 0, PIN_BLOCK_FILL_SIZE);
  if (text.size > 2 * PIN_BLOCK_FILL_SIZE) return -1;
  for (size_t i = 0; i < text.size; i++) {
    uint8_t c = text.bytes[i];
    if (c >= 'a') c = (uint8_t)(c - 0x20);
    int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (value < 0) return -1;
    fill[i / 2] = (uint8_t)(fill[i / 2] | value << ((i & 1) != 0 ? 0 : 4));
  }
  return (int)text.size;
}

/* Under TDES or SM4, in place. */
static bool encipher(bool is_sm4, struct span key, uint8_t *block) {
  if (is_sm4) {
    struct sm4_key expanded;
    if (key.size != SM4_KEY_SIZE) return false;
    jz_sm4_expand(&expanded, key.bytes);
    jz_sm4_encrypt_block(&expanded, block, block);
    jz_sm4_wipe(&expanded);
  } else {
    struct des_key expanded;
    if (!jz_des_expand(&expanded, key.bytes, key.size)) return false;
    jz_des_encrypt_block(&expanded, block, block);
    jz_des_wipe(&expanded);
  }
  return true;
}

static int encode(int format, struct span pin, struct span pan, struct span fill_text, struct span key, uint8_t *block) {
  uint8_t fill[PIN_BLOCK_FILL_SIZE];
  int nibbles = read_fill(fill_text, fill);
  bool has_fill = format == PIN_BLOCK_ISO_1 || format == PIN_BLOCK_ISO_3;
  if (has_fill && nibbles + (int)pin.size < 14) return KAT_BAD_FILL;
  if (!jz_pin_block_encode((enum pin_block_format)format, pin.bytes, pin.size, pan.bytes, pan.size, fill, block)) {
    /* Random fill is the same but for what it may be: then the PIN is good, and the fill is not. */
    jz_pin_block_fill((enum pin_block_format)format, (const uint8_t[2 * PIN_BLOCK_FILL_SIZE]){0}, fill);
    bool is_fill = has_fill && jz_pin_block_encode((enum pin_block_format)format, pin.bytes, pin.size, pan.bytes, pan.size,
                                                   fill, block);
    return is_fill ? KAT_BAD_FILL : KAT_BAD_PIN;
  }
  if (key.size > 0 && !encipher(format == PIN_BLOCK_SM4, key, block)) return KAT_BAD_SIZE;
  return format == PIN_BLOCK_SM4 ? 16 : 8;
}

/* Clear: the field of the PIN, and behind it the field of the PAN. */
static int encode_4(struct span pin, struct span pan, struct span fill_text, struct span key, uint8_t *block) {
  uint8_t fill[PIN_BLOCK_FILL_SIZE], pin_field[16], pan_field[16];
  struct aes_key expanded;
  if (read_fill(fill_text, fill) != 2 * PIN_BLOCK_FILL_SIZE) return KAT_BAD_FILL;
  if (!jz_pin_block_encode_4(pin.bytes, pin.size, pan.bytes, pan.size, fill, pin_field, pan_field)) return KAT_BAD_PIN;
  if (key.size == 0) {
    memcpy(block, pin_field, sizeof pin_field);
    memcpy(block + sizeof pin_field, pan_field, sizeof pan_field);
    return sizeof pin_field + sizeof pan_field;
  }
  if (!jz_aes_expand(&expanded, key.bytes, key.size)) return KAT_BAD_SIZE;
  jz_pin_block_encipher_4(&expanded, pin_field, pan_field, block);
  jz_aes_wipe(&expanded);
  return AES_BLOCK_SIZE;
}

/* (format: 5 for SM4's, PIN and PAN in ASCII, fill in hexadecimal text, key: empty for the clear block, out) */
void xs_kat_pin_block(xsMachine *the) {
  struct span pin, pan, fill, key, out;
  int format = xsmcToInteger(xsArg(0));
  kat_span(pin, xsArg(1));
  kat_span(pan, xsArg(2));
  kat_span(fill, xsArg(3));
  kat_span(key, xsArg(4));
  kat_span(out, xsArg(5));
  if (out.size < 32) xsRangeError("kat: no room");
  int result = !read_digits(pin) || !read_digits(pan) ? (int)KAT_BAD_DIGITS
               : format == 4                          ? encode_4(pin, pan, fill, key, out.bytes)
                                                      : encode(format, pin, pan, fill, key, out.bytes);
  xsmcSetInteger(xsResult, result);
}
