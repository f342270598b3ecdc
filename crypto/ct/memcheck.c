/* SPDX-License-Identifier: Apache-2.0
 *
 * Evidence for constant time: runs crypto/core under valgrind's memcheck with every secret marked "undefined". Memcheck then
 * reports each branch and each address that depends on one. Only `ct_public` (ct.h) and this file take the mark off.
 *
 * What a reader would get wrong: silence proves nothing if the mark was lost on the way. So each operation also checks that
 * its result still carries the mark.
 */
#include "memcheck.h"

#include "aes.h"
#include "ct.h"
#include "des.h"
#include "entropy.h"
#include "hmac.h"
#include "key_image.h"
#include "mac_iso9797.h"
#include "mac_unionpay.h"
#include "ports.h"
#include "seal.h"
#include "trace.h"
#include "vault_keys.h"
#include "vault_mac.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

void hide(void *secret, size_t size) {
  (void)VALGRIND_MAKE_MEM_UNDEFINED(secret, size);
}

void reveal(void *result, size_t size) {
  (void)VALGRIND_MAKE_MEM_DEFINED(result, size);
}

uint32_t ct_public(uint32_t value) {
  reveal(&value, sizeof value);
  return value;
}

void stop(const char *operation, const char *why) {
  fprintf(stderr, "%s: %s\n", operation, why);
  exit(2);
}

/* Every byte of a result must depend on the secret; then it is public. */
void expect_hidden(const char *operation, uint8_t *result, size_t size) {
  for (size_t i = 0; i < size; i++) {
    uint8_t bits;
    if (VALGRIND_GET_VBITS(result + i, &bits, 1) != 1) stop(operation, "no marks to read");
    if (bits == 0) stop(operation, "a byte of the result does not depend on the secret");
  }
  reveal(result, size);
}

void expect_ok(const char *operation, bool good) {
  if (!good) stop(operation, "failed");
}

static void des(const char *name, size_t key_size) {
  uint8_t key_bytes[24] = "0123456789abcdefghijklm";
  uint8_t data[24] = "twenty-four bytes, clear";
  uint8_t iv[8] = {0};
  struct des_key key;
  hide(key_bytes, sizeof key_bytes);
  hide(data, sizeof data);
  expect_ok(name, jz_des_expand(&key, key_bytes, key_size));
  expect_ok(name, jz_des_ecb_encrypt(&key, data, sizeof data) && jz_des_ecb_decrypt(&key, data, sizeof data));
  expect_ok(name, jz_des_cbc_encrypt(&key, iv, data, sizeof data) && jz_des_cbc_decrypt(&key, iv, data, sizeof data));
  expect_hidden(name, data, sizeof data);
  jz_des_wipe(&key);
}

static void single_des(const char *name) {
  des(name, 8);
}

static void double_tdes(const char *name) {
  des(name, 16);
}

static void triple_tdes(const char *name) {
  des(name, 24);
}

static void aes(const char *name, size_t key_size) {
  uint8_t key_bytes[32] = "0123456789abcdefghijklmnopqrstu";
  uint8_t data[40] = "forty bytes, which is two and half more";
  uint8_t counter[16] = {0};
  uint8_t mac[16];
  struct aes_key key;
  hide(key_bytes, sizeof key_bytes);
  hide(data, sizeof data);
  expect_ok(name, jz_aes_expand(&key, key_bytes, key_size));
  jz_aes_ctr(&key, counter, data, sizeof data);
  jz_aes_cmac(&key, data, sizeof data, mac);
  expect_hidden(name, mac, sizeof mac);
  expect_hidden(name, data, sizeof data);
  jz_aes_wipe(&key);
}

static void aes_128(const char *name) {
  aes(name, 16);
}

static void aes_256(const char *name) {
  aes(name, 32);
}

