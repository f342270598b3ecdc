/* SPDX-License-Identifier: Apache-2.0
 *
 * SM4 without tables. See sm4.h.
 *
 * Eight blocks at a time: each of the four words of the state is kept as eight bit planes; plane i holds bit i of its bytes, bit b
 * of each byte of a plane belongs to block b. A turn by 8 bits is then a turn of planes, and a turn by 2 mostly a change of names.
 * The S-box inverts in another field than AES's, but all fields of 256 elements are the same: with a map before it and one after it
 * AES's circuit serves. The two maps are derived by tests/crypto/sm4-tables.ts, and a test compares them.
 */
#include "sm4.h"

#include "cmac.h"
#include "octets.h"
#include "sbox.h"
#include "wipe.h"

enum { LANES = 8 };

struct work {
  /** Planes of the four words, which take turns in being the first. */
  uint32_t word[4][8];
};

static const uint32_t system_parameter[4] = {0xa3b1bac6u, 0x56aa3350u, 0x677d9197u, 0xb27022dcu};

/* The S-box: into AES's field (and 23h), inverse, out of it. SM4's constant D3h is left for the caller to add. */
static void substitute(uint32_t s[8]) {
  uint32_t t[8];
  t[0] = ~(s[1] ^ s[2]);
  t[1] = ~(s[0] ^ s[1] ^ s[2] ^ s[4]);
  t[2] = s[1] ^ s[3];
  t[3] = s[0] ^ s[2] ^ s[4] ^ s[5];
  t[4] = s[1] ^ s[3] ^ s[4] ^ s[5];
  t[5] = ~(s[1] ^ s[4] ^ s[5] ^ s[6]);
  t[6] = s[0] ^ s[1] ^ s[3] ^ s[4] ^ s[7];
  t[7] = s[0] ^ s[2] ^ s[3];
  sbox_planes(t);
  s[0] = t[2] ^ t[3] ^ t[4] ^ t[7];
  s[1] = t[1] ^ t[3] ^ t[4] ^ t[5];
  s[2] = t[2] ^ t[3] ^ t[7];
  s[3] = t[2] ^ t[6] ^ t[7];
  s[4] = t[2] ^ t[4] ^ t[5] ^ t[6];
  s[5] = t[0] ^ t[1] ^ t[6] ^ t[7];
  s[6] = t[0] ^ t[5] ^ t[6];
  s[7] = t[3] ^ t[5] ^ t[7];
}

/* x0 ^= L(S(x1 ^ x2 ^ x3 ^ key)), where L adds turns by 2, 10, 18 and 24 to the word. Of the S-box's constant, D3h in each byte,
 * L keeps D3h turned by 2, which is 4Fh: a turn by 8 changes nothing in it, so it cancels itself but for three turns by 2. */
static void round_function(uint32_t x0[8], const uint32_t x1[8], const uint32_t x2[8], const uint32_t x3[8],
                           uint32_t key) {
  uint32_t s[8];
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    uint32_t bits = key >> i & 0x01010101u;
    s[i] = x1[i] ^ x2[i] ^ x3[i] ^ ((bits << 8) - bits);
  }
  substitute(s);
#pragma GCC unroll 8
  for (unsigned i = 0; i < 8; i++) {
    uint32_t by2 = i < 2 ? turn_left32(s[(i + 6) & 7], 8) : s[i - 2];
    x0[i] ^= s[i] ^ by2 ^ turn_left32(s[i], 24) ^ turn_left32(by2, 8) ^ turn_left32(by2, 16) ^ (0u - (0x4Fu >> i & 1u));
  }
}

/* Thirty-two rounds with the keys in the order first, first + step, …; the words leave in reverse order, as the standard wants. */
static void crypt(const struct sm4_key *key, struct work *work, int first, int step) {
  uint32_t(*x)[8] = work->word;
  for (unsigned k = 0; k < 4; k++) transpose_planes(x[k]);
  const uint32_t *round = key->round + first;
  for (unsigned n = 0; n < SM4_ROUNDS; n++, round += step) {
    round_function(x[n & 3], x[(n + 1) & 3], x[(n + 2) & 3], x[(n + 3) & 3], *round);
  }
  for (unsigned k = 0; k < 4; k++) transpose_planes(x[k]);
}

static void load_block(struct work *work, unsigned lane, const uint8_t *bytes) {
  for (unsigned k = 0; k < 4; k++) work->word[k][lane] = load_be32(bytes + 4 * k);
}

static void store_block(const struct work *work, unsigned lane, uint8_t *bytes) {
  for (unsigned k = 0; k < 4; k++) store_be32(bytes + 4 * k, work->word[3 - k][lane]);
}

static void encrypt(const struct sm4_key *key, struct work *work) {
  crypt(key, work, 0, 1);
}

static void decrypt(const struct sm4_key *key, struct work *work) {
  crypt(key, work, SM4_ROUNDS - 1, -1);
}

static uint32_t substitute_word(uint32_t word) {
  uint32_t s[8];
  for (unsigned i = 0; i < 8; i++) s[i] = word >> i & 0x01010101u;
  substitute(s);
  word = 0xD3D3D3D3u;
  for (unsigned i = 0; i < 8; i++) word ^= (s[i] & 0x01010101u) << i;
  jz_wipe(s, sizeof s);
  return word;
}

