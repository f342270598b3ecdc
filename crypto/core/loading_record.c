/* SPDX-License-Identifier: Apache-2.0
 *
 * See loading_record.h.
 */
#include "loading_record.h"

#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { GENERATION_AT = 4, SEQUENCE_AT = 8, SALT_AT = 8, VERIFIER_AT = 24 };

_Static_assert(LOADING_RECORD_SIZE % 32 == 0, "flash is programmed in units of 32 bytes");

static const uint8_t magic[4] = {'J', 'Z', 'K', 'L'};

void loading_record_seal(const struct loading_record *record, const uint8_t secret[32], const uint8_t nonce[SEAL_NONCE_SIZE],
                         uint8_t *sealed) {
  uint8_t clear[LOADING_RECORD_CLEAR_SIZE] = {0};
  uint8_t *at = clear + LOADING_RECORD_HEAD_SIZE;
  memcpy(clear, magic, sizeof magic);
  store_be32(clear + GENERATION_AT, record->generation);
  store_be32(clear + SEQUENCE_AT, record->last_sequence);
  for (unsigned i = 0; i < CUSTODIANS; i++, at += LOADING_RECORD_CUSTODIAN_SIZE) {
    const struct custodian *custodian = &record->custody.custodians[i];
    at[0] = custodian->is_set;
    at[1] = custodian->failures;
    memcpy(at + SALT_AT, custodian->salt, sizeof custodian->salt);
    memcpy(at + VERIFIER_AT, custodian->verifier, sizeof custodian->verifier);
  }
  memcpy(sealed, nonce, SEAL_NONCE_SIZE);
  seal_close(secret, clear, sizeof clear, sealed);
  jz_wipe(clear, sizeof clear);
}

bool loading_record_open(struct loading_record *record, const uint8_t secret[32], const uint8_t *sealed) {
  uint8_t clear[LOADING_RECORD_CLEAR_SIZE];
  const uint8_t *at = clear + LOADING_RECORD_HEAD_SIZE;
  bool good = seal_open(secret, sealed, LOADING_RECORD_SIZE, clear) && memcmp(clear, magic, sizeof magic) == 0;
  if (!good) return false;
  record->generation = load_be32(clear + GENERATION_AT);
  record->last_sequence = load_be32(clear + SEQUENCE_AT);
  record->custody.charged = 0;
  for (unsigned i = 0; i < CUSTODIANS; i++, at += LOADING_RECORD_CUSTODIAN_SIZE) {
    struct custodian *custodian = &record->custody.custodians[i];
    custodian->is_set = at[0];
    custodian->failures = at[1];
    memcpy(custodian->salt, at + SALT_AT, sizeof custodian->salt);
    memcpy(custodian->verifier, at + VERIFIER_AT, sizeof custodian->verifier);
  }
  jz_wipe(clear, sizeof clear);
  return true;
}
