/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256. See hash.h. Eight rounds stand in a row, so that what the standard calls a, b, … h changes its name instead of its
 * place. The message schedule is secret when the message is: it is wiped.
 */
#include "hash_compress.h"
#include "octets.h"
#include "schedule.h"
#include "wipe.h"

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

ALWAYS_INLINE uint32_t spread_a(uint32_t a) {
  return turn_right32(a, 2) ^ turn_right32(a, 13) ^ turn_right32(a, 22);
}

ALWAYS_INLINE uint32_t spread_e(uint32_t e) {
  return turn_right32(e, 6) ^ turn_right32(e, 11) ^ turn_right32(e, 25);
}

/* `bc` is b ^ c on the way in; `ab` becomes a ^ b, which is the next round's b ^ c. Majority is b ^ ((a ^ b) & (b ^ c)). */
#define ROUND(a, b, c, d, e, f, g, h, i, ab, bc)                                             \
  do {                                                                                       \
    (h) += spread_e(e) + ((g) ^ ((e) & ((f) ^ (g)))) + k[i] + at[i];                         \
    (d) += (h);                                                                              \
    (ab) = (a) ^ (b);                                                                        \
    (h) += spread_a(a) + ((b) ^ ((ab) & (bc)));                                              \
  } while (0)

ALWAYS_INLINE uint32_t spread_15(uint32_t x) {
  return turn_right32(x, 7) ^ turn_right32(x, 18) ^ x >> 3;
}

ALWAYS_INLINE uint32_t spread_2(uint32_t x) {
  return turn_right32(x, 17) ^ turn_right32(x, 19) ^ x >> 10;
}

#define NEXT_WORD(w16, w15, w14, w13, w9, w8, w7, w6, w3, w2) ((w16) + spread_15(w15) + (w7) + spread_2(w2))

static void schedule(uint32_t w[64], const uint8_t block[64]) {
  SCHEDULE_BEGIN(w, block);
  for (uint32_t *at = w + 16; at < w + 64; at += 16) SCHEDULE_SIXTEEN(NEXT_WORD, at);
}

void sha256_compress(struct hash *hash, const uint8_t *block) {
  uint32_t w[64];
  uint32_t *s = hash->state.words;
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
  uint32_t even = b ^ c, odd;
  schedule(w, block);
  const uint32_t *k = constant;
  for (const uint32_t *at = w; at < w + 64; at += 8, k += 8) {
    ROUND(a, b, c, d, e, f, g, h, 0, odd, even);
    ROUND(h, a, b, c, d, e, f, g, 1, even, odd);
    ROUND(g, h, a, b, c, d, e, f, 2, odd, even);
    ROUND(f, g, h, a, b, c, d, e, 3, even, odd);
    ROUND(e, f, g, h, a, b, c, d, 4, odd, even);
    ROUND(d, e, f, g, h, a, b, c, 5, even, odd);
    ROUND(c, d, e, f, g, h, a, b, 6, odd, even);
    ROUND(b, c, d, e, f, g, h, a, 7, even, odd);
  }
  s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e, s[5] += f, s[6] += g, s[7] += h;
  jz_wipe(w, sizeof w);
}
