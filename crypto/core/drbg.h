/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC_DRBG with SHA-256 (SP 800-90A as it is commonly published). What seeds the terminal's is tested noise: entropy.h.
 */
#ifndef JIAOZI_DRBG_H
#define JIAOZI_DRBG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  DRBG_REQUESTS_MAX = 65536,  /* between two seeds */
  DRBG_REQUEST_SIZE_MAX = 4096,
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

#endif
