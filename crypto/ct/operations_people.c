/* SPDX-License-Identifier: Apache-2.0
 *
 * Operators and their passwords. See operations.h. `secret` is random each time; its first 32 bytes are the device secret, the pepper is
 * at 32, a password's digits are made of those at 64.
 */
#include "operations.h"

#include "operators_image.h"
#include "vault_hash.h"

#include <string.h>

enum { PEPPER_AT = 32, DIGITS_AT = 64, DIGITS = 6, SALT_AT = 96, VERIFIER_AT = 128, WHO = 7 };

/** What the operations of this file keep in `context`. */
struct state {
  struct operators operators;
  struct vault vault;
  uint8_t digits[DIGITS];
};

static void pepper(struct work *work) {
  struct vault_slot *slot = &CONTEXT(state)->vault.slots[OPERATORS_PEPPER_SLOT];
  memset(work->context, 0, sizeof work->context);
  *slot = (struct vault_slot){.purpose = VAULT_PURPOSE_PEPPER, .algorithm = VAULT_ALGORITHM_HMAC,
                              .origin = VAULT_ORIGIN_GENERATED, .key_size = 32, .uses = VAULT_USE_HASH};
  memcpy(slot->key, work->secret + PEPPER_AT, 32);
}
OPERATION(hash) {
  done(work, vault_hash(&CONTEXT(state)->vault, OPERATORS_PEPPER_SLOT, work->secret + DIGITS_AT, DIGITS, work->data) == VAULT_OK);
}

/* A password of somebody who has one; whether it is right costs the same, and here it is wrong. */
OPERATION(charged) {
  struct state *state = CONTEXT(state);
  pepper(work);
  struct operator_entry *entry = &state->operators.entries[0];
  entry->is_used = 1;
  entry->number = WHO;
  memcpy(entry->salt, work->secret + SALT_AT, sizeof entry->salt);
  memcpy(entry->verifier, work->secret + VERIFIER_AT, sizeof entry->verifier);
  for (unsigned i = 0; i < DIGITS; i++) state->digits[i] = (uint8_t)((uint32_t)work->secret[DIGITS_AT + i] * 10 >> 8);
  done(work, operators_charge(&state->operators, WHO, 0) == OPERATORS_OK);
}
OPERATION(verify) {
  struct state *state = CONTEXT(state);
  done(work, operators_verify(&state->operators, &state->vault, WHO, state->digits, DIGITS) == OPERATORS_WRONG);
}
/* Typed once already, by the first administrator. Two digits that are neither equal nor neighbours: it is not too simple. */
static enum operators_status type_new(struct work *work) {
  struct state *state = CONTEXT(state);
  return operators_new_password(&state->operators, &state->vault, OPERATORS_ADMINISTRATOR, work->secret + SALT_AT, state->digits,
                                DIGITS);
}
OPERATION(changing) {
  struct state *state = CONTEXT(state);
  charged(work);
  state->digits[1] = (uint8_t)((state->digits[0] + 5) % 10);
  done(work, type_new(work) == OPERATORS_AGAIN);
}
OPERATION(change) { done(work, type_new(work) == OPERATORS_OK); }
OPERATION(changed) {
  changing(work);
  change(work);
}
OPERATION(drop) {
  struct operators *operators = &CONTEXT(state)->operators;
  enum operators_status status = operators_remove(operators, WHO);
  operators_dismiss(operators, OPERATORS_NOBODY);
  done(work, status == OPERATORS_OK);
}

OPERATION(close_image) {
  operators_image_make(&CONTEXT(state)->operators, work->secret, work->secret + SALT_AT, work->data);
}
OPERATION(closed) {
  charged(work);
  close_image(work);
  CONTEXT(state)->operators.generation = 0;
}
OPERATION(open_image) { done(work, operators_image_open(&CONTEXT(state)->operators, work->secret, work->data)); }
OPERATION(kept) {
  charged(work);
  close_image(work);
}
OPERATION(look) { done(work, operators_image_is_last(&CONTEXT(state)->operators, work->secret, work->data)); }

const struct operation operations_people[] = {
  {"hash under the pepper", charged, hash, false},
  {"operators, sealed", charged, close_image, false},
  {"operators, opened", closed, open_image, false},
  {"operators, looked at", kept, look, false},
  {"password, looked at", charged, verify, true},
  {"password, changed", changing, change, true},
  {"password, dropped", changed, drop, true},
  {0, 0, 0, false},
};
