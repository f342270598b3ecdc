/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8_text.c for TypeScript: (bytes): string. The engine copies the bytes after it has made room, which may move them: they
 * go by way of a buffer on the stack.
 */
#include <string.h>

#include "utf8_text.h"
#include "xs_shim.h"
#include "xsmc.h"

enum { TEXT_MAX = 2048 };

void xs_utf8_text(xsMachine *the) {
  char text[TEXT_MAX];
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &bytes, &size);
  if (size > TEXT_MAX) xsRangeError("text of %d bytes", (int)size);
  memcpy(text, bytes, size);
  if (!utf8_is_text((const uint8_t *)text, size)) xsRangeError("not UTF-8");
  xsmcSetStringBuffer(xsResult, text, (xsIntegerValue)size);
}