static void hmac(const char *name) {
  uint8_t key[80] = "a key longer than a block is hashed, and a shorter one padded with zeros";
  uint8_t message[70] = "a message of more than one block, so that the state is carried over";
  uint8_t mac[32];
  hide(key, sizeof key);
  hide(message, sizeof message);
  jz_hmac_sha256(key, sizeof key, message, sizeof message, mac);
  expect_hidden(name, mac, sizeof mac);
  jz_hmac_sha256(key, 32, message, sizeof message, mac);
  expect_hidden(name, mac, sizeof mac);
}

static void macs(const char *name) {
  uint8_t key_bytes[16] = "0123456789abcde";
  uint8_t message[30] = "PAN and amount are in here too";
  uint8_t mac[8];
  struct des_key key;
  hide(key_bytes, sizeof key_bytes);
  hide(message, sizeof message);
  expect_ok(name, jz_des_expand(&key, key_bytes, sizeof key_bytes));
  jz_mac_unionpay(&key, message, sizeof message, mac);
  expect_hidden(name, mac, sizeof mac);
  expect_ok(name, jz_mac_iso9797_3(&key, MAC_PADDING_2, message, sizeof message, mac));
  expect_hidden(name, mac, sizeof mac);
  jz_des_wipe(&key);
}

static const uint8_t device_secret[32] = "a device secret of thirty-two by";
static const uint8_t master[16] = "the master key..";

/* The board of this program: its secret is marked. */
bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  *count = 0;
  return true;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return false;
}

bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  memcpy(secret, device_secret, 32);
  hide(secret, 32);
  return true;
}

static void derive(struct aes_key *key, const char *label, const uint8_t nonce[16]) {
  uint8_t message[64];
  uint8_t bytes[32];
  size_t label_size = strlen(label) + 1;
  memcpy(message, label, label_size);
  memcpy(message + label_size, nonce, 16);
  jz_hmac_sha256(device_secret, 32, message, label_size + 16, bytes);
  expect_ok("derive", jz_aes_expand(key, bytes, sizeof bytes));
}

/* An image with the master key in slot 0, sealed here with the core's own primitives, none of it marked. */
static void make_image(uint8_t image[128]) {
  struct aes_key aes;
  struct des_key des;
  uint8_t counter[16] = {0};
  uint8_t *record = image + KEY_IMAGE_HEADER_SIZE;
  memset(image, 0, 128);
  memcpy(image, "JZKI\1\1", 6);
  memcpy(image + 8, "a nonce of 16 b.", 16);
  record[1] = VAULT_PURPOSE_MASTER, record[2] = VAULT_ALGORITHM_TDES, record[3] = sizeof master;
  expect_ok("image", jz_des_expand(&des, master, sizeof master));
  jz_des_encrypt_block(&des, record + 8, record + 4);
  memcpy(record + 8, master, sizeof master);
  derive(&aes, "jiaozi key image 1 encryption", image + 8);
  jz_aes_ctr(&aes, counter, record, KEY_IMAGE_RECORD_SIZE);
  derive(&aes, "jiaozi key image 1 authentication", image + 8);
  jz_aes_cmac(&aes, image, 96, image + 96);
}

