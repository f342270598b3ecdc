/* SPDX-License-Identifier: Apache-2.0
 *
 * See dukpt_aes.h. Every key is AES of derivation data that say what it is for; counter and KSN are public.
 */
#include "dukpt_aes.h"

#include "aes.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { BITS_MAX = 16, STATE_VERSION = 1, ID_AT = 4, USE_DERIVATION = 0x8000, USE_INITIAL = 0x8001 };

/* Bytes of a key, by type. */
static const uint8_t type_sizes[] = {
  [DUKPT_AES_TYPE_TDES2] = 16, [DUKPT_AES_TYPE_TDES3] = 24, [DUKPT_AES_TYPE_AES128] = 16,
  [DUKPT_AES_TYPE_AES192] = 24, [DUKPT_AES_TYPE_AES256] = 32,
};

size_t jz_dukpt_aes_key_size(enum dukpt_aes_type type) {
  return (unsigned)type < sizeof type_sizes ? type_sizes[type] : 0;
}

static enum dukpt_aes_type type_of(size_t size) {
  return size == 32 ? DUKPT_AES_TYPE_AES256 : size == 24 ? DUKPT_AES_TYPE_AES192 : DUKPT_AES_TYPE_AES128;
}

static bool is_key_size(size_t size) {
  return size == 16 || size == 24 || size == 32;
}

static unsigned count_bits(uint32_t value) {
  unsigned count = 0;
  for (; value != 0; value &= value - 1) count++;
  return count;
}

static unsigned lowest_bit(uint32_t value) {
  unsigned bit = 0;
  while ((value >> bit & 1u) == 0) bit++;
  return bit;
}

/* What the derivation data end with: the whole ID for an initial key; else its second half and the counter. */
struct tail {
  uint8_t bytes[8];
};

static struct tail tail_of(const uint8_t id[8], uint32_t counter) {
  struct tail tail;
  memcpy(tail.bytes, id + ID_AT, 4);
  store_be32(tail.bytes + 4, counter);
  return tail;
}

/* version 1 | number of the block | use | type | bits | tail, encrypted block by block. `derived` may be `key`. */
static void derive(const uint8_t *key, size_t size, unsigned use, enum dukpt_aes_type type, struct tail tail,
                   uint8_t *derived) {
  struct aes_key expanded;
  uint8_t blocks[2 * AES_BLOCK_SIZE];
  size_t derived_size = jz_dukpt_aes_key_size(type);
  bool good = jz_aes_expand(&expanded, key, size);
  for (unsigned i = 0; i < 2; i++) {
    uint8_t *data = blocks + AES_BLOCK_SIZE * i;
    data[0] = 1, data[1] = (uint8_t)(i + 1);
    data[2] = (uint8_t)(use >> 8), data[3] = (uint8_t)use;
    data[4] = 0, data[5] = (uint8_t)type;
    data[6] = (uint8_t)(derived_size >> 5), data[7] = (uint8_t)(derived_size << 3);
    memcpy(data + 8, tail.bytes, sizeof tail.bytes);
  }
  good = jz_aes_ecb_encrypt(&expanded, blocks, derived_size > AES_BLOCK_SIZE ? sizeof blocks : AES_BLOCK_SIZE) && good;
  (void)good; /* all sizes here are AES's */
  memcpy(derived, blocks, derived_size);
  jz_aes_wipe(&expanded);
  jz_wipe(blocks, sizeof blocks);
}

static void derive_next(const uint8_t *key, size_t size, const uint8_t id[8], uint32_t counter, uint8_t *derived) {
  derive(key, size, USE_DERIVATION, type_of(size), tail_of(id, counter), derived);
}

bool jz_dukpt_aes_initial_key(const uint8_t *bdk, size_t size, const uint8_t id[8], uint8_t *key) {
  struct tail tail;
  if (!is_key_size(size)) return false;
  memcpy(tail.bytes, id, sizeof tail.bytes);
  derive(bdk, size, USE_INITIAL, type_of(size), tail, key);
  return true;
}

