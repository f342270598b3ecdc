/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC_DRBG with SHA-256 (SP 800-90A as it is commonly published), and the gate before it: raw noise is let in only while it
 * passes the repetition count test and the adaptive proportion test (SP 800-90B, chance of a false alarm 2^-20).
 *
 * What a reader would get wrong: these tests find a source that is broken, not one that is weak. How much is in a sample is the
 * board's claim, from its own measurements.
 */
#ifndef JIAOZI_DRBG_H
#define JIAOZI_DRBG_H

#include "hash.h"

#include <stdbool.h>

enum {
  DRBG_REQUESTS_MAX = 65536,  /* between two seeds */
  DRBG_REQUEST_SIZE_MAX = 4096,
  NOISE_STARTUP_SAMPLES = 1024,
  NOISE_SEED_BITS = 448, /* 256 of strength, half as many for the nonce, and 64 to spare */
};

/** Owned by the caller, in the end wiped (jz_drbg_wipe). All zero: not seeded, and refuses to work. */
struct drbg {
  uint8_t key[32];
  uint8_t value[32];
  uint32_t requests_left;
};

struct octet_string {
  const uint8_t *bytes;
  size_t size;
};

/** Seeds anew, from what the caller vouches for: entropy, nonce, personalization one after another. */
void jz_drbg_begin(struct drbg *drbg, const struct octet_string *parts, unsigned count);
/** Seeds again, keeping what was there. */
void jz_drbg_reseed(struct drbg *drbg, const uint8_t *entropy, size_t size);
/** False, and `out` is zero, when it was never seeded, must be seeded again, or `size` is more than DRBG_REQUEST_SIZE_MAX.
 * `additional` may be empty. */
bool jz_drbg_generate(struct drbg *drbg, const uint8_t *additional, size_t additional_size, uint8_t *out, size_t size)
    __attribute__((warn_unused_result));
void jz_drbg_wipe(struct drbg *drbg);

/** Noise on its way in. Owned by the caller, wiped by jz_noise_seed or jz_noise_wipe. */
struct noise {
  struct hash conditioner;
  /** Claimed min-entropy of a sample of one byte: 1 to 8 bits. */
  uint8_t bits_per_sample;
  bool broken;
  uint8_t last;
  uint8_t first_of_window;
  uint16_t repeated;
  uint16_t window_at;
  uint16_t window_count;
  /** Samples since the start, and since the last seed. */
  uint32_t tested;
  uint32_t gathered;
};

/** False for a claim that is not 1 to 8 bits. */
bool jz_noise_begin(struct noise *noise, unsigned bits_per_sample) __attribute__((warn_unused_result));
/** False once a test has failed, and for ever after: only a new jz_noise_begin clears it. */
bool jz_noise_add(struct noise *noise, const uint8_t *samples, size_t size) __attribute__((warn_unused_result));
/** Whether jz_noise_seed would do it: healthy, past the start-up test, enough gathered. */
bool jz_noise_is_ready(const struct noise *noise);
/** Seeds (or, if it is seeded, reseeds) the generator and starts gathering anew. False, and nothing happens, if not ready. */
bool jz_noise_seed(struct noise *noise, struct drbg *drbg, const uint8_t *personalization, size_t size)
    __attribute__((warn_unused_result));
void jz_noise_wipe(struct noise *noise);

#endif
