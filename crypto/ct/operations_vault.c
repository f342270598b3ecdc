/* SPDX-License-Identifier: Apache-2.0
 *
 * The vault: keys in, keys used, keys kept. See operations.h. `secret` is random each time; its first 32 bytes are the board's device
 * secret, the master key is at 32, a working key at 48, other keys at 64 to 223, a message at 224.
 */
#include "operations.h"

#include "aes.h"
#include "des.h"
#include "hmac.h"
#include "key_image.h"
#include "ports.h"
#include "vault_chain.h"
#include "vault_dukpt.h"
#include "vault_image.h"
#include "vault_keys.h"
#include "vault_mac.h"

#include <string.h>

enum { KEY_SIZE = 16, RECORDS = 96, IMAGE = 128, MESSAGE_AT = 224, MESSAGE_SIZE = 100, LINKED = 100 };
enum { MASTER, PIN, MAC, RECEIVED, KBPK, DUKPT, MADE };

/** What the operations of this file keep in `context`. */
struct state {
  struct vault vault;
  struct drbg random;
  size_t size;
};

bool port_device_secret(void *context, uint8_t secret[32]) {
  memcpy(secret, ((const struct work *)context)->secret, 32);
  return true;
}

bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  *count = 0;
  return true;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return true;
}

static void derive(struct work *work, struct aes_key *key, const char *label, const uint8_t nonce[16]) {
  uint8_t message[64], bytes[32];
  size_t size = strlen(label) + 1;
  memcpy(message, label, size);
  memcpy(message + size, nonce, KEY_IMAGE_NONCE_SIZE);
  jz_hmac_sha256(work->secret, 32, message, size + KEY_IMAGE_NONCE_SIZE, bytes);
  done(work, jz_aes_expand(key, bytes, sizeof bytes));
}

/* A key image with the master key in slot 0, and at 128 a working key under it with its check value. */
OPERATION(key_image) {
  struct aes_key aes;
  struct des_key des;
  uint8_t counter[16] = {0};
  uint8_t *bytes = work->data, *record = bytes + KEY_IMAGE_HEADER_SIZE;
  memset(work->context, 0, sizeof work->context);
  memset(bytes, 0, IMAGE + 32);
  memcpy(bytes, "JZKI\1\1", 6);
  record[1] = VAULT_PURPOSE_MASTER, record[2] = VAULT_ALGORITHM_TDES, record[3] = KEY_SIZE;
  done(work, jz_des_expand(&des, work->secret + 48, KEY_SIZE));
  jz_des_encrypt_block(&des, bytes + IMAGE + 16, bytes + IMAGE + 16);
  memcpy(bytes + IMAGE, work->secret + 48, KEY_SIZE);
  done(work, jz_des_expand(&des, work->secret + 32, KEY_SIZE));
  done(work, jz_des_ecb_encrypt(&des, bytes + IMAGE, KEY_SIZE));
  jz_des_encrypt_block(&des, bytes + IMAGE + 24, record + 4);
  memcpy(record + 8, work->secret + 32, KEY_SIZE); /* over the rest of the check value's block */
  derive(work, &aes, "jiaozi key image 1 encryption", bytes + 8);
  jz_aes_ctr(&aes, counter, record, KEY_IMAGE_RECORD_SIZE);
  derive(work, &aes, "jiaozi key image 1 authentication", bytes + 8);
  jz_aes_cmac(&aes, bytes, RECORDS, bytes + RECORDS);
}

OPERATION(load_key_image) { done(work, vault_load_key_image(&CONTEXT(state)->vault, work, work->data, IMAGE) == VAULT_OK); }
OPERATION(delivered) {
  key_image(work);
  load_key_image(work);
}
OPERATION(load_working_key) {
  done(work, vault_load_working_key(&CONTEXT(state)->vault, MASTER, MAC, VAULT_PURPOSE_MAC, work->data + IMAGE, KEY_SIZE,
                                    work->data + IMAGE + 16) == VAULT_OK);
}
OPERATION(signed_in) {
  delivered(work);
  load_working_key(work);
}

static struct vault_mac_request request_of(const struct work *work, enum vault_mac_method method) {
  return (struct vault_mac_request){method, MAC_PADDING_1, work->secret + MESSAGE_AT, MESSAGE_SIZE};
}
OPERATION(make_mac) {
  const struct vault *vault = &CONTEXT(state)->vault;
  struct vault_mac_request request = request_of(work, VAULT_MAC_UNIONPAY);
  done(work, vault_mac(vault, MAC, vault->slots[MAC].check_value, &request, work->data, &CONTEXT(state)->size) == VAULT_OK);
}
OPERATION(with_mac) {
  signed_in(work);
  make_mac(work);
}
OPERATION(check_mac) {
  const struct vault *vault = &CONTEXT(state)->vault;
  struct vault_mac_request request = request_of(work, VAULT_MAC_UNIONPAY);
  done(work, vault_mac_verify(vault, MAC, vault->slots[MAC].check_value, &request, work->data, 8) == VAULT_OK);
}
OPERATION(wipe_one) { vault_wipe_slot(&CONTEXT(state)->vault, MAC); }
OPERATION(wipe_all) { vault_wipe(&CONTEXT(state)->vault); }

