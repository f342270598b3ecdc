/* SPDX-License-Identifier: Apache-2.0
 *
 * What the natives of the known-answer port have in common. They stand between test vectors and crypto/core and give clear keys and
 * PIN blocks away: no image of a terminal has them (tests/kat/release.test.ts).
 *
 * A native returns how many bytes of `out` it has filled, or 1 and 0 for a verification; below zero a reason.
 */
#ifndef JIAOZI_KAT_H
#define JIAOZI_KAT_H

#include <stddef.h>

#include "xsmc.h"
#include "xs_shim.h"

/** Why there is no answer: host-sim/kat/reasons.ts has the words. */
enum kat_reason {
  KAT_BAD_SIZE = -1,     /* a field has a size that the core does not take */
  KAT_BAD_CHOICE = -2,
  KAT_BAD_MODULUS = -3,
  KAT_BAD_EXPONENT = -4,
  KAT_NOT_BELOW = -5,    /* data are not below the modulus */
  KAT_BAD_PUBLIC = -6,   /* no point of the curve */
  KAT_BAD_PRIVATE = -7,
  KAT_BAD_PIN = -8,
  KAT_BAD_FILL = -9,
  KAT_BAD_COUNTER = -10,
  KAT_TOO_STRONG = -11,  /* a working key stronger than what it is derived from */
  KAT_BAD_DIGITS = -12,
  KAT_NO_OUTPUT = -13,   /* the generator refuses */
  KAT_KEY_BLOCK = -20,   /* less the core's status */
};

/** Bytes of a JavaScript buffer; good until anything allocates. */
struct span {
  uint8_t *bytes;
  size_t size;
};

/** The buffer in that argument. A macro, because xsArg is one. */
#define kat_span(span, slot)                                      \
  do {                                                            \
    void *kat_bytes;                                              \
    xsUnsignedValue kat_size;                                     \
    xsmcGetBufferWritable(slot, &kat_bytes, &kat_size);           \
    (span).bytes = kat_bytes;                                     \
    (span).size = kat_size;                                       \
  } while (0)

#endif
