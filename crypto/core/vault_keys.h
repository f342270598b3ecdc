/* SPDX-License-Identifier: Apache-2.0
 *
 * How single keys get into the vault, and out: the keys of a sign-in answer, key blocks, what is loaded at the terminal, what is
 * made here. None comes out in clear.
 */
#ifndef JIAOZI_VAULT_KEYS_H
#define JIAOZI_VAULT_KEYS_H

#include "drbg.h"
#include "vault.h"

/**
 * Puts a working key that came encrypted (ECB) under the master key in slot `master`, TDES or SM4, into `slot`, if it gives
 * `check_value`. TDES: 8 bytes, or 16 whose second half is zero, encrypted or clear, are a DES key (working_key.h).
 */
enum vault_status vault_load_working_key(struct vault *vault, unsigned master, unsigned slot, unsigned purpose,
                                         const uint8_t *encrypted, size_t size, const uint8_t check_value[4])
    __attribute__((warn_unused_result));

/**
 * Opens a key block (key_block.h) with the protection key in slot `kbpk` and puts the key into `slot`. Its header says purpose,
 * algorithm, uses and whether it may leave again; an initial DUKPT key brings its KSN or ID in the optional block KS or IK.
 * VAULT_FORBIDDEN: a header that means nothing here, a protection key weaker than the key, or of another cipher than the block's.
 */
enum vault_status vault_load_key_block(struct vault *vault, unsigned kbpk, unsigned slot, const uint8_t *text, size_t size)
    __attribute__((warn_unused_result));

/** The key as a key block under the protection key in slot `kbpk` (B under TDES, D under AES), if it may leave. */
enum vault_status vault_export_key_block(const struct vault *vault, unsigned slot, uint32_t check_value, unsigned kbpk,
                                         struct drbg *random, uint8_t *text, size_t capacity, size_t *size)
    __attribute__((warn_unused_result));

/** What is loaded at the terminal. `key` is in C memory, `check_value` (4 bytes) and `ksn` may be NULL. */
struct vault_loading {
  enum vault_purpose purpose;
  enum vault_algorithm algorithm;
  const uint8_t *key;
  size_t key_size;
  const uint8_t *check_value;
  /** DUKPT only: KSN of 10 bytes (TDES), ID of 8 (AES). */
  const uint8_t *ksn;
  size_t ksn_size;
  bool exportable;
};

/** For C only: a clear key, from components or a key file. */
enum vault_status vault_load_clear(struct vault *vault, unsigned slot, const struct vault_loading *loading)
    __attribute__((warn_unused_result));

/** A new key of a purpose whose keys are made here (journal, pepper, identity), into an empty slot. */
enum vault_status vault_generate(struct vault *vault, unsigned slot, enum vault_purpose purpose, struct drbg *random)
    __attribute__((warn_unused_result));

#endif
