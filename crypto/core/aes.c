/* SPDX-License-Identifier: Apache-2.0
 *
 * AES without tables, fixsliced (the idea: Adomnicai and Peyrin, 2020). See aes.h; the modes are in aes_modes.c.
 *
 * Two blocks at a time are kept as eight bit planes: plane i holds bit i of every byte. The byte in row r and column c of
 * block b is bit 8·r + 2·c + b of each plane, so that going down a row turns a plane by 8, and going along a row turns its
 * bytes by 2.
 *
 * What a reader would miss: ShiftRows. It is not done. After n rounds the planes hold the state as it is before n ShiftRows, and
 * whatever looks at two rows at once (MixColumns) turns the bytes of the other row by as many columns as it lags behind;
 * round keys are stored turned the same way. Four ShiftRows are none, so n counts modulo 4; the last round catches up.
 * The constant of the S-box is in the round keys too: MixColumns leaves a state of equal bytes as it is.
 */
#include "aes_words.h"

#include "octets.h"
#include "sbox.h"
#include "wipe.h"

#include <string.h>

/* Each byte turned right by 2·n bits. */
ALWAYS_INLINE uint32_t turn_columns(uint32_t x, unsigned n) {
  switch (n & 3) {
    case 1: return (x >> 2 & 0x3F3F3F3Fu) | (x & 0x03030303u) << 6;
    case 2: return (x >> 4 & 0x0F0F0F0Fu) | (x & 0x0F0F0F0Fu) << 4;
    case 3: return (x >> 6 & 0x03030303u) | (x & 0x3F3F3F3Fu) << 2;
    default: return x;
  }
}

/* What is one row below, and two rows below, of each byte, when `n` ShiftRows are still owed. */
ALWAYS_INLINE uint32_t row_below(uint32_t x, unsigned n) {
  return turn_columns(turn_right32(x, 8), n);
}

ALWAYS_INLINE uint32_t two_rows_below(uint32_t x, unsigned n) {
  return turn_columns(turn_right32(x, 16), 2 * n);
}

/* 2·a + 3·b + c + d of each column = 2·(a + b) + b + (c + d), where doubling moves planes up and 1Bh comes back in. */
ALWAYS_INLINE void mix_columns(uint32_t s[8], unsigned n) {
  uint32_t top = s[7] ^ row_below(s[7], n);
  uint32_t doubled = top;
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    uint32_t below = row_below(s[i], n);
    uint32_t pair = s[i] ^ below;
    s[i] = doubled ^ below ^ two_rows_below(pair, n);
    doubled = (0x0Du >> i & 1u) != 0 ? pair ^ top : pair;
  }
}

/* The inverse: adds 4·(a + c) to each byte first (0E 0B 0D 09 = 02 03 01 01 times 05 00 04 00). */
ALWAYS_INLINE void unmix_columns(uint32_t s[8], unsigned n) {
  uint32_t sum[8];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) sum[i] = s[i] ^ two_rows_below(s[i], n);
  uint32_t six = sum[6], seven = sum[7];
  s[0] ^= six;
  s[1] ^= six ^ seven;
  s[2] ^= sum[0] ^ seven;
  s[3] ^= sum[1] ^ six;
  s[4] ^= sum[2] ^ six ^ seven;
  s[5] ^= sum[3] ^ seven;
  s[6] ^= sum[4];
  s[7] ^= sum[5];
  mix_columns(s, n);
}

ALWAYS_INLINE void add_round_key(uint32_t s[8], const uint32_t round[8]) {
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) s[i] ^= round[i];
}

/* ShiftRows twice, which is also its inverse twice: rows 1 and 3 change their halves. */
ALWAYS_INLINE void shift_rows_twice(uint32_t s[8]) {
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) SWAP_BITS(s[i], s[i], 0x0F000F00u, 4);
}

/* Bit i of L⁻¹(y) is y[i + 2] + y[i + 5] + y[i + 7], L being the linear part of the affine map. */
ALWAYS_INLINE void undo_affine(uint32_t s[8]) {
  uint32_t y[8];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) y[i] = s[i];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) s[i] = y[(i + 2) & 7] ^ y[(i + 5) & 7] ^ y[(i + 7) & 7];
}

/* The S-box is L of the inverse, so L⁻¹ before and after it makes it the inverse of L⁻¹: its own inverse. */
ALWAYS_INLINE void unsubstitute(uint32_t s[8]) {
  undo_affine(s);
  sbox_planes(s);
  undo_affine(s);
}

/* 10 and 14 rounds owe two ShiftRows in the end, 12 owe none. */
ALWAYS_INLINE bool owes_two(const struct aes_key *key) {
  return (key->rounds & 2) != 0;
}