/* Device secret → master key → working key → MAC, and the ways in which each is refused. */
static void vault(const char *name) {
  struct vault vault;
  struct vault_description description;
  struct des_key des;
  uint8_t image[128];
  uint8_t working[16] = "the working key.";
  uint8_t check[8] = {0};
  uint8_t mac[VAULT_MAC_SIZE_MAX];
  size_t mac_size;
  memset(&vault, 0, sizeof vault);
  make_image(image);
  expect_ok(name, vault_load_key_image(&vault, NULL, image, sizeof image) == VAULT_OK);
  image[40] ^= 1;
  expect_ok(name, vault_load_key_image(&vault, NULL, image, sizeof image) == VAULT_NOT_AUTHENTIC);

  expect_ok(name, jz_des_expand(&des, working, sizeof working));
  jz_des_encrypt_block(&des, check, check);
  expect_ok(name, jz_des_expand(&des, master, sizeof master) && jz_des_ecb_encrypt(&des, working, sizeof working));
  expect_ok(name, vault_load_working_key(&vault, 0, 2, VAULT_PURPOSE_MAC, working, 16, check) == VAULT_OK);
  check[3] ^= 1;
  expect_ok(name,
            vault_load_working_key(&vault, 0, 3, VAULT_PURPOSE_MAC, working, 16, check) == VAULT_WRONG_CHECK_VALUE);
  expect_ok(name, vault_describe(&vault, 2, &description) == VAULT_OK);
  struct vault_mac_request request = {VAULT_MAC_UNIONPAY, MAC_PADDING_1, image, sizeof image};
  expect_ok(name, vault_mac(&vault, 2, description.check_value, &request, mac, &mac_size) == VAULT_OK);
  expect_hidden(name, mac, mac_size);
  mac[0] ^= 1;
  expect_ok(name, vault_mac_verify(&vault, 2, description.check_value, &request, mac, mac_size) == VAULT_NOT_AUTHENTIC);
  expect_hidden(name, vault.slots[0].key, 16);
  expect_hidden(name, vault.slots[2].key, 16);
  vault_wipe_slot(&vault, 2);
  vault_wipe(&vault);
}

static void seal(const char *name) {
  uint8_t secret[32], data[70] = "a record of more than four blocks, to be kept where others can read it";
  uint8_t sealed[sizeof data + SEAL_OVERHEAD] = "sixteen bytes...";
  memcpy(secret, device_secret, sizeof secret);
  hide(secret, sizeof secret);
  hide(data, sizeof data);
  seal_close(secret, data, sizeof data, sealed);
  expect_hidden(name, sealed + SEAL_NONCE_SIZE, sizeof sealed - SEAL_NONCE_SIZE);
  expect_ok(name, seal_open(secret, sealed, sizeof sealed, data));
  expect_hidden(name, data, sizeof data);
}

/* What the samples are is a secret; that they are good is not. */
static void entropy(const char *name) {
  struct entropy entropy;
  uint8_t samples[ENTROPY_FRESH_SAMPLES], out[40];
  uint32_t state = 1;
  memset(&entropy, 0, sizeof entropy);
  for (size_t taken = 0; taken < ENTROPY_START_SAMPLES + sizeof samples; taken += sizeof samples) {
    for (size_t i = 0; i < sizeof samples; i++) samples[i] = (uint8_t)((state = state * 1664525u + 1013904223u) >> 24);
    hide(samples, sizeof samples);
    if (taken < ENTROPY_START_SAMPLES) entropy_add(&entropy, samples, sizeof samples);
  }
  expect_ok(name, entropy_prove(&entropy));
  struct drbg *generator = entropy_generator(&entropy, samples);
  expect_ok(name, generator != NULL && jz_drbg_generate(generator, samples, 5, out, sizeof out));
  expect_hidden(name, out, sizeof out);
}

static const struct memcheck_operation operations[] = {
    {"DES", single_des}, {"TDES, double length", double_tdes}, {"TDES, triple length", triple_tdes},
    {"AES-128", aes_128}, {"AES-256", aes_256}, {"HMAC-SHA-256", hmac}, {"MAC", macs}, {"vault", vault}, {"seal", seal}, {"entropy", entropy},
    {NULL, NULL},
};

static void run_all(const struct memcheck_operation *list) {
  for (; list->name != NULL; list++) {
    unsigned before = VALGRIND_COUNT_ERRORS;
    list->run(list->name);
    printf("%s: %s\n", list->name, VALGRIND_COUNT_ERRORS == before ? "ok" : "depends on a secret");
    trace_group(list->name);
  }
}

int main(void) {
  if (RUNNING_ON_VALGRIND == 0) stop("memcheck", "run this under valgrind");
  run_all(operations);
  run_all(memcheck_primitives);
  run_all(memcheck_payment);
  run_all(memcheck_loading);
  return 0;
}
