/* SPDX-License-Identifier: Apache-2.0
 *
 * What fuzz.c feeds: one function for each thing of crypto/core that takes bytes from outside apart.
 *
 * What a reader would get wrong: behind a MAC or a signature mutated inputs get nowhere. So "key-block-inside" makes the MAC right
 * first, and the RSA targets take the encoded message, not the signature: their modulus is a product of so many small primes
 * that its private exponent fits in a word (fuzz.test.ts).
 */
#include "fuzz.h"

#include "curve.h"
#include "fuzz-key-file.h"
#include "key_block.h"
#include "key_block_cipher.h"
#include "ports.h"
#include "rsa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Linked with the vault, which is not fuzzed. */
bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  (void)secret;
  return false;
}

bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  (void)count;
  return false;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return false;
}

static uint8_t first_line[FUZZ_SIZE_MAX];
static size_t first_size;

static void remember(const uint8_t *bytes, size_t size) {
  memcpy(first_line, bytes, size);
  first_size = size;
}

static void check(bool good, const char *what) {
  if (good) return;
  fprintf(stderr, "%s\n", what);
  abort();
}

/* The first line is the protection key. The size of the key that comes out, 0 when it is refused. */
static size_t unwrapped_size(const uint8_t *text, size_t size) {
  struct key_block_header header;
  uint8_t *key = malloc(KEY_BLOCK_KEY_SIZE_MAX);
  size_t key_size = 0;
  bool good = jz_key_block_unwrap(first_line, first_size, text, size, &header, key, &key_size) == KEY_BLOCK_OK;
  check(good ? key_size > 0 && key_size <= KEY_BLOCK_KEY_SIZE_MAX : key_size == 0, "a size of a key that cannot be");
  for (size_t i = key_size; i < KEY_BLOCK_KEY_SIZE_MAX; i++) check(key[i] == 0, "more than the key was written");
  free(key);
  return key_size;
}

static bool unwrap(const uint8_t *text, size_t size) {
  return unwrapped_size(text, size) > 0;
}

static void write_hex(uint8_t *text, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    text[2 * i] = (uint8_t)"0123456789ABCDEF"[bytes[i] >> 4];
    text[2 * i + 1] = (uint8_t)"0123456789ABCDEF"[bytes[i] & 15];
  }
}

/* A header, then the key data in clear (length, key, fill): encrypted and authenticated here, then unwrapped. */
static bool unwrap_inside(const uint8_t *bytes, size_t size) {
  struct key_block_header header;
  struct key_block_keys keys;
  uint8_t message[FUZZ_SIZE_MAX], text[2 * FUZZ_SIZE_MAX], mac[KEY_BLOCK_MAC_SIZE_MAX];
  if (jz_key_block_parse(bytes, size, &header) != KEY_BLOCK_OK) return false;
  const struct key_block_cipher *cipher = key_block_cipher_of(bytes[0]);
  if (!key_block_derive(cipher, first_line, first_size, &keys)) return false;
  size_t data_size = (size - header.size) & ~(size_t)(cipher->block_size - 1);
  size_t total = header.size + 2 * (data_size + cipher->mac_size);
  if (total > 9999) return false;
  memcpy(message, bytes, header.size + data_size);
  for (size_t i = 4, rest = total; i > 0; i--, rest /= 10) message[i] = (uint8_t)('0' + rest % 10);
  memcpy(text, message, header.size);
  uint8_t *data = message + header.size;
  if (cipher->mac_of_clear) key_block_mac(cipher, &keys, message, header.size + data_size, mac);
  key_block_crypt(cipher, &keys, true, cipher->mac_of_clear ? mac : message, data, data_size);
  if (!cipher->mac_of_clear) key_block_mac(cipher, &keys, message, header.size + data_size, mac);
  write_hex(text + header.size, data, data_size);
  write_hex(text + header.size + 2 * data_size, mac, cipher->mac_size);
  uint8_t *exact = malloc(total);
  memcpy(exact, text, total);
  size_t key_size = unwrapped_size(exact, total);
  free(exact);
  check(key_size == 0 || key_size + 2 <= data_size, "a key longer than the block it came in");
  return key_size > 0;
}

static uint32_t word(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* First line: public and private exponent (4 bytes each), kind of hash, the hash, the modulus. */
static bool verify(const uint8_t *encoded, size_t size,
                   bool (*function)(const struct rsa_public_key *, enum hash_kind, const uint8_t *, const uint8_t *, size_t)) {
  enum hash_kind kind = (enum hash_kind)first_line[8];
  const uint8_t *hash = first_line + 9, *modulus = hash + jz_hash_size(kind);
  size_t modulus_size = first_size - (size_t)(modulus - first_line);
  struct rsa_public_key key = {modulus, modulus_size, word(first_line)};
  struct rsa_public_key private_key = {modulus, modulus_size, word(first_line + 4)};
  uint8_t *signature = malloc(size);
  memcpy(signature, encoded, size);
  if (size == modulus_size && !jz_rsa_public(&private_key, encoded, signature)) memcpy(signature, encoded, size);
  bool good = function(&key, kind, hash, signature, size);
  free(signature);
  return good;
}

static bool pkcs1(const uint8_t *encoded, size_t size) {
  return verify(encoded, size, jz_rsa_verify_pkcs1);
}

static bool pss(const uint8_t *encoded, size_t size) {
  return verify(encoded, size, jz_rsa_verify_pss);
}

static bool point(const struct curve *curve, const uint8_t *bytes, size_t size) {
  struct curve_point point;
  return size == CURVE_POINT_SIZE && curve_load(curve, &point, bytes);
}

static bool p256_point(const uint8_t *bytes, size_t size) {
  return point(&jz_curve_p256, bytes, size);
}

static bool sm2_point(const uint8_t *bytes, size_t size) {
  return point(&jz_curve_sm2, bytes, size);
}

/* What may be accepted is looked at there. */
static bool key_file(const uint8_t *bytes, size_t size) {
  fuzz_key_file(bytes, size);
  return true;
}

const struct fuzz_target fuzz_targets[] = {
  {"key-block", ACCEPTED_SEEDS, remember, unwrap},
  {"key-block-inside", ACCEPTED_ANY, remember, unwrap_inside},
  {"pkcs1", ACCEPTED_SEEDS, remember, pkcs1},
  {"pss", ACCEPTED_SEEDS, remember, pss},
  {"p256-point", ACCEPTED_PRINTED, NULL, p256_point},
  {"sm2-point", ACCEPTED_PRINTED, NULL, sm2_point},
  {"key-file", ACCEPTED_ANY, NULL, key_file},
  {NULL, ACCEPTED_ANY, NULL, NULL},
};
