/* SPDX-License-Identifier: Apache-2.0
 *
 * The custodians of key components and their passcodes. docs/sources.md [domain F1]: sensitive services want authentication, a
 * limited number of tries, and first passcodes that must be changed.
 *
 * A passcode is known by PBKDF2 over its HMAC under the device secret: what is stored is of no use to whoever reads the flash, and
 * guessing on the terminal is slow and gets slower.
 *
 * The one thing a reader would get wrong: a try counts as a wrong one before it is looked at (custody_charge), and the caller makes
 * that durable in between. So cutting the power forgives nothing. And the passcode a terminal is delivered with opens nothing but
 * the setting of one's own.
 */
#ifndef JIAOZI_CUSTODY_H
#define JIAOZI_CUSTODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  CUSTODIANS = 3,
  CUSTODY_SALT_SIZE = 16,
  CUSTODY_PASSCODE_MIN = 6,
  CUSTODY_PASSCODE_MAX = 12,
  CUSTODY_FREE_TRIES = 2,    /* wrong ones that cost no waiting */
  CUSTODY_WAIT_MS = 10000,   /* after the next; twice as long after each more */
  CUSTODY_DOUBLINGS_MAX = 9, /* an hour and a half, nearly */
  CUSTODY_ROUNDS = 3500,     /* crypto/README.md says how long they take */
};

/** Known to crypto/key-loading.ts. */
enum custody_status {
  CUSTODY_OK = 0,
  CUSTODY_WRONG = 1,
  CUSTODY_WAIT = 2,        /* too soon after wrong tries: not even looked at */
  CUSTODY_MUST_CHANGE = 3, /* right, but the one of the delivery */
  CUSTODY_REFUSED = 4,     /* no such custodian; not charged; a new passcode of a wrong size, of one digit only, or the first one */
};

struct custodian {
  uint8_t is_set;
  uint8_t failures;
  uint8_t salt[CUSTODY_SALT_SIZE];
  uint8_t verifier[32];
};

/** All zero: as delivered. */
struct custody {
  struct custodian custodians[CUSTODIANS];
  /** Bit n: a try of custodian n is paid for. Not saved. */
  uint8_t charged;
};

/** The first passcode of custodian `who` (0 is the first): five zeros and their number. */
void custody_first_passcode(unsigned who, uint8_t digits[CUSTODY_PASSCODE_MIN]);

/** Milliseconds since the last wrong try, or since the power came, until custodian `who` may try again. */
uint32_t custody_wait_ms(const struct custody *custody, unsigned who);

/** Counts a try as wrong, for the caller to save. `since_ms`: since the last wrong try, or since the power came. */
enum custody_status custody_charge(struct custody *custody, unsigned who, uint32_t since_ms)
    __attribute__((warn_unused_result));

/** `digits`: a byte each, of a try that was charged. What is right takes the charge back, for the caller to save. */
enum custody_status custody_verify(struct custody *custody, unsigned who, const uint8_t secret[32], const uint8_t *digits,
                                   size_t count) __attribute__((warn_unused_result));

/** A new passcode for `who`, who has just shown the old one. `salt`: fresh random bytes. For the caller to save. */
enum custody_status custody_change(struct custody *custody, unsigned who, const uint8_t secret[32],
                                   const uint8_t salt[CUSTODY_SALT_SIZE], const uint8_t *digits, size_t count)
    __attribute__((warn_unused_result));

#endif
