/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256. See sha256.h. The message schedule is kept as a ring of 16 words: it is secret when the message is, so it is
 * small and wiped.
 */
#include "sha256.h"

#include "octets.h"
#include "wipe.h"

#include <string.h>

static const uint32_t initial[8] = {
  0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u,
};

static const uint32_t constant[64] = {
  0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
  0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
  0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
  0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
  0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
  0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
  0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
  0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
};

static uint32_t turn(uint32_t x, unsigned count) {
  return x >> count | x << (32 - count);
}

/* Word n of the schedule in place of word n − 16. */
static uint32_t next_word(uint32_t w[16], unsigned n) {
  uint32_t a = w[(n - 15) & 15];
  uint32_t b = w[(n - 2) & 15];
  uint32_t from_a = turn(a, 7) ^ turn(a, 18) ^ a >> 3;
  uint32_t from_b = turn(b, 17) ^ turn(b, 19) ^ b >> 10;
  return w[n & 15] += from_a + w[(n - 7) & 15] + from_b;
}

/* One block. s[] is used as a ring: in round n, s[(i − n) & 7] is what the standard calls a, b, … h for i = 0, 1, … 7. */
static void compress(struct sha256 *hash) {
  uint32_t w[16];
  uint32_t s[8];
  for (unsigned i = 0; i < 16; i++) w[i] = load_be32(hash->block + 4 * i);
  memcpy(s, hash->state, sizeof s);
  for (unsigned n = 0; n < 64; n++) {
    uint32_t a = s[(0 - n) & 7], b = s[(1 - n) & 7], c = s[(2 - n) & 7];
    uint32_t e = s[(4 - n) & 7], f = s[(5 - n) & 7], g = s[(6 - n) & 7];
    uint32_t *h = &s[(7 - n) & 7];
    uint32_t *d = &s[(3 - n) & 7];
    uint32_t choice = g ^ (e & (f ^ g));
    uint32_t majority = (a & b) | (c & (a | b));
    uint32_t word = n < 16 ? w[n] : next_word(w, n);
    uint32_t first = *h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + constant[n] + word;
    *d += first;
    *h = first + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
  }
  for (unsigned i = 0; i < 8; i++) hash->state[i] += s[i];
  jz_wipe(w, sizeof w);
  jz_wipe(s, sizeof s);
}

void jz_sha256_begin(struct sha256 *hash) {
  memcpy(hash->state, initial, sizeof initial);
  hash->size = 0;
}

void jz_sha256_add(struct sha256 *hash, const uint8_t *data, size_t size) {
  while (size > 0) {
    size_t at = (size_t)(hash->size % SHA256_BLOCK_SIZE);
    size_t part = SHA256_BLOCK_SIZE - at < size ? SHA256_BLOCK_SIZE - at : size;
    memcpy(hash->block + at, data, part);
    hash->size += part;
    data += part;
    size -= part;
    if (at + part == SHA256_BLOCK_SIZE) compress(hash);
  }
}

void jz_sha256_finish(struct sha256 *hash, uint8_t out[32]) {
  static const uint8_t padding[SHA256_BLOCK_SIZE] = {0x80};
  uint8_t bits[8];
  store_be32(bits, (uint32_t)(hash->size >> 29));
  store_be32(bits + 4, (uint32_t)(hash->size << 3));
  size_t at = (size_t)(hash->size % SHA256_BLOCK_SIZE);
  jz_sha256_add(hash, padding, (at < 56 ? 56 : 120) - at);
  jz_sha256_add(hash, bits, sizeof bits);
  for (unsigned i = 0; i < 8; i++) store_be32(out + 4 * i, hash->state[i]);
  jz_wipe(hash, sizeof *hash);
}
