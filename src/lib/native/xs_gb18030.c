/* SPDX-License-Identifier: Apache-2.0
 *
 * gb18030.c for TypeScript: (text: string, target: Uint8Array) → bytes written. The text is read where the engine keeps
 * it, as UTF-8: the pointer is good until something allocates, and fetching the buffer does not.
 */
#include "xsmc.h"
#include "xs_shim.h"

#include "gb18030.h"

void xs_gb18030_encode(xsMachine *the) {
  void *target = NULL;
  xsUnsignedValue room = 0;
  const char *text = xsmcToString(xsArg(0));
  xsmcGetBufferWritable(xsArg(1), &target, &room);
  xsmcSetInteger(xsResult, (xsIntegerValue)gb18030_encode(text, (uint8_t *)target, room));
}
