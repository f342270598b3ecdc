/* SPDX-License-Identifier: Apache-2.0
 *
 * UnionPay's ECB MAC. See mac_unionpay.h; the numbers are the steps of docs/sources.md [domain A10].
 */
#include "mac_unionpay.h"

#include "ct.h"
#include "octets.h"
#include "wipe.h"

/* Steps 1 and 2: the XOR of all blocks as text, two characters a byte. */
static void sum_as_text(const uint8_t *message, size_t size, unsigned block_size, uint8_t *text) {
  uint8_t sum[SM4_BLOCK_SIZE] = {0};
  for (size_t i = 0; i < size; i++) sum[i & (block_size - 1)] ^= message[i];
  for (unsigned i = 0; i < block_size; i++) {
    text[2 * i] = ct_hex_digit(sum[i] >> 4);
    text[2 * i + 1] = ct_hex_digit(sum[i] & 15u);
  }
  jz_wipe(sum, sizeof sum);
}

void jz_mac_unionpay(const struct des_key *key, const uint8_t *message, size_t size, uint8_t mac[8]) {
  uint8_t text[2 * DES_BLOCK_SIZE];
  sum_as_text(message, size, DES_BLOCK_SIZE, text);
  jz_des_encrypt_block(key, text, text);                  /* 3 */
  xor_bytes(text, text + DES_BLOCK_SIZE, DES_BLOCK_SIZE); /* 4 */
  jz_des_encrypt_block(key, text, mac);                   /* 5 */
  jz_wipe(text, sizeof text);
}

void jz_mac_unionpay_sm4(const struct sm4_key *key, const uint8_t *message, size_t size, uint8_t mac[16]) {
  uint8_t text[2 * SM4_BLOCK_SIZE];
  sum_as_text(message, size, SM4_BLOCK_SIZE, text);
  jz_sm4_encrypt_block(key, text, text);                  /* 3 */
  xor_bytes(text, text + SM4_BLOCK_SIZE, SM4_BLOCK_SIZE); /* 4 */
  jz_sm4_encrypt_block(key, text, mac);                   /* 5 */
  jz_wipe(text, sizeof text);
}
