/* SPDX-License-Identifier: Apache-2.0
 *
 * Health tests and conditioning of noise. See drbg.h. Samples are secret; whether they pass is not.
 */
#include "ct.h"
#include "drbg.h"
#include "wipe.h"

enum { WINDOW = 512 };

/* For each claim of bits per sample, how often a value may come in a row, and how often the first of 512 may come again, before the
 * chance of that is below 2^-20: 1 + ⌈20 / bits⌉, and 1 + the critical value of the binomial distribution. */
static const struct cutoff {
  uint16_t repetition;
  uint16_t proportion;
} cutoffs[9] = {
  [1] = {21, 311}, [2] = {11, 177}, [3] = {8, 103}, [4] = {6, 62}, [5] = {5, 39}, [6] = {5, 25}, [7] = {4, 18}, [8] = {4, 13},
};

bool jz_noise_begin(struct noise *noise, unsigned bits_per_sample) {
  jz_wipe(noise, sizeof *noise);
  noise->broken = bits_per_sample < 1 || bits_per_sample > 8;
  if (noise->broken) return false;
  noise->bits_per_sample = (uint8_t)bits_per_sample;
  jz_hash_begin(&noise->conditioner, HASH_SHA512);
  return true;
}

/* Counts by masks; that a count has reached its cutoff is public, for then the noise is thrown away. */
static void test_sample(struct noise *noise, uint8_t sample) {
  const struct cutoff *cutoff = &cutoffs[noise->bits_per_sample];
  uint32_t same = ct_mask_zero((uint32_t)(sample ^ noise->last)) & (noise->tested > 0 ? 0xFFFFFFFFu : 0);
  noise->repeated = (uint16_t)(1 + (noise->repeated & same));
  noise->last = sample;
  if (noise->window_at == 0) {
    noise->first_of_window = sample;
    noise->window_count = 0;
  }
  noise->window_count = (uint16_t)(noise->window_count + (ct_mask_zero((uint32_t)(sample ^ noise->first_of_window)) & 1u));
  noise->window_at = (uint16_t)((noise->window_at + 1) & (WINDOW - 1));
  uint32_t left = (cutoff->repetition - 1u - noise->repeated) | (cutoff->proportion - 1u - noise->window_count);
  noise->broken = noise->broken || ct_public(left >> 31) != 0;
  noise->tested += noise->tested < NOISE_STARTUP_SAMPLES ? 1 : 0;
}

bool jz_noise_add(struct noise *noise, const uint8_t *samples, size_t size) {
  for (size_t i = 0; i < size && !noise->broken; i++) test_sample(noise, samples[i]);
  if (noise->broken || noise->bits_per_sample == 0) return false;
  jz_hash_add(&noise->conditioner, samples, size);
  noise->gathered = size < NOISE_SEED_BITS - noise->gathered ? noise->gathered + (uint32_t)size : NOISE_SEED_BITS;
  return true;
}

bool jz_noise_is_ready(const struct noise *noise) {
  return !noise->broken && noise->bits_per_sample > 0 && noise->tested == NOISE_STARTUP_SAMPLES &&
         noise->gathered * noise->bits_per_sample >= NOISE_SEED_BITS;
}

bool jz_noise_seed(struct noise *noise, struct drbg *drbg, const uint8_t *personalization, size_t size) {
  uint8_t seed[HASH_SIZE_MAX];
  if (!jz_noise_is_ready(noise)) return false;
  jz_hash_finish(&noise->conditioner, seed);
  jz_hash_begin(&noise->conditioner, HASH_SHA512);
  noise->gathered = 0;
  if (drbg->requests_left > 0) {
    jz_drbg_reseed(drbg, seed, sizeof seed);
  } else {
    struct octet_string parts[2] = {{seed, sizeof seed}, {personalization, size}};
    jz_drbg_begin(drbg, parts, 2);
  }
  jz_wipe(seed, sizeof seed);
  return true;
}

void jz_noise_wipe(struct noise *noise) {
  jz_wipe(noise, sizeof *noise);
}
