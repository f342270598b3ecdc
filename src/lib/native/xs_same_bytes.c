/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether two buffers hold the same, for TypeScript: (a, b): boolean. It ends at the first difference: for what is no secret.
 */
#include <string.h>

#include "xs_shim.h"
#include "xsmc.h"

void xs_same_bytes(xsMachine *the) {
  void *a, *b;
  xsUnsignedValue a_size, b_size;
  xsmcGetBufferReadable(xsArg(0), &a, &a_size);
  xsmcGetBufferReadable(xsArg(1), &b, &b_size);
  xsmcSetBoolean(xsResult, a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0));
}
