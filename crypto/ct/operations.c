/* SPDX-License-Identifier: Apache-2.0
 *
 * One row for each function of crypto/core that is worth a number. See operations.h.
 */
#include "operations.h"

#include "aes.h"
#include "des.h"
#include "hash.h"

/* What cannot fail here would show as a wrong count, not as a wrong answer; answers are tests/crypto's business. */
static void done(bool good) {
  (void)good;
}

static void aes_prepare(struct work *work) {
  done(jz_aes_expand((struct aes_key *)work->context, work->secret, 16));
}
static void aes_expand(struct work *work) {
  done(jz_aes_expand((struct aes_key *)work->context, work->secret, 16));
}
static void aes_cbc(struct work *work) {
  done(jz_aes_cbc_encrypt((struct aes_key *)work->context, work->secret + 32, work->secret + 64, 256));
}
static void aes_cbc_decrypt(struct work *work) {
  done(jz_aes_cbc_decrypt((struct aes_key *)work->context, work->secret + 32, work->secret + 64, 256));
}
static void aes_ctr(struct work *work) {
  uint8_t counter[16] = {0};
  jz_aes_ctr((struct aes_key *)work->context, counter, work->secret + 64, 256);
}
static void des_expand(struct work *work) {
  done(jz_des_expand((struct des_key *)work->context, work->secret, 16));
}
static void des_cbc(struct work *work) {
  done(jz_des_cbc_encrypt((struct des_key *)work->context, work->secret + 32, work->secret + 64, 128));
}
static void sha256_begin(struct work *work) {
  jz_hash_begin((struct hash *)work->context, HASH_SHA256);
}
static void sha256_add(struct work *work) {
  jz_hash_add((struct hash *)work->context, work->secret, 256);
}

const struct operation operations[] = {
    {"AES-128 expand", 0, aes_expand, false},
    {"AES-128 CBC encrypt, 16 blocks", aes_prepare, aes_cbc, false},
    {"AES-128 CBC decrypt, 16 blocks", aes_prepare, aes_cbc_decrypt, false},
    {"AES-128 CTR, 16 blocks", aes_prepare, aes_ctr, false},
    {"TDES expand, double length", 0, des_expand, false},
    {"TDES CBC encrypt, 16 blocks", des_expand, des_cbc, false},
    {"SHA-256, 256 bytes", sha256_begin, sha256_add, false},
    {0, 0, 0, false},
};
