/* SPDX-License-Identifier: Apache-2.0
 *
 * See rsa.h. Montgomery's multiplication with words of 32 bits, lowest first, without a division: 2^(64k) modulo the modulus, for
 * k words, comes from doublings and squarings. In Montgomery's form a value is multiplied by R = 2^(32k).
 */
#include "rsa.h"

#include "octets.h"

#include <string.h>

enum { WORDS_MAX = RSA_SIZE_MAX / 4 };

struct modulus {
  uint32_t words[WORDS_MAX];
  unsigned count;
  /** −1 / modulus modulo 2^32 */
  uint32_t factor;
};

static void load_words(uint32_t *words, unsigned count, const uint8_t *bytes, size_t size) {
  memset(words, 0, count * sizeof *words);
  for (size_t i = 0; i < size; i++) words[i / 4] |= (uint32_t)bytes[size - 1 - i] << (8 * (i & 3));
}

static void store_words(uint8_t *bytes, size_t size, const uint32_t *words) {
  for (size_t i = 0; i < size; i++) bytes[size - 1 - i] = (uint8_t)(words[i / 4] >> (8 * (i & 3)));
}

static bool is_below(const uint32_t *a, const struct modulus *modulus) {
  for (unsigned i = modulus->count; i-- > 0;) {
    if (a[i] != modulus->words[i]) return a[i] < modulus->words[i];
  }
  return false;
}

static void subtract(uint32_t *a, const struct modulus *modulus) {
  uint32_t borrow = 0;
  for (unsigned i = 0; i < modulus->count; i++) {
    uint64_t z = (uint64_t)a[i] - modulus->words[i] - borrow;
    a[i] = (uint32_t)z;
    borrow = (uint32_t)(z >> 63);
  }
}

static void double_once(uint32_t *a, const struct modulus *modulus) {
  uint32_t carry = 0;
  for (unsigned i = 0; i < modulus->count; i++) {
    uint32_t word = a[i];
    a[i] = word << 1 | carry;
    carry = word >> 31;
  }
  if (carry != 0 || !is_below(a, modulus)) subtract(a, modulus);
}

/* r = a·b / R; r may be a or b. A row of a·b and a multiple of the modulus are added in one go, and the lowest word falls off. */
static void multiply(uint32_t *r, const uint32_t *a, const uint32_t *b, const struct modulus *modulus) {
  uint32_t t[WORDS_MAX];
  uint32_t top = 0;
  unsigned count = modulus->count;
  const uint32_t *n = modulus->words;
  memset(t, 0, count * sizeof *t);
  for (unsigned i = 0; i < count; i++) {
    uint32_t y = b[i];
    uint64_t z = (uint64_t)a[0] * y + t[0];
    uint32_t m = (uint32_t)z * modulus->factor;
    uint64_t w = (uint64_t)m * n[0] + (uint32_t)z;
    for (unsigned j = 1; j < count; j++) {
      z = (uint64_t)a[j] * y + t[j] + (uint32_t)(z >> 32);
      w = (uint64_t)m * n[j] + (uint32_t)z + (uint32_t)(w >> 32);
      t[j - 1] = (uint32_t)w;
    }
    z = (uint64_t)top + (uint32_t)(z >> 32) + (uint32_t)(w >> 32);
    t[count - 1] = (uint32_t)z;
    top = (uint32_t)(z >> 32);
  }
  memcpy(r, t, count * sizeof *t);
  if (top != 0 || !is_below(r, modulus)) subtract(r, modulus);
}

/* −1 / n modulo 2^32: n is its own inverse modulo 8, and each step doubles the bits that are right. */
static uint32_t negative_inverse(uint32_t n) {
  uint32_t inverse = n;
  for (unsigned i = 0; i < 4; i++) inverse *= 2 - n * inverse;
  return 0u - inverse;
}

static bool load_modulus(struct modulus *modulus, const struct rsa_public_key *key) {
  if (key->modulus_size < 2 || key->modulus_size > RSA_SIZE_MAX) return false;
  if (key->modulus[0] == 0 || (key->modulus[key->modulus_size - 1] & 1) == 0) return false;
  modulus->count = (unsigned)((key->modulus_size + 3) / 4);
  load_words(modulus->words, modulus->count, key->modulus, key->modulus_size);
  modulus->factor = negative_inverse(modulus->words[0]);
  return true;
}

static unsigned bits_of(const uint8_t *modulus, size_t size) {
  unsigned bits = (unsigned)(8 * size);
  for (unsigned top = modulus[0]; (top & 0x80) == 0; top <<= 1) bits--;
  return bits;
}

/* R² modulo the modulus: from the highest power of 2 below the modulus to 2^k·R by doublings; five squarings make that 2^(32k)·R. */
static void square_of_r(uint32_t *r, const struct modulus *modulus, unsigned bits) {
  memset(r, 0, modulus->count * sizeof *r);
  r[(bits - 1) / 32] = 1u << ((bits - 1) & 31);
  for (unsigned i = bits - 1; i < 33 * modulus->count; i++) double_once(r, modulus);
  for (unsigned i = 0; i < 5; i++) multiply(r, r, r, modulus);
}

