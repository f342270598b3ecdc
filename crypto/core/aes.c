/* SPDX-License-Identifier: Apache-2.0
 *
 * AES without tables. See aes.h.
 *
 * Two blocks at a time are kept as eight bit planes: plane i holds bit i of every byte. The byte in row r and column c of
 * block b is bit 16·b + 4·r + c of each plane, so that ShiftRows turns nibbles and MixColumns turns half words.
 * The S-box inverts in a tower of fields, GF(4) = {w² = w + 1}, GF(16) = {v² = v + w}, GF(256) = {u² = u + wv}, 32 bytes at
 * once with AND and XOR; the maps into the tower and back are derived by tests/crypto/aes-tables.ts, and a test compares them.
 */
#include "aes.h"

#include "octets.h"
#include "ct.h"
#include "wipe.h"

#include <string.h>

/* Elements of the fields, 32 at a time: a1·w + a0, a1·v + a0. */
struct gf4 {
  uint32_t a1, a0;
};
struct gf16 {
  struct gf4 a1, a0;
};

static struct gf4 gf4_add(struct gf4 a, struct gf4 b) {
  return (struct gf4){a.a1 ^ b.a1, a.a0 ^ b.a0};
}

/* Karatsuba: the middle term is (a1 + a0)(b1 + b0) − a1·b1 − a0·b0, and w² = w + 1. */
static struct gf4 gf4_multiply(struct gf4 a, struct gf4 b) {
  uint32_t low = a.a0 & b.a0;
  uint32_t all = (a.a1 ^ a.a0) & (b.a1 ^ b.a0);
  return (struct gf4){all ^ low, low ^ (a.a1 & b.a1)};
}

/* In GF(4) squaring inverts: a³ = 1. */
static struct gf4 gf4_square(struct gf4 a) {
  return (struct gf4){a.a1, a.a1 ^ a.a0};
}

static struct gf4 gf4_times_w(struct gf4 a) {
  return (struct gf4){a.a1 ^ a.a0, a.a1};
}

static struct gf16 gf16_add(struct gf16 a, struct gf16 b) {
  return (struct gf16){gf4_add(a.a1, b.a1), gf4_add(a.a0, b.a0)};
}

/* As in GF(4), and v² = v + w. */
static struct gf16 gf16_multiply(struct gf16 a, struct gf16 b) {
  struct gf4 low = gf4_multiply(a.a0, b.a0);
  struct gf4 all = gf4_multiply(gf4_add(a.a1, a.a0), gf4_add(b.a1, b.a0));
  struct gf4 high = gf4_multiply(a.a1, b.a1);
  return (struct gf16){gf4_add(all, low), gf4_add(low, gf4_times_w(high))};
}

/* a1²·v² + a0² = a1²·v + (w·a1² + a0²) */
static struct gf16 gf16_square(struct gf16 a) {
  struct gf4 high = gf4_square(a.a1);
  return (struct gf16){high, gf4_add(gf4_times_w(high), gf4_square(a.a0))};
}

/* (a1·v + a0)·wv = (w·a1 + w·a0)·v + w²·a1 */
static struct gf16 gf16_times_wv(struct gf16 a) {
  return (struct gf16){gf4_times_w(gf4_add(a.a1, a.a0)), gf4_times_w(gf4_times_w(a.a1))};
}

/* With the norm n = w·a1² + a1·a0 + a0², which lies in GF(4): (a1·v + a0)·(a1·v + a1 + a0) = n. Zero goes to zero. */
static struct gf16 gf16_invert(struct gf16 a) {
  struct gf4 sum = gf4_add(a.a1, a.a0);
  struct gf4 norm = gf4_add(gf4_times_w(gf4_square(a.a1)), gf4_multiply(sum, a.a0));
  struct gf4 inverse = gf4_square(norm);
  return (struct gf16){gf4_multiply(a.a1, inverse), gf4_multiply(sum, inverse)};
}

/* t in GF(256), planes in the order 1, w, v, wv, u, uw, uv, uwv: the same with n = wv·a1² + a1·a0 + a0². */
static void invert(uint32_t t[8]) {
  struct gf16 a0 = {{t[3], t[2]}, {t[1], t[0]}};
  struct gf16 a1 = {{t[7], t[6]}, {t[5], t[4]}};
  struct gf16 sum = gf16_add(a1, a0);
  struct gf16 norm = gf16_add(gf16_times_wv(gf16_square(a1)), gf16_multiply(sum, a0));
  struct gf16 inverse = gf16_invert(norm);
  a1 = gf16_multiply(a1, inverse);
  a0 = gf16_multiply(sum, inverse);
  t[0] = a0.a0.a0, t[1] = a0.a0.a1, t[2] = a0.a1.a0, t[3] = a0.a1.a1;
  t[4] = a1.a0.a0, t[5] = a1.a0.a1, t[6] = a1.a1.a0, t[7] = a1.a1.a1;
}

