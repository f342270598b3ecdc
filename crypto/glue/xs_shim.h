/* SPDX-License-Identifier: Apache-2.0
 *
 * The xsmc names that XS 17 (the device) has and XS 13 (desk, rv32) has not, so that one glue serves both. Which are missing:
 * docs/sources.md [moddable 4d]; the functions behind them are in XS 13's xs.h. Include after "xsmc.h".
 *
 * The one thing a reader would get wrong: XS 17 poisons the older names (xsToInteger, xsGet, …), so a file that uses them
 * compiles here and fails on the device.
 */
#ifndef JIAOZI_XS_SHIM_H
#define JIAOZI_XS_SHIM_H

#include "xsmc.h"

#ifndef xsmcToUnsigned
#define xsmcToUnsigned(_SLOT) fxToUnsigned(the, &_SLOT)
#endif
#ifndef xsmcSetUnsigned
#define xsmcSetUnsigned(_SLOT, _VALUE) fxUnsigned(the, &_SLOT, _VALUE)
#endif
#ifndef xsmcSetStringX
#define xsmcSetStringX(_SLOT, _VALUE) fxStringX(the, &_SLOT, _VALUE)
#endif
#ifndef xsmcToReference
#define xsmcToReference(_SLOT) fxToReference(the, &_SLOT)
#endif
#ifndef xsmcGetBufferReadable
/* host-sim/engine/native/buffers.c; the pointer is good until anything allocates. */
void buffer_bytes(xsMachine *the, xsSlot *slot, void **bytes, xsUnsignedValue *count);
#define xsmcGetBufferReadable(_SLOT, _DATA, _COUNT) buffer_bytes(the, &(_SLOT), (void **)(_DATA), _COUNT)
#define xsmcGetBufferWritable(_SLOT, _DATA, _COUNT) buffer_bytes(the, &(_SLOT), (void **)(_DATA), _COUNT)
#endif

#endif
