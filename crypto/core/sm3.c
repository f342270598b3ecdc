/* SPDX-License-Identifier: Apache-2.0
 *
 * SM3 (GB/T 32905). See hash.h. Four rounds stand in a row, so that a, b, … h change their names instead of their places.
 */
#include "hash_compress.h"
#include "octets.h"
#include "schedule.h"
#include "wipe.h"

#define PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define MAJORITY(x, y, z) ((y) ^ (((x) ^ (y)) & ((y) ^ (z))))
#define CHOICE(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))

/* `constant` is T of the standard, already turned by the number of the round: the next round turns it once more. */
#define ROUND(of_a, of_e, a, b, c, d, e, f, g, h, i)                                  \
  do {                                                                                \
    uint32_t turned = turn_left32(a, 12);                                             \
    uint32_t ss1 = turn_left32(turned + (e) + constant, 7);                           \
    uint32_t tt2 = of_e(e, f, g) + (h) + ss1 + at[i];                            \
    (d) += of_a(a, b, c) + (ss1 ^ turned) + (at[i] ^ at[(i) + 4]);            \
    (b) = turn_left32(b, 9);                                                          \
    (f) = turn_left32(f, 19);                                                         \
    (h) = tt2 ^ turn_left32(tt2, 9) ^ turn_left32(tt2, 17);                           \
    constant = turn_left32(constant, 1);                                              \
  } while (0)

#define FOUR_ROUNDS(of_a, of_e)                         \
  do {                                                  \
    ROUND(of_a, of_e, a, b, c, d, e, f, g, h, 0);       \
    ROUND(of_a, of_e, d, a, b, c, h, e, f, g, 1);       \
    ROUND(of_a, of_e, c, d, a, b, g, h, e, f, 2);       \
    ROUND(of_a, of_e, b, c, d, a, f, g, h, e, 3);       \
  } while (0)

ALWAYS_INLINE uint32_t spread(uint32_t x) {
  return x ^ turn_left32(x, 15) ^ turn_left32(x, 23);
}

#define NEXT_WORD(w16, w15, w14, w13, w9, w8, w7, w6, w3, w2) \
  (spread((w16) ^ (w9) ^ turn_left32(w3, 15)) ^ turn_left32(w13, 7) ^ (w6))

static void schedule(uint32_t w[68], const uint8_t block[64]) {
  SCHEDULE_BEGIN(w, block);
  for (uint32_t *at = w + 16; at < w + 64; at += 16) SCHEDULE_SIXTEEN(NEXT_WORD, at);
  SCHEDULE_FOUR(NEXT_WORD, w + 64);
}

void sm3_compress(struct hash *hash, const uint8_t *block) {
  uint32_t w[68];
  uint32_t *s = hash->state.words;
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
  uint32_t constant = 0x79cc4519u;
  schedule(w, block);
  for (const uint32_t *at = w; at < w + 16; at += 4) FOUR_ROUNDS(PARITY, PARITY);
  constant = turn_left32(0x7a879d8au, 16);
  for (const uint32_t *at = w + 16; at < w + 64; at += 4) FOUR_ROUNDS(MAJORITY, CHOICE);
  s[0] ^= a, s[1] ^= b, s[2] ^= c, s[3] ^= d, s[4] ^= e, s[5] ^= f, s[6] ^= g, s[7] ^= h;
  jz_wipe(w, sizeof w);
}
