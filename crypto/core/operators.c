/* SPDX-License-Identifier: Apache-2.0
 *
 * See operators.h.
 */
#include "operators.h"

#include "ct.h"
#include "pbkdf2.h"
#include "vault_hash.h"
#include "wipe.h"

#include <string.h>

static const char label[] = "jiaozi operator 1";

enum { NONE = OPERATORS_MAX };

static unsigned find(const struct operators *operators, unsigned number) {
  unsigned at = 0;
  while (at < OPERATORS_MAX && !(operators->entries[at].is_used && operators->entries[at].number == number)) at++;
  return at;
}

bool operators_exists(const struct operators *operators, unsigned number) {
  return find(operators, number) != NONE;
}

bool operators_is_locked(const struct operators *operators, unsigned number) {
  unsigned at = find(operators, number);
  return number != OPERATORS_ADMINISTRATOR && at != NONE && operators->entries[at].failures >= OPERATORS_TRIES_MAX;
}

int operators_next(const struct operators *operators, unsigned number) {
  for (; number <= OPERATORS_ADMINISTRATOR; number++) {
    if (operators_exists(operators, number)) return (int)number;
  }
  return -1;
}

uint32_t operators_wait_ms(const struct operators *operators, unsigned number, uint32_t now_ms) {
  unsigned at = find(operators, number);
  unsigned failures = at == NONE ? 0 : operators->entries[at].failures;
  if (failures <= OPERATORS_FREE_TRIES) return 0;
  unsigned doublings = failures - OPERATORS_FREE_TRIES - 1;
  uint32_t wait = (uint32_t)OPERATORS_WAIT_MS << (doublings < OPERATORS_DOUBLINGS_MAX ? doublings : OPERATORS_DOUBLINGS_MAX);
  /* Since the last try, or since the power came. */
  uint32_t since = now_ms - operators->charged_ms[at];
  return since < wait ? wait - since : 0;
}

enum operators_status operators_charge(struct operators *operators, unsigned number, uint32_t now_ms) {
  unsigned at = find(operators, number);
  if (at == NONE) return OPERATORS_UNKNOWN;
  struct operator_entry *entry = &operators->entries[at];
  if (operators_is_locked(operators, number)) return OPERATORS_LOCKED;
  if (operators_wait_ms(operators, number, now_ms) != 0) return OPERATORS_WAIT;
  if (entry->failures < UINT8_MAX) entry->failures++;
  operators->charged_ms[at] = now_ms;
  operators->charged |= 1u << at;
  return OPERATORS_OK;
}

/* HMAC(pepper, label | number | digits), slowed down. */
static bool derive(const struct vault *vault, unsigned number, const uint8_t salt[OPERATORS_SALT_SIZE], const uint8_t *digits,
                   size_t count, uint8_t verifier[32]) {
  uint8_t message[sizeof label + 1 + OPERATORS_PASSWORD_MAX], bound[VAULT_HASH_SIZE];
  if (count > OPERATORS_PASSWORD_MAX) return false;
  memcpy(message, label, sizeof label);
  message[sizeof label] = (uint8_t)number;
  memcpy(message + sizeof label + 1, digits, count);
  bool good = vault_hash(vault, OPERATORS_PEPPER_SLOT, message, sizeof label + 1 + count, bound) == VAULT_OK;
  if (good) jz_pbkdf2_sha256(bound, sizeof bound, salt, OPERATORS_SALT_SIZE, OPERATORS_ROUNDS, verifier);
  jz_wipe(message, sizeof message);
  jz_wipe(bound, sizeof bound);
  return good;
}

static void admit(struct operators *operators, unsigned number) {
  operators->last = (uint8_t)(number + 1);
  if (number == OPERATORS_ADMINISTRATOR) operators->has_administrator = true;
  if (number == OPERATORS_SUPERVISOR) operators->has_supervisor = true;
}

enum operators_status operators_verify(struct operators *operators, const struct vault *vault, unsigned number,
                                       const uint8_t *digits, size_t count) {
  uint8_t given[32];
  unsigned at = find(operators, number);
  if (at == NONE || (operators->charged >> at & 1u) == 0) return OPERATORS_FORBIDDEN;
  struct operator_entry *entry = &operators->entries[at];
  operators->charged &= ~(1u << at);
  if (!derive(vault, number, entry->salt, digits, count, given)) return OPERATORS_FORBIDDEN;
  /* Public: whether it was right is what is asked. */
  uint32_t equal = ct_public(ct_mask_equal(entry->verifier, given, sizeof given));
  jz_wipe(given, sizeof given);
  if (equal == 0) return OPERATORS_WRONG;
  entry->failures = 0;
  admit(operators, number);
  return OPERATORS_OK;
}

