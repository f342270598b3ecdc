/* SPDX-License-Identifier: Apache-2.0
 *
 * DES without tables that are looked up by secrets. See des.h.
 *
 * A half of the block is kept as eight columns of four bits, one column per S-box: bit 8·j + 7 − k of the word is bit
 * 4·k + j of the half, counted from 0 at the left as the standard does. Then
 *  - the initial permutation is nothing but sorting even from odd bits,
 *  - the expansion E is the four bytes of the word and two of them turned by one bit,
 *  - all 32 output bits of the eight S-boxes are evaluated at once, as sums of products of their inputs,
 *  - P is nine exchanges of bits.
 * The tables that follow from this layout are derived by tests/crypto/des-tables.ts, and a test compares them.
 */
#include "des.h"

#include "cmac.h"
#include "ct.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { ROUNDS = 16 };

/* Algebraic normal form of the S-boxes: word m says which output bits contain the product of the inputs in m. */
static const uint32_t normal_form[64] = {
  0x51f8d7e5u, 0x76e97ed1u, 0xa37bd7acu, 0x78d4a222u, 0x5f13bce3u, 0xf94e872cu, 0x16a473d6u, 0xb9ceade2u,
  0xf1ee4f10u, 0x883903b2u, 0x0ca0ef6bu, 0x19fa31bau, 0x06e800adu, 0x84c881b1u, 0x04b830a3u, 0x98f8bbbbu,
  0x07fb4fffu, 0xa197908eu, 0x98a82111u, 0xf879a110u, 0xe8edb530u, 0xf57f1187u, 0x488c2030u, 0x29d3e412u,
  0x3b9bb06cu, 0xac798c61u, 0xd12e8179u, 0x999655fau, 0x0e78048eu, 0x8c580e9au, 0x00000000u, 0x00000000u,
  0x22b4eddbu, 0xfd3e8227u, 0xd891b251u, 0x2ce8a840u, 0x48aa581cu, 0x581c040fu, 0x91f1a84au, 0x7e92ae4fu,
  0x1138b03du, 0xb23111bcu, 0x8ac9e009u, 0x47e00a8du, 0x0dea888du, 0x8f6a1191u, 0x14bb1817u, 0xa1aa8d87u,
  0x991a901cu, 0xd0db195fu, 0x197d3011u, 0xeba030d8u, 0x09208804u, 0x4126957cu, 0xc0083038u, 0xd9dff495u,
  0x44a670b5u, 0x57352c67u, 0x5ed31630u, 0x04edc26du, 0x1d3aca2eu, 0x9ebab032u, 0x00000000u, 0x00000000u,
};

/* Permuted choices 1 and 2, counted from 1 as the standard does, and the turns before each round. */
static const uint8_t choice1[56] = {
  57, 49, 41, 33, 25, 17, 9,  1,  58, 50, 42, 34, 26, 18, 10, 2,  59, 51, 43, 35, 27, 19, 11, 3,  60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7,  62, 54, 46, 38, 30, 22, 14, 6,  61, 53, 45, 37, 29, 21, 13, 5,  28, 20, 12, 4,
};
static const uint8_t choice2[48] = {
  14, 17, 11, 24, 1,  5,  3,  28, 15, 6,  21, 10, 23, 19, 12, 4,  26, 8,  16, 7,  27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
};
static const uint8_t turns[ROUNDS] = {1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1};

/* A block on its way: the two halves. Wiped when the block is done. */
struct work {
  uint32_t left;
  uint32_t right;
};

/* The sum of the products of a, b, c with the coefficients t[0] (of 1), t[1] (a), t[2] (b), t[3] (ab) … t[7] (abc). */
ALWAYS_INLINE uint32_t sum_of_products(const uint32_t t[8], uint32_t a, uint32_t b, uint32_t c) {
  uint32_t low = t[0] ^ (t[1] & a) ^ ((t[2] ^ (t[3] & a)) & b);
  uint32_t high = t[4] ^ (t[5] & a) ^ ((t[6] ^ (t[7] & a)) & b);
  return low ^ (high & c);
}

/* The same where the coefficients of bc and abc are zero. */
ALWAYS_INLINE uint32_t short_sum_of_products(const uint32_t t[8], uint32_t a, uint32_t b, uint32_t c) {
  return t[0] ^ (t[1] & a) ^ ((t[2] ^ (t[3] & a)) & b) ^ ((t[4] ^ (t[5] & a)) & c);
}

/* Exchanges each bit in `mask` with the one `shift` places to its left. */
ALWAYS_INLINE uint32_t exchange(uint32_t x, uint32_t mask, unsigned shift) {
  uint32_t difference = ((x >> shift) ^ x) & mask;
  return x ^ difference ^ (difference << shift);
}

