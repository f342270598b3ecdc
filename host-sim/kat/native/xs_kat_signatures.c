/* SPDX-License-Identifier: Apache-2.0
 *
 * Public-key operations. A signature that cannot be one (of another length, with numbers out of range) is not good: 0. A public key
 * that cannot be one of RSA is a mistake in the question, a point that is not on its curve makes a signature not good, as with
 * everybody else who verifies.
 */
#include "kat.h"

#include "p256.h"
#include "rsa.h"
#include "sm2.h"

#include <string.h>

/* Numbers may begin with zeros. */
static struct span without_zeros(struct span number) {
  while (number.size > 0 && number.bytes[0] == 0) number.bytes++, number.size--;
  return number;
}

static int rsa_key(struct rsa_public_key *key, struct span modulus, struct span exponent) {
  modulus = without_zeros(modulus);
  exponent = without_zeros(exponent);
  if (modulus.size < 2 || modulus.size > RSA_SIZE_MAX || (modulus.bytes[modulus.size - 1] & 1) == 0) return KAT_BAD_MODULUS;
  if (exponent.size == 0 || exponent.size > 4 || (exponent.bytes[exponent.size - 1] & 1) == 0) return KAT_BAD_EXPONENT;
  key->modulus = modulus.bytes;
  key->modulus_size = modulus.size;
  key->exponent = 0;
  for (size_t i = 0; i < exponent.size; i++) key->exponent = key->exponent << 8 | exponent.bytes[i];
  return key->exponent < 3 ? KAT_BAD_EXPONENT : 0;
}

/* (modulus, exponent, data, out): data to the power of the exponent */
void xs_kat_rsa_recover(xsMachine *the) {
  struct span modulus, exponent, data, out;
  struct rsa_public_key key;
  kat_span(modulus, xsArg(0));
  kat_span(exponent, xsArg(1));
  kat_span(data, xsArg(2));
  kat_span(out, xsArg(3));
  int result = rsa_key(&key, modulus, exponent);
  if (result == 0) {
    if (out.size < key.modulus_size) xsRangeError("kat: no room");
    if (data.size != key.modulus_size) result = KAT_BAD_SIZE;
    else result = jz_rsa_public(&key, data.bytes, out.bytes) ? (int)key.modulus_size : KAT_NOT_BELOW;
  }
  xsmcSetInteger(xsResult, result);
}

/* (isPss, modulus, exponent, hash, data, signature) */
void xs_kat_rsa_verify(xsMachine *the) {
  struct span modulus, exponent, data, signature;
  struct rsa_public_key key;
  uint8_t digest[HASH_SIZE_MAX];
  bool is_pss = xsmcToBoolean(xsArg(0));
  enum hash_kind hash = (enum hash_kind)xsmcToInteger(xsArg(3));
  kat_span(modulus, xsArg(1));
  kat_span(exponent, xsArg(2));
  kat_span(data, xsArg(4));
  kat_span(signature, xsArg(5));
  int result = jz_hash_size(hash) == 0 ? (int)KAT_BAD_CHOICE : rsa_key(&key, modulus, exponent);
  if (result == 0) {
    jz_hash(hash, data.bytes, data.size, digest);
    result = is_pss ? jz_rsa_verify_pss(&key, hash, digest, signature.bytes, signature.size)
                    : jz_rsa_verify_pkcs1(&key, hash, digest, signature.bytes, signature.size);
  }
  xsmcSetInteger(xsResult, result);
}

/* (public key, hash, data, signature) */
void xs_kat_p256_verify(xsMachine *the) {
  struct span key, data, signature;
  uint8_t digest[HASH_SIZE_MAX];
  enum hash_kind hash = (enum hash_kind)xsmcToInteger(xsArg(1));
  kat_span(key, xsArg(0));
  kat_span(data, xsArg(2));
  kat_span(signature, xsArg(3));
  size_t size = jz_hash_size(hash);
  int result = size == 0 ? KAT_BAD_CHOICE : key.size != P256_PUBLIC_SIZE ? KAT_BAD_SIZE : 0;
  if (result == 0 && signature.size == P256_SIGNATURE_SIZE) {
    jz_hash(hash, data.bytes, data.size, digest);
    result = jz_p256_verify(key.bytes, digest, size, signature.bytes);
  }
  xsmcSetInteger(xsResult, result);
}

/* (private key, public key, out) */
void xs_kat_p256_ecdh(xsMachine *the) {
  struct span private_key, peer, out;
  uint8_t own[P256_PUBLIC_SIZE];
  int result = P256_PRIVATE_SIZE;
  kat_span(private_key, xsArg(0));
  kat_span(peer, xsArg(1));
  kat_span(out, xsArg(2));
  if (out.size < P256_PRIVATE_SIZE) xsRangeError("kat: no room");
  if (private_key.size != P256_PRIVATE_SIZE || peer.size != P256_PUBLIC_SIZE) result = KAT_BAD_SIZE;
  else if (!jz_p256_public(private_key.bytes, own)) result = KAT_BAD_PRIVATE;
  else if (!jz_p256_ecdh(private_key.bytes, peer.bytes, out.bytes)) result = KAT_BAD_PUBLIC;
  xsmcSetInteger(xsResult, result);
}

/* (public key, signer's name: everybody's when empty, data, signature) */
void xs_kat_sm2_verify(xsMachine *the) {
  struct span key, id, data, signature;
  uint8_t e[32];
  kat_span(key, xsArg(0));
  kat_span(id, xsArg(1));
  kat_span(data, xsArg(2));
  kat_span(signature, xsArg(3));
  int result = key.size != P256_PUBLIC_SIZE || id.size > SM2_ID_SIZE_MAX ? KAT_BAD_SIZE : 0;
  if (result == 0 && signature.size == P256_SIGNATURE_SIZE) {
    result = jz_sm2_hash(key.bytes, id.bytes, id.size, data.bytes, data.size, e) &&
             jz_sm2_verify(key.bytes, e, signature.bytes);
  }
  xsmcSetInteger(xsResult, result);
}