/* The constant of a round has the bytes 7·(4n), 7·(4n + 1), … */
void jz_sm4_expand(struct sm4_key *key, const uint8_t bytes[16]) {
  uint32_t k[4];
  for (unsigned i = 0; i < 4; i++) k[i] = load_be32(bytes + 4 * i) ^ system_parameter[i];
  for (unsigned n = 0; n < SM4_ROUNDS; n++) {
    uint32_t constant = 0;
    for (unsigned j = 0; j < 4; j++) constant = constant << 8 | (7 * (4 * n + j) & 0xFFu);
    uint32_t s = substitute_word(k[(n + 1) & 3] ^ k[(n + 2) & 3] ^ k[(n + 3) & 3] ^ constant);
    k[n & 3] ^= s ^ turn_left32(s, 13) ^ turn_left32(s, 23);
    key->round[n] = k[n & 3];
  }
  jz_wipe(k, sizeof k);
}

void jz_sm4_wipe(struct sm4_key *key) {
  jz_wipe(key, sizeof *key);
}

static void one_block(const struct sm4_key *key, const uint8_t *in, uint8_t *out,
                      void (*run)(const struct sm4_key *key, struct work *work)) {
  struct work work = {{{0}}};
  load_block(&work, 0, in);
  run(key, &work);
  store_block(&work, 0, out);
  jz_wipe(&work, sizeof work);
}

void jz_sm4_encrypt_block(const struct sm4_key *key, const uint8_t in[16], uint8_t out[16]) {
  one_block(key, in, out, encrypt);
}

void jz_sm4_decrypt_block(const struct sm4_key *key, const uint8_t in[16], uint8_t out[16]) {
  one_block(key, in, out, decrypt);
}

/* How many blocks the next step takes. */
static unsigned lanes_for(size_t size) {
  return size < SM4_BLOCK_SIZE * LANES ? (unsigned)((size + SM4_BLOCK_SIZE - 1) / SM4_BLOCK_SIZE) : LANES;
}

static bool ecb(const struct sm4_key *key, uint8_t *data, size_t size,
                void (*run)(const struct sm4_key *key, struct work *work)) {
  struct work work = {{{0}}};
  if (size % SM4_BLOCK_SIZE != 0) return false;
  while (size > 0) {
    unsigned count = lanes_for(size);
    for (unsigned b = 0; b < count; b++) load_block(&work, b, data + SM4_BLOCK_SIZE * b);
    run(key, &work);
    for (unsigned b = 0; b < count; b++) store_block(&work, b, data + SM4_BLOCK_SIZE * b);
    data += SM4_BLOCK_SIZE * count;
    size -= SM4_BLOCK_SIZE * count;
  }
  jz_wipe(&work, sizeof work);
  return true;
}

bool jz_sm4_ecb_encrypt(const struct sm4_key *key, uint8_t *data, size_t size) {
  return ecb(key, data, size, encrypt);
}

bool jz_sm4_ecb_decrypt(const struct sm4_key *key, uint8_t *data, size_t size) {
  return ecb(key, data, size, decrypt);
}

bool jz_sm4_cbc_encrypt(const struct sm4_key *key, uint8_t iv[16], uint8_t *data, size_t size) {
  if (size % SM4_BLOCK_SIZE != 0) return false;
  for (size_t at = 0; at < size; at += SM4_BLOCK_SIZE) {
    xor_bytes(iv, data + at, SM4_BLOCK_SIZE);
    jz_sm4_encrypt_block(key, iv, iv);
    for (unsigned i = 0; i < SM4_BLOCK_SIZE; i++) data[at + i] = iv[i];
  }
  return true;
}

bool jz_sm4_cbc_decrypt(const struct sm4_key *key, uint8_t iv[16], uint8_t *data, size_t size) {
  struct work work = {{{0}}};
  if (size % SM4_BLOCK_SIZE != 0) return false;
  while (size > 0) {
    unsigned count = lanes_for(size);
    for (unsigned b = 0; b < count; b++) load_block(&work, b, data + SM4_BLOCK_SIZE * b);
    decrypt(key, &work);
    for (unsigned b = 0; b < count; b++, data += SM4_BLOCK_SIZE) {
      uint8_t clear[SM4_BLOCK_SIZE];
      store_block(&work, b, clear);
      xor_bytes(clear, iv, SM4_BLOCK_SIZE);
      for (unsigned i = 0; i < SM4_BLOCK_SIZE; i++) {
        iv[i] = data[i];
        data[i] = clear[i];
      }
      jz_wipe(clear, sizeof clear);
    }
    size -= SM4_BLOCK_SIZE * count;
  }
  jz_wipe(&work, sizeof work);
  return true;
}

void jz_sm4_ctr(const struct sm4_key *key, uint8_t counter[16], uint8_t *data, size_t size) {
  struct work work = {{{0}}};
  uint8_t stream[SM4_BLOCK_SIZE];
  while (size > 0) {
    unsigned count = lanes_for(size);
    for (unsigned b = 0; b < count; b++) {
      load_block(&work, b, counter);
      count_up(counter, SM4_BLOCK_SIZE);
    }
    encrypt(key, &work);
    for (unsigned b = 0; b < count; b++) {
      size_t part = size < SM4_BLOCK_SIZE ? size : SM4_BLOCK_SIZE;
      store_block(&work, b, stream);
      xor_bytes(data, stream, part);
      data += part;
      size -= part;
    }
  }
  jz_wipe(&work, sizeof work);
  jz_wipe(stream, sizeof stream);
}

static void encrypt_for_cmac(const void *key, uint8_t block[CMAC_BLOCK_SIZE_MAX]) {
  jz_sm4_encrypt_block(key, block, block);
}

void jz_sm4_cmac(const struct sm4_key *key, const uint8_t *message, size_t size, uint8_t mac[16]) {
  cmac(encrypt_for_cmac, key, SM4_BLOCK_SIZE, message, size, mac);
}
