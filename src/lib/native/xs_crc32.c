/* SPDX-License-Identifier: Apache-2.0
 *
 * crc32.c for TypeScript: (bytes): number.
 */
#include "crc32.h"
#include "xs_shim.h"
#include "xsmc.h"

void xs_crc32(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &bytes, &size);
  xsmcSetUnsigned(xsResult, jz_crc32(bytes, size));
}
