/* SPDX-License-Identifier: Apache-2.0
 *
 * Retail MAC. See mac_iso9797.h. The last block needs no code of its own: encrypt, decrypt, encrypt is double-length TDES.
 */
#include "mac_iso9797.h"

#include "octets.h"
#include "wipe.h"

bool jz_mac_iso9797_3(const struct des_key *key, enum mac_padding padding, const uint8_t *message, size_t size,
                   uint8_t mac[8]) {
  if (key->passes != 3) return false;
  /* One pass of a double-length key is DES under its first half. */
  struct des_key single = *key;
  single.passes = 1;
  /* What may remain for the last block: up to 8 bytes with padding 1, up to 7 with padding 2, which always adds one. */
  size_t last = padding == MAC_PADDING_2 ? DES_BLOCK_SIZE - 1 : DES_BLOCK_SIZE;
  uint8_t chain[DES_BLOCK_SIZE] = {0};
  for (; size > last; size -= DES_BLOCK_SIZE, message += DES_BLOCK_SIZE) {
    xor_bytes(chain, message, DES_BLOCK_SIZE);
    jz_des_encrypt_block(&single, chain, chain);
  }
  xor_bytes(chain, message, size);
  if (padding == MAC_PADDING_2) chain[size] ^= 0x80;
  jz_des_encrypt_block(key, chain, mac);
  jz_des_wipe(&single);
  jz_wipe(chain, sizeof chain);
  return true;
}
