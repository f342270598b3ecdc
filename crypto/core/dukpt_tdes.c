/* SPDX-License-Identifier: Apache-2.0
 *
 * See dukpt_tdes.h. The counter and the KSN are public, so the branches on them are.
 */
#include "dukpt_tdes.h"

#include "des.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { HALF = 8, BITS_MAX = 10, STATE_VERSION = 1 };

static const uint32_t counter_mask = (1u << DUKPT_TDES_REGISTERS) - 1;

/* The key with its other half's mask, for the left half of a new key and for initial keys. */
static const uint8_t other_half[DUKPT_TDES_KEY_SIZE] = {0xC0, 0xC0, 0xC0, 0xC0, 0, 0, 0, 0, 0xC0, 0xC0, 0xC0, 0xC0};

/* Which byte of each half of the key FF is added to. */
static const uint8_t variant_byte[] = {
  [DUKPT_TDES_PIN] = 7,
  [DUKPT_TDES_MAC_REQUEST] = 6,
  [DUKPT_TDES_DATA_REQUEST] = 5,
  [DUKPT_TDES_MAC_RESPONSE] = 4,
  [DUKPT_TDES_DATA_RESPONSE] = 3,
};

static void encrypt(const uint8_t *key, size_t key_size, uint8_t data[HALF]) {
  struct des_key expanded;
  bool good = jz_des_expand(&expanded, key, key_size);
  (void)good; /* 8 and 16 bytes are sizes that DES knows */
  jz_des_encrypt_block(&expanded, data, data);
  jz_des_wipe(&expanded);
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

static uint32_t counter_of(const uint8_t ksn[10]) {
  return load_be32(ksn + 6) & counter_mask;
}

static void set_counter(uint8_t ksn[10], uint32_t counter) {
  store_be32(ksn + 6, (load_be32(ksn + 6) & ~counter_mask) | counter);
}

/* Half a new key: the last eight bytes of the KSN, through DES under the left half, between two additions of the right one. */
static void derive_half(const uint8_t key[16], const uint8_t ksn[10], uint8_t half[HALF]) {
  for (unsigned i = 0; i < HALF; i++) half[i] = ksn[2 + i] ^ key[HALF + i];
  encrypt(key, HALF, half);
  xor_bytes(half, key + HALF, HALF);
}

/* The standard's non-reversible key generation. `derived` may be `key`. */
static void derive(const uint8_t key[16], const uint8_t ksn[10], uint8_t derived[16]) {
  uint8_t masked[DUKPT_TDES_KEY_SIZE], result[DUKPT_TDES_KEY_SIZE];
  memcpy(masked, key, sizeof masked);
  xor_bytes(masked, other_half, sizeof masked);
  derive_half(masked, ksn, result);
  derive_half(key, ksn, result + HALF);
  memcpy(derived, result, sizeof result);
  jz_wipe(masked, sizeof masked);
  jz_wipe(result, sizeof result);
}

void jz_dukpt_tdes_initial_key(const uint8_t bdk[16], const uint8_t ksn[10], uint8_t key[16]) {
  uint8_t device[DUKPT_TDES_KSN_SIZE], masked[DUKPT_TDES_KEY_SIZE];
  memcpy(device, ksn, sizeof device);
  set_counter(device, 0);
  memcpy(masked, bdk, sizeof masked);
  xor_bytes(masked, other_half, sizeof masked);
  memcpy(key, device, HALF);
  memcpy(key + HALF, device, HALF);
  encrypt(bdk, DUKPT_TDES_KEY_SIZE, key);
  encrypt(masked, DUKPT_TDES_KEY_SIZE, key + HALF);
  jz_wipe(masked, sizeof masked);
}

/* Fills the registers of the bits below `bit` from the key of a counter value. */
static void fill_registers(struct dukpt_tdes *state, const uint8_t key[16], uint32_t counter, unsigned bit) {
  uint8_t ksn[DUKPT_TDES_KSN_SIZE];
  memcpy(ksn, state->ksn, sizeof ksn);
  while (bit-- > 0) {
    set_counter(ksn, counter | 1u << bit);
    derive(key, ksn, state->future[bit]);
  }
}

void jz_dukpt_tdes_load(struct dukpt_tdes *state, const uint8_t initial_key[16], const uint8_t ksn[10]) {
  memset(state, 0, sizeof *state);
  memcpy(state->ksn, ksn, sizeof state->ksn);
  set_counter(state->ksn, 0);
  state->version = STATE_VERSION;
  state->counter = 1;
  fill_registers(state, initial_key, 0, DUKPT_TDES_REGISTERS);
}

bool jz_dukpt_tdes_is_sound(const struct dukpt_tdes *state) {
  return state->version == STATE_VERSION && state->spare == 0 && state->counter <= counter_mask &&
         counter_of(state->ksn) == 0 && count_bits(state->counter) <= BITS_MAX;
}

/* Uses up the key of the counter: makes the keys that follow from it, if any may, and goes to the next value. */
static void advance(struct dukpt_tdes *state) {
  uint32_t counter = state->counter;
  unsigned bit = lowest_bit(counter);
  bool last = count_bits(counter) == BITS_MAX;
  if (!last) fill_registers(state, state->future[bit], counter, bit);
  jz_wipe(state->future[bit], sizeof state->future[bit]);
  state->counter = (counter + (last ? 1u << bit : 1u)) & counter_mask;
}

enum dukpt_status jz_dukpt_tdes_next(struct dukpt_tdes *state, dukpt_commit commit, void *context, uint8_t key[16],
                                     uint8_t ksn[10]) {
  memset(key, 0, DUKPT_TDES_KEY_SIZE);
  memset(ksn, 0, DUKPT_TDES_KSN_SIZE);
  if (state->version != STATE_VERSION) return DUKPT_NOT_LOADED;
  if (state->counter == 0) return DUKPT_EXHAUSTED;
  uint32_t counter = state->counter;
  uint8_t current[DUKPT_TDES_KEY_SIZE];
  memcpy(current, state->future[lowest_bit(counter)], sizeof current);
  advance(state);
  bool stored = commit(context, state, sizeof *state);
  if (stored) {
    memcpy(key, current, sizeof current);
    memcpy(ksn, state->ksn, sizeof state->ksn);
    set_counter(ksn, counter);
  }
  jz_wipe(current, sizeof current);
  return stored ? DUKPT_OK : DUKPT_NOT_STORED;
}

/* Data keys go through one more encryption, of each half under the whole. */
void jz_dukpt_tdes_variant(const uint8_t transaction_key[16], enum dukpt_tdes_use use, uint8_t key[16]) {
  uint8_t variant[DUKPT_TDES_KEY_SIZE];
  memcpy(variant, transaction_key, sizeof variant);
  variant[variant_byte[use]] ^= 0xFF;
  variant[HALF + variant_byte[use]] ^= 0xFF;
  memcpy(key, variant, sizeof variant);
  if (use == DUKPT_TDES_DATA_REQUEST || use == DUKPT_TDES_DATA_RESPONSE) {
    encrypt(variant, sizeof variant, key);
    encrypt(variant, sizeof variant, key + HALF);
  }
  jz_wipe(variant, sizeof variant);
}

bool jz_dukpt_tdes_transaction_key(const uint8_t initial_key[16], const uint8_t ksn[10], uint8_t key[16]) {
  uint8_t at[DUKPT_TDES_KSN_SIZE];
  uint32_t counter = counter_of(ksn), so_far = 0;
  if (counter == 0 || count_bits(counter) > BITS_MAX) return false;
  memcpy(at, ksn, sizeof at);
  memcpy(key, initial_key, DUKPT_TDES_KEY_SIZE);
  for (unsigned bit = DUKPT_TDES_REGISTERS; bit-- > 0;) {
    if ((counter >> bit & 1u) == 0) continue;
    so_far |= 1u << bit;
    set_counter(at, so_far);
    derive(key, at, key);
  }
  return true;
}
