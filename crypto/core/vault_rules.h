/* SPDX-License-Identifier: Apache-2.0
 *
 * What a purpose allows, and what an algorithm is: two tables.
 */
#ifndef JIAOZI_VAULT_RULES_H
#define JIAOZI_VAULT_RULES_H

#include "vault.h"

struct vault_rule {
  /** enum vault_use */
  uint16_t uses;
  /** Bit n: vault_algorithm n. */
  uint16_t algorithms;
  /** enum vault_origin */
  uint8_t ways;
  /** A new one ends the use of older images: the board's count goes on. */
  bool steps;
};

struct vault_cipher {
  uint8_t key_size;
  /** Bits that its best-known attack leaves: a key is protected by one at least as strong. */
  uint16_t strength;
  /** enum key_check_cipher and _method, or 0 */
  uint8_t check, check_method;
};

/** A purpose that does not exist allows nothing. */
const struct vault_rule *vault_rule_of(unsigned purpose);
/** An algorithm that does not exist has keys of no bytes. */
const struct vault_cipher *vault_cipher_of(unsigned algorithm);
/** The algorithm of TDES or AES with keys of that size; 0 for none. */
unsigned vault_tdes_of(size_t key_size);
unsigned vault_aes_of(size_t key_size);

static inline bool vault_is_tdes(unsigned algorithm) {
  return algorithm == VAULT_ALGORITHM_TDES || algorithm == VAULT_ALGORITHM_TDES3;
}

static inline bool vault_is_aes(unsigned algorithm) {
  return algorithm >= VAULT_ALGORITHM_AES128 && algorithm <= VAULT_ALGORITHM_AES256;
}

#endif
