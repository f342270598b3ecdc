/* SPDX-License-Identifier: Apache-2.0
 *
 * What a terminal remembers of key loading: the number of the last key-loading file, and its custodians. A sealed record (seal.h) of
 * whole units of 32 bytes, of which flash holds two; the one with the higher generation counts.
 *
 *   in clear, before it is sealed: "JZKL" | generation 4 | last sequence 4 | 00 × 4 | three times: set 1, failures 1, 00 × 6, salt 16,
 *   verifier 32
 *
 * The one thing a reader would get wrong: a terminal that has an identity has such a record. If it is not there, somebody has
 * taken it away, and it does not begin anew with the passcodes of the delivery.
 */
#ifndef JIAOZI_LOADING_RECORD_H
#define JIAOZI_LOADING_RECORD_H

#include "custody.h"
#include "seal.h"

enum {
  LOADING_RECORD_HEAD_SIZE = 16,
  LOADING_RECORD_CUSTODIAN_SIZE = 56,
  LOADING_RECORD_CLEAR_SIZE = LOADING_RECORD_HEAD_SIZE + CUSTODIANS * LOADING_RECORD_CUSTODIAN_SIZE + 8,
  LOADING_RECORD_SIZE = LOADING_RECORD_CLEAR_SIZE + SEAL_OVERHEAD,
};

/** All zero: as delivered. */
struct loading_record {
  uint32_t generation;
  uint32_t last_sequence;
  struct custody custody;
};

/** `nonce`: fresh random bytes. `sealed` has LOADING_RECORD_SIZE bytes. */
void loading_record_seal(const struct loading_record *record, const uint8_t secret[32], const uint8_t nonce[SEAL_NONCE_SIZE],
                         uint8_t *sealed);

/** False, and nothing has changed, when these bytes are no record of this terminal. */
bool loading_record_open(struct loading_record *record, const uint8_t secret[32], const uint8_t *sealed)
    __attribute__((warn_unused_result));

#endif
