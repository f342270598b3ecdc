/* SPDX-License-Identifier: Apache-2.0
 *
 * The operators of a terminal and their passwords: administrator 99, supervisor 00, cashiers 01 to 98. docs/sources.md [domain F1]
 *
 * A password is known by PBKDF2 over its HMAC under the vault's pepper: what is stored is of no use without this terminal's keys,
 * and guessing at the terminal is slow, gets slower, and ends with a lock.
 *
 * The one thing a reader would get wrong: a try counts as a wrong one before it is looked at (operators_charge), and the caller makes
 * that durable in between, so cutting the power forgives nothing. No operator comes with a password: while there is no administrator
 * whoever is there may become it, and nothing else can be done.
 */
#ifndef JIAOZI_OPERATORS_H
#define JIAOZI_OPERATORS_H

#include "vault.h"

enum {
  OPERATORS_MAX = 20,
  OPERATORS_SUPERVISOR = 0,
  OPERATORS_ADMINISTRATOR = 99,
  OPERATORS_NOBODY = 255,
  OPERATORS_SALT_SIZE = 16,
  OPERATORS_PASSWORD_MIN = 6,
  OPERATORS_PASSWORD_MAX = 12,
  OPERATORS_FREE_TRIES = 2,    /* wrong ones that cost no waiting */
  OPERATORS_WAIT_MS = 10000,   /* after the next; twice as long after each more */
  OPERATORS_DOUBLINGS_MAX = 9, /* an hour and a half, nearly */
  OPERATORS_TRIES_MAX = 5,     /* then somebody has to unlock; the administrator only waits, as there is nobody above */
  OPERATORS_ROUNDS = 3500,     /* crypto/README.md says how long they take */
  OPERATORS_PEPPER_SLOT = 7,   /* of crypto/vault.ts */
};

/** Known to crypto/operators.ts. */
enum operators_status {
  OPERATORS_OK = 0,
  OPERATORS_WRONG = 1,
  OPERATORS_WAIT = 2, /* too soon after wrong tries: not even looked at */
  OPERATORS_LOCKED = 3,
  OPERATORS_UNKNOWN = 4,
  OPERATORS_FORBIDDEN = 5, /* nobody who may has shown a password; not charged; no pepper */
  OPERATORS_AGAIN = 6,     /* a new password, typed once */
  OPERATORS_DIFFERS = 7,   /* the second time it was another */
  OPERATORS_POOR = 8,      /* of a wrong size, one digit again and again, or digits in a row */
  OPERATORS_FULL = 9,
};

struct operator_entry {
  uint8_t is_used;
  uint8_t number;
  uint8_t failures;
  uint8_t salt[OPERATORS_SALT_SIZE];
  uint8_t verifier[32];
};

/** All zero: nobody yet. */
struct operators {
  uint32_t generation;
  struct operator_entry entries[OPERATORS_MAX];
  /* Not saved. */
  uint32_t charged_ms[OPERATORS_MAX];
  /** Bit n: a try of entry n is paid for. */
  uint32_t charged;
  /** Who has shown a password, until it is dismissed: an administrator, a supervisor, and last, number and 1. */
  bool has_administrator;
  bool has_supervisor;
  uint8_t last;
  /** A new password, until it has been typed again, and whose. */
  uint8_t new_number;
  uint8_t new_count;
  uint8_t new_digits[OPERATORS_PASSWORD_MAX];
};

bool operators_exists(const struct operators *operators, unsigned number);
bool operators_is_locked(const struct operators *operators, unsigned number);
/** The lowest number from `number` on; -1: there is none. */
int operators_next(const struct operators *operators, unsigned number);

/** Milliseconds until `number` may try again. */
uint32_t operators_wait_ms(const struct operators *operators, unsigned number, uint32_t now_ms);

/** Counts a try as wrong, for the caller to save. */
enum operators_status operators_charge(struct operators *operators, unsigned number, uint32_t now_ms)
    __attribute__((warn_unused_result));

/** `digits`: a byte each, of a try that was charged. What is right takes the charge back, for the caller to save. */
enum operators_status operators_verify(struct operators *operators, const struct vault *vault, unsigned number,
                                       const uint8_t *digits, size_t count) __attribute__((warn_unused_result));

/** Nobody but `number` has shown anything any more; OPERATORS_NOBODY: nobody at all. */
void operators_dismiss(struct operators *operators, unsigned number);

/** A password for `number`, who need not exist: their own, or the administrator allows it, or it is the first administrator's. Given
 * twice. `salt`: fresh random bytes. OPERATORS_OK: to be saved. */
enum operators_status operators_new_password(struct operators *operators, const struct vault *vault, unsigned number,
                                             const uint8_t salt[OPERATORS_SALT_SIZE], const uint8_t *digits, size_t count)
    __attribute__((warn_unused_result));
/** Forgets what was typed once. */
void operators_forget_new(struct operators *operators);

/** By the administrator, or the supervisor for others than himself. To be saved. */
enum operators_status operators_unlock(struct operators *operators, unsigned number) __attribute__((warn_unused_result));
/** By the administrator, who cannot go. To be saved. */
enum operators_status operators_remove(struct operators *operators, unsigned number) __attribute__((warn_unused_result));

#endif
