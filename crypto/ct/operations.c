/* SPDX-License-Identifier: Apache-2.0
 *
 * One row for each function of crypto/core that is worth a number. See operations.h. `secret` is random each time.
 */
#include "operations.h"

#include "aes.h"
#include "des.h"
#include "drbg.h"
#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "hmac.h"
#include "key_block.h"
#include "p256.h"
#include "pin_block.h"
#include "pinpad.h"
#include "ports.h"
#include "rsa.h"
#include "sm2.h"
#include "sm4.h"
#include "vault_keys.h"

#include <string.h>

/* What cannot fail here would show as a wrong count, not as a wrong answer; answers are tests/crypto's business. */
static void done(bool good) {
  (void)good;
}

/* Nobody asks here, but the vault is linked. */
bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  (void)count;
  return false;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return false;
}

bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  (void)secret;
  return false;
}

#define CONTEXT(type) ((struct type *)(void *)work->context)
#define OPERATION(name) static void name(struct work *work)

OPERATION(aes_expand) { done(jz_aes_expand(CONTEXT(aes_key), work->secret, 16)); }
OPERATION(aes_256_expand) { done(jz_aes_expand(CONTEXT(aes_key), work->secret, 32)); }
OPERATION(aes_cbc) { done(jz_aes_cbc_encrypt(CONTEXT(aes_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(aes_cbc_decrypt) { done(jz_aes_cbc_decrypt(CONTEXT(aes_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(aes_cmac) { jz_aes_cmac(CONTEXT(aes_key), work->secret, 256, work->data); }
OPERATION(aes_ctr) {
  uint8_t counter[16] = {0};
  jz_aes_ctr(CONTEXT(aes_key), counter, work->secret + 64, 256);
}
OPERATION(des_expand) { done(jz_des_expand(CONTEXT(des_key), work->secret, 16)); }
OPERATION(des_cbc) { done(jz_des_cbc_encrypt(CONTEXT(des_key), work->secret + 32, work->secret + 64, 128)); }
OPERATION(sm4_expand) { jz_sm4_expand(CONTEXT(sm4_key), work->secret); }
OPERATION(sm4_cbc) { done(jz_sm4_cbc_encrypt(CONTEXT(sm4_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(sm4_ecb) { done(jz_sm4_ecb_encrypt(CONTEXT(sm4_key), work->secret + 64, 256)); }
OPERATION(sha1_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA1); }
OPERATION(sha256_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA256); }
OPERATION(sha512_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA512); }
OPERATION(sm3_begin) { jz_hash_begin(CONTEXT(hash), HASH_SM3); }
OPERATION(hash_add) { jz_hash_add(CONTEXT(hash), work->secret, 256); }
OPERATION(hmac) { jz_hmac_sha256(work->secret, 32, work->secret + 32, 64, work->data); }
OPERATION(drbg_begin) {
  struct octet_string part = {work->secret, 48};
  jz_drbg_begin(CONTEXT(drbg), &part, 1);
}
OPERATION(drbg_generate) { done(jz_drbg_generate(CONTEXT(drbg), NULL, 0, work->data, 32)); }

/* A private key below both orders. */
OPERATION(scalar) { work->secret[0] &= 0x7F; }
OPERATION(peer) {
  work->secret[0] &= 0x7F;
  work->secret[64] &= 0x7F;
  done(jz_p256_public(work->secret + 64, work->data));
}
OPERATION(p256_public) { done(jz_p256_public(work->secret, work->data)); }
OPERATION(p256_ecdh) { done(jz_p256_ecdh(work->secret, work->data, work->data + 128)); }
OPERATION(p256_sign) { done(jz_p256_sign(work->secret, work->secret + 32, 32, NULL, work->data)); }
OPERATION(p256_signed) {
  work->secret[0] &= 0x7F;
  done(jz_p256_public(work->secret, work->data));
  done(jz_p256_sign(work->secret, work->secret + 32, 32, NULL, work->data + 128));
}
OPERATION(p256_verify) { done(jz_p256_verify(work->data, work->secret + 32, 32, work->data + 128)); }
OPERATION(sm2_sign) { done(jz_sm2_sign(work->secret, work->secret + 32, NULL, work->data)); }
OPERATION(sm2_signed) {
  work->secret[0] &= 0x7F;
  done(jz_sm2_public(work->secret, work->data));
  done(jz_sm2_sign(work->secret, work->secret + 32, NULL, work->data + 128));
}
OPERATION(sm2_verify) { done(jz_sm2_verify(work->data, work->secret + 32, work->data + 128)); }

/* A modulus of 1984 bits, as card schemes have them, and something below it. */
OPERATION(modulus) {
  work->secret[0] |= 0x80;
  work->secret[247] |= 1;
  memcpy(work->data, work->secret, 248);
  work->data[0] &= 0x7F;
}
static void rsa(struct work *work, uint32_t exponent) {
  struct rsa_public_key key = {work->secret, 248, exponent};
  done(jz_rsa_public(&key, work->data, work->data + 256));
}
OPERATION(rsa_3) { rsa(work, 3); }
OPERATION(rsa_65537) { rsa(work, 65537); }

/* Six digits, by masks: the choice of a digit must not be in the count. */
/* A pinpad that has four digits; then one more, which is secret. */
OPERATION(pinpad) {
  static const struct pinpad_request request = {PINPAD_PIN, 4, 12, false, 30000, 120000};
  static const struct pinpad_purpose purpose = {.pan_size = 16};
  struct pinpad *pad = CONTEXT(pinpad);
  memset(pad, 0, sizeof *pad);
  done(pinpad_open(pad, &request, &purpose, 0));
  for (uint8_t i = 0; i < 4; i++) done(pinpad_press(pad, i, i));
  work->secret[0] = (uint8_t)((uint32_t)work->secret[0] * 10 >> 8);
}
OPERATION(pinpad_digit) { done(pinpad_press(CONTEXT(pinpad), work->secret[0], 10)); }

OPERATION(pin) {
  for (unsigned i = 0; i < 6; i++) work->data[i] = work->secret[64 + i] & 7u;
  memcpy(work->data + 16, "\5\5\5\5\5\5\5\5\5\1\2\3\4\5\6\7", 16);
  des_expand(work);
}
OPERATION(pin_block) {
  uint8_t block[8];
  done(jz_pin_block_encode(PIN_BLOCK_ISO_0, work->data, 6, work->data + 16, 16, work->secret, block));
  jz_des_encrypt_block(CONTEXT(des_key), block, work->data + 64);
}

static bool keep(void *context, const void *state, size_t size) {
  (void)context;
  (void)state;
  return size > 0;
}
OPERATION(dukpt_tdes_load) {
  static const uint8_t ksn[10] = {0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0};
  jz_dukpt_tdes_load(CONTEXT(dukpt_tdes), work->secret, ksn);
}
OPERATION(dukpt_tdes_next) { done(jz_dukpt_tdes_next(CONTEXT(dukpt_tdes), keep, NULL, work->data, work->data + 32) == DUKPT_OK); }
OPERATION(dukpt_aes_load) {
  static const uint8_t id[8] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56};
  done(jz_dukpt_aes_load(CONTEXT(dukpt_aes), work->secret, 16, id));
}
OPERATION(dukpt_aes_next) { done(jz_dukpt_aes_next(CONTEXT(dukpt_aes), keep, NULL, work->data, work->data + 32) == DUKPT_OK); }

OPERATION(wrap) {
  size_t size;
  done(jz_key_block_wrap(work->secret, 32, (const uint8_t *)"D0000P0AE00N0000", 16, work->secret + 32, 16, work->secret + 64, 30,
                         work->data, 256, &size) == KEY_BLOCK_OK);
}
OPERATION(unwrap) {
  struct key_block_header header;
  size_t size;
  done(jz_key_block_unwrap(work->secret, 32, work->data, 144, &header, work->data + 256, &size) == KEY_BLOCK_OK);
}

OPERATION(vault_fill) {
  struct vault_loading loading = {.purpose = VAULT_PURPOSE_DUKPT, .algorithm = VAULT_ALGORITHM_AES256, .key = work->secret,
                                  .key_size = 32, .ksn = work->secret + 64, .ksn_size = 8};
  memset(CONTEXT(vault), 0, sizeof(struct vault));
  done(vault_load_clear(CONTEXT(vault), 5, &loading) == VAULT_OK);
  loading.purpose = VAULT_PURPOSE_PIN;
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++) {
    if (i != 5) done(vault_load_clear(CONTEXT(vault), i, &loading) == VAULT_OK);
  }
}
OPERATION(vault_erase) { vault_zeroise(CONTEXT(vault)); }

const struct operation operations[] = {
    {"vault, zeroise", vault_fill, vault_erase, false},
    {"AES-128 expand", 0, aes_expand, false},
    {"AES-256 expand", 0, aes_256_expand, false},
    {"AES-128 CBC encrypt, 16 blocks", aes_expand, aes_cbc, false},
    {"AES-128 CBC decrypt, 16 blocks", aes_expand, aes_cbc_decrypt, false},
    {"AES-128 CTR, 16 blocks", aes_expand, aes_ctr, false},
    {"AES-128 CMAC, 16 blocks", aes_expand, aes_cmac, false},
    {"TDES expand, double length", 0, des_expand, false},
    {"TDES CBC encrypt, 16 blocks", des_expand, des_cbc, false},
    {"SM4 expand", 0, sm4_expand, false},
    {"SM4 CBC encrypt, 16 blocks", sm4_expand, sm4_cbc, false},
    {"SM4 ECB encrypt, 16 blocks", sm4_expand, sm4_ecb, false},
    {"SHA-1, 256 bytes", sha1_begin, hash_add, false},
    {"SHA-256, 256 bytes", sha256_begin, hash_add, false},
    {"SHA-512, 256 bytes", sha512_begin, hash_add, false},
    {"SM3, 256 bytes", sm3_begin, hash_add, false},
    {"HMAC-SHA-256, 64 bytes", 0, hmac, false},
    {"HMAC_DRBG, 32 bytes", drbg_begin, drbg_generate, false},
    {"PIN block, format 0, TDES", pin, pin_block, false},
    {"pinpad, a digit", pinpad, pinpad_digit, false},
    {"DUKPT TDES, first transaction", dukpt_tdes_load, dukpt_tdes_next, false},
    {"DUKPT AES, first transaction", dukpt_aes_load, dukpt_aes_next, false},
    {"key block D, wrap", 0, wrap, false},
    {"key block D, unwrap", wrap, unwrap, false},
    {"P-256 public key", scalar, p256_public, true},
    {"P-256 ECDH", peer, p256_ecdh, true},
    {"P-256 sign", scalar, p256_sign, true},
    {"P-256 verify (public)", p256_signed, p256_verify, true},
    {"SM2 sign", scalar, sm2_sign, true},
    {"SM2 verify (public)", sm2_signed, sm2_verify, true},
    {"RSA-1984, 3 (public)", modulus, rsa_3, true},
    {"RSA-1984, 65537 (public)", modulus, rsa_65537, true},
    {0, 0, 0, false},
};
