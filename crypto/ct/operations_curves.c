/* SPDX-License-Identifier: Apache-2.0
 *
 * Curves, and RSA. See operations.h. `secret` is random each time.
 */
#include "operations.h"

#include "drbg.h"
#include "p256.h"
#include "rsa.h"
#include "sm2.h"

#include <string.h>

/* A private key below both orders. */
OPERATION(scalar) { work->secret[0] &= 0x7F; }
OPERATION(peer) {
  work->secret[0] &= 0x7F;
  work->secret[64] &= 0x7F;
  done(work, jz_p256_public(work->secret + 64, work->data));
}
OPERATION(p256_public) { done(work, jz_p256_public(work->secret, work->data)); }
OPERATION(p256_ecdh) { done(work, jz_p256_ecdh(work->secret, work->data, work->data + 128)); }
OPERATION(p256_sign) { done(work, jz_p256_sign(work->secret, work->secret + 32, 32, NULL, work->data)); }
OPERATION(seeded) {
  struct octet_string part = {work->secret, 48};
  jz_drbg_begin(CONTEXT(drbg), &part, 1);
}
OPERATION(p256_generate) { done(work, jz_p256_generate(CONTEXT(drbg), work->data)); }
OPERATION(p256_signed) {
  work->secret[0] &= 0x7F;
  done(work, jz_p256_public(work->secret, work->data));
  done(work, jz_p256_sign(work->secret, work->secret + 32, 32, NULL, work->data + 128));
}
OPERATION(p256_verify) { done(work, jz_p256_verify(work->data, work->secret + 32, 32, work->data + 128)); }
OPERATION(sm2_sign) { done(work, jz_sm2_sign(work->secret, work->secret + 32, NULL, work->data)); }
OPERATION(sm2_public) { done(work, jz_sm2_public(work->secret, work->data)); }
OPERATION(sm2_scalars) {
  work->secret[0] &= 0x7F;
  work->secret[64] &= 0x7F;
}
OPERATION(sm2_sign_with) { done(work, jz_sm2_sign_with(work->secret, work->secret + 32, work->secret + 64, work->data)); }
OPERATION(sm2_signed) {
  work->secret[0] &= 0x7F;
  done(work, jz_sm2_public(work->secret, work->data));
  done(work, jz_sm2_sign(work->secret, work->secret + 32, NULL, work->data + 128));
}
OPERATION(sm2_verify) { done(work, jz_sm2_verify(work->data, work->secret + 32, work->data + 128)); }

/* A modulus of 1984 bits, as card schemes have them, and something below it. */
OPERATION(modulus) {
  work->secret[0] |= 0x80;
  work->secret[247] |= 1;
  memcpy(work->data, work->secret, 248);
  work->data[0] &= 0x7F;
}
static void rsa(struct work *work, uint32_t exponent) {
  struct rsa_public_key key = {work->secret, 248, exponent};
  done(work, jz_rsa_public(&key, work->data, work->data + 256));
}
OPERATION(rsa_3) { rsa(work, 3); }
OPERATION(rsa_65537) { rsa(work, 65537); }

const struct operation operations_curves[] = {
  {"P-256 public key", scalar, p256_public, true},
  {"P-256 ECDH", peer, p256_ecdh, true},
  {"P-256 sign", scalar, p256_sign, true},
  {"P-256 verify (public)", p256_signed, p256_verify, true},
  {"P-256 key, generated", seeded, p256_generate, true},
  {"SM2 public key", scalar, sm2_public, true},
  {"SM2 sign with a nonce", sm2_scalars, sm2_sign_with, true},
  {"SM2 sign", scalar, sm2_sign, true},
  {"SM2 verify (public)", sm2_signed, sm2_verify, true},
  {"RSA-1984, 3 (public)", modulus, rsa_3, true},
  {"RSA-1984, 65537 (public)", modulus, rsa_65537, true},
  {0, 0, 0, false},
};
