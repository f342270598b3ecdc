/* SPDX-License-Identifier: Apache-2.0 */
#include "entropy.h"

#include "ct.h"
#include "wipe.h"

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

void entropy_add(struct entropy *entropy, const uint8_t *samples, size_t size) {
  static const uint8_t personalization[] = "jiaozi entropy 2";
  for (size_t i = 0; i < size; i++) test_sample(entropy, samples[i]);
  if (entropy->samples == 0) {
    struct octet_string parts[2] = {{samples, size}, {personalization, sizeof personalization - 1}};
    jz_drbg_begin(&entropy->generator, parts, 2);
  } else {
    jz_drbg_reseed(&entropy->generator, samples, size);
  }
  if (entropy->samples < ENTROPY_START_SAMPLES) entropy->samples += (uint32_t)size;
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

struct drbg *entropy_generator(struct entropy *entropy, const uint8_t *fresh) {
  if (entropy->state != ENTROPY_PROVEN) return NULL;
  entropy_add(entropy, fresh, ENTROPY_FRESH_SAMPLES);
  if (healthy(entropy)) return &entropy->generator;
  entropy_refuse(entropy);
  return NULL;
}
