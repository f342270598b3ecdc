/* SPDX-License-Identifier: Apache-2.0 */
#include "noise.h"

#include <string.h>

#include "ports.h"
#include "terminal.h"
#include "wipe.h"

static bool read_samples(struct terminal *terminal, size_t count) {
  uint8_t samples[256];
  bool read = true;
  for (size_t taken = 0; taken < count && read; taken += sizeof samples) {
    read = port_noise_read(terminal, samples, sizeof samples);
    if (read) entropy_add(&terminal->entropy, samples, sizeof samples);
  }
  jz_wipe(samples, sizeof samples);
  return read;
}

bool noise_proven(struct terminal *terminal) {
  struct entropy *entropy = &terminal->entropy;
  if (entropy->state != ENTROPY_UNTRIED) return entropy->state == ENTROPY_PROVEN;
  bool read = port_noise_source(terminal, true) && read_samples(terminal, ENTROPY_START_SAMPLES);
  /* Off again in every case: the board needs for the radio what its source uses. */
  bool proven = port_noise_source(terminal, false) && read;
  if (proven) return entropy_prove(entropy);
  entropy_refuse(entropy);
  return false;
}

struct drbg *noise_generator(struct terminal *terminal) {
  uint8_t fresh[ENTROPY_FRESH_SAMPLES];
  if (!noise_proven(terminal)) return NULL;
  if (!port_noise_read(terminal, fresh, sizeof fresh)) entropy_refuse(&terminal->entropy);
  struct drbg *generator = entropy_generator(&terminal->entropy, fresh);
  jz_wipe(fresh, sizeof fresh);
  return generator;
}

bool noise_take(struct terminal *terminal, uint8_t *bytes, size_t size) {
  struct drbg *generator = noise_generator(terminal);
  if (generator != NULL && jz_drbg_generate(generator, NULL, 0, bytes, size)) return true;
  memset(bytes, 0, size);
  return false;
}