/* Fills the registers of the bits below `bit` from the key of a counter value. */
static void fill_registers(struct dukpt_aes *state, const uint8_t *key, uint32_t counter, unsigned bit) {
  while (bit-- > 0) derive_next(key, state->key_size, state->id, counter | 1u << bit, state->future[bit]);
}

bool jz_dukpt_aes_load(struct dukpt_aes *state, const uint8_t *initial_key, size_t size, const uint8_t id[8]) {
  memset(state, 0, sizeof *state);
  if (!is_key_size(size)) return false;
  memcpy(state->id, id, sizeof state->id);
  state->key_size = (uint8_t)size;
  state->version = STATE_VERSION;
  state->counter = 1;
  fill_registers(state, initial_key, 0, DUKPT_AES_REGISTERS);
  return true;
}

bool jz_dukpt_aes_is_sound(const struct dukpt_aes *state) {
  return state->version == STATE_VERSION && is_key_size(state->key_size) && (state->spare[0] | state->spare[1]) == 0 &&
         count_bits(state->counter) <= BITS_MAX;
}

/* As in dukpt_tdes.c. After the last value the counter comes round to 0, which is none. */
static void advance(struct dukpt_aes *state) {
  uint32_t counter = state->counter;
  unsigned bit = lowest_bit(counter);
  bool last = count_bits(counter) == BITS_MAX;
  if (!last) fill_registers(state, state->future[bit], counter, bit);
  jz_wipe(state->future[bit], sizeof state->future[bit]);
  state->counter = counter + (last ? 1u << bit : 1u);
}

enum dukpt_status jz_dukpt_aes_next(struct dukpt_aes *state, dukpt_commit commit, void *context,
                                    uint8_t key[DUKPT_AES_KEY_SIZE_MAX], uint8_t ksn[12]) {
  memset(key, 0, DUKPT_AES_KEY_SIZE_MAX);
  memset(ksn, 0, DUKPT_AES_KSN_SIZE);
  if (state->version != STATE_VERSION || !is_key_size(state->key_size)) return DUKPT_NOT_LOADED;
  if (state->counter == 0) return DUKPT_EXHAUSTED;
  uint32_t counter = state->counter;
  uint8_t current[DUKPT_AES_KEY_SIZE_MAX];
  memcpy(current, state->future[lowest_bit(counter)], sizeof current);
  advance(state);
  bool stored = commit(context, state, sizeof *state);
  if (stored) {
    memcpy(key, current, state->key_size);
    memcpy(ksn, state->id, sizeof state->id);
    store_be32(ksn + 8, counter);
  }
  jz_wipe(current, sizeof current);
  return stored ? DUKPT_OK : DUKPT_NOT_STORED;
}

/* A key may not be stronger than what it comes from: no AES-192 or -256 from a key of 128 bits. */
static bool allows(size_t size, enum dukpt_aes_type type) {
  bool is_aes = type >= DUKPT_AES_TYPE_AES128;
  return jz_dukpt_aes_key_size(type) != 0 && (!is_aes || jz_dukpt_aes_key_size(type) <= size);
}

bool jz_dukpt_aes_working_key(const uint8_t *transaction_key, size_t size, const uint8_t ksn[12], enum dukpt_aes_use use,
                              enum dukpt_aes_type type, uint8_t *key) {
  if (!is_key_size(size) || !allows(size, type)) return false;
  derive(transaction_key, size, (unsigned)use, type, tail_of(ksn, load_be32(ksn + 8)), key);
  return true;
}

bool jz_dukpt_aes_transaction_key(const uint8_t *initial_key, size_t size, const uint8_t ksn[12], uint8_t *key) {
  uint32_t counter = load_be32(ksn + 8), so_far = 0;
  if (!is_key_size(size) || counter == 0 || count_bits(counter) > BITS_MAX) return false;
  memcpy(key, initial_key, size);
  for (unsigned bit = DUKPT_AES_REGISTERS; bit-- > 0;) {
    if ((counter >> bit & 1u) == 0) continue;
    so_far |= 1u << bit;
    derive_next(key, size, ksn, so_far, key);
  }
  return true;
}
