/* SPDX-License-Identifier: Apache-2.0
 *
 * XS 17.7's xs.h, as far as our C uses it: names and types, written from docs/sources.md [moddable 4d], not copied. For compiling
 * only: the functions behind it are nowhere.
 *
 * What a reader would get wrong: the macros are not the SDK's. What counts is which names there are and what they take and give.
 */
#ifndef XS17_XS_H
#define XS17_XS_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

typedef struct xsMachineRecord xsMachine;
typedef struct xsSlotRecord xsSlot;
typedef int32_t xsIntegerValue;
typedef uint32_t xsUnsignedValue;
typedef int8_t xsBooleanValue;
typedef double xsNumberValue;
typedef char *xsStringValue;
typedef uint32_t xsIdentifier;
typedef int xsBufferRelocatable;
typedef int8_t xsType;

enum { xsUndefinedType, xsNullType, xsBooleanType, xsIntegerType, xsNumberType, xsStringType };

struct xsSlotRecord {
  void *data[4];
};

struct xsMachineRecord {
  xsSlot *stack, *scope, *frame;
  xsSlot scratch;
  void *code, *first_jump, *context;
};

extern int fxArgc(xsMachine *);
extern xsSlot *fxArg(xsMachine *, xsIntegerValue index); /* SyntaxError when there is no such argument */
extern void fxRemember(xsMachine *, xsSlot *);
extern void fxForget(xsMachine *, xsSlot *);
extern void fxAccess(xsMachine *, xsSlot *);
extern void fxThrowMessage(xsMachine *, const char *path, xsIntegerValue line, int error, const char *text, ...)
    __attribute__((noreturn, format(printf, 5, 6)));
extern xsMachine *fxBeginHost(xsMachine *);
extern void fxEndHost(xsMachine *);
extern xsSlot *fxGlobal(xsMachine *);
extern void fxPush(xsMachine *, xsSlot);
extern xsSlot *fxCallFunction(xsMachine *, int count);

#define xsThis (the->frame[3])
#define xsResult (the->frame[1])
#define xsArg(_INDEX) (*fxArg(the, _INDEX))
#define xsGlobal (*fxGlobal(the))

#define xsRemember(_SLOT) fxRemember(the, &(_SLOT))
#define xsForget(_SLOT) fxForget(the, &(_SLOT))
#define xsAccess(_SLOT) (fxAccess(the, &(_SLOT)), the->scratch)

#define xsUnknownError(...) fxThrowMessage(the, __FILE__, __LINE__, 1, __VA_ARGS__)
#define xsRangeError(...) fxThrowMessage(the, __FILE__, __LINE__, 3, __VA_ARGS__)
#define xsSyntaxError(...) fxThrowMessage(the, __FILE__, __LINE__, 5, __VA_ARGS__)
#define xsTypeError(...) fxThrowMessage(the, __FILE__, __LINE__, 6, __VA_ARGS__)

#define xsBeginHost(_THE) \
  do { \
    xsMachine *the = fxBeginHost(_THE); \
    {
#define xsEndHost(_THE) \
    } \
    fxEndHost(the); \
  } while (0)

#define xsCallFunction0(_FUNCTION, _THIS) (fxPush(the, _THIS), fxPush(the, _FUNCTION), fxCallFunction(the, 0))

#endif
