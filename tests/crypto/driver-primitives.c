/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for ciphers, hashes, generator, RSA and curves. See core-driver.c.
 */
#include "driver.h"

#include "aes.h"
#include "curve.h"
#include "des.h"
#include "drbg.h"
#include "hmac.h"
#include "p256.h"
#include "rsa.h"
#include "sm2.h"
#include "sm4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct des_key des_key(const struct driver *driver, int index) {
  struct des_key key;
  struct argument bytes = take(driver, index, 0);
  if (!jz_des_expand(&key, bytes.bytes, bytes.size)) stop("DES key size");
  return key;
}

static struct aes_key aes_key(const struct driver *driver, int index) {
  struct aes_key key;
  struct argument bytes = take(driver, index, 0);
  if (!jz_aes_expand(&key, bytes.bytes, bytes.size)) stop("AES key size");
  return key;
}

static void run_des_ecb(struct driver *driver, bool encrypt) {
  struct des_key key = des_key(driver, 0);
  struct argument data = take(driver, 1, 0);
  bool whole = encrypt ? jz_des_ecb_encrypt(&key, data.bytes, data.size) : jz_des_ecb_decrypt(&key, data.bytes, data.size);
  if (!whole) stop("DES data size");
  answer(data.bytes, data.size);
}

static void run_des_cbc(struct driver *driver, bool encrypt) {
  struct des_key key = des_key(driver, 0);
  struct argument iv = take(driver, 1, 8);
  struct argument data = take(driver, 2, 0);
  bool whole = encrypt ? jz_des_cbc_encrypt(&key, iv.bytes, data.bytes, data.size)
                       : jz_des_cbc_decrypt(&key, iv.bytes, data.bytes, data.size);
  if (!whole) stop("DES data size");
  answer(data.bytes, data.size);
}

static void des_encrypt(struct driver *driver) {
  run_des_ecb(driver, true);
}

static void des_decrypt(struct driver *driver) {
  run_des_ecb(driver, false);
}

static void des_cbc_encrypt(struct driver *driver) {
  run_des_cbc(driver, true);
}

static void des_cbc_decrypt(struct driver *driver) {
  run_des_cbc(driver, false);
}

/* key size, data size → which of the functions take them: expand, ECB, CBC */
static void des_sizes(struct driver *driver) {
  struct des_key key;
  uint8_t bytes[64] = {0};
  uint8_t iv[8] = {0};
  size_t key_size = number(driver, 0);
  size_t size = number(driver, 1);
  bool expands = jz_des_expand(&key, bytes, key_size);
  if (!expands && !jz_des_expand(&key, bytes, 8)) stop("DES key size");
  bool ecb = jz_des_ecb_encrypt(&key, bytes, size) && jz_des_ecb_decrypt(&key, bytes, size);
  bool cbc = jz_des_cbc_encrypt(&key, iv, bytes, size) && jz_des_cbc_decrypt(&key, iv, bytes, size);
  printf("%d %d %d\n", expands, ecb, cbc);
}

static void aes_encrypt(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument block = take(driver, 1, 16);
  jz_aes_encrypt_block(&key, block.bytes, block.bytes);
  answer(block.bytes, 16);
}

/* key, counter, data, size of the first part (a multiple of 16) */
static void aes_ctr(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument counter = take(driver, 1, 16);
  struct argument data = take(driver, 2, 0);
  size_t first = number(driver, 3);
  if (first > data.size) stop("first part too long");
  jz_aes_ctr(&key, counter.bytes, data.bytes, first);
  jz_aes_ctr(&key, counter.bytes, data.bytes + first, data.size - first);
  answer(data.bytes, data.size);
}

