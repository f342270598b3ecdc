/* SPDX-License-Identifier: Apache-2.0
 *
 * What all hashes share: blocks and padding (80h, zeros, the size in bits). See hash.h.
 */
#include "hash.h"

#include "hash_compress.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

struct hash_algorithm {
  uint8_t hash_size;
  uint8_t block_size;
  /** Of a word of the state. */
  uint8_t word_size;
  /** Not a pointer to the function: the table would need relocation, and lie in RAM. */
  enum function { SHA1_COMPRESS, SHA256_COMPRESS, SHA512_COMPRESS, SM3_COMPRESS } function;
  uint64_t initial[8];
};

static const struct hash_algorithm algorithms[] = {
  [HASH_SHA1] = {20, 64, 4, SHA1_COMPRESS, {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}},
  [HASH_SHA256] = {32, 64, 4, SHA256_COMPRESS,
                   {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u}},
  [HASH_SHA384] = {48, 128, 8, SHA512_COMPRESS,
                   {0xcbbb9d5dc1059ed8u, 0x629a292a367cd507u, 0x9159015a3070dd17u, 0x152fecd8f70e5939u,
                    0x67332667ffc00b31u, 0x8eb44a8768581511u, 0xdb0c2e0d64f98fa7u, 0x47b5481dbefa4fa4u}},
  [HASH_SHA512] = {64, 128, 8, SHA512_COMPRESS,
                   {0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
                    0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u}},
  [HASH_SM3] = {32, 64, 4, SM3_COMPRESS,
                {0x7380166fu, 0x4914b2b9u, 0x172442d7u, 0xda8a0600u, 0xa96f30bcu, 0x163138aau, 0xe38dee4du, 0xb0fb0e4eu}},
};

/* A size of 0 for what does not exist. */
static const struct hash_algorithm *algorithm_of(enum hash_kind kind) {
  return &algorithms[(unsigned)kind < sizeof algorithms / sizeof algorithms[0] ? kind : 0];
}

static void compress(struct hash *hash, const uint8_t *block) {
  switch (hash->algorithm->function) {
    case SHA1_COMPRESS: sha1_compress(hash, block); break;
    case SHA256_COMPRESS: sha256_compress(hash, block); break;
    case SHA512_COMPRESS: sha512_compress(hash, block); break;
    case SM3_COMPRESS: sm3_compress(hash, block); break;
  }
}

size_t jz_hash_size(enum hash_kind kind) {
  return algorithm_of(kind)->hash_size;
}

size_t jz_hash_block_size(enum hash_kind kind) {
  return algorithm_of(kind)->block_size;
}

void jz_hash_begin(struct hash *hash, enum hash_kind kind) {
  hash->algorithm = algorithm_of(kind);
  hash->size = 0;
  for (unsigned i = 0; i < 8; i++) {
    uint64_t word = hash->algorithm->initial[i];
    if (hash->algorithm->word_size == 8) hash->state.long_words[i] = word;
    else hash->state.words[i] = (uint32_t)word;
  }
}

void jz_hash_add(struct hash *hash, const uint8_t *data, size_t size) {
  size_t block_size = hash->algorithm->block_size;
  while (size > 0) {
    size_t at = (size_t)hash->size & (block_size - 1);
    size_t part = block_size - at < size ? block_size - at : size;
    if (part == block_size) { /* a whole block need not be copied */
      compress(hash, data);
    } else {
      memcpy(hash->block + at, data, part);
      if (at + part == block_size) compress(hash, hash->block);
    }
    hash->size += part;
    data += part;
    size -= part;
  }
}

/* The field for the size has two words, as many bytes as there are beyond the padding; no message has 2^61 bytes. */
static void pad(struct hash *hash) {
  static const uint8_t padding[2 * HASH_BLOCK_SIZE_MAX] = {0x80};
  uint8_t bits[8];
  size_t block_size = hash->algorithm->block_size;
  size_t at = (size_t)hash->size & (block_size - 1);
  size_t field = 2u * hash->algorithm->word_size;
  size_t end = at + 1 + field <= block_size ? block_size : 2 * block_size;
  store_be32(bits, (uint32_t)(hash->size >> 29));
  store_be32(bits + 4, (uint32_t)(hash->size << 3));
  jz_hash_add(hash, padding, end - at - sizeof bits);
  jz_hash_add(hash, bits, sizeof bits);
}

void jz_hash_finish(struct hash *hash, uint8_t *out) {
  size_t size = hash->algorithm->hash_size;
  pad(hash);
  for (size_t i = 0; i < size; i += 4) {
    uint32_t word = hash->state.words[i / 4 & 7];
    if (hash->algorithm->word_size == 8) word = (uint32_t)(hash->state.long_words[i / 8] >> ((i & 4) != 0 ? 0 : 32));
    store_be32(out + i, word);
  }
  jz_wipe(hash, sizeof *hash);
}

void jz_hash(enum hash_kind kind, const uint8_t *data, size_t size, uint8_t *out) {
  struct hash hash;
  jz_hash_begin(&hash, kind);
  jz_hash_add(&hash, data, size);
  jz_hash_finish(&hash, out);
}
