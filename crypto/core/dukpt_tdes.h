/* SPDX-License-Identifier: Apache-2.0
 *
 * DUKPT with TDES (X9.24-1): a key for each transaction, from which nobody can compute the keys before it. docs/sources.md
 * [vectors 1].
 *
 * The key register holds 21 future keys, one for each bit of the counter: the key for a counter value is in the register of its
 * lowest set bit. Using it makes the keys for the bits below, and then it is gone. Counter values with more than ten bits set are
 * skipped.
 *
 * Power cuts: jz_dukpt_tdes_next first lets the caller's `commit` store the state in which the key is gone already, and
 * gives the key only when that has succeeded. A cut in between loses a counter value; none is ever used twice. The state holds
 * keys: the store must keep it sealed, and replace the old state by the new one at once or not at all.
 */
#ifndef JIAOZI_DUKPT_TDES_H
#define JIAOZI_DUKPT_TDES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DUKPT_TDES_KSN_SIZE = 10, DUKPT_TDES_KEY_SIZE = 16, DUKPT_TDES_REGISTERS = 21 };

/** What is made of the transaction key. "Request" is from the terminal, "response" from the host. */
enum dukpt_tdes_use {
  DUKPT_TDES_PIN = 1,
  DUKPT_TDES_MAC_REQUEST,
  DUKPT_TDES_MAC_RESPONSE,
  DUKPT_TDES_DATA_REQUEST,
  DUKPT_TDES_DATA_RESPONSE,
};

/** Bytes and words of fixed size, no pointer: what the store keeps is this struct as it is. All zero: not loaded. */
struct dukpt_tdes {
  /** Key set and device; the counter's 21 bits are zero. */
  uint8_t ksn[DUKPT_TDES_KSN_SIZE];
  uint8_t version;
  uint8_t spare;
  /** The next value to be used; 0 when there is none left. */
  uint32_t counter;
  uint8_t future[DUKPT_TDES_REGISTERS][DUKPT_TDES_KEY_SIZE];
};

enum dukpt_status { DUKPT_OK = 0, DUKPT_NOT_LOADED = 1, DUKPT_EXHAUSTED = 2, DUKPT_NOT_STORED = 3 };

/** Makes `state` durable, whole or not at all; true when it is. */
typedef bool (*dukpt_commit)(void *context, const void *state, size_t size);

/** The initial key of a device from the base derivation key (for those who inject keys; a terminal never has one). */
void jz_dukpt_tdes_initial_key(const uint8_t bdk[16], const uint8_t ksn[10], uint8_t key[16]);

/** Takes an initial key; its KSN's counter is ignored. The state is not stored yet: commit it, then wipe the initial key. */
void jz_dukpt_tdes_load(struct dukpt_tdes *state, const uint8_t initial_key[16], const uint8_t ksn[10]);
/** Whether something read back from a store can be one of its states. Authenticity is the store's business. */
bool jz_dukpt_tdes_is_sound(const struct dukpt_tdes *state);

/** The next transaction: its key and KSN. Unless DUKPT_OK, no key is given; after DUKPT_NOT_STORED its counter value is lost. */
enum dukpt_status jz_dukpt_tdes_next(struct dukpt_tdes *state, dukpt_commit commit, void *context, uint8_t key[16],
                                     uint8_t ksn[10]);

/** The key for one use, from a transaction key. */
void jz_dukpt_tdes_variant(const uint8_t transaction_key[16], enum dukpt_tdes_use use, uint8_t key[16]);

/** The transaction key of any KSN, as a host finds it: false for a counter of zero or with more than ten bits. */
bool jz_dukpt_tdes_transaction_key(const uint8_t initial_key[16], const uint8_t ksn[10], uint8_t key[16])
    __attribute__((warn_unused_result));

#endif