/* The S-box: into the tower, inverse, back together with the affine map; the inverted rows are its constant 63h. */
static void substitute(uint32_t s[8]) {
  uint32_t t[8];
  t[0] = s[0] ^ s[2];
  t[1] = s[1] ^ s[6] ^ s[7];
  t[2] = s[2] ^ s[5];
  t[3] = s[1] ^ s[3] ^ s[6] ^ s[7];
  t[4] = s[1] ^ s[5] ^ s[7];
  t[5] = s[1] ^ s[4] ^ s[5] ^ s[6];
  t[6] = s[1] ^ s[2] ^ s[3] ^ s[4] ^ s[5] ^ s[6];
  t[7] = s[5] ^ s[7];
  invert(t);
  s[0] = ~(t[0] ^ t[2] ^ t[4] ^ t[5]);
  s[1] = ~(t[0] ^ t[1] ^ t[2]);
  s[2] = t[0] ^ t[1];
  s[3] = t[0] ^ t[2] ^ t[4] ^ t[5] ^ t[6];
  s[4] = t[0] ^ t[3] ^ t[4] ^ t[5];
  s[5] = ~(t[2] ^ t[3] ^ t[4] ^ t[5]);
  s[6] = ~(t[4] ^ t[6] ^ t[7]);
  s[7] = t[2] ^ t[4] ^ t[6];
  jz_wipe(t, sizeof t);
}

/* Row r turns left by r columns: column c takes what was in column c + r. */
static void shift_rows(uint32_t s[8]) {
  for (unsigned i = 0; i < 8; i++) {
    uint32_t x = s[i];
    uint32_t row0 = x & 0x000F000Fu;
    uint32_t row1 = (x >> 1 & 0x00700070u) | (x << 3 & 0x00800080u);
    uint32_t row2 = (x >> 2 & 0x03000300u) | (x << 2 & 0x0C000C00u);
    uint32_t row3 = (x >> 3 & 0x10001000u) | (x << 1 & 0xE000E000u);
    s[i] = row0 | row1 | row2 | row3;
  }
}

/* What is one row below, and two rows below, of each byte. */
static uint32_t row_below(uint32_t x) {
  return (x >> 4 & 0x0FFF0FFFu) | (x << 12 & 0xF000F000u);
}

static uint32_t two_rows_below(uint32_t x) {
  return (x >> 8 & 0x00FF00FFu) | (x << 8 & 0xFF00FF00u);
}

/* 2·a + 3·b + c + d of each column = 2·(a + b) + b + (c + d), where doubling moves planes up and 1Bh comes back
 * in: its bit 0 by what plane 0 starts from, the others (1Ah) by `wrapped`. */
static void mix_columns(uint32_t s[8]) {
  uint32_t top = s[7] ^ row_below(s[7]);
  uint32_t doubled = top;
  for (unsigned i = 0; i < 8; i++) {
    uint32_t below = row_below(s[i]);
    uint32_t pair = s[i] ^ below;
    uint32_t wrapped = (0x1Au >> i & 1u) != 0 ? top : 0;
    s[i] = doubled ^ wrapped ^ below ^ two_rows_below(pair);
    doubled = pair;
  }
}

static void add_round_key(uint32_t s[8], const uint16_t round[8]) {
  for (unsigned i = 0; i < 8; i++) s[i] ^= (uint32_t)round[i] << 16 | round[i];
}

static void encrypt_planes(const struct aes_key *key, uint32_t s[8]) {
  add_round_key(s, key->round[0]);
  for (unsigned n = 1; n < key->rounds; n++) {
    substitute(s);
    shift_rows(s);
    mix_columns(s);
    add_round_key(s, key->round[n]);
  }
  substitute(s);
  shift_rows(s);
  add_round_key(s, key->round[key->rounds]);
}

/* Bytes come column after column: byte 4·c + r is in row r. `block` is 0 or 1. */
static void load_block(uint32_t s[8], unsigned block, const uint8_t bytes[16]) {
  for (unsigned n = 0; n < AES_BLOCK_SIZE; n++) {
    unsigned bit = 16 * block + 4 * (n & 3) + (n >> 2);
    for (unsigned i = 0; i < 8; i++) s[i] |= ((uint32_t)bytes[n] >> i & 1u) << bit;
  }
}

static void store_block(const uint32_t s[8], unsigned block, uint8_t bytes[16]) {
  for (unsigned n = 0; n < AES_BLOCK_SIZE; n++) {
    unsigned bit = 16 * block + 4 * (n & 3) + (n >> 2);
    uint32_t byte = 0;
    for (unsigned i = 0; i < 8; i++) byte |= (s[i] >> bit & 1u) << i;
    bytes[n] = (uint8_t)byte;
  }
}

/* The S-box of four bytes of the key expansion. */
static void substitute_word(uint8_t word[4]) {
  uint32_t s[8] = {0};
  for (unsigned n = 0; n < 4; n++) {
    for (unsigned i = 0; i < 8; i++) s[i] |= ((uint32_t)word[n] >> i & 1u) << n;
  }
  substitute(s);
  for (unsigned n = 0; n < 4; n++) {
    uint32_t byte = 0;
    for (unsigned i = 0; i < 8; i++) byte |= (s[i] >> n & 1u) << i;
    word[n] = (uint8_t)byte;
  }
  jz_wipe(s, sizeof s);
}