ALWAYS_INLINE uint32_t permute(uint32_t x) {
  x = exchange(x, 0x0000712au, 16);
  x = exchange(x, 0x00ce00b7u, 8);
  x = exchange(x, 0x0c0b0e03u, 4);
  x = exchange(x, 0x10222113u, 2);
  x = exchange(x, 0x55455104u, 1);
  x = exchange(x, 0x00200200u, 2);
  x = exchange(x, 0x0802060cu, 4);
  x = exchange(x, 0x00260060u, 8);
  x = exchange(x, 0x0000a000u, 16);
  return x;
}

/* The lowest byte in all four places of a word: one S-box input for the four outputs. */
ALWAYS_INLINE uint32_t spread(uint32_t word, uint32_t ones) {
  return (word & 0xFFu) * ones;
}

/* f of the standard: expansion, key, S-boxes, P. Input i of S-box k is bit 4k − 1 + i of the half, around the corner. */
ALWAYS_INLINE uint32_t round_function(uint32_t half, const struct des_round_key *key, const uint32_t *t,
                                     uint32_t ones) {
  uint32_t middle = half ^ key->middle;
  uint32_t first = half & 0xFFu;
  uint32_t last = half >> 24;
  uint32_t in0 = spread((last >> 1 | last << 7) ^ key->ends, ones);
  uint32_t in1 = spread(middle, ones);
  uint32_t in2 = spread(middle >> 8, ones);
  uint32_t in3 = spread(middle >> 16, ones);
  uint32_t in4 = spread(middle >> 24, ones);
  uint32_t in5 = spread((first << 1 | first >> 7) ^ key->ends >> 8, ones);
  uint32_t low = sum_of_products(t, in0, in1, in2);
  low ^= sum_of_products(t + 8, in0, in1, in2) & in3;
  low ^= (sum_of_products(t + 16, in0, in1, in2) ^ (short_sum_of_products(t + 24, in0, in1, in2) & in3)) & in4;
  uint32_t high = sum_of_products(t + 32, in0, in1, in2);
  high ^= sum_of_products(t + 40, in0, in1, in2) & in3;
  high ^= (sum_of_products(t + 48, in0, in1, in2) ^ (short_sum_of_products(t + 56, in0, in1, in2) & in3)) & in4;
  return permute(low ^ (high & in5));
}

/* Sixteen rounds with the keys in the order first, first + step, …; the halves leave swapped, as the standard wants. */
static void sixteen_rounds(struct work *work, const struct des_round_key *keys, int first, int step) {
  uint32_t left = work->left;
  uint32_t right = work->right;
  const struct des_round_key *key = keys + first;
  /* Where the table is, and what 1 in each byte is, a compiler should know only at run time: else it builds each of 60 words out
   * of two instructions where one load would do, and four shifts instead of one multiplication. */
  const uint32_t *table = normal_form;
  __asm__("" : "+r"(table));
  uint32_t ones = ct_barrier(0x01010101u);
  for (unsigned i = 0; i < ROUNDS; i++, key += step) {
    uint32_t next = left ^ round_function(right, key, table, ones);
    left = right;
    right = next;
  }
  work->left = right;
  work->right = left;
}

static void encrypt_pass(struct work *work, const struct des_round_key *keys) {
  sixteen_rounds(work, keys, 0, 1);
}

static void decrypt_pass(struct work *work, const struct des_round_key *keys) {
  sixteen_rounds(work, keys, ROUNDS - 1, -1);
}

/* The initial permutation in this layout: left takes the even bits of both words, right the odd ones. */
static void load_block(struct work *work, const uint8_t in[8]) {
  uint32_t high = load_be32(in);
  uint32_t low = load_be32(in + 4);
  work->left = (low & 0x55555555u) << 1 | (high & 0x55555555u);
  work->right = (low & 0xAAAAAAAAu) | (high & 0xAAAAAAAAu) >> 1;
}

static void store_block(const struct work *work, uint8_t out[8]) {
  store_be32(out, (work->left & 0x55555555u) | (work->right & 0x55555555u) << 1);
  store_be32(out + 4, (work->left & 0xAAAAAAAAu) >> 1 | (work->right & 0xAAAAAAAAu));
}

/* 28 bits of the key, the first one on top. Bit n of byte b, from the left, is bit 8b + n + 1 of the standard. */
static uint32_t choose_half(const uint8_t bytes[8], const uint8_t choice[28]) {
  uint32_t half = 0;
  for (unsigned n = 0; n < 28; n++) {
    unsigned bit = choice[n] - 1u;
    half = half << 1 | ((uint32_t)bytes[bit / 8] >> (7 - bit % 8) & 1u);
  }
  return half;
}

static uint32_t turn28(uint32_t half, unsigned count) {
  return (half << count | half >> (28 - count)) & 0x0FFFFFFFu;
}