static void load(struct work *work, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm, unsigned at,
                 size_t size) {
  struct vault_loading loading = {.purpose = purpose, .algorithm = algorithm, .key = work->secret + at, .key_size = size,
                                  .ksn = (const uint8_t *)"an ID...", .ksn_size = 8, .exportable = true};
  done(work, vault_load_clear(&CONTEXT(state)->vault, slot, &loading) == VAULT_OK);
}

/* An empty vault and a seeded generator. */
OPERATION(empty) {
  struct octet_string seed = {work->secret + 400, 48};
  memset(work->context, 0, sizeof work->context);
  jz_drbg_begin(&CONTEXT(state)->random, &seed, 1);
}
OPERATION(load_kbpk) { load(work, KBPK, VAULT_PURPOSE_KBPK, VAULT_ALGORITHM_AES256, 64, 32); }
OPERATION(load_pin_key) { load(work, PIN, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_TDES, 96, 16); }
OPERATION(load_dukpt) { load(work, DUKPT, VAULT_PURPOSE_DUKPT, VAULT_ALGORITHM_AES256, 128, 32); }
OPERATION(make_key) {
  struct state *state = CONTEXT(state);
  done(work, vault_generate(&state->vault, MADE, VAULT_PURPOSE_JOURNAL, &state->random) == VAULT_OK);
}
OPERATION(chained) {
  empty(work);
  make_key(work);
  memcpy(work->data, work->secret + 64, LINKED);
}
OPERATION(link_record) {
  const struct vault *vault = &CONTEXT(state)->vault;
  done(work, vault_chain_extend(vault, MADE, vault->slots[MADE].check_value, work->data, LINKED) == VAULT_OK);
}
OPERATION(filled) {
  empty(work);
  load_kbpk(work);
  load_pin_key(work);
  load_dukpt(work);
  make_key(work);
}

OPERATION(export_block) {
  struct state *state = CONTEXT(state);
  done(work, vault_export_key_block(&state->vault, PIN, state->vault.slots[PIN].check_value, KBPK, &state->random, work->data,
                                    256, &state->size) == VAULT_OK);
}
OPERATION(exported) {
  filled(work);
  export_block(work);
}
OPERATION(import_block) {
  done(work, vault_load_key_block(&CONTEXT(state)->vault, KBPK, RECEIVED, work->data, CONTEXT(state)->size) == VAULT_OK);
}

OPERATION(next_transaction) { done(work, vault_dukpt_next(&CONTEXT(state)->vault) == VAULT_OK); }
OPERATION(make_image) {
  struct state *state = CONTEXT(state);
  state->size = vault_image_size(&state->vault);
  done(work, vault_image_make(&state->vault, work, &state->random, work->data, state->size) == VAULT_OK);
}
OPERATION(confirm_image) {
  struct state *state = CONTEXT(state);
  done(work, vault_image_confirm(&state->vault, work, work->data, state->size) == VAULT_OK);
}
OPERATION(open_image) {
  struct state *state = CONTEXT(state);
  done(work, vault_image_open(&state->vault, work, work->data, state->size) == VAULT_OK);
}
OPERATION(in_transaction) {
  filled(work);
  next_transaction(work);
}
OPERATION(kept) {
  in_transaction(work);
  make_image(work);
}
OPERATION(confirmed) {
  kept(work);
  confirm_image(work);
}
OPERATION(make_dukpt_mac) {
  struct vault_mac_request request = request_of(work, VAULT_MAC_CMAC);
  done(work, vault_dukpt_mac(&CONTEXT(state)->vault, &request, work->data, &CONTEXT(state)->size) == VAULT_OK);
}
/* The answer's key is another than the request's: a MAC of random bytes, which is wrong, costs what a right one does. */
OPERATION(check_dukpt_mac) {
  struct vault_mac_request request = request_of(work, VAULT_MAC_CMAC);
  done(work, vault_dukpt_mac_verify(&CONTEXT(state)->vault, &request, work->secret + 350, 16) == VAULT_NOT_AUTHENTIC);
}

/* Every slot has a key. */
OPERATION(full) {
  empty(work);
  load_dukpt(work);
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++)
    if (i != DUKPT) load(work, i, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_AES256, 64, 32);
}
OPERATION(zeroise) { vault_zeroise(&CONTEXT(state)->vault); }

const struct operation operations_vault[] = {
  {"vault, key image loaded", key_image, load_key_image, false},
  {"vault, working key loaded", delivered, load_working_key, false},
  {"vault, MAC over 100 bytes", signed_in, make_mac, false},
  {"vault, MAC checked", with_mac, check_mac, false},
  {"vault, one slot wiped", signed_in, wipe_one, false},
  {"vault, all wiped", signed_in, wipe_all, false},
  {"vault, zeroise", full, zeroise, false},
  {"vault, clear key loaded", empty, load_pin_key, false},
  {"vault, key made here", empty, make_key, false},
  {"vault, record of 84 bytes chained", chained, link_record, false},
  {"vault, key block made", filled, export_block, false},
  {"vault, key block loaded", exported, import_block, false},
  {"vault, DUKPT key loaded", empty, load_dukpt, false},
  {"vault, DUKPT transaction", filled, next_transaction, false},
  {"vault, DUKPT MAC over 100 bytes", confirmed, make_dukpt_mac, false},
  {"vault, DUKPT MAC checked", confirmed, check_dukpt_mac, false},
  {"vault, image made", in_transaction, make_image, false},
  {"vault, image confirmed", kept, confirm_image, false},
  {"vault, image opened", confirmed, open_image, false},
  {0, 0, 0, false},
};
