/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1. See hash.h. Five rounds stand in a row, so that a, b, … e change their names instead of their places; sixteen words of
 * the message schedule are in registers while it is made (schedule.h).
 */
#include "hash_compress.h"
#include "octets.h"
#include "schedule.h"
#include "wipe.h"

#define CHOICE(b, c, d) ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d) ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) ((c) ^ (((b) ^ (c)) & ((c) ^ (d))))

#define ROUND(function, a, b, c, d, e, i)                                             \
  do {                                                                                \
    (e) += turn_left32(a, 5) + function(b, c, d) + constant + at[i];             \
    (b) = turn_left32(b, 30);                                                         \
  } while (0)

/* Twenty rounds: a quarter of the whole. */
#define QUARTER(function, first, value)                     \
  do {                                                      \
    const uint32_t constant = (value);                      \
    for (const uint32_t *at = w + (first); at < w + (first) + 20; at += 5) { \
      ROUND(function, a, b, c, d, e, 0);                    \
      ROUND(function, e, a, b, c, d, 1);                    \
      ROUND(function, d, e, a, b, c, 2);                    \
      ROUND(function, c, d, e, a, b, 3);                    \
      ROUND(function, b, c, d, e, a, 4);                    \
    }                                                       \
  } while (0)

#define NEXT_WORD(w16, w15, w14, w13, w9, w8, w7, w6, w3, w2) turn_left32((w3) ^ (w8) ^ (w14) ^ (w16), 1)

static void schedule(uint32_t w[80], const uint8_t block[64]) {
  SCHEDULE_BEGIN(w, block);
  for (uint32_t *at = w + 16; at < w + 80; at += 16) SCHEDULE_SIXTEEN(NEXT_WORD, at);
}

void sha1_compress(struct hash *hash, const uint8_t *block) {
  uint32_t w[80];
  uint32_t *s = hash->state.words;
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3], e = s[4];
  schedule(w, block);
  QUARTER(CHOICE, 0, 0x5a827999u);
  QUARTER(PARITY, 20, 0x6ed9eba1u);
  QUARTER(MAJORITY, 40, 0x8f1bbcdcu);
  QUARTER(PARITY, 60, 0xca62c1d6u);
  s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e;
  jz_wipe(w, sizeof w);
}
