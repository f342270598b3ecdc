/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_rules.h. Purposes, their uses and their algorithms are public.
 */
#include "vault_rules.h"

#include "key_check.h"

#define ONE(algorithm) (1u << VAULT_ALGORITHM_##algorithm)

enum {
  TDES = ONE(TDES) | ONE(TDES3),
  AES = ONE(AES128) | ONE(AES192) | ONE(AES256),
  FOR_DATA = TDES | AES | ONE(SM4),

  ARRIVES = VAULT_ORIGIN_IMAGE | VAULT_ORIGIN_BLOCK | VAULT_ORIGIN_LOADED,
  WORKING = ARRIVES | VAULT_ORIGIN_SIGN_IN,
};

/* The initial DUKPT key is no part of a key image: that stays in flash, and a key from which all others follow must not. */
static const struct vault_rule rules[] = {
  [VAULT_PURPOSE_MASTER] = {VAULT_USE_UNWRAP, ONE(TDES) | ONE(SM4), ARRIVES, true},
  [VAULT_PURPOSE_PIN] = {VAULT_USE_PIN_ENCRYPT, FOR_DATA, WORKING, false},
  [VAULT_PURPOSE_MAC] = {VAULT_USE_MAC | VAULT_USE_MAC_VERIFY, FOR_DATA | ONE(DES), WORKING, false},
  [VAULT_PURPOSE_TRACK] = {VAULT_USE_TRACK_ENCRYPT, FOR_DATA, WORKING, false},
  [VAULT_PURPOSE_KBPK] = {VAULT_USE_UNBLOCK | VAULT_USE_BLOCK, TDES | AES, ARRIVES, true},
  [VAULT_PURPOSE_DUKPT] = {VAULT_USE_DERIVE, ONE(TDES) | ONE(AES128) | ONE(AES256), VAULT_ORIGIN_BLOCK | VAULT_ORIGIN_LOADED, true},
  [VAULT_PURPOSE_JOURNAL] = {VAULT_USE_LINK, ONE(AES256), VAULT_ORIGIN_GENERATED, false},
  [VAULT_PURPOSE_PEPPER] = {VAULT_USE_HASH, ONE(HMAC), VAULT_ORIGIN_GENERATED, false},
  [VAULT_PURPOSE_IDENTITY] = {VAULT_USE_AGREE, ONE(P256), VAULT_ORIGIN_IMAGE | VAULT_ORIGIN_GENERATED, true},
  [VAULT_PURPOSE_AUTHORITY] = {VAULT_USE_TRUST, ONE(SHA256), VAULT_ORIGIN_IMAGE, true},
};

static const struct vault_cipher ciphers[] = {
  [VAULT_ALGORITHM_DES] = {8, 56, KEY_CHECK_TDES, KEY_CHECK_LEGACY},
  [VAULT_ALGORITHM_TDES] = {16, 80, KEY_CHECK_TDES, KEY_CHECK_LEGACY},
  [VAULT_ALGORITHM_TDES3] = {24, 112, KEY_CHECK_TDES, KEY_CHECK_LEGACY},
  [VAULT_ALGORITHM_AES128] = {16, 128, KEY_CHECK_AES, KEY_CHECK_CMAC},
  [VAULT_ALGORITHM_AES192] = {24, 192, KEY_CHECK_AES, KEY_CHECK_CMAC},
  [VAULT_ALGORITHM_AES256] = {32, 256, KEY_CHECK_AES, KEY_CHECK_CMAC},
  [VAULT_ALGORITHM_SM4] = {16, 128, KEY_CHECK_SM4, KEY_CHECK_LEGACY},
  [VAULT_ALGORITHM_HMAC] = {32, 256, 0, 0},
  [VAULT_ALGORITHM_P256] = {32, 128, 0, 0},
  [VAULT_ALGORITHM_SHA256] = {32, 128, 0, 0},
};

const struct vault_rule *vault_rule_of(unsigned purpose) {
  static const struct vault_rule none = {0, 0, 0, false};
  return purpose < sizeof rules / sizeof rules[0] ? &rules[purpose] : &none;
}

const struct vault_cipher *vault_cipher_of(unsigned algorithm) {
  static const struct vault_cipher none = {0, 0, 0, 0};
  return algorithm < sizeof ciphers / sizeof ciphers[0] ? &ciphers[algorithm] : &none;
}

static unsigned algorithm_of(unsigned first, unsigned last, size_t key_size) {
  while (first <= last && ciphers[first].key_size != key_size) first++;
  return first <= last ? first : 0;
}

unsigned vault_tdes_of(size_t key_size) {
  return algorithm_of(VAULT_ALGORITHM_TDES, VAULT_ALGORITHM_TDES3, key_size);
}

unsigned vault_aes_of(size_t key_size) {
  return algorithm_of(VAULT_ALGORITHM_AES128, VAULT_ALGORITHM_AES256, key_size);
}
