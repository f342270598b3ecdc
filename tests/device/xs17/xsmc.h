/* SPDX-License-Identifier: Apache-2.0
 *
 * XS 17.7's xsmc.h, as far as our C may use it, from docs/sources.md [moddable 4d]. It has what XS 13 lacks (the shim must leave those
 * alone), and like the SDK's it poisons the older names.
 */
#ifndef XS17_XSMC_H
#define XS17_XSMC_H

#include "xs.h"

extern xsType fxTypeOf(xsMachine *, xsSlot *);
extern xsIntegerValue fxToInteger(xsMachine *, xsSlot *);
extern xsUnsignedValue fxToUnsigned(xsMachine *, xsSlot *);
extern xsNumberValue fxToNumber(xsMachine *, xsSlot *);
extern xsBooleanValue fxToBoolean(xsMachine *, xsSlot *);
extern xsStringValue fxToString(xsMachine *, xsSlot *);
extern xsStringValue fxToStringBuffer(xsMachine *, xsSlot *, xsStringValue, xsUnsignedValue);
extern void fxString(xsMachine *, xsSlot *, const char *);
extern void fxStringBuffer(xsMachine *, xsSlot *, const char *, xsIntegerValue);
extern void fxInteger(xsMachine *, xsSlot *, xsIntegerValue);
extern void fxUnsigned(xsMachine *, xsSlot *, xsUnsignedValue);
extern void fxBoolean(xsMachine *, xsSlot *, xsBooleanValue);
extern void fxUndefined(xsMachine *, xsSlot *);
extern void fxNull(xsMachine *, xsSlot *);
extern void fxStringX(xsMachine *, xsSlot *, const char *);
extern xsSlot *fxToReference(xsMachine *, xsSlot *);
extern xsBufferRelocatable fxGetBufferReadable(xsMachine *, xsSlot *, void **, xsUnsignedValue *);
extern xsBufferRelocatable fxGetBufferWritable(xsMachine *, xsSlot *, void **, xsUnsignedValue *);

#define xsmcArgc fxArgc(the)
#define xsmcTypeOf(_SLOT) fxTypeOf(the, &(_SLOT))
#define xsmcToInteger(_SLOT) fxToInteger(the, &(_SLOT))
#define xsmcToUnsigned(_SLOT) fxToUnsigned(the, &(_SLOT))
#define xsmcToNumber(_SLOT) fxToNumber(the, &(_SLOT))
#define xsmcToBoolean(_SLOT) fxToBoolean(the, &(_SLOT))
#define xsmcToString(_SLOT) fxToString(the, &(_SLOT))
#define xsmcToStringBuffer(_SLOT, _BUFFER, _SIZE) fxToStringBuffer(the, &(_SLOT), _BUFFER, _SIZE)
#define xsmcSetStringBuffer(_SLOT, _BUFFER, _SIZE) fxStringBuffer(the, &(_SLOT), _BUFFER, _SIZE)
#define xsmcSetString(_SLOT, _VALUE) fxString(the, &(_SLOT), _VALUE)
#define xsmcSetInteger(_SLOT, _VALUE) fxInteger(the, &(_SLOT), _VALUE)
#define xsmcSetUnsigned(_SLOT, _VALUE) fxUnsigned(the, &(_SLOT), _VALUE)
#define xsmcSetBoolean(_SLOT, _VALUE) fxBoolean(the, &(_SLOT), _VALUE)
#define xsmcSetUndefined(_SLOT) fxUndefined(the, &(_SLOT))
#define xsmcSetNull(_SLOT) fxNull(the, &(_SLOT))
#define xsmcSetStringX(_SLOT, _VALUE) fxStringX(the, &(_SLOT), _VALUE)
#define xsmcToReference(_SLOT) fxToReference(the, &(_SLOT))
#define xsmcGetBufferReadable(_SLOT, _DATA, _COUNT) fxGetBufferReadable(the, &(_SLOT), (void **)(_DATA), _COUNT)
#define xsmcGetBufferWritable(_SLOT, _DATA, _COUNT) fxGetBufferWritable(the, &(_SLOT), (void **)(_DATA), _COUNT)

#pragma GCC poison xsGet xsSet xsHas xsDelete xsDefine xsCall xsNew
#pragma GCC poison xsToInteger xsToUnsigned xsToNumber xsToBoolean xsToString xsToStringBuffer
#pragma GCC poison xsInteger xsUnsigned xsNumber xsBoolean xsString xsStringBuffer xsUndefined xsNull xsTrue xsFalse
#pragma GCC poison xsTypeOf xsVars xsVar xsNewObject xsNewArray xsArrayBuffer xsGetArrayBufferData
#pragma GCC poison xsGetHostData xsSetHostData xsTest xsIsInstanceOf

#endif
