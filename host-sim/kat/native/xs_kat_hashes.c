/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes, HMAC and the generator of crypto/core.
 */
#include "kat.h"

#include "drbg.h"
#include "hmac.h"

/* (kind, data, out) */
void xs_kat_hash(xsMachine *the) {
  struct span data, out;
  int kind = xsmcToInteger(xsArg(0));
  kat_span(data, xsArg(1));
  kat_span(out, xsArg(2));
  size_t size = jz_hash_size((enum hash_kind)kind);
  if (size == 0 || out.size < size) xsRangeError("kat: no such hash, or no room");
  jz_hash((enum hash_kind)kind, data.bytes, data.size, out.bytes);
  xsmcSetInteger(xsResult, (xsIntegerValue)size);
}

/* (kind, key, data, out) */
void xs_kat_hmac(xsMachine *the) {
  struct span key, data, out;
  int kind = xsmcToInteger(xsArg(0));
  kat_span(key, xsArg(1));
  kat_span(data, xsArg(2));
  kat_span(out, xsArg(3));
  size_t size = jz_hash_size((enum hash_kind)kind);
  if (size == 0 || out.size < size) xsRangeError("kat: no such hash, or no room");
  jz_hmac((enum hash_kind)kind, key.bytes, key.size, data.bytes, data.size, out.bytes);
  xsmcSetInteger(xsResult, (xsIntegerValue)size);
}

/* (entropy, nonce, personalization, additional of the first call, of the second, size, out): what the second call gives */
void xs_kat_drbg(xsMachine *the) {
  struct span entropy, nonce, personalization, first, second, out;
  struct drbg drbg;
  int size = xsmcToInteger(xsArg(5));
  kat_span(entropy, xsArg(0));
  kat_span(nonce, xsArg(1));
  kat_span(personalization, xsArg(2));
  kat_span(first, xsArg(3));
  kat_span(second, xsArg(4));
  kat_span(out, xsArg(6));
  if (size < 0 || (size_t)size > out.size) xsRangeError("kat: no room");
  const struct octet_string parts[] = {
    {entropy.bytes, entropy.size}, {nonce.bytes, nonce.size}, {personalization.bytes, personalization.size}};
  jz_drbg_begin(&drbg, parts, 3);
  bool good = jz_drbg_generate(&drbg, first.bytes, first.size, out.bytes, (size_t)size) &&
              jz_drbg_generate(&drbg, second.bytes, second.size, out.bytes, (size_t)size);
  jz_drbg_wipe(&drbg);
  xsmcSetInteger(xsResult, good ? size : KAT_NO_OUTPUT);
}
