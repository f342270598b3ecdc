/* SPDX-License-Identifier: Apache-2.0
 *
 * See loading_record.h.
 */
#include "loading_record.h"

#include "ct.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { GENERATION_AT = 4, SEQUENCE_AT = 8, SALT_AT = 8, VERIFIER_AT = 24 };

/* Flash is programmed in units of 32 bytes. */
typedef char whole_units[LOADING_RECORD_SIZE % 32 == 0 ? 1 : -1];

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

/* Public: numbers of files and of tries; they are sealed only because they lie beside what is not. */
static void take_numbers(struct loading_record *record, const uint8_t *clear) {
  record->generation = ct_public(load_be32(clear + GENERATION_AT));
  record->last_sequence = ct_public(load_be32(clear + SEQUENCE_AT));
}

bool loading_record_open(struct loading_record *record, const uint8_t secret[32], const uint8_t *sealed) {
  uint8_t clear[LOADING_RECORD_CLEAR_SIZE];
  const uint8_t *at = clear + LOADING_RECORD_HEAD_SIZE;
  if (!seal_open(secret, sealed, LOADING_RECORD_SIZE, clear)) return false;
  /* Public: the record is authentic, so this terminal made it. */
  bool good = ct_public(ct_mask_equal(clear, magic, sizeof magic)) != 0;
  if (good) take_numbers(record, clear);
  if (good) record->custody.charged = 0;
  for (unsigned i = 0; good && i < CUSTODIANS; i++, at += LOADING_RECORD_CUSTODIAN_SIZE) {
    struct custodian *custodian = &record->custody.custodians[i];
    custodian->is_set = (uint8_t)ct_public(at[0]);
    custodian->failures = (uint8_t)ct_public(at[1]);
    memcpy(custodian->salt, at + SALT_AT, sizeof custodian->salt);
    memcpy(custodian->verifier, at + VERIFIER_AT, sizeof custodian->verifier);
  }
  jz_wipe(clear, sizeof clear);
  return good;
}
