/* SPDX-License-Identifier: Apache-2.0
 *
 * Working keys as a UnionPay host sends them in the answer to sign-in (field 62), each under the master key with a check value:
 * docs/sources.md [domain A6, A11].
 *
 * Hosts differ in the layout: it is a parameter, one of a table. Nothing binds a key here to its purpose but its place; key blocks
 * (key_block.h) do better.
 */
#ifndef JIAOZI_WORKING_KEY_H
#define JIAOZI_WORKING_KEY_H

#include "key_check.h"

enum working_key_layout {
  WORKING_KEYS_SINGLE = 1,       /* 24 bytes: PIN key 8, check 4, MAC key 8, check 4 */
  WORKING_KEYS_DOUBLE = 2,       /* 40 bytes: PIN key 16, check 4, MAC key 16 (or 8 and 8 zeros), check 4 */
  WORKING_KEYS_WITH_TRACK = 3,   /* 60 bytes: as double, then track key 16, check 4 */
};

enum { WORKING_KEYS_MAX = 3, WORKING_KEY_SIZE_MAX = 16, WORKING_KEY_CHECK_SIZE = 4 };

/** One key of the field, still enciphered. */
struct working_key {
  const uint8_t *encrypted;
  const uint8_t *check_value;
  uint8_t size;
};

/** The keys of the field, in the order PIN, MAC, track; how many, or 0 when the size is not that of the layout. */
unsigned jz_working_keys_split(enum working_key_layout layout, const uint8_t *field, size_t size,
                               struct working_key keys[WORKING_KEYS_MAX]);

/**
 * Decrypts one under a master key of 16 bytes (TDES or SM4), ECB, and compares its check value. With TDES a second half that is zero, as
 * it came or as it becomes, means a key of single length. False, and `key` is zero, when the check value is another.
 */
bool jz_working_key_open(enum key_check_cipher cipher, const uint8_t master[16], const struct working_key *working,
                         uint8_t key[WORKING_KEY_SIZE_MAX], size_t *key_size) __attribute__((warn_unused_result));

#endif
