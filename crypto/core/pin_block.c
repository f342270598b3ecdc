/* SPDX-License-Identifier: Apache-2.0
 *
 * See pin_block.h. A block is written nibble by nibble: control, length, PIN, fill; then the PAN is added.
 */
#include "pin_block.h"

#include "ct.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { PAN_PART_DIGITS = 12, FILL_A = 10, FILL_F = 15 };

static void put_nibble(uint8_t *block, unsigned at, uint32_t nibble) {
  block[at / 2] = (uint8_t)((at & 1) != 0 ? block[at / 2] | nibble : nibble << 4);
}

static uint32_t nibble_of(const uint8_t *bytes, unsigned at) {
  return (uint32_t)bytes[at / 2] >> ((at & 1) != 0 ? 0 : 4) & 15u;
}

/* Bit 31 of 9 − d is set for bytes above 9 only. */
static bool are_digits(const uint8_t *digits, size_t size) {
  uint32_t above = 0;
  for (size_t i = 0; i < size; i++) above |= 9u - digits[i];
  /* Public: a keypad gives digits. */
  return ct_public(above >> 31) == 0;
}

static bool is_pin(const uint8_t *pin, size_t size) {
  return size >= PIN_SIZE_MIN && size <= PIN_SIZE_MAX && are_digits(pin, size);
}

static bool is_pan(const uint8_t *pan, size_t size) {
  return size >= 1 && size <= PAN_SIZE_MAX && are_digits(pan, size);
}

/* Adds the twelve digits before the check digit, zeros before them, to the last six bytes. */
static void add_pan(uint8_t *block, unsigned block_size, const uint8_t *pan, size_t pan_size) {
  size_t count = pan_size - 1 < PAN_PART_DIGITS ? pan_size - 1 : PAN_PART_DIGITS;
  for (unsigned i = 0; i < count; i++) {
    uint32_t digit = pan[pan_size - 2 - i];
    uint8_t *byte = &block[block_size - 1 - i / 2];
    *byte = (uint8_t)(*byte ^ digit << ((i & 1) != 0 ? 4 : 0));
  }
}

/* What each format is made of. The names are their values. */
static const struct layout {
  uint8_t control;
  uint8_t size;
  bool has_pan;
  bool has_random;
  /** The least nibble that may be fill. */
  uint8_t fill_min;
} layouts[] = {
  [PIN_BLOCK_ISO_0] = {0, 8, true, false, FILL_F},
  [PIN_BLOCK_ISO_1] = {1, 8, false, true, 0},
  [PIN_BLOCK_ISO_2] = {2, 8, false, false, FILL_F},
  [PIN_BLOCK_ISO_3] = {3, 8, true, true, FILL_A},
  [PIN_BLOCK_SM4] = {0, 16, true, false, FILL_F},
};

bool jz_pin_block_encode(enum pin_block_format format, const uint8_t *pin, size_t pin_size, const uint8_t *pan,
                         size_t pan_size, const uint8_t fill[PIN_BLOCK_FILL_SIZE], uint8_t *block) {
  if ((unsigned)format >= sizeof layouts / sizeof layouts[0] || layouts[format].size == 0) return false;
  const struct layout *layout = &layouts[format];
  memset(block, 0, layout->size);
  if (!is_pin(pin, pin_size) || (layout->has_pan && !is_pan(pan, pan_size))) return false;
  put_nibble(block, 0, layout->control);
  put_nibble(block, 1, (uint32_t)pin_size);
  for (unsigned i = 0; i < pin_size; i++) put_nibble(block, 2 + i, pin[i]);
  uint32_t below = 0;
  for (unsigned at = 2 + (unsigned)pin_size, i = 0; at < 2u * layout->size; at++, i++) {
    uint32_t nibble = layout->has_random ? nibble_of(fill, i) : FILL_F;
    below |= nibble - layout->fill_min;
    put_nibble(block, at, nibble);
  }
  /* Public: fill that is not allowed is a mistake of the caller's. */
  if (ct_public(below >> 31) != 0) {
    jz_wipe(block, layout->size);
    return false;
  }
  if (layout->has_pan) add_pan(block, layout->size, pan, pan_size);
  return true;
}

/* A byte b becomes one of n nibbles by b·n / 256: six of 256 leaves a bias of 1/43, and the PIN behind it is encrypted. */
void jz_pin_block_fill(enum pin_block_format format, const uint8_t random[2 * PIN_BLOCK_FILL_SIZE],
                       uint8_t fill[PIN_BLOCK_FILL_SIZE]) {
  uint32_t least = format == PIN_BLOCK_ISO_3 ? FILL_A : 0;
  for (unsigned i = 0; i < 2 * PIN_BLOCK_FILL_SIZE; i++) {
    put_nibble(fill, i, least + (random[i] * (FILL_F + 1 - least) >> 8));
  }
}

/* PIN field: 4, length, PIN, A to the eighth byte, random. PAN field: digits beyond twelve, PAN, zeros; a shorter PAN is filled with
 * zeros in front. */
bool jz_pin_block_encode_4(const uint8_t *pin, size_t pin_size, const uint8_t *pan, size_t pan_size,
                           const uint8_t fill[PIN_BLOCK_FILL_SIZE], uint8_t pin_field[16], uint8_t pan_field[16]) {
  memset(pin_field, 0, 16);
  memset(pan_field, 0, 16);
  if (!is_pin(pin, pin_size) || !is_pan(pan, pan_size)) return false;
  memset(pin_field, FILL_A << 4 | FILL_A, 8);
  pin_field[0] = (uint8_t)(4 << 4 | pin_size);
  for (unsigned i = 0; i < (pin_size + 1) / 2; i++) {
    uint32_t second = 2 * i + 1 < pin_size ? pin[2 * i + 1] : FILL_A;
    pin_field[1 + i] = (uint8_t)((uint32_t)pin[2 * i] << 4 | second);
  }
  memcpy(pin_field + 8, fill, PIN_BLOCK_FILL_SIZE);
  unsigned before = pan_size < PAN_PART_DIGITS ? PAN_PART_DIGITS - (unsigned)pan_size : 0;
  put_nibble(pan_field, 0, pan_size > PAN_PART_DIGITS ? (uint32_t)pan_size - PAN_PART_DIGITS : 0);
  for (unsigned i = 1; i < 32; i++) {
    put_nibble(pan_field, i, i > before && i - 1 - before < pan_size ? pan[i - 1 - before] : 0u);
  }
  return true;
}

void jz_pin_block_encipher_4(const struct aes_key *key, const uint8_t pin_field[16], const uint8_t pan_field[16],
                             uint8_t block[16]) {
  uint8_t inner[16];
  jz_aes_encrypt_block(key, pin_field, inner);
  xor_bytes(inner, pan_field, sizeof inner);
  jz_aes_encrypt_block(key, inner, block);
  jz_wipe(inner, sizeof inner);
}
