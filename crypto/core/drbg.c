/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC_DRBG. See drbg.h; names follow the standard's K ("key") and V ("value").
 */
#include "drbg.h"

#include "hmac.h"
#include "wipe.h"

#include <string.h>

enum { STATE_SIZE = 32 };

static void next_value(struct drbg *drbg) {
  jz_hmac_sha256(drbg->key, STATE_SIZE, drbg->value, STATE_SIZE, drbg->value);
}

/* key = HMAC(key, value | round | parts), value = HMAC(key, value); twice when there is something to take in. */
static void update(struct drbg *drbg, const struct octet_string *parts, unsigned count) {
  size_t size = 0;
  for (unsigned i = 0; i < count; i++) size += parts[i].size;
  for (uint8_t round = 0; round < (size > 0 ? 2 : 1); round++) {
    struct hmac hmac;
    jz_hmac_begin(&hmac, HASH_SHA256, drbg->key, STATE_SIZE);
    jz_hmac_add(&hmac, drbg->value, STATE_SIZE);
    jz_hmac_add(&hmac, &round, 1);
    for (unsigned i = 0; i < count; i++) jz_hmac_add(&hmac, parts[i].bytes, parts[i].size);
    jz_hmac_finish(&hmac, drbg->key);
    next_value(drbg);
  }
}

void jz_drbg_begin(struct drbg *drbg, const struct octet_string *parts, unsigned count) {
  memset(drbg->key, 0x00, STATE_SIZE);
  memset(drbg->value, 0x01, STATE_SIZE);
  update(drbg, parts, count);
  drbg->requests_left = DRBG_REQUESTS_MAX;
}

void jz_drbg_reseed(struct drbg *drbg, const uint8_t *entropy, size_t size) {
  struct octet_string part = {entropy, size};
  update(drbg, &part, 1);
  drbg->requests_left = DRBG_REQUESTS_MAX;
}

bool jz_drbg_generate(struct drbg *drbg, const uint8_t *additional, size_t additional_size, uint8_t *out, size_t size) {
  struct octet_string part = {additional, additional_size};
  memset(out, 0, size);
  if (drbg->requests_left == 0 || size > DRBG_REQUEST_SIZE_MAX) return false;
  if (additional_size > 0) update(drbg, &part, 1);
  while (size > 0) {
    size_t piece = size < STATE_SIZE ? size : STATE_SIZE;
    next_value(drbg);
    memcpy(out, drbg->value, piece);
    out += piece;
    size -= piece;
  }
  update(drbg, &part, 1);
  drbg->requests_left--;
  return true;
}

void jz_drbg_wipe(struct drbg *drbg) {
  jz_wipe(drbg, sizeof *drbg);
}
