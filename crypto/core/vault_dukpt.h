/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal's DUKPT key, TDES or AES: a key for each transaction, and for each use in it. docs/adr/0021 has the reasons.
 *
 * A transaction: vault_dukpt_next; make an image (vault_image.h), write it to flash, read it back and confirm it; use the keys; end.
 * Before the confirmation no key is given: in the image the key is gone already, so that no power cut can bring a KSN back.
 *
 * One a terminal: a second initial key replaces the first.
 */
#ifndef JIAOZI_VAULT_DUKPT_H
#define JIAOZI_VAULT_DUKPT_H

#include "vault.h"

struct vault_candidate;

/** "Request" is from the terminal, "response" from the host. */
enum vault_dukpt_use {
  VAULT_DUKPT_PIN = 0,
  VAULT_DUKPT_MAC_REQUEST,
  VAULT_DUKPT_MAC_RESPONSE,
  VAULT_DUKPT_DATA_REQUEST,
  VAULT_DUKPT_DATA_RESPONSE,
};

/** The caller wipes it. */
struct vault_dukpt_key {
  uint8_t bytes[DUKPT_AES_KEY_SIZE_MAX];
  uint8_t size;
  /** TDES, AES128 or AES256 */
  uint8_t algorithm;
};

/** Takes an initial key; `ksn` is the KSN (10 bytes, TDES) or the key's ID (8 bytes, AES). */
enum vault_status vault_dukpt_put(struct vault *vault, unsigned slot, const struct vault_candidate *candidate,
                                  const uint8_t *ksn, size_t ksn_size) __attribute__((warn_unused_result));

/** Goes to the next transaction. */
enum vault_status vault_dukpt_next(struct vault *vault) __attribute__((warn_unused_result));

/** The present transaction's KSN, 10 or 12 bytes. Public; VAULT_NOT_STORED as long as its key must not be used. */
enum vault_status vault_dukpt_ksn(const struct vault *vault, uint8_t ksn[DUKPT_AES_KSN_SIZE], size_t *size)
    __attribute__((warn_unused_result));

/** For C: the present transaction's key for one use. Unless VAULT_OK, it is zero. */
enum vault_status vault_dukpt_key(const struct vault *vault, enum vault_dukpt_use use, struct vault_dukpt_key *key)
    __attribute__((warn_unused_result));

/** Forgets the present transaction's key. */
void vault_dukpt_end(struct vault *vault);

/** The slot that holds the terminal's DUKPT key; NULL when there is none. */
const struct vault_slot *vault_dukpt_slot(const struct vault *vault);

#endif
