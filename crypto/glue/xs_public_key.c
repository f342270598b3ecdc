/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/public-key.ts to crypto/core/rsa.h, hash.h and sm2.h. Everything here is public: no key that must be kept comes this way.
 */
#include "xs_shim.h"

#include "hash.h"
#include "rsa.h"
#include "sm2.h"

static const uint8_t nothing[1];

static const uint8_t *bytes_of(xsMachine *the, xsSlot *slot, size_t *size) {
  void *bytes;
  xsUnsignedValue count;
  xsmcGetBufferReadable(*slot, &bytes, &count);
  *size = count;
  return count > 0 ? bytes : nothing;
}

/* (modulus, exponent, data, out) → whether the key can be one and the data are below it */
void xs_public_key_recover(xsMachine *the) {
  struct rsa_public_key key;
  void *out;
  xsUnsignedValue out_size;
  size_t size;
  key.exponent = (uint32_t)xsmcToInteger(xsArg(1));
  key.modulus = bytes_of(the, &xsArg(0), &key.modulus_size);
  const uint8_t *data = bytes_of(the, &xsArg(2), &size);
  xsmcGetBufferWritable(xsArg(3), &out, &out_size);
  bool fits = size == key.modulus_size && out_size == key.modulus_size;
  xsmcSetBoolean(xsResult, fits && jz_rsa_public(&key, data, out));
}

/* (kind, out, a, b, c, d): the hash of the four in a row */
void xs_public_key_hash(xsMachine *the) {
  struct hash hash;
  void *out;
  xsUnsignedValue out_size;
  size_t size;
  enum hash_kind kind = (enum hash_kind)xsmcToInteger(xsArg(0));
  xsmcGetBufferWritable(xsArg(1), &out, &out_size);
  if (jz_hash_size(kind) == 0 || out_size != jz_hash_size(kind)) xsRangeError("hash: sizes do not fit");
  jz_hash_begin(&hash, kind);
  const uint8_t *part = bytes_of(the, &xsArg(2), &size);
  jz_hash_add(&hash, part, size);
  part = bytes_of(the, &xsArg(3), &size);
  jz_hash_add(&hash, part, size);
  part = bytes_of(the, &xsArg(4), &size);
  jz_hash_add(&hash, part, size);
  part = bytes_of(the, &xsArg(5), &size);
  jz_hash_add(&hash, part, size);
  jz_hash_finish(&hash, out);
}

/* (point, message, signature) → whether the signature is that key's, under the name that everybody uses */
void xs_public_key_sm2(xsMachine *the) {
  size_t point_size, size, signature_size;
  uint8_t e[32];
  const uint8_t *point = bytes_of(the, &xsArg(0), &point_size);
  const uint8_t *message = bytes_of(the, &xsArg(1), &size);
  const uint8_t *signature = bytes_of(the, &xsArg(2), &signature_size);
  bool good = point_size == 65 && signature_size == 64 &&
              jz_sm2_hash(point, jz_sm2_default_id, sizeof jz_sm2_default_id, message, size, e) &&
              jz_sm2_verify(point, e, signature);
  xsmcSetBoolean(xsResult, good);
}
