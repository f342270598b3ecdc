/* SPDX-License-Identifier: Apache-2.0 */
#include "entropy.h"

#include "ct.h"
#include "hash.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

/* FFFFFFFFh when value ≥ limit, else 0. Proof: limit − 1 − value wraps exactly then, and both are far below 2^31. */
static uint32_t mask_reached(uint32_t value, uint32_t limit) {
  return 0u - ((limit - 1u - value) >> 31);
}

/* Both tests over one sample. The sample will be part of a key: only the verdict is public. */
static void test_sample(struct entropy *entropy, uint8_t sample) {
  uint32_t repeated = ct_mask_zero((uint32_t)(sample ^ entropy->last));
  entropy->run = (entropy->run & repeated) + 1u;
  entropy->last = sample;
  entropy->failed |= mask_reached(entropy->run, ENTROPY_RUN_LIMIT);

  if (entropy->window == 0) {
    entropy->first = sample;
    entropy->equal = 0;
  }
  entropy->equal += 1u & ct_mask_zero((uint32_t)(sample ^ entropy->first));
  entropy->failed |= mask_reached(entropy->equal, ENTROPY_WINDOW_LIMIT);
  entropy->window = (uint16_t)((entropy->window + 1u) % ENTROPY_WINDOW);
}

/* hash = SHA-256(pool | fresh | number of the block | use) */
static void mix(const struct entropy *entropy, const uint8_t *fresh, size_t size, uint8_t use, uint8_t hash[32]) {
  struct hash sha;
  uint8_t tail[5];
  store_be32(tail, entropy->blocks);
  tail[4] = use;
  jz_hash_begin(&sha, HASH_SHA256);
  jz_hash_add(&sha, entropy->pool, sizeof entropy->pool);
  jz_hash_add(&sha, fresh, size);
  jz_hash_add(&sha, tail, sizeof tail);
  jz_hash_finish(&sha, hash);
}

enum { USE_POOL = 0, USE_OUTPUT = 1 };

void entropy_add(struct entropy *entropy, const uint8_t *samples, size_t size) {
  uint8_t pool[32];
  for (size_t i = 0; i < size; i++) test_sample(entropy, samples[i]);
  if (entropy->samples < ENTROPY_START_SAMPLES) entropy->samples += (uint32_t)size;
  mix(entropy, samples, size, USE_POOL, pool);
  memcpy(entropy->pool, pool, sizeof pool);
  jz_wipe(pool, sizeof pool);
}

/* Public: a terminal that refuses to work shows it. */
static bool healthy(const struct entropy *entropy) {
  return ct_public(entropy->failed) == 0;
}

bool entropy_prove(struct entropy *entropy) {
  bool untried = entropy->state == ENTROPY_UNTRIED;
  if (untried && entropy->samples >= ENTROPY_START_SAMPLES && healthy(entropy)) {
    entropy->state = ENTROPY_PROVEN;
    return true;
  }
  entropy_refuse(entropy);
  return false;
}

void entropy_refuse(struct entropy *entropy) {
  jz_wipe(entropy, sizeof *entropy);
  entropy->state = ENTROPY_REFUSED;
}

bool entropy_next(struct entropy *entropy, const uint8_t *fresh, uint8_t out[ENTROPY_BLOCK_SIZE]) {
  memset(out, 0, ENTROPY_BLOCK_SIZE);
  if (entropy->state != ENTROPY_PROVEN) return false;
  uint8_t block[ENTROPY_BLOCK_SIZE];
  entropy->blocks++;
  mix(entropy, fresh, ENTROPY_FRESH_SAMPLES, USE_OUTPUT, block);
  entropy_add(entropy, fresh, ENTROPY_FRESH_SAMPLES);
  bool good = healthy(entropy);
  if (good) {
    memcpy(out, block, sizeof block);
  } else {
    entropy_refuse(entropy);
  }
  jz_wipe(block, sizeof block);
  return good;
}
