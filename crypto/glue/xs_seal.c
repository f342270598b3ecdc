/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/seal.ts to crypto/core/seal.h.
 */
#include "xs_shim.h"

#include "noise.h"
#include "ports.h"
#include "seal.h"
#include "terminal.h"
#include "wipe.h"

/* (data, sealed) → whether the board can seal: it has a secret, and noise that nonces can come from */
void xs_seal_close(xsMachine *the) {
  void *data, *sealed;
  xsUnsignedValue size, sealed_size;
  uint8_t secret[32];
  xsmcGetBufferReadable(xsArg(0), &data, &size);
  xsmcGetBufferWritable(xsArg(1), &sealed, &sealed_size);
  if (sealed_size != size + SEAL_OVERHEAD) xsRangeError("seal: sizes do not fit");
  bool known = noise_proven(terminal_of(the)) && port_device_secret(terminal_of(the), secret);
  if (known) seal_close(secret, data, size, sealed);
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, known);
}

/* (sealed, data) → whether it is authentic */
void xs_seal_open(xsMachine *the) {
  void *data, *sealed;
  xsUnsignedValue size, sealed_size;
  uint8_t secret[32];
  xsmcGetBufferReadable(xsArg(0), &sealed, &sealed_size);
  xsmcGetBufferWritable(xsArg(1), &data, &size);
  if (sealed_size != size + SEAL_OVERHEAD) xsRangeError("seal: sizes do not fit");
  bool opened = port_device_secret(terminal_of(the), secret) && seal_open(secret, sealed, sealed_size, data);
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, opened);
}
