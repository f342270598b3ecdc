/* SPDX-License-Identifier: Apache-2.0
 *
 * How operators survive the power: an image under the device secret, in whole units of 32 bytes that are programmed once. Numbers are
 * big-endian. src/journal/image-log.ts keeps the images and reads the header to offer the newest first; it need not be believed.
 *
 *   header, 32 bytes   "JZVI" | version 1 | 00 | units of the whole | 00 | generation 4 | 00 × 4 | nonce 16
 *   body               twenty times, encrypted: used | number | wrong tries | 00 | salt 16 | verifier 32
 *   trailer, 16 bytes  AES-256-CMAC over header and encrypted body
 *
 * AES-256 in counter mode; keys as in seal.h, labels "jiaozi operators 1 encryption" and "… authentication", so nothing that is sealed
 * as something else opens here.
 *
 * The one thing a reader would get wrong: the board's count is not in it. Whoever can write the flash can bring an older image back,
 * with fewer wrong tries, or a password from before (SECURITY.md).
 */
#ifndef JIAOZI_OPERATORS_IMAGE_H
#define JIAOZI_OPERATORS_IMAGE_H

#include "operators.h"
#include "seal.h"

enum {
  OPERATORS_IMAGE_HEADER_SIZE = 32,
  OPERATORS_IMAGE_ENTRY_SIZE = 52,
  OPERATORS_IMAGE_BODY_SIZE = OPERATORS_MAX * OPERATORS_IMAGE_ENTRY_SIZE,
  OPERATORS_IMAGE_SIZE = OPERATORS_IMAGE_HEADER_SIZE + OPERATORS_IMAGE_BODY_SIZE + SEAL_CMAC_SIZE,
};

/** Of the next generation. `nonce`: fresh random bytes. `image` has OPERATORS_IMAGE_SIZE bytes, which are clear while this runs: C memory. */
void operators_image_make(struct operators *operators, const uint8_t secret[32], const uint8_t nonce[SEAL_NONCE_SIZE],
                          uint8_t *image);

/** Whether `image` (C memory, of that size; clear afterwards, so wiped) is this terminal's; its generation. */
bool operators_image_open(struct operators *operators, const uint8_t secret[32], uint8_t *image)
    __attribute__((warn_unused_result));

/** Whether `image`, unchanged, is the one that was made or opened last. */
bool operators_image_is_last(const struct operators *operators, const uint8_t secret[32], const uint8_t *image)
    __attribute__((warn_unused_result));

#endif
