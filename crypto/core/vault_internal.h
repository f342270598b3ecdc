/* SPDX-License-Identifier: Apache-2.0
 *
 * For the parts of the vault (vault_*.c) only: how they get at a key. Every way in goes through vault_admit, every use through
 * vault_find or vault_find_in: what a purpose allows is decided in these places and the tables of vault_rules.c.
 */
#ifndef JIAOZI_VAULT_INTERNAL_H
#define JIAOZI_VAULT_INTERNAL_H

#include "vault.h"

/** A key on its way in, in clear. The caller wipes it. */
struct vault_candidate {
  uint8_t purpose;
  uint8_t algorithm;
  uint8_t origin;
  uint8_t key_size;
  /** 0: all that the purpose allows; else no more than these of them, and at least one. */
  uint16_t uses;
  uint8_t mac_method;
  bool exportable;
  /** NULL when there is nothing to compare with. */
  const uint8_t *check_value;
  /** Zero behind the key. */
  uint8_t key[VAULT_KEY_SIZE_MAX];
};

/** The key in `slot`, if it allows `use`: for a key that only its slot names. */
enum vault_status vault_find_in(const struct vault *vault, unsigned slot, unsigned use, const struct vault_slot **found)
    __attribute__((warn_unused_result));

/** The key in `slot`, if it is the one with this check value and allows `use`. */
enum vault_status vault_find(const struct vault *vault, unsigned slot, uint32_t check_value, unsigned use,
                             const struct vault_slot **found) __attribute__((warn_unused_result));

/** Checks a key in all respects, and makes a slot of it. */
enum vault_status vault_admit(const struct vault_candidate *candidate, struct vault_slot *slot)
    __attribute__((warn_unused_result));

/** As above, and puts it where it may go: no key from the host takes the place of one that was loaded. */
enum vault_status vault_put(struct vault *vault, unsigned slot, const struct vault_candidate *candidate)
    __attribute__((warn_unused_result));

/** The board's count, 0 when it has none. */
uint32_t vault_board_count(void *board);

#endif
