/* SPDX-License-Identifier: Apache-2.0
 *
 * The rest of the primitives under memcheck. See memcheck.c.
 */
#include "memcheck.h"

#include "aes.h"
#include "des.h"
#include "drbg.h"
#include "hmac.h"
#include "p256.h"
#include "sm2.h"
#include "sm4.h"

#include <string.h>

static const uint8_t text[160] = "a text that is longer than eight blocks of sixteen bytes, so that all lanes are used and one block is left over";

static void aes_modes(const char *name) {
  for (size_t key_size = 16; key_size <= 32; key_size += 8) {
    uint8_t bytes[32] = "0123456789abcdefghijklmnopqrstu", data[160], iv[16] = {0}, block[16];
    struct aes_key key;
    memcpy(data, text, sizeof data);
    hide(bytes, sizeof bytes);
    hide(data, sizeof data);
    expect_ok(name, jz_aes_expand(&key, bytes, key_size));
    expect_ok(name, jz_aes_ecb_encrypt(&key, data, 48) && jz_aes_ecb_decrypt(&key, data, 48));
    expect_ok(name, jz_aes_cbc_encrypt(&key, iv, data, 48) && jz_aes_cbc_decrypt(&key, iv, data, 48));
    jz_aes_decrypt_block(&key, data, block);
    expect_hidden(name, block, sizeof block);
    expect_hidden(name, data, 48);
    jz_aes_wipe(&key);
  }
}

static void sm4(const char *name) {
  uint8_t bytes[16] = "0123456789abcde", data[160], iv[16] = {0}, counter[16] = {0}, mac[16];
  struct sm4_key key;
  memcpy(data, text, sizeof data);
  hide(bytes, sizeof bytes);
  hide(data, sizeof data);
  jz_sm4_expand(&key, bytes);
  expect_ok(name, jz_sm4_ecb_encrypt(&key, data, 144) && jz_sm4_ecb_decrypt(&key, data, 144));
  expect_ok(name, jz_sm4_cbc_encrypt(&key, iv, data, 48) && jz_sm4_cbc_decrypt(&key, iv, data, 144));
  jz_sm4_ctr(&key, counter, data, sizeof data);
  jz_sm4_decrypt_block(&key, data, data);
  jz_sm4_cmac(&key, data, 30, mac);
  expect_hidden(name, mac, sizeof mac);
  expect_hidden(name, data, sizeof data);
  jz_sm4_wipe(&key);
}

static void tdes_cmac(const char *name) {
  uint8_t bytes[24] = "0123456789abcdefghijklm", mac[8];
  struct des_key key;
  hide(bytes, sizeof bytes);
  expect_ok(name, jz_des_expand(&key, bytes, sizeof bytes));
  jz_des_cmac(&key, text, 20, mac);
  expect_hidden(name, mac, sizeof mac);
  jz_des_wipe(&key);
}

static void hmacs(const char *name) {
  for (int kind = HASH_SHA1; kind <= HASH_SM3; kind++) {
    uint8_t key[140], mac[HASH_SIZE_MAX];
    memcpy(key, text, sizeof key);
    hide(key, sizeof key);
    jz_hmac((enum hash_kind)kind, key, sizeof key, text, sizeof text, mac);
    expect_hidden(name, mac, jz_hash_size((enum hash_kind)kind));
  }
}

static void reseeded(const char *name) {
  uint8_t entropy[48], out[32];
  struct octet_string seed = {entropy, sizeof entropy};
  struct drbg drbg;
  memcpy(entropy, text, sizeof entropy);
  jz_drbg_begin(&drbg, &seed, 1);
  hide(entropy, sizeof entropy);
  jz_drbg_reseed(&drbg, entropy, sizeof entropy);
  expect_ok(name, jz_drbg_generate(&drbg, NULL, 0, out, sizeof out));
  expect_hidden(name, out, sizeof out);
  jz_drbg_wipe(&drbg);
}

static void p256(const char *name) {
  uint8_t key[32] = "a private key of 32 bytes......", peer_key[32] = "another private key............", peer[65], out[65];
  struct drbg drbg;
  struct octet_string seed = {text, 48};
  jz_drbg_begin(&drbg, &seed, 1);
  expect_ok(name, jz_p256_public(peer_key, peer));
  hide(key, sizeof key);
  hide(drbg.key, sizeof drbg.key);
  expect_ok(name, jz_p256_public(key, out));
  expect_hidden(name, out + 1, 64);
  expect_ok(name, jz_p256_ecdh(key, peer, out));
  expect_hidden(name, out, 32);
  expect_ok(name, jz_p256_sign(key, text, 32, NULL, out));
  expect_hidden(name, out, 64);
  expect_ok(name, jz_p256_sign(key, text, 32, &drbg, out) && jz_p256_generate(&drbg, key));
  expect_hidden(name, out, 64);
}

static void sm2(const char *name) {
  uint8_t key[32] = "a private key of 32 bytes......", nonce[32] = "a nonce that is not used twice.", out[65];
  hide(key, sizeof key);
  expect_ok(name, jz_sm2_public(key, out));
  expect_hidden(name, out + 1, 64);
  expect_ok(name, jz_sm2_sign(key, text, NULL, out));
  expect_hidden(name, out, 64);
  hide(nonce, sizeof nonce);
  expect_ok(name, jz_sm2_sign_with(key, text, nonce, out));
  expect_hidden(name, out, 64);
}

const struct memcheck_operation memcheck_primitives[] = {
    {"AES, ECB and CBC", aes_modes}, {"SM4", sm4}, {"TDES CMAC", tdes_cmac}, {"HMAC, all hashes", hmacs},
    {"HMAC_DRBG, seeded again", reseeded}, {"P-256", p256}, {"SM2", sm2}, {NULL, NULL},
};
