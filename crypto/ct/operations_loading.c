/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys that are brought to the terminal: files, components, passcodes. See operations.h. `secret` is random each time; its first 32
 * bytes are the device secret or the terminal's private key, a key or a component is at 32, a passcode's digits are made of those
 * at 64.
 */
#include "operations.h"

#include "key_check.h"
#include "key_loading.h"
#include "made_key_file.h"
#include "pbkdf2.h"

#include <string.h>

enum { KEY_AT = 32, KEY_SIZE = 16, DIGITS_AT = 64, DIGITS = 6, SALT_AT = 96, ROUNDS = 10 };

/** What the operations of this file keep in `context`. */
struct state {
  struct key_loading loading;
  struct vault vault;
  uint8_t digits[DIGITS];
};

OPERATION(pbkdf2) { jz_pbkdf2_sha256(work->secret, 32, work->secret + SALT_AT, CUSTODY_SALT_SIZE, ROUNDS, work->data); }

/* Two custodians have been admitted, and components are asked for. */
OPERATION(begun) {
  memset(work->context, 0, sizeof work->context);
  done(work, key_loading_begin(&CONTEXT(state)->loading, KEY_COMPONENTS_TDES, 2, 0));
  CONTEXT(state)->loading.admitted = 3;
}
static void give(struct work *work, unsigned at) {
  struct key_loading *loading = &CONTEXT(state)->loading;
  done(work, key_loading_component(loading, work->secret + at, 10, work->data));
  done(work, key_components_decide(&loading->components, true));
}
OPERATION(give_one) { give(work, KEY_AT); }
OPERATION(given) {
  begun(work);
  give(work, KEY_AT);
  give(work, KEY_AT + KEY_SIZE);
}
OPERATION(finish) {
  struct state *state = CONTEXT(state);
  done(work, key_loading_finish(&state->loading, &state->vault, 20) == VAULT_OK);
}

/* A passcode of a custodian who has one; whether it is right costs the same, and here it is wrong. */
OPERATION(charged) {
  struct state *state = CONTEXT(state);
  memset(work->context, 0, sizeof work->context);
  state->loading.record.custody.custodians[0].is_set = 1;
  memcpy(state->loading.record.custody.custodians[0].salt, work->secret + SALT_AT, CUSTODY_SALT_SIZE);
  memcpy(state->loading.record.custody.custodians[0].verifier, work->secret + 128, 32);
  for (unsigned i = 0; i < DIGITS; i++) state->digits[i] = (uint8_t)((uint32_t)work->secret[DIGITS_AT + i] * 10 >> 8);
  done(work, key_loading_charge(&state->loading, 0, 0) == CUSTODY_OK);
}
OPERATION(verify) {
  struct state *state = CONTEXT(state);
  done(work, key_loading_verify(&state->loading, 0, work->secret, state->digits, DIGITS) == CUSTODY_WRONG);
}
/* Typed once already. The first two digits differ: one digit again and again would be refused. */
OPERATION(changing) {
  struct state *state = CONTEXT(state);
  charged(work);
  state->loading.changing = 1;
  state->digits[1] = (uint8_t)(9 - state->digits[0]);
  done(work, key_loading_new_passcode(&state->loading, 0, work->secret, work->secret + SALT_AT, state->digits, DIGITS) ==
                 CUSTODY_MUST_CHANGE);
}
OPERATION(change) {
  struct state *state = CONTEXT(state);
  done(work, key_loading_new_passcode(&state->loading, 0, work->secret, work->secret + SALT_AT, state->digits, DIGITS) ==
                 CUSTODY_OK);
}

OPERATION(close_record) {
  loading_record_seal(&CONTEXT(state)->loading.record, work->secret, work->secret + SALT_AT, work->data);
}
OPERATION(closed) {
  charged(work);
  close_record(work);
}
OPERATION(open_record) { done(work, loading_record_open(&CONTEXT(state)->loading.record, work->secret, work->data)); }

static void put(struct state *state, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm,
                enum vault_use use, const uint8_t key[32]) {
  struct vault_slot *entry = &state->vault.slots[slot];
  *entry = (struct vault_slot){.purpose = (uint8_t)purpose, .algorithm = (uint8_t)algorithm, .origin = VAULT_ORIGIN_IMAGE,
                               .key_size = 32, .uses = (uint16_t)use};
  memcpy(entry->key, key, sizeof entry->key);
}
/* A private key whose first byte is 7Fh at most is smaller than the order of the curve. */
OPERATION(identity) {
  work->secret[0] &= 0x7F;
  memset(work->context, 0, sizeof work->context);
  put(CONTEXT(state), KEY_LOADING_IDENTITY_SLOT, VAULT_PURPOSE_IDENTITY, VAULT_ALGORITHM_P256, VAULT_USE_AGREE, work->secret);
}
OPERATION(make_card) { done(work, key_loading_card(&CONTEXT(state)->vault, work->data)); }
OPERATION(key_file) {
  static const uint8_t authority[32] = {3, 2, 1};
  uint8_t device_public[65], authority_public[65], trusted[32], check_value[4];
  identity(work);
  done(work, jz_p256_public(work->secret, device_public) && jz_p256_public(authority, authority_public));
  jz_hash(HASH_SHA256, authority_public, sizeof authority_public, trusted);
  put(CONTEXT(state), KEY_LOADING_AUTHORITY_SLOT, VAULT_PURPOSE_AUTHORITY, VAULT_ALGORITHM_SHA256, VAULT_USE_TRUST, trusted);
  done(work, jz_key_check(KEY_CHECK_TDES, KEY_CHECK_LEGACY, work->secret + KEY_AT, KEY_SIZE, check_value, sizeof check_value));
  done(work, make_key_file(authority, device_public, work->secret + KEY_AT, check_value, work->data));
}
OPERATION(take_file) {
  struct state *state = CONTEXT(state);
  done(work, key_loading_take_file(&state->loading, &state->vault, work->data, MADE_FILE_SIZE) == KEY_FILE_OK);
}

const struct operation operations_loading[] = {
  {"PBKDF2, 10 rounds", 0, pbkdf2, false},
  {"ceremony, a component", begun, give_one, false},
  {"ceremony, the key", given, finish, false},
  {"record of key loading, sealed", charged, close_record, false},
  {"record of key loading, opened", closed, open_record, false},
  {"passcode, looked at", charged, verify, true},
  {"passcode, changed", changing, change, true},
  {"identity's card", identity, make_card, true},
  {"key-loading file, one key", key_file, take_file, true},
  {0, 0, 0, false},
};