/* Words of the expanded key, four bytes each; `count` words of key to begin with. */
static void expand_words(uint8_t *words, unsigned count, unsigned total) {
  uint32_t constant = 1; /* the round constant: powers of 2 in the field of AES */
  uint8_t word[4];
  for (unsigned n = count, phase = 0; n < total; n++, phase = phase + 1 < count ? phase + 1 : 0) {
    memcpy(word, words + 4 * (n - 1), sizeof word);
    if (phase == 0) {
      uint8_t first = word[0];
      word[0] = word[1], word[1] = word[2], word[2] = word[3], word[3] = first;
    }
    if (phase == 0 || (count > 6 && phase == 4)) substitute_word(word);
    if (phase == 0) {
      word[0] = (uint8_t)(word[0] ^ constant);
      constant = (constant << 1 ^ (0x1Bu & (0u - (constant >> 7)))) & 0xFFu;
    }
    xor_bytes(word, words + 4 * (n - count), sizeof word);
    memcpy(words + 4 * n, word, sizeof word);
  }
  jz_wipe(word, sizeof word);
}

bool jz_aes_expand(struct aes_key *key, const uint8_t *bytes, size_t size) {
  if (size != 16 && size != 24 && size != 32) return false;
  uint8_t words[AES_BLOCK_SIZE * (AES_ROUNDS_MAX + 1)];
  unsigned count = (unsigned)(size / 4);
  key->rounds = (uint8_t)(count + 6);
  memcpy(words, bytes, size);
  expand_words(words, count, 4u * (key->rounds + 1u));
  for (unsigned n = 0; n <= key->rounds; n++) {
    uint32_t s[8] = {0};
    load_block(s, 0, words + AES_BLOCK_SIZE * n);
    for (unsigned i = 0; i < 8; i++) key->round[n][i] = (uint16_t)s[i];
    jz_wipe(s, sizeof s);
  }
  jz_wipe(words, sizeof words);
  return true;
}

void jz_aes_wipe(struct aes_key *key) {
  jz_wipe(key, sizeof *key);
}

void jz_aes_encrypt_block(const struct aes_key *key, const uint8_t in[16], uint8_t out[16]) {
  uint32_t s[8] = {0};
  load_block(s, 0, in);
  encrypt_planes(key, s);
  store_block(s, 0, out);
  jz_wipe(s, sizeof s);
}

/* The next counter block. The counter is public, and so is where its carry ends. */
static void count_up(uint8_t counter[16]) {
  for (unsigned i = AES_BLOCK_SIZE; i-- > 0;) {
    if (++counter[i] != 0) break;
  }
}

void jz_aes_ctr(const struct aes_key *key, uint8_t counter[16], uint8_t *data, size_t size) {
  uint8_t stream[2 * AES_BLOCK_SIZE];
  while (size > 0) {
    size_t part = size < sizeof stream ? size : sizeof stream;
    uint32_t s[8] = {0};
    load_block(s, 0, counter);
    count_up(counter);
    if (part > AES_BLOCK_SIZE) {
      load_block(s, 1, counter);
      count_up(counter);
    }
    encrypt_planes(key, s);
    store_block(s, 0, stream);
    store_block(s, 1, stream + AES_BLOCK_SIZE);
    jz_wipe(s, sizeof s);
    xor_bytes(data, stream, part);
    data += part;
    size -= part;
  }
  jz_wipe(stream, sizeof stream);
}

/* Doubling in GF(2^128), big-endian: a bit that leaves at the top comes back as 87h. */
static void double_block(uint8_t block[16]) {
  uint32_t carry = 0u - ((uint32_t)block[0] >> 7);
  for (unsigned i = 0; i < AES_BLOCK_SIZE - 1; i++) {
    block[i] = (uint8_t)((uint32_t)block[i] << 1 | (uint32_t)block[i + 1] >> 7);
  }
  block[AES_BLOCK_SIZE - 1] = (uint8_t)((uint32_t)block[AES_BLOCK_SIZE - 1] << 1 ^ (carry & 0x87u));
}

/* A whole last block takes the first subkey; a part of one is padded with 80 00 … and takes the second. */
void jz_aes_cmac(const struct aes_key *key, const uint8_t *message, size_t size, uint8_t mac[16]) {
  uint8_t subkey[AES_BLOCK_SIZE] = {0};
  uint8_t chain[AES_BLOCK_SIZE] = {0};
  for (; size > AES_BLOCK_SIZE; size -= AES_BLOCK_SIZE, message += AES_BLOCK_SIZE) {
    xor_bytes(chain, message, AES_BLOCK_SIZE);
    jz_aes_encrypt_block(key, chain, chain);
  }
  jz_aes_encrypt_block(key, subkey, subkey);
  double_block(subkey);
  xor_bytes(chain, message, size);
  if (size < AES_BLOCK_SIZE) {
    chain[size] ^= 0x80;
    double_block(subkey);
  }
  xor_bytes(chain, subkey, AES_BLOCK_SIZE);
  jz_aes_encrypt_block(key, chain, mac);
  jz_wipe(subkey, sizeof subkey);
  jz_wipe(chain, sizeof chain);
}