/* Words 2·c + b hold column c of block b, little-endian; see aes_modes.c, which fills them. */
void aes_encrypt_words(const struct aes_key *key, uint32_t words[8]) {
  uint32_t s[8];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) s[i] = words[i];
  transpose_planes(s);
  add_round_key(s, key->round[0]);
  for (unsigned n = 1; n < key->rounds; n++) {
    sbox_planes(s);
    switch (n & 3) {
      case 0: mix_columns(s, 0); break;
      case 1: mix_columns(s, 1); break;
      case 2: mix_columns(s, 2); break;
      default: mix_columns(s, 3); break;
    }
    add_round_key(s, key->round[n]);
  }
  sbox_planes(s);
  if (owes_two(key)) shift_rows_twice(s);
  add_round_key(s, key->round[key->rounds]);
  transpose_planes(s);
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) words[i] = s[i];
}

void aes_decrypt_words(const struct aes_key *key, uint32_t words[8]) {
  uint32_t s[8];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) s[i] = words[i];
  transpose_planes(s);
  add_round_key(s, key->round[key->rounds]);
  if (owes_two(key)) shift_rows_twice(s);
  for (unsigned n = key->rounds - 1; n > 0; n--) {
    unsubstitute(s);
    add_round_key(s, key->round[n]);
    switch (n & 3) {
      case 0: unmix_columns(s, 0); break;
      case 1: unmix_columns(s, 1); break;
      case 2: unmix_columns(s, 2); break;
      default: unmix_columns(s, 3); break;
    }
  }
  unsubstitute(s);
  add_round_key(s, key->round[0]);
  transpose_planes(s);
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) words[i] = s[i];
}

/* The S-box of the four bytes of a word. */
static uint32_t substitute_word(uint32_t word) {
  uint32_t s[8];
  for (unsigned i = 0; i < 8; i++) s[i] = word >> i & 0x01010101u;
  sbox_planes(s);
  word = 0x63636363u;
  for (unsigned i = 0; i < 8; i++) word ^= (s[i] & 0x01010101u) << i;
  jz_wipe(s, sizeof s);
  return word;
}

/* Little-endian words of the expanded key; the first `count` are there. */
static void expand_words(uint32_t *words, unsigned count, unsigned total) {
  uint32_t constant = 1; /* the round constant: powers of 2 in the field of AES */
  for (unsigned n = count, phase = 0; n < total; n++, phase = phase + 1 < count ? phase + 1 : 0) {
    uint32_t word = words[n - 1];
    if (phase == 0) {
      word = substitute_word(turn_right32(word, 8)) ^ constant;
      constant = (constant << 1 ^ (0x1Bu & (0u - (constant >> 7)))) & 0xFFu;
    } else if (count > 6 && phase == 4) {
      word = substitute_word(word);
    }
    words[n] = words[n - count] ^ word;
  }
}

/* Turns row r of the round key back by n columns for each row above it: what n owed ShiftRows will not do to it. */
static uint32_t unshift_rows(uint32_t plane, unsigned n) {
  uint32_t result = plane & 0xFFu;
  for (unsigned r = 1; r < 4; r++) {
    uint32_t row = plane >> (8 * r) & 0xFFu;
    unsigned left = 2 * (n * r & 3);
    result |= ((row << left | row >> (8 - left)) & 0xFFu) << (8 * r);
  }
  return result;
}

bool jz_aes_expand(struct aes_key *key, const uint8_t *bytes, size_t size) {
  if (size != 16 && size != 24 && size != 32) return false;
  uint32_t words[4 * (AES_ROUNDS_MAX + 1)];
  unsigned count = (unsigned)(size / 4);
  key->rounds = count + 6;
  for (unsigned i = 0; i < count; i++) words[i] = load_le32(bytes + 4 * i);
  expand_words(words, count, 4u * (key->rounds + 1u));
  for (unsigned n = 0; n <= key->rounds; n++) {
    uint32_t *s = key->round[n];
    for (unsigned c = 0; c < 4; c++) s[2 * c] = s[2 * c + 1] = words[4 * n + c];
    transpose_planes(s);
    if (n == 0) continue;
    for (unsigned i = 0; i < 8; i++) {
      if (n < key->rounds) s[i] = unshift_rows(s[i], n & 3);
      s[i] ^= 0u - (0x63u >> i & 1u);
    }
  }
  jz_wipe(words, sizeof words);
  return true;
}

void jz_aes_wipe(struct aes_key *key) {
  jz_wipe(key, sizeof *key);
}