/* S-boxes 1 to 4 take their key from the left half, 5 to 8 from the right one. All indices are public. */
static void expand_part(struct des_round_key round[ROUNDS], const uint8_t bytes[8]) {
  uint32_t left = choose_half(bytes, choice1);
  uint32_t right = choose_half(bytes, choice1 + 28);
  /* Where the byte for each input goes in the two words of a round key. */
  static const uint8_t shifts[6] = {32, 0, 8, 16, 24, 40};
  for (unsigned r = 0; r < ROUNDS; r++) {
    uint64_t inputs = 0;
    left = turn28(left, turns[r]);
    right = turn28(right, turns[r]);
    for (unsigned i = 0; i < 6; i++) {
      uint32_t high = 0;
      uint32_t low = 0;
      for (unsigned from = i; from < 24; from += 6) {
        high = high << 1 | (left >> (28 - choice2[from]) & 1u);
        low = low << 1 | (right >> (56 - choice2[24 + from]) & 1u);
      }
      inputs |= (uint64_t)(high << 4 | low) << shifts[i];
    }
    round[r].middle = (uint32_t)inputs;
    round[r].ends = (uint32_t)(inputs >> 32);
  }
}

bool jz_des_expand(struct des_key *key, const uint8_t *bytes, size_t size) {
  if (size != DES_KEY_SIZE && size != TDES_DOUBLE_KEY_SIZE && size != TDES_TRIPLE_KEY_SIZE) return false;
  key->passes = size == DES_KEY_SIZE ? 1 : 3;
  expand_part(key->round[0], bytes);
  if (size > DES_KEY_SIZE) expand_part(key->round[1], bytes + DES_KEY_SIZE);
  if (size == TDES_DOUBLE_KEY_SIZE) memcpy(key->round[2], key->round[0], sizeof key->round[2]);
  if (size == TDES_TRIPLE_KEY_SIZE) expand_part(key->round[2], bytes + TDES_DOUBLE_KEY_SIZE);
  return true;
}

void jz_des_wipe(struct des_key *key) {
  jz_wipe(key, sizeof *key);
}

void jz_des_encrypt_block(const struct des_key *key, const uint8_t in[8], uint8_t out[8]) {
  struct work work;
  load_block(&work, in);
  encrypt_pass(&work, key->round[0]);
  if (key->passes == 3) {
    decrypt_pass(&work, key->round[1]);
    encrypt_pass(&work, key->round[2]);
  }
  store_block(&work, out);
  jz_wipe(&work, sizeof work);
}

void jz_des_decrypt_block(const struct des_key *key, const uint8_t in[8], uint8_t out[8]) {
  struct work work;
  load_block(&work, in);
  if (key->passes == 3) {
    decrypt_pass(&work, key->round[2]);
    encrypt_pass(&work, key->round[1]);
  }
  decrypt_pass(&work, key->round[0]);
  store_block(&work, out);
  jz_wipe(&work, sizeof work);
}

bool jz_des_ecb_encrypt(const struct des_key *key, uint8_t *data, size_t size) {
  if (size % DES_BLOCK_SIZE != 0) return false;
  for (size_t at = 0; at < size; at += DES_BLOCK_SIZE) jz_des_encrypt_block(key, data + at, data + at);
  return true;
}

bool jz_des_ecb_decrypt(const struct des_key *key, uint8_t *data, size_t size) {
  if (size % DES_BLOCK_SIZE != 0) return false;
  for (size_t at = 0; at < size; at += DES_BLOCK_SIZE) jz_des_decrypt_block(key, data + at, data + at);
  return true;
}

bool jz_des_cbc_encrypt(const struct des_key *key, uint8_t iv[8], uint8_t *data, size_t size) {
  if (size % DES_BLOCK_SIZE != 0) return false;
  for (size_t at = 0; at < size; at += DES_BLOCK_SIZE) {
    xor_bytes(iv, data + at, DES_BLOCK_SIZE);
    jz_des_encrypt_block(key, iv, iv);
    for (unsigned i = 0; i < DES_BLOCK_SIZE; i++) data[at + i] = iv[i];
  }
  return true;
}

bool jz_des_cbc_decrypt(const struct des_key *key, uint8_t iv[8], uint8_t *data, size_t size) {
  if (size % DES_BLOCK_SIZE != 0) return false;
  for (size_t at = 0; at < size; at += DES_BLOCK_SIZE) {
    uint8_t clear[DES_BLOCK_SIZE];
    jz_des_decrypt_block(key, data + at, clear);
    xor_bytes(clear, iv, DES_BLOCK_SIZE);
    for (unsigned i = 0; i < DES_BLOCK_SIZE; i++) {
      iv[i] = data[at + i];
      data[at + i] = clear[i];
    }
    jz_wipe(clear, sizeof clear);
  }
  return true;
}

static void encrypt_for_cmac(const void *key, uint8_t block[CMAC_BLOCK_SIZE_MAX]) {
  jz_des_encrypt_block(key, block, block);
}

void jz_des_cmac(const struct des_key *key, const uint8_t *message, size_t size, uint8_t mac[8]) {
  cmac(encrypt_for_cmac, key, DES_BLOCK_SIZE, message, size, mac);
}
