/* SPDX-License-Identifier: Apache-2.0
 *
 * PIN blocks of ISO 9564-1, formats 0, 1, 2, 3 and 4, and the 16-byte form used with SM4: docs/sources.md [vectors 4],
 * [domain A11]. There is no decoding here, and will not be.
 *
 * PIN and PAN are digits, one a byte (0–9, not ASCII). The digits of the PIN are secret; how many there are is not (the screen shows
 * a star for each), nor is the PAN. Time depends on sizes and the PAN only.
 */
#ifndef JIAOZI_PIN_BLOCK_H
#define JIAOZI_PIN_BLOCK_H

#include "aes.h"

enum pin_block_format {
  PIN_BLOCK_ISO_0 = 0, /* PIN and PAN; fill F */
  PIN_BLOCK_ISO_1 = 1, /* no PAN; random fill */
  PIN_BLOCK_ISO_2 = 2, /* for a card's own check; fill F */
  PIN_BLOCK_ISO_3 = 3, /* as 0, random fill of A to F */
  PIN_BLOCK_SM4 = 5,   /* as 0, in 16 bytes */
};

enum { PIN_SIZE_MIN = 4, PIN_SIZE_MAX = 12, PAN_SIZE_MAX = 19, PIN_BLOCK_SIZE_MAX = 16, PIN_BLOCK_FILL_SIZE = 8 };

/**
 * The clear block: 8 bytes, 16 for PIN_BLOCK_SM4. `fill` is where format 1 and 3 take the nibbles after the PIN from, from its first
 * on; others ignore it, and it may be null for them. `pan` may be null where the format has none. False, and the block is zero,
 * for a PIN of a wrong size or with something that is no digit, a PAN likewise, or fill that format 3 does not allow.
 */
bool jz_pin_block_encode(enum pin_block_format format, const uint8_t *pin, size_t pin_size, const uint8_t *pan,
                         size_t pan_size, const uint8_t fill[PIN_BLOCK_FILL_SIZE], uint8_t *block)
    __attribute__((warn_unused_result));

/** Random bytes to fill that format 1 and 3 allow. */
void jz_pin_block_fill(enum pin_block_format format, const uint8_t random[2 * PIN_BLOCK_FILL_SIZE],
                       uint8_t fill[PIN_BLOCK_FILL_SIZE]);

/**
 * Format 4 is defined enciphered, under AES twice; its two fields are combined in between. `fill`: 8 random bytes. `pin_field` and
 * `pan_field` take the clear fields.
 */
bool jz_pin_block_encode_4(const uint8_t *pin, size_t pin_size, const uint8_t *pan, size_t pan_size,
                           const uint8_t fill[PIN_BLOCK_FILL_SIZE], uint8_t pin_field[16], uint8_t pan_field[16])
    __attribute__((warn_unused_result));
void jz_pin_block_encipher_4(const struct aes_key *key, const uint8_t pin_field[16], const uint8_t pan_field[16],
                             uint8_t block[16]);

#endif
