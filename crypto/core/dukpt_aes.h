/* SPDX-License-Identifier: Apache-2.0
 *
 * DUKPT with AES (X9.24-3), initial keys of 128, 192 or 256 bits: docs/sources.md [vectors 2] (192: by the same rule).
 *
 * As dukpt_tdes.h, which has the words on power cuts and stores, with 32 registers, a counter of 32 bits of which at most 16 are set,
 * and keys for each use derived from the transaction key by name.
 */
#ifndef JIAOZI_DUKPT_AES_H
#define JIAOZI_DUKPT_AES_H

#include "dukpt_tdes.h"

enum { DUKPT_AES_KSN_SIZE = 12, DUKPT_AES_ID_SIZE = 8, DUKPT_AES_KEY_SIZE_MAX = 32, DUKPT_AES_REGISTERS = 32 };

/** The standard's key usage indicators. */
enum dukpt_aes_use {
  DUKPT_AES_KEY_ENCRYPTION = 0x0002,
  DUKPT_AES_PIN = 0x1000,
  DUKPT_AES_MAC_GENERATE = 0x2000,
  DUKPT_AES_MAC_VERIFY = 0x2001,
  DUKPT_AES_MAC_BOTH = 0x2002,
  DUKPT_AES_DATA_ENCRYPT = 0x3000,
  DUKPT_AES_DATA_DECRYPT = 0x3001,
  DUKPT_AES_DATA_BOTH = 0x3002,
};

/** The standard's algorithm indicators. */
enum dukpt_aes_type {
  DUKPT_AES_TYPE_TDES2 = 0,
  DUKPT_AES_TYPE_TDES3 = 1,
  DUKPT_AES_TYPE_AES128 = 2,
  DUKPT_AES_TYPE_AES192 = 3,
  DUKPT_AES_TYPE_AES256 = 4,
};

/** No pointer: what the store keeps is this struct as it is. All zero: not loaded. */
struct dukpt_aes {
  uint8_t id[DUKPT_AES_ID_SIZE];
  /** 16, 24 or 32: of the initial key, and of all in the registers. */
  uint8_t key_size;
  uint8_t version;
  uint8_t spare[2];
  /** The next value to be used; 0 when there is none left. */
  uint32_t counter;
  uint8_t future[DUKPT_AES_REGISTERS][DUKPT_AES_KEY_SIZE_MAX];
};

/** Bytes of a key of that type; 0 for none. */
size_t jz_dukpt_aes_key_size(enum dukpt_aes_type type);

/** Keys of 16, 24 or 32 bytes; false for other sizes. `bdk` is the injector's, `id` the initial key ID. */
bool jz_dukpt_aes_initial_key(const uint8_t *bdk, size_t size, const uint8_t id[8], uint8_t *key)
    __attribute__((warn_unused_result));
bool jz_dukpt_aes_load(struct dukpt_aes *state, const uint8_t *initial_key, size_t size, const uint8_t id[8])
    __attribute__((warn_unused_result));
bool jz_dukpt_aes_is_sound(const struct dukpt_aes *state);

/** The next transaction: its key, of state->key_size bytes, and KSN. Unless DUKPT_OK, no key is given. */
enum dukpt_status jz_dukpt_aes_next(struct dukpt_aes *state, dukpt_commit commit, void *context,
                                    uint8_t key[DUKPT_AES_KEY_SIZE_MAX], uint8_t ksn[12]);

/** The key for one use, of jz_dukpt_aes_key_size(type) bytes. False for a type that does not exist or is longer than the
 * transaction key. */
bool jz_dukpt_aes_working_key(const uint8_t *transaction_key, size_t size, const uint8_t ksn[12], enum dukpt_aes_use use,
                              enum dukpt_aes_type type, uint8_t *key) __attribute__((warn_unused_result));

/** The transaction key of any KSN, as a host finds it: false for a counter of zero or with more than sixteen bits, or a key of a
 * wrong size. */
bool jz_dukpt_aes_transaction_key(const uint8_t *initial_key, size_t size, const uint8_t ksn[12], uint8_t *key)
    __attribute__((warn_unused_result));

#endif
