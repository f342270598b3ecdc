/* SPDX-License-Identifier: Apache-2.0
 *
 * Ciphers, hashes and the generator. See operations.h. `secret` is random each time.
 */
#include "operations.h"

#include "aes.h"
#include "des.h"
#include "drbg.h"
#include "hmac.h"
#include "sm4.h"

OPERATION(aes_expand) { done(work, jz_aes_expand(CONTEXT(aes_key), work->secret, 16)); }
OPERATION(aes_256_expand) { done(work, jz_aes_expand(CONTEXT(aes_key), work->secret, 32)); }
OPERATION(aes_cbc) { done(work, jz_aes_cbc_encrypt(CONTEXT(aes_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(aes_cbc_decrypt) { done(work, jz_aes_cbc_decrypt(CONTEXT(aes_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(aes_cmac) { jz_aes_cmac(CONTEXT(aes_key), work->secret, 256, work->data); }
OPERATION(aes_ctr) {
  uint8_t counter[16] = {0};
  jz_aes_ctr(CONTEXT(aes_key), counter, work->secret + 64, 256);
}
OPERATION(aes_ecb) { done(work, jz_aes_ecb_encrypt(CONTEXT(aes_key), work->secret + 64, 256)); }
OPERATION(aes_ecb_decrypt) { done(work, jz_aes_ecb_decrypt(CONTEXT(aes_key), work->secret + 64, 256)); }
OPERATION(aes_block) {
  jz_aes_encrypt_block(CONTEXT(aes_key), work->secret + 64, work->data);
  jz_aes_decrypt_block(CONTEXT(aes_key), work->secret + 64, work->data);
}
OPERATION(des_expand) { done(work, jz_des_expand(CONTEXT(des_key), work->secret, 16)); }
OPERATION(des_cbc) { done(work, jz_des_cbc_encrypt(CONTEXT(des_key), work->secret + 32, work->secret + 64, 128)); }
OPERATION(des_cbc_decrypt) { done(work, jz_des_cbc_decrypt(CONTEXT(des_key), work->secret + 32, work->secret + 64, 128)); }
OPERATION(des_ecb) { done(work, jz_des_ecb_encrypt(CONTEXT(des_key), work->secret + 64, 128)); }
OPERATION(des_ecb_decrypt) { done(work, jz_des_ecb_decrypt(CONTEXT(des_key), work->secret + 64, 128)); }
OPERATION(des_block) {
  jz_des_encrypt_block(CONTEXT(des_key), work->secret + 64, work->data);
  jz_des_decrypt_block(CONTEXT(des_key), work->secret + 64, work->data);
}
OPERATION(des_cmac) { jz_des_cmac(CONTEXT(des_key), work->secret + 64, 128, work->data); }
OPERATION(sm4_expand) { jz_sm4_expand(CONTEXT(sm4_key), work->secret); }
OPERATION(sm4_cbc) { done(work, jz_sm4_cbc_encrypt(CONTEXT(sm4_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(sm4_ecb) { done(work, jz_sm4_ecb_encrypt(CONTEXT(sm4_key), work->secret + 64, 256)); }
OPERATION(sm4_ecb_decrypt) { done(work, jz_sm4_ecb_decrypt(CONTEXT(sm4_key), work->secret + 64, 256)); }
OPERATION(sm4_cbc_decrypt) { done(work, jz_sm4_cbc_decrypt(CONTEXT(sm4_key), work->secret + 32, work->secret + 64, 256)); }
OPERATION(sm4_ctr) {
  uint8_t counter[16] = {0};
  jz_sm4_ctr(CONTEXT(sm4_key), counter, work->secret + 64, 256);
}
OPERATION(sm4_cmac) { jz_sm4_cmac(CONTEXT(sm4_key), work->secret + 64, 256, work->data); }
OPERATION(sm4_block) {
  jz_sm4_encrypt_block(CONTEXT(sm4_key), work->secret + 64, work->data);
  jz_sm4_decrypt_block(CONTEXT(sm4_key), work->secret + 64, work->data);
}
OPERATION(wipes) {
  jz_aes_wipe(CONTEXT(aes_key));
  jz_des_wipe(CONTEXT(des_key));
  jz_sm4_wipe(CONTEXT(sm4_key));
  jz_drbg_wipe(CONTEXT(drbg));
}
OPERATION(sha1_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA1); }
OPERATION(sha256_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA256); }
OPERATION(sha512_begin) { jz_hash_begin(CONTEXT(hash), HASH_SHA512); }
OPERATION(sm3_begin) { jz_hash_begin(CONTEXT(hash), HASH_SM3); }
OPERATION(hash_add) { jz_hash_add(CONTEXT(hash), work->secret, 256); }
OPERATION(hmac) { jz_hmac_sha256(work->secret, 32, work->secret + 32, 64, work->data); }
OPERATION(hash_whole) {
  for (int kind = HASH_SHA1; kind <= HASH_SM3; kind++) jz_hash((enum hash_kind)kind, work->secret, 100, work->data);
}
OPERATION(drbg_reseed) { jz_drbg_reseed(CONTEXT(drbg), work->secret + 64, 48); }
OPERATION(drbg_begin) {
  struct octet_string part = {work->secret, 48};
  jz_drbg_begin(CONTEXT(drbg), &part, 1);
}
OPERATION(drbg_generate) { done(work, jz_drbg_generate(CONTEXT(drbg), NULL, 0, work->data, 32)); }

const struct operation operations_ciphers[] = {
  {"AES-128 expand", 0, aes_expand, false},
  {"AES-256 expand", 0, aes_256_expand, false},
  {"AES-128 CBC encrypt, 16 blocks", aes_expand, aes_cbc, false},
  {"AES-128 CBC decrypt, 16 blocks", aes_expand, aes_cbc_decrypt, false},
  {"AES-128 CTR, 16 blocks", aes_expand, aes_ctr, false},
  {"AES-128 CMAC, 16 blocks", aes_expand, aes_cmac, false},
  {"AES-128 ECB encrypt, 16 blocks", aes_expand, aes_ecb, false},
  {"AES-128 ECB decrypt, 16 blocks", aes_expand, aes_ecb_decrypt, false},
  {"AES-128, one block each way", aes_expand, aes_block, false},
  {"TDES expand, double length", 0, des_expand, false},
  {"TDES CBC encrypt, 16 blocks", des_expand, des_cbc, false},
  {"TDES CBC decrypt, 16 blocks", des_expand, des_cbc_decrypt, false},
  {"TDES ECB encrypt, 16 blocks", des_expand, des_ecb, false},
  {"TDES ECB decrypt, 16 blocks", des_expand, des_ecb_decrypt, false},
  {"TDES, one block each way", des_expand, des_block, false},
  {"TDES CMAC, 16 blocks", des_expand, des_cmac, false},
  {"SM4 expand", 0, sm4_expand, false},
  {"SM4 CBC encrypt, 16 blocks", sm4_expand, sm4_cbc, false},
  {"SM4 ECB encrypt, 16 blocks", sm4_expand, sm4_ecb, false},
  {"SM4 CBC decrypt, 16 blocks", sm4_expand, sm4_cbc_decrypt, false},
  {"SM4 ECB decrypt, 16 blocks", sm4_expand, sm4_ecb_decrypt, false},
  {"SM4 CTR, 16 blocks", sm4_expand, sm4_ctr, false},
  {"SM4 CMAC, 16 blocks", sm4_expand, sm4_cmac, false},
  {"SM4, one block each way", sm4_expand, sm4_block, false},
  {"four keys, wiped", aes_expand, wipes, false},
  {"SHA-1, 256 bytes", sha1_begin, hash_add, false},
  {"SHA-256, 256 bytes", sha256_begin, hash_add, false},
  {"SHA-512, 256 bytes", sha512_begin, hash_add, false},
  {"SM3, 256 bytes", sm3_begin, hash_add, false},
  {"HMAC-SHA-256, 64 bytes", 0, hmac, false},
  {"HMAC_DRBG, 32 bytes", drbg_begin, drbg_generate, false},
  {"five hashes of 100 bytes", 0, hash_whole, false},
  {"HMAC_DRBG, seed", 0, drbg_begin, false},
  {"HMAC_DRBG, reseed", drbg_begin, drbg_reseed, false},
  {0, 0, 0, false},
};