void operators_forget_new(struct operators *operators) {
  jz_wipe(operators->new_digits, sizeof operators->new_digits);
  operators->new_count = 0;
}

void operators_dismiss(struct operators *operators, unsigned number) {
  operators_forget_new(operators);
  operators->has_administrator = operators->has_administrator && number == OPERATORS_ADMINISTRATOR;
  operators->has_supervisor = operators->has_supervisor && number == OPERATORS_SUPERVISOR;
  operators->last = 0;
  operators->charged = 0;
}

/* A mask: each digit is the one before plus `step`. */
static uint32_t is_row(const uint8_t *digits, size_t count, uint32_t step) {
  uint32_t difference = 0;
  for (size_t i = 1; i < count; i++) difference |= (uint32_t)digits[i - 1] + step - digits[i];
  return ct_mask_zero(difference);
}

static bool is_poor(const uint8_t *digits, size_t count) {
  if (count < OPERATORS_PASSWORD_MIN || count > OPERATORS_PASSWORD_MAX) return true;
  uint32_t poor = is_row(digits, count, 0) | is_row(digits, count, 1) | is_row(digits, count, UINT32_MAX);
  /* Public: that a password is refused is plain to see. */
  return ct_public(poor) != 0;
}

static bool may_set(const struct operators *operators, unsigned number) {
  if (number > OPERATORS_ADMINISTRATOR) return false;
  if (find(operators, OPERATORS_ADMINISTRATOR) == NONE) return number == OPERATORS_ADMINISTRATOR;
  if (operators->has_administrator) return true;
  return operators->last == number + 1 && find(operators, number) != NONE;
}

/* A place for `number`: the one it has, or a free one. */
static unsigned place_of(const struct operators *operators, unsigned number) {
  unsigned at = find(operators, number);
  if (at != NONE) return at;
  at = 0;
  while (at < OPERATORS_MAX && operators->entries[at].is_used) at++;
  return at;
}

/* Keeps what is typed the first time; false: it is the second, which decides. */
static bool is_first(struct operators *operators, unsigned number, const uint8_t *digits, size_t count) {
  if (operators->new_count != 0 && operators->new_number == number) return false;
  operators_forget_new(operators);
  memcpy(operators->new_digits, digits, count);
  operators->new_count = (uint8_t)count;
  operators->new_number = (uint8_t)number;
  return true;
}

enum operators_status operators_new_password(struct operators *operators, const struct vault *vault, unsigned number,
                                             const uint8_t salt[OPERATORS_SALT_SIZE], const uint8_t *digits, size_t count) {
  uint8_t verifier[32];
  unsigned at = place_of(operators, number);
  if (!may_set(operators, number)) return OPERATORS_FORBIDDEN;
  if (at == NONE) return OPERATORS_FULL;
  if (is_poor(digits, count)) {
    operators_forget_new(operators);
    return OPERATORS_POOR;
  }
  if (is_first(operators, number, digits, count)) return OPERATORS_AGAIN;
  /* Public: whether somebody has typed the same twice. */
  bool same = count == operators->new_count && ct_public(ct_mask_equal(operators->new_digits, digits, count)) != 0;
  operators_forget_new(operators);
  if (!same) return OPERATORS_DIFFERS;
  if (!derive(vault, number, salt, digits, count, verifier)) return OPERATORS_FORBIDDEN;
  struct operator_entry *entry = &operators->entries[at];
  entry->is_used = 1;
  entry->number = (uint8_t)number;
  entry->failures = 0;
  memcpy(entry->salt, salt, sizeof entry->salt);
  memcpy(entry->verifier, verifier, sizeof entry->verifier);
  jz_wipe(verifier, sizeof verifier);
  /* The first has shown enough. */
  if (number == OPERATORS_ADMINISTRATOR) admit(operators, number);
  return OPERATORS_OK;
}

enum operators_status operators_unlock(struct operators *operators, unsigned number) {
  unsigned at = find(operators, number);
  bool may = operators->has_administrator || (operators->has_supervisor && number != OPERATORS_SUPERVISOR);
  if (!may || number == OPERATORS_ADMINISTRATOR) return OPERATORS_FORBIDDEN;
  if (at == NONE) return OPERATORS_UNKNOWN;
  operators->entries[at].failures = 0;
  return OPERATORS_OK;
}

enum operators_status operators_remove(struct operators *operators, unsigned number) {
  unsigned at = find(operators, number);
  if (!operators->has_administrator || number == OPERATORS_ADMINISTRATOR) return OPERATORS_FORBIDDEN;
  if (at == NONE) return OPERATORS_UNKNOWN;
  jz_wipe(&operators->entries[at], sizeof operators->entries[at]);
  operators->charged &= ~(1u << at);
  return OPERATORS_OK;
}
