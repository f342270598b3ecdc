/* SPDX-License-Identifier: Apache-2.0
 *
 * What holds keys: vault, sealed records, random numbers. See operations.h. `secret` is random each time; its first 32 bytes are
 * the board's device secret, the master key is at 32, a working key at 48.
 */
#include "operations.h"

#include "aes.h"
#include "des.h"
#include "drbg.h"
#include "entropy.h"
#include "hmac.h"
#include "key_image.h"
#include "ports.h"
#include "seal.h"
#include "vault.h"

#include <string.h>

enum { KEY_SIZE = 16, RECORDS = 96, IMAGE = 128, SEALED = 70 };

bool port_device_secret(void *context, uint8_t secret[32]) {
  memcpy(secret, ((const struct work *)context)->secret, 32);
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

/* An image with the master key in slot 0, and at 128 a working key under it with its check value. */
OPERATION(image) {
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

OPERATION(load_image) { done(work, vault_load_key_image(CONTEXT(vault), work, work->data, IMAGE) == VAULT_OK); }
OPERATION(loaded) {
  image(work);
  load_image(work);
}
OPERATION(load_working_key) {
  done(work, vault_load_working_key(CONTEXT(vault), 0, 2, VAULT_PURPOSE_MAC, work->data + IMAGE, KEY_SIZE,
                                    work->data + IMAGE + 16) == VAULT_OK);
}
OPERATION(with_working_key) {
  loaded(work);
  load_working_key(work);
}
OPERATION(mac) {
  struct vault_description key;
  done(work, vault_describe(CONTEXT(vault), 2, &key) == VAULT_OK);
  done(work, vault_mac_unionpay(CONTEXT(vault), 2, key.check_value, work->secret + 64, 100, work->data) == VAULT_OK);
}
OPERATION(wipe_one) { vault_wipe_slot(CONTEXT(vault), 2); }
OPERATION(wipe_all) { vault_wipe(CONTEXT(vault)); }

OPERATION(close_record) {
  memcpy(work->data, "sixteen bytes...", SEAL_NONCE_SIZE);
  seal_close(work->secret, work->secret + 64, SEALED, work->data);
}
OPERATION(open_record) { done(work, seal_open(work->secret, work->data, SEALED + SEAL_OVERHEAD, work->data + 256)); }

/* Samples of noise that pass the tests: the secret, mixed with where it stands. */
OPERATION(noise) {
  memset(work->context, 0, sizeof work->context);
  for (uint32_t i = 0; i < sizeof work->data; i++) work->data[i] = (uint8_t)(work->secret[i & 511u] + 61u * (i >> 9));
}
OPERATION(prove) {
  entropy_add(CONTEXT(entropy), work->data, ENTROPY_START_SAMPLES);
  done(work, entropy_prove(CONTEXT(entropy)));
}
OPERATION(proven) {
  noise(work);
  prove(work);
}
OPERATION(draw) { done(work, entropy_next(CONTEXT(entropy), work->secret, work->data)); }
OPERATION(seed) {
  struct noise noise;
  struct drbg generator;
  memset(&generator, 0, sizeof generator);
  done(work, jz_noise_begin(&noise, 8));
  done(work, jz_noise_add(&noise, work->data, sizeof work->data));
  done(work, jz_noise_is_ready(&noise));
  done(work, jz_noise_seed(&noise, &generator, NULL, 0));
  jz_noise_wipe(&noise);
}

const struct operation operations_state[] = {
  {"vault, key image loaded", image, load_image, false},
  {"vault, working key loaded", loaded, load_working_key, false},
  {"vault, MAC over 100 bytes", with_working_key, mac, false},
  {"vault, one slot wiped", with_working_key, wipe_one, false},
  {"vault, all wiped", with_working_key, wipe_all, false},
  {"record of 70 bytes, sealed", 0, close_record, false},
  {"record of 70 bytes, opened", close_record, open_record, false},
  {"noise, start-up test", noise, prove, false},
  {"noise, random block", proven, draw, false},
  {"noise, seeds a generator", noise, seed, false},
  {0, 0, 0, false},
};
