/* SPDX-License-Identifier: Apache-2.0
 *
 * src/board/entropy.ts to crypto/glue/noise.h.
 */
#include "xsmc.h"
#include "xs_shim.h"

#include "noise.h"
#include "terminal.h"

/* () → whether the board's noise is proven */
void xs_entropy_start(xsMachine *the) {
  xsmcSetBoolean(xsResult, noise_proven(terminal_of(the)));
}

/* (bytes) → whether they are random; zeros when not */
void xs_entropy_fill(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &bytes, &size);
  xsmcSetBoolean(xsResult, noise_take(terminal_of(the), bytes, size));
}
