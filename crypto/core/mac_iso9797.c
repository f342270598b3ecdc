/* SPDX-License-Identifier: Apache-2.0
 *
 * See mac_iso9797.h. The last block of algorithm 3 needs no code of its own: encrypt, decrypt, encrypt is double-length TDES.
 */
#include "mac_iso9797.h"

#include "octets.h"
#include "wipe.h"

/* CBC-MAC under `key`, the last block under `last_key`. */
static void chain_blocks(const struct des_key *key, const struct des_key *last_key, enum mac_padding padding,
                         const uint8_t *message, size_t size, uint8_t mac[8]) {
  /* What may remain for the last block: up to 8 bytes with padding 1, up to 7 with padding 2, which always adds one. */
  size_t last = padding == MAC_PADDING_2 ? DES_BLOCK_SIZE - 1 : DES_BLOCK_SIZE;
  uint8_t chain[DES_BLOCK_SIZE] = {0};
  for (; size > last; size -= DES_BLOCK_SIZE, message += DES_BLOCK_SIZE) {
    xor_bytes(chain, message, DES_BLOCK_SIZE);
    jz_des_encrypt_block(key, chain, chain);
  }
  xor_bytes(chain, message, size);
  if (padding == MAC_PADDING_2) chain[size] ^= 0x80;
  jz_des_encrypt_block(last_key, chain, mac);
  jz_wipe(chain, sizeof chain);
}

void jz_mac_iso9797_1(const struct des_key *key, enum mac_padding padding, const uint8_t *message, size_t size,
                      uint8_t mac[8]) {
  chain_blocks(key, key, padding, message, size, mac);
}

bool jz_mac_iso9797_3(const struct des_key *key, enum mac_padding padding, const uint8_t *message, size_t size,
                      uint8_t mac[8]) {
  if (key->passes != 3) return false;
  /* One pass of a double-length key is DES under its first half. */
  struct des_key single = *key;
  single.passes = 1;
  chain_blocks(&single, key, padding, message, size, mac);
  jz_des_wipe(&single);
  return true;
}
