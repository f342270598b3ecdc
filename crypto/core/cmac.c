/* SPDX-License-Identifier: Apache-2.0
 *
 * CMAC. See cmac.h. A whole last block takes the first subkey; a part of one is padded with 80 00 … and takes the second.
 */
#include "cmac.h"

#include "octets.h"
#include "wipe.h"

#include <string.h>

/* Doubling in GF(2^128) or GF(2^64), big-endian: a bit that leaves at the top comes back as 87h or 1Bh. */
static void double_block(uint8_t *block, unsigned block_size) {
  uint32_t carry = 0u - ((uint32_t)block[0] >> 7);
  uint32_t polynomial = block_size == 16 ? 0x87u : 0x1Bu;
  for (unsigned i = 0; i < block_size - 1; i++) {
    block[i] = (uint8_t)((uint32_t)block[i] << 1 | (uint32_t)block[i + 1] >> 7);
  }
  block[block_size - 1] = (uint8_t)((uint32_t)block[block_size - 1] << 1 ^ (carry & polynomial));
}

void cmac(cmac_encrypt encrypt, const void *key, unsigned block_size, const uint8_t *message, size_t size, uint8_t *mac) {
  uint8_t subkey[CMAC_BLOCK_SIZE_MAX] = {0};
  uint8_t chain[CMAC_BLOCK_SIZE_MAX] = {0};
  for (; size > block_size; size -= block_size, message += block_size) {
    xor_bytes(chain, message, block_size);
    encrypt(key, chain);
  }
  encrypt(key, subkey);
  double_block(subkey, block_size);
  xor_bytes(chain, message, size);
  if (size < block_size) {
    chain[size] ^= 0x80;
    double_block(subkey, block_size);
  }
  xor_bytes(chain, subkey, block_size);
  encrypt(key, chain);
  memcpy(mac, chain, block_size);
  jz_wipe(subkey, sizeof subkey);
  jz_wipe(chain, sizeof chain);
}
