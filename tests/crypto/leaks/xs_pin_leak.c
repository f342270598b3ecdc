/* SPDX-License-Identifier: Apache-2.0
 *
 * What must never be in the program: natives that tell JavaScript of a digit. For tests/crypto/pin-entry-on-xs.test.ts, whose search
 * must find each of them.
 */
#include "xsmc.h"
#include "xs_shim.h"

#include "terminal.h"

/* () → the first digit */
void xs_pin_leak_digit(xsMachine *the) { xsmcSetInteger(xsResult, terminal_of(the)->pinpad.digits[0]); }

/* (buffer) ← the digits */
void xs_pin_leak_buffer(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &bytes, &size);
  for (unsigned i = 0; i < size && i < 12; i++) ((uint8_t *)bytes)[i] = terminal_of(the)->pinpad.digits[i];
}

/* (digit) → throws when it is the last one: an answer by the way something fails */
void xs_pin_leak_guess(xsMachine *the) {
  const struct pinpad *pad = &terminal_of(the)->pinpad;
  if (pad->count > 0 && pad->digits[pad->count - 1] == xsmcToUnsigned(xsArg(0))) xsRangeError("no");
}
