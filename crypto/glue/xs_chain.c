/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/chain.ts to crypto/core/chain.h.
 */
#include "xs_shim.h"

#include "chain.h"
#include "ports.h"
#include "terminal.h"
#include "wipe.h"

/* (link and record) → whether the board has a secret */
void xs_chain_extend(xsMachine *the) {
  void *linked;
  xsUnsignedValue size;
  uint8_t secret[32];
  xsmcGetBufferWritable(xsArg(0), &linked, &size);
  if (size < CHAIN_LINK_SIZE) xsRangeError("chain: no link");
  bool known = port_device_secret(terminal_of(the), secret);
  if (known) chain_extend(secret, linked, size);
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, known);
}
