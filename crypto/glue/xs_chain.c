/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/chain.ts to crypto/core/vault_chain.h.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "terminal.h"
#include "vault_chain.h"

/* (slot, checkValue, link and record) → status */
void xs_chain_extend(xsMachine *the) {
  unsigned slot = xsmcToUnsigned(xsArg(0));
  uint32_t check_value = xsmcToUnsigned(xsArg(1));
  void *linked;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(2), &linked, &size);
  xsmcSetInteger(xsResult, vault_chain_extend(&terminal_of(the)->vault, slot, check_value, linked, size));
}
