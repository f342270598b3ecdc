/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets that people type, from the key that goes down to the enciphered block. See operations.h. `secret` is random each time;
 * digits are made of it by masks, as the choice of a digit must not be in the count.
 */
#include "operations.h"

#include "vault_dukpt.h"
#include "vault_image.h"
#include "vault_keys.h"
#include "vault_pin.h"

#include <string.h>

enum { PIN_KEY = 1, DUKPT_KEY = 5, DIGITS_AT = 64, LAST_AT = 80 };

/** What the operations of this file keep in `context`. */
struct entry {
  struct pinpad pad;
  struct vault vault;
  struct drbg random;
};

static uint8_t digit(const struct work *work, unsigned at) {
  return (uint8_t)((uint32_t)work->secret[at] * 10 >> 8);
}

static void open(struct work *work, enum pinpad_kind kind, const struct pinpad_purpose *purpose, unsigned count) {
  struct pinpad *pad = &CONTEXT(entry)->pad;
  struct pinpad_request request = {(uint8_t)kind, 4, 12, false, 30000, 120000};
  done(work, pinpad_open(pad, &request, purpose, 0));
  for (unsigned i = 0; i < count; i++) done(work, pinpad_press(pad, digit(work, DIGITS_AT + i), i));
  work->secret[LAST_AT] = digit(work, LAST_AT);
}

/* Five digits are in, and a sixth, a byte of `secret`, is to come. */
OPERATION(five) {
  static const struct pinpad_purpose purpose = {.pan_size = 16};
  memset(work->context, 0, sizeof work->context);
  open(work, PINPAD_PIN, &purpose, 5);
}
OPERATION(press) { done(work, pinpad_press(&CONTEXT(entry)->pad, work->secret[LAST_AT], 10)); }
OPERATION(time_out) {
  done(work, pinpad_tick(&CONTEXT(entry)->pad, 60000));
  done(work, pinpad_tick(&CONTEXT(entry)->pad, 120000));
}

static void enter(struct work *work) {
  done(work, pinpad_press(&CONTEXT(entry)->pad, PINPAD_KEY_ENTER, 20));
}
OPERATION(six) {
  memset(work->context, 0, sizeof work->context);
  open(work, PINPAD_HEX, NULL, 6);
  enter(work);
}
OPERATION(take_hex) { done(work, pinpad_take_hex(&CONTEXT(entry)->pad, work->data, 3, 30)); }

static void typed(struct work *work, unsigned slot, uint8_t format) {
  struct pinpad_purpose purpose = {.pan = {6, 2, 3, 0, 9, 9, 1, 2, 3, 4, 5, 6, 7}, .pan_size = 13, .slot = (uint8_t)slot};
  purpose.format = format;
  purpose.check_value = CONTEXT(entry)->vault.slots[slot].check_value;
  open(work, PINPAD_PIN, &purpose, 6);
  enter(work);
}
static void load(struct work *work, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm, size_t size) {
  struct vault_loading loading = {.purpose = purpose, .algorithm = algorithm, .key = work->secret, .key_size = size,
                                  .ksn = (const uint8_t *)"an ID...", .ksn_size = 8};
  memset(work->context, 0, sizeof work->context);
  done(work, vault_load_clear(&CONTEXT(entry)->vault, slot, &loading) == VAULT_OK);
}
OPERATION(under_tdes) {
  load(work, PIN_KEY, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_TDES, 16);
  typed(work, PIN_KEY, PIN_BLOCK_ISO_3);
}
OPERATION(under_aes) {
  load(work, PIN_KEY, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_AES128, 16);
  typed(work, PIN_KEY, VAULT_PIN_ISO_4);
}
OPERATION(under_sm4) {
  load(work, PIN_KEY, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_SM4, 16);
  typed(work, PIN_KEY, PIN_BLOCK_SM4);
}
/* The transaction's key is there only once its state is known to be in flash. */
OPERATION(under_dukpt) {
  struct octet_string seed = {work->secret + 400, 48};
  load(work, DUKPT_KEY, VAULT_PURPOSE_DUKPT, VAULT_ALGORITHM_AES128, 16);
  struct entry *entry = CONTEXT(entry);
  jz_drbg_begin(&entry->random, &seed, 1);
  done(work, vault_dukpt_next(&entry->vault) == VAULT_OK);
  size_t size = vault_image_size(&entry->vault);
  done(work, vault_image_make(&entry->vault, work, &entry->random, work->data, size) == VAULT_OK);
  done(work, vault_image_confirm(&entry->vault, work, work->data, size) == VAULT_OK);
  typed(work, DUKPT_KEY, VAULT_PIN_ISO_4);
}
OPERATION(encipher) {
  struct entry *entry = CONTEXT(entry);
  size_t size;
  done(work, vault_pin_encipher(&entry->vault, &entry->pad, work->secret + 96, 40, work->data, &size) == VAULT_OK);
}

const struct operation operations_entry[] = {
  {"pinpad, a digit", five, press, false},
  {"pinpad, timed out", five, time_out, false},
  {"pinpad, three bytes typed in hex", six, take_hex, false},
  {"PIN from the pinpad, format 3, TDES", under_tdes, encipher, false},
  {"PIN from the pinpad, format 4, AES", under_aes, encipher, false},
  {"PIN from the pinpad, SM4", under_sm4, encipher, false},
  {"PIN from the pinpad, format 4, DUKPT", under_dukpt, encipher, false},
  {0, 0, 0, false},
};
