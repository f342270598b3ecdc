/* SPDX-License-Identifier: Apache-2.0
 *
 * Block ciphers of crypto/core in their modes, in place; and CMAC.
 */
#include "kat.h"

#include "aes.h"
#include "des.h"
#include "sm4.h"

enum { CIPHER_AES = 1, CIPHER_TDES = 2, CIPHER_SM4 = 3 };
enum { ECB_ENCRYPT = 1, ECB_DECRYPT = 2, CBC_ENCRYPT = 3, CBC_DECRYPT = 4, CTR = 5 };

static bool run_aes(int mode, struct span key, uint8_t *iv, struct span data) {
  struct aes_key expanded;
  if (!jz_aes_expand(&expanded, key.bytes, key.size)) return false;
  bool good = true;
  switch (mode) {
    case ECB_ENCRYPT: good = jz_aes_ecb_encrypt(&expanded, data.bytes, data.size); break;
    case ECB_DECRYPT: good = jz_aes_ecb_decrypt(&expanded, data.bytes, data.size); break;
    case CBC_ENCRYPT: good = jz_aes_cbc_encrypt(&expanded, iv, data.bytes, data.size); break;
    case CBC_DECRYPT: good = jz_aes_cbc_decrypt(&expanded, iv, data.bytes, data.size); break;
    default: jz_aes_ctr(&expanded, iv, data.bytes, data.size);
  }
  jz_aes_wipe(&expanded);
  return good;
}

static bool run_tdes(int mode, struct span key, uint8_t *iv, struct span data) {
  struct des_key expanded;
  if (!jz_des_expand(&expanded, key.bytes, key.size)) return false;
  bool good;
  switch (mode) {
    case ECB_ENCRYPT: good = jz_des_ecb_encrypt(&expanded, data.bytes, data.size); break;
    case ECB_DECRYPT: good = jz_des_ecb_decrypt(&expanded, data.bytes, data.size); break;
    case CBC_ENCRYPT: good = jz_des_cbc_encrypt(&expanded, iv, data.bytes, data.size); break;
    case CBC_DECRYPT: good = jz_des_cbc_decrypt(&expanded, iv, data.bytes, data.size); break;
    default: good = false; /* the core has no such mode */
  }
  jz_des_wipe(&expanded);
  return good;
}

static bool run_sm4(int mode, struct span key, uint8_t *iv, struct span data) {
  struct sm4_key expanded;
  if (key.size != SM4_KEY_SIZE) return false;
  jz_sm4_expand(&expanded, key.bytes);
  bool good = true;
  switch (mode) {
    case ECB_ENCRYPT: good = jz_sm4_ecb_encrypt(&expanded, data.bytes, data.size); break;
    case ECB_DECRYPT: good = jz_sm4_ecb_decrypt(&expanded, data.bytes, data.size); break;
    case CBC_ENCRYPT: good = jz_sm4_cbc_encrypt(&expanded, iv, data.bytes, data.size); break;
    case CBC_DECRYPT: good = jz_sm4_cbc_decrypt(&expanded, iv, data.bytes, data.size); break;
    default: jz_sm4_ctr(&expanded, iv, data.bytes, data.size);
  }
  jz_sm4_wipe(&expanded);
  return good;
}

/* (cipher, mode, key, iv: empty for ECB, data) → their size; the answer is in `data` */
void xs_kat_cipher(xsMachine *the) {
  struct span key, iv, data;
  int cipher = xsmcToInteger(xsArg(0)), mode = xsmcToInteger(xsArg(1));
  kat_span(key, xsArg(2));
  kat_span(iv, xsArg(3));
  kat_span(data, xsArg(4));
  bool good = mode <= ECB_DECRYPT || iv.size == (cipher == CIPHER_TDES ? DES_BLOCK_SIZE : AES_BLOCK_SIZE);
  if (good && cipher == CIPHER_AES) good = run_aes(mode, key, iv.bytes, data);
  else if (good && cipher == CIPHER_TDES) good = run_tdes(mode, key, iv.bytes, data);
  else if (good) good = run_sm4(mode, key, iv.bytes, data);
  xsmcSetInteger(xsResult, good ? (xsIntegerValue)data.size : KAT_BAD_SIZE);
}

/* (cipher: AES or TDES, key, data, out) */
void xs_kat_cmac(xsMachine *the) {
  struct span key, data, out;
  int cipher = xsmcToInteger(xsArg(0)), size = KAT_BAD_SIZE;
  kat_span(key, xsArg(1));
  kat_span(data, xsArg(2));
  kat_span(out, xsArg(3));
  if (out.size < AES_BLOCK_SIZE) xsRangeError("kat: no room");
  if (cipher == CIPHER_AES) {
    struct aes_key expanded;
    if (jz_aes_expand(&expanded, key.bytes, key.size)) {
      jz_aes_cmac(&expanded, data.bytes, data.size, out.bytes);
      jz_aes_wipe(&expanded);
      size = AES_BLOCK_SIZE;
    }
  } else {
    struct des_key expanded;
    if (jz_des_expand(&expanded, key.bytes, key.size)) {
      jz_des_cmac(&expanded, data.bytes, data.size, out.bytes);
      jz_des_wipe(&expanded);
      size = DES_BLOCK_SIZE;
    }
  }
  xsmcSetInteger(xsResult, size);
}