static void aes_cmac(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument message = take(driver, 1, 0);
  uint8_t mac[16];
  jz_aes_cmac(&key, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

/* kind, then the message in as many parts as there are arguments */
static void hash(struct driver *driver) {
  struct hash hash;
  uint8_t out[HASH_SIZE_MAX];
  enum hash_kind kind = (enum hash_kind)number(driver, 0);
  jz_hash_begin(&hash, kind);
  for (int i = 1; i < driver->count; i++) jz_hash_add(&hash, driver->arguments[i].bytes, driver->arguments[i].size);
  jz_hash_finish(&hash, out);
  answer(out, jz_hash_size(kind));
}

/* kind, key, message */
static void hmac(struct driver *driver) {
  enum hash_kind kind = (enum hash_kind)number(driver, 0);
  struct argument key = take(driver, 1, 0);
  struct argument message = take(driver, 2, 0);
  uint8_t mac[HASH_SIZE_MAX];
  jz_hmac(kind, key.bytes, key.size, message.bytes, message.size, mac);
  answer(mac, jz_hash_size(kind));
}

enum { ENCRYPT, DECRYPT };

static bool crypt_aes(unsigned mode, unsigned way, struct argument key_bytes, uint8_t *iv, uint8_t *data, size_t size) {
  struct aes_key key;
  if (!jz_aes_expand(&key, key_bytes.bytes, key_bytes.size)) return false;
  switch (mode) {
    case 'e': return way == ENCRYPT ? jz_aes_ecb_encrypt(&key, data, size) : jz_aes_ecb_decrypt(&key, data, size);
    case 'c': return way == ENCRYPT ? jz_aes_cbc_encrypt(&key, iv, data, size) : jz_aes_cbc_decrypt(&key, iv, data, size);
    default: jz_aes_ctr(&key, iv, data, size); return true;
  }
}

static bool crypt_sm4(unsigned mode, unsigned way, struct argument key_bytes, uint8_t *iv, uint8_t *data, size_t size) {
  struct sm4_key key;
  jz_sm4_expand(&key, key_bytes.bytes);
  switch (mode) {
    case 'e': return way == ENCRYPT ? jz_sm4_ecb_encrypt(&key, data, size) : jz_sm4_ecb_decrypt(&key, data, size);
    case 'c': return way == ENCRYPT ? jz_sm4_cbc_encrypt(&key, iv, data, size) : jz_sm4_cbc_decrypt(&key, iv, data, size);
    default: jz_sm4_ctr(&key, iv, data, size); return true;
  }
}

static bool crypt_des(unsigned mode, unsigned way, struct argument key_bytes, uint8_t *iv, uint8_t *data, size_t size) {
  struct des_key key;
  if (!jz_des_expand(&key, key_bytes.bytes, key_bytes.size)) return false;
  if (mode == 'e') return way == ENCRYPT ? jz_des_ecb_encrypt(&key, data, size) : jz_des_ecb_decrypt(&key, data, size);
  return way == ENCRYPT ? jz_des_cbc_encrypt(&key, iv, data, size) : jz_des_cbc_decrypt(&key, iv, data, size);
}

/* cipher 'd' 'a' 's', mode 'e' 'c' 'r', way 0 or 1, key, iv or counter, data, size of the first part */
static void crypt(struct driver *driver) {
  unsigned cipher = number(driver, 0), mode = number(driver, 1), way = number(driver, 2);
  struct argument key = take(driver, 3, 0), iv = take(driver, 4, 0), data = take(driver, 5, 0);
  size_t first = number(driver, 6);
  bool (*run)(unsigned, unsigned, struct argument, uint8_t *, uint8_t *, size_t) =
      cipher == 'd' ? crypt_des : cipher == 'a' ? crypt_aes : crypt_sm4;
  if (first > data.size) stop("first part too long");
  bool good = run(mode, way, key, iv.bytes, data.bytes, first) &&
              run(mode, way, key, iv.bytes, data.bytes + first, data.size - first);
  answer_if(good, data.bytes, data.size);
}

/* cipher, key, message */
static void cmac(struct driver *driver) {
  unsigned cipher = number(driver, 0);
  struct argument message = take(driver, 2, 0);
  uint8_t mac[16];
  if (cipher == 'd') {
    struct des_key key = des_key(driver, 1);
    jz_des_cmac(&key, message.bytes, message.size, mac);
  } else if (cipher == 'a') {
    struct aes_key key = aes_key(driver, 1);
    jz_aes_cmac(&key, message.bytes, message.size, mac);
  } else {
    struct sm4_key key;
    jz_sm4_expand(&key, take(driver, 1, 16).bytes);
    jz_sm4_cmac(&key, message.bytes, message.size, mac);
  }
  answer(mac, cipher == 'd' ? 8 : 16);
}

/* cipher, key, block → there and back, one block */
static void block(struct driver *driver) {
  unsigned cipher = number(driver, 0);
  struct argument data = take(driver, 2, cipher == 'd' ? 8 : 16);
  uint8_t out[32];
  if (cipher == 'd') {
    struct des_key key = des_key(driver, 1);
    jz_des_encrypt_block(&key, data.bytes, out);
    jz_des_decrypt_block(&key, data.bytes, out + 8);
  } else if (cipher == 'a') {
    struct aes_key key = aes_key(driver, 1);
    jz_aes_encrypt_block(&key, data.bytes, out);
    jz_aes_decrypt_block(&key, data.bytes, out + 16);
  } else {
    struct sm4_key key;
    jz_sm4_expand(&key, take(driver, 1, 16).bytes);
    jz_sm4_encrypt_block(&key, data.bytes, out);
    jz_sm4_decrypt_block(&key, data.bytes, out + 16);
  }
  answer(out, 2 * data.size);
}

/* entropy, nonce, personalization, additional input 1 and 2, size (2 bytes) → the second of two requests */
static void drbg(struct driver *driver) {
  struct drbg drbg;
  struct octet_string parts[3];
  uint8_t out[DRBG_REQUEST_SIZE_MAX + 1];
  const uint8_t *size_bytes = take(driver, 5, 2).bytes;
  size_t size = (size_t)size_bytes[0] << 8 | size_bytes[1];
  if (size > sizeof out) stop("too much");
  for (int i = 0; i < 3; i++) parts[i] = (struct octet_string){take(driver, i, 0).bytes, take(driver, i, 0).size};
  struct argument first = take(driver, 3, 0), second = take(driver, 4, 0);
  jz_drbg_begin(&drbg, parts, 3);
  bool good = jz_drbg_generate(&drbg, first.bytes, first.size, out, size);
  good = jz_drbg_generate(&drbg, second.bytes, second.size, out, size) && good;
  answer_if(good, out, size);
  jz_drbg_wipe(&drbg);
}

/* How many requests a seed serves, and whether an unseeded generator works. */
static void drbg_limits(struct driver *driver) {
  struct drbg drbg;
  uint8_t seed[48] = {1}, out[32];
  struct octet_string part = {seed, sizeof seed};
  unsigned count = 0;
  (void)driver;
  memset(&drbg, 0, sizeof drbg);
  bool unseeded = jz_drbg_generate(&drbg, NULL, 0, out, sizeof out);
  jz_drbg_begin(&drbg, &part, 1);
  drbg.requests_left = 3;
  while (jz_drbg_generate(&drbg, NULL, 0, out, sizeof out)) count++;
  jz_drbg_reseed(&drbg, seed, sizeof seed);
  bool again = jz_drbg_generate(&drbg, NULL, 0, out, sizeof out);
  printf("%d %u %d\n", unseeded, count, again);
}

static struct rsa_public_key rsa_key(struct driver *driver) {
  struct argument modulus = take(driver, 0, 0);
  const uint8_t *e = take(driver, 1, 4).bytes;
  return (struct rsa_public_key){modulus.bytes, modulus.size,
                                 (uint32_t)e[0] << 24 | (uint32_t)e[1] << 16 | (uint32_t)e[2] << 8 | e[3]};
}

/* modulus, exponent (4), data as long as the modulus */
static void rsa(struct driver *driver) {
  struct rsa_public_key key = rsa_key(driver);
  struct argument data = take(driver, 2, key.modulus_size);
  uint8_t *out = malloc(key.modulus_size);
  answer_if(jz_rsa_public(&key, data.bytes, out), out, key.modulus_size);
  free(out);
}

/* modulus, exponent, 'p' PSS or '1', kind, hash, signature */
static void rsa_verify(struct driver *driver) {
  struct rsa_public_key key = rsa_key(driver);
  enum hash_kind kind = (enum hash_kind)number(driver, 3);
  const uint8_t *hash = take(driver, 4, jz_hash_size(kind)).bytes;
  struct argument signature = take(driver, 5, 0);
  answer_whether(number(driver, 2) == 'p' ? jz_rsa_verify_pss(&key, kind, hash, signature.bytes, signature.size)
                                          : jz_rsa_verify_pkcs1(&key, kind, hash, signature.bytes, signature.size));
}

/* curve 'p' or 's', 'f' field or 'o' order, operation, a, b (32 each) → result */
static void mod256(struct driver *driver) {
  const struct curve *curve = number(driver, 0) == 'p' ? &jz_curve_p256 : &jz_curve_sm2;
  const struct mod256 *mod = number(driver, 1) == 'f' ? &curve->field : &curve->order;
  uint32_t a[8], b[8];
  uint8_t out[32];
  if (mod256_load(mod, a, take(driver, 3, 32).bytes) == 0 || mod256_load(mod, b, take(driver, 4, 32).bytes) == 0) {
    answer_whether(false);
    return;
  }
  switch (number(driver, 2)) {
    case '+': mod256_add(mod, a, a, b); break;
    case '-': mod256_subtract(mod, a, a, b); break;
    case '*':
      mod256_enter(mod, a);
      mod256_multiply(mod, a, a, b);
      break;
    default:
      mod256_enter(mod, a);
      mod256_invert(mod, a, a);
      mod256_leave(mod, a);
  }
  mod256_store(out, a);
  answer(out, sizeof out);
}

/* curve, point, scalar (a second point may follow: added to the product) → 04 x y of the product, or "neutral" */
static void multiply(struct driver *driver) {
  const struct curve *curve = number(driver, 0) == 'p' ? &jz_curve_p256 : &jz_curve_sm2;
  struct curve_point point, other;
  uint8_t out[65] = {4};
  if (!curve_load(curve, &point, take(driver, 1, 65).bytes)) {
    answer_whether(false);
    return;
  }
  curve_multiply(curve, &point, &point, take(driver, 2, 32).bytes);
  if (driver->count > 3) {
    if (!curve_load(curve, &other, take(driver, 3, 65).bytes)) stop("second point");
    curve_add(curve, &point, &point, &other);
  }
  if (curve_store(curve, &point, out + 1, out + 33) == 0) printf("neutral\n");
  else answer(out, sizeof out);
}

static void p256_public(struct driver *driver) {
  uint8_t out[65];
  answer_if(jz_p256_public(take(driver, 0, 32).bytes, out), out, sizeof out);
}

static void p256_ecdh(struct driver *driver) {
  uint8_t out[32];
  answer_if(jz_p256_ecdh(take(driver, 0, 32).bytes, take(driver, 1, 65).bytes, out), out, sizeof out);
}

/* private key, hash, and perhaps a seed for the generator (empty: one that was never seeded) */
static void p256_sign(struct driver *driver) {
  struct argument hash = take(driver, 1, 0);
  uint8_t out[64];
  struct drbg random;
  memset(&random, 0, sizeof random);
  if (driver->count > 2 && take(driver, 2, 0).size > 0) {
    struct octet_string part = {take(driver, 2, 0).bytes, take(driver, 2, 0).size};
    jz_drbg_begin(&random, &part, 1);
  }
  bool good = jz_p256_sign(take(driver, 0, 32).bytes, hash.bytes, hash.size, driver->count > 2 ? &random : NULL, out);
  answer_if(good, out, sizeof out);
}

static void p256_verify(struct driver *driver) {
  struct argument hash = take(driver, 1, 0);
  answer_whether(jz_p256_verify(take(driver, 0, 65).bytes, hash.bytes, hash.size, take(driver, 2, 64).bytes));
}

/* a seed → a private key */
static void p256_generate(struct driver *driver) {
  struct drbg random;
  struct octet_string part = {take(driver, 0, 0).bytes, take(driver, 0, 0).size};
  uint8_t out[32];
  jz_drbg_begin(&random, &part, 1);
  answer_if(jz_p256_generate(&random, out), out, sizeof out);
}

static void sm2_public(struct driver *driver) {
  uint8_t out[65];
  answer_if(jz_sm2_public(take(driver, 0, 32).bytes, out), out, sizeof out);
}

/* public key, name, message → e */
static void sm2_hash(struct driver *driver) {
  struct argument id = take(driver, 1, 0), message = take(driver, 2, 0);
  uint8_t out[32];
  bool good = jz_sm2_hash(take(driver, 0, 65).bytes, id.bytes, id.size, message.bytes, message.size, out);
  answer_if(good, out, sizeof out);
}

static void sm2_sign(struct driver *driver) {
  uint8_t out[64];
  answer_if(jz_sm2_sign(take(driver, 0, 32).bytes, take(driver, 1, 32).bytes, NULL, out), out, sizeof out);
}

static void sm2_sign_with(struct driver *driver) {
  uint8_t out[64];
  bool good = jz_sm2_sign_with(take(driver, 0, 32).bytes, take(driver, 1, 32).bytes, take(driver, 2, 32).bytes, out);
  answer_if(good, out, sizeof out);
}

static void sm2_verify(struct driver *driver) {
  answer_whether(jz_sm2_verify(take(driver, 0, 65).bytes, take(driver, 1, 32).bytes, take(driver, 2, 64).bytes));
}

const struct command primitive_commands[] = {
    {"des-encrypt", des_encrypt},
    {"des-decrypt", des_decrypt},
    {"des-cbc-encrypt", des_cbc_encrypt},
    {"des-cbc-decrypt", des_cbc_decrypt},
    {"des-sizes", des_sizes},
    {"aes-encrypt", aes_encrypt},
    {"aes-ctr", aes_ctr},
    {"aes-cmac", aes_cmac},
    {"crypt", crypt},
    {"cmac", cmac},
    {"block", block},
    {"hash", hash},
    {"hmac", hmac},
    {"drbg", drbg},
    {"drbg-limits", drbg_limits},
    {"rsa", rsa},
    {"rsa-verify", rsa_verify},
    {"mod256", mod256},
    {"multiply", multiply},
    {"p256-public", p256_public},
    {"p256-generate", p256_generate},
    {"p256-ecdh", p256_ecdh},
    {"p256-sign", p256_sign},
    {"p256-verify", p256_verify},
    {"sm2-public", sm2_public},
    {"sm2-hash", sm2_hash},
    {"sm2-sign", sm2_sign},
    {"sm2-sign-with", sm2_sign_with},
    {"sm2-verify", sm2_verify},
    {NULL, NULL},
};
