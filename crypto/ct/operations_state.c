/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept under the device secret outside the vault, and random numbers. See operations.h. `secret` is random each time; its first
 * 32 bytes are the board's device secret.
 */
#include "operations.h"

#include "entropy.h"
#include "seal.h"

#include <string.h>

enum { SEALED = 70 };

OPERATION(close_record) {
  memcpy(work->data, "sixteen bytes...", SEAL_NONCE_SIZE);
  seal_close(work->secret, work->secret + 64, SEALED, work->data);
}
OPERATION(open_record) { done(work, seal_open(work->secret, work->data, SEALED + SEAL_OVERHEAD, work->data + 256)); }

/* Samples of noise that pass the tests: the secret, mixed with where it stands. */
OPERATION(noise) {
  memset(work->context, 0, sizeof work->context);
  for (uint32_t i = 0; i < ENTROPY_START_SAMPLES; i++) work->data[i] = (uint8_t)(work->secret[i & 511u] + 61u * (i >> 9));
}
OPERATION(prove) {
  entropy_add(CONTEXT(entropy), work->data, ENTROPY_START_SAMPLES);
  done(work, entropy_prove(CONTEXT(entropy)));
}
OPERATION(proven) {
  noise(work);
  prove(work);
}
OPERATION(draw) {
  struct drbg *generator = entropy_generator(CONTEXT(entropy), work->secret);
  done(work, generator != NULL && jz_drbg_generate(generator, NULL, 0, work->data, 32));
}

const struct operation operations_state[] = {
  {"record of 70 bytes, sealed", 0, close_record, false},
  {"record of 70 bytes, opened", close_record, open_record, false},
  {"noise, start-up test", noise, prove, false},
  {"noise, 32 random bytes", proven, draw, false},
  {0, 0, 0, false},
};