bool jz_rsa_public(const struct rsa_public_key *key, const uint8_t *in, uint8_t *out) {
  struct modulus modulus;
  uint32_t base[WORDS_MAX], entered[WORDS_MAX], power[WORDS_MAX];
  if (!load_modulus(&modulus, key) || (key->exponent & 1) == 0 || key->exponent < 3) return false;
  load_words(base, modulus.count, in, key->modulus_size);
  if (!is_below(base, &modulus)) return false;
  square_of_r(entered, &modulus, bits_of(key->modulus, key->modulus_size));
  multiply(entered, base, entered, &modulus);
  memcpy(power, entered, sizeof power);
  unsigned bit = 31;
  while ((key->exponent >> bit & 1) == 0) bit--;
  while (bit-- > 0) {
    multiply(power, power, power, &modulus);
    /* The last factor, for the exponent is odd, is not in Montgomery's form, and takes the product out of it. */
    if ((key->exponent >> bit & 1) != 0) multiply(power, power, bit > 0 ? entered : base, &modulus);
  }
  store_words(out, key->modulus_size, power);
  return true;
}

/* What stands before the hash: SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }. */
static const struct prefix {
  uint8_t size;
  uint8_t bytes[19];
} prefixes[] = {
  [HASH_SHA1] = {15, {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}},
  [HASH_SHA256] = {19, {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
                        0x04, 0x20}},
  [HASH_SHA384] = {19, {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00,
                        0x04, 0x30}},
  [HASH_SHA512] = {19, {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00,
                        0x04, 0x40}},
  [HASH_SM3] = {18, {0x30, 0x30, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x11, 0x05, 0x00, 0x04, 0x20}},
};

/* Builds what must come out and compares, so that nothing of a signature is ever parsed. */
bool jz_rsa_verify_pkcs1(const struct rsa_public_key *key, enum hash_kind kind, const uint8_t *hash,
                         const uint8_t *signature, size_t size) {
  uint8_t got[RSA_SIZE_MAX], wanted[RSA_SIZE_MAX];
  size_t hash_size = jz_hash_size(kind);
  if (hash_size == 0 || size != key->modulus_size || !jz_rsa_public(key, signature, got)) return false;
  const struct prefix *prefix = &prefixes[kind];
  if (size < 11 + prefix->size + hash_size) return false; /* at least eight bytes FF */
  size_t end = size - hash_size - prefix->size;
  memset(wanted, 0xFF, size);
  wanted[0] = 0x00, wanted[1] = 0x01, wanted[end - 1] = 0x00;
  memcpy(wanted + end, prefix->bytes, prefix->size);
  memcpy(wanted + size - hash_size, hash, hash_size);
  return memcmp(got, wanted, size) == 0;
}

/* data ^= MGF1(seed) */
static void add_mask(enum hash_kind kind, const uint8_t *seed, uint8_t *data, size_t size) {
  size_t hash_size = jz_hash_size(kind);
  for (uint32_t counter = 0; size > 0; counter++) {
    struct hash hash;
    uint8_t number[4], mask[HASH_SIZE_MAX];
    size_t part = size < hash_size ? size : hash_size;
    store_be32(number, counter);
    jz_hash_begin(&hash, kind);
    jz_hash_add(&hash, seed, hash_size);
    jz_hash_add(&hash, number, sizeof number);
    jz_hash_finish(&hash, mask);
    xor_bytes(data, mask, part);
    data += part;
    size -= part;
  }
}

/* Masked: zeros, 01, salt; then the hash of (8 zeros, hash, salt); then BC. The bits above the modulus's last but one are zero. */
bool jz_rsa_verify_pss(const struct rsa_public_key *key, enum hash_kind kind, const uint8_t *hash,
                       const uint8_t *signature, size_t size) {
  static const uint8_t zeros[8] = {0};
  uint8_t message[RSA_SIZE_MAX], expected[HASH_SIZE_MAX];
  size_t hash_size = jz_hash_size(kind);
  if (hash_size == 0 || size != key->modulus_size || !jz_rsa_public(key, signature, message)) return false;
  unsigned bits = bits_of(key->modulus, size) - 1;
  uint8_t *encoded = message;
  if ((bits & 7) == 0) { /* one byte less than the modulus */
    if (*encoded++ != 0) return false;
    size--;
  }
  if (size < 2 * hash_size + 2 || encoded[size - 1] != 0xBC) return false;
  size_t masked_size = size - hash_size - 1;
  uint8_t over = (uint8_t)((bits & 7) == 0 ? 0u : 0xFFu << (bits & 7));
  if ((encoded[0] & over) != 0) return false;
  add_mask(kind, encoded + masked_size, encoded, masked_size);
  encoded[0] = (uint8_t)(encoded[0] & (0xFFu ^ over));
  size_t salt_at = masked_size - hash_size;
  for (size_t i = 0; i + 1 < salt_at; i++) {
    if (encoded[i] != 0) return false;
  }
  if (encoded[salt_at - 1] != 0x01) return false;
  struct hash outer;
  jz_hash_begin(&outer, kind);
  jz_hash_add(&outer, zeros, sizeof zeros);
  jz_hash_add(&outer, hash, hash_size);
  jz_hash_add(&outer, encoded + salt_at, hash_size);
  jz_hash_finish(&outer, expected);
  return memcmp(expected, encoded + masked_size, hash_size) == 0;
}
