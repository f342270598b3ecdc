/* SPDX-License-Identifier: Apache-2.0
 *
 * The key image: how a terminal's keys are delivered to a flash partition and survive power-off there. A format of this
 * project. Whole units of 32 bytes, so that it may lie on an encrypted partition; numbers of several bytes do not occur.
 *
 *   header, 32 bytes   "JZKI" | version 1 | record count 1–16 | the board's count | 00 | nonce 16 | 00 × 8
 *   records, 64 bytes  slot | purpose | algorithm | key size | check value 4 | key, zero-filled to 32 | may leave in a key block: 0,
 *                      1 | 00 × 23
 *   trailer, 32 bytes  AES-256-CMAC over header and encrypted records | 00 × 16
 *
 * An image is for one value of the board's count (port_monotonic_count, 0 where there is none): when keys have been loaded or erased
 * since, it is refused.
 *
 * Records are encrypted with AES-256 in counter mode from counter 0. Both keys are HMAC-SHA-256(device secret, label | 00 |
 * nonce), labels "jiaozi key image 1 encryption" and "jiaozi key image 1 authentication": so a nonce that is never used
 * twice for one terminal gives keys that are never used twice, and the counter needs none of its own.
 * host-sim/boards/key-image.ts makes images and was written separately.
 */
#ifndef JIAOZI_KEY_IMAGE_H
#define JIAOZI_KEY_IMAGE_H

#include "aes.h"
#include "vault.h"

enum {
  KEY_IMAGE_HEADER_SIZE = 32,
  KEY_IMAGE_RECORD_SIZE = 64,
  KEY_IMAGE_TRAILER_SIZE = 32,
  KEY_IMAGE_NONCE_SIZE = 16,
  KEY_IMAGE_VERSION = 1,
};

/** An image being read. Refers to the caller's bytes; key_image_close wipes the rest. */
struct key_image {
  struct aes_key cipher;
  uint8_t counter[AES_BLOCK_SIZE];
  const uint8_t *next;
  const uint8_t *nonce;
  unsigned remaining;
  uint32_t count;
};

/** A record in clear, as it lies in the image. */
struct key_image_record {
  uint8_t slot;
  uint8_t purpose;
  uint8_t algorithm;
  uint8_t key_size;
  uint8_t check_value[VAULT_CHECK_VALUE_SIZE];
  uint8_t key[VAULT_KEY_SIZE_MAX];
  uint8_t exportable;
};

/** Checks the image as a whole. VAULT_OK: it is authentic and complete, and must be closed; else nothing is left behind. */
enum vault_status key_image_open(struct key_image *image, const uint8_t secret[32], const uint8_t *bytes, size_t size)
    __attribute__((warn_unused_result));

/** The next record, or false when there is none. VAULT_MALFORMED in `status`: bytes that must be zero are not. */
bool key_image_next(struct key_image *image, struct key_image_record *record, enum vault_status *status)
    __attribute__((warn_unused_result));

void key_image_close(struct key_image *image);

#endif
