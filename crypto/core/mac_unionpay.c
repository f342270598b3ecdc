/* SPDX-License-Identifier: Apache-2.0
 *
 * UnionPay's ECB MAC. See mac_unionpay.h; the numbers are the steps of docs/sources.md [domain A10].
 */
#include "mac_unionpay.h"

#include "octets.h"
#include "ct.h"
#include "wipe.h"

void jz_mac_unionpay(const struct des_key *key, const uint8_t *message, size_t size, uint8_t mac[8]) {
  uint8_t sum[DES_BLOCK_SIZE] = {0};
  uint8_t text[2 * DES_BLOCK_SIZE];
  uint8_t chain[DES_BLOCK_SIZE];
  for (size_t i = 0; i < size; i++) sum[i % DES_BLOCK_SIZE] ^= message[i]; /* 1 */
  for (unsigned i = 0; i < DES_BLOCK_SIZE; i++) {                           /* 2 */
    text[2 * i] = ct_hex_digit(sum[i] >> 4);
    text[2 * i + 1] = ct_hex_digit(sum[i] & 15u);
  }
  jz_des_encrypt_block(key, text, chain);                 /* 3 */
  xor_bytes(chain, text + DES_BLOCK_SIZE, DES_BLOCK_SIZE); /* 4 */
  jz_des_encrypt_block(key, chain, mac);                  /* 5 */
  jz_wipe(sum, sizeof sum);
  jz_wipe(text, sizeof text);
  jz_wipe(chain, sizeof chain);
}
