/* SPDX-License-Identifier: Apache-2.0
 *
 * The globals `native` and `Native` over the table of C functions linked in. The SDK's compiler resolves the same
 * expressions at build time on the device, so the same TypeScript runs on both.
 */
#include "machine.h"

/** The table is sorted by name. */
static const struct native *find(txMachine *the, const char *name) {
  uint32_t low = 0, high = natives_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int order = c_strcmp(name, natives[middle].name);
    if (order == 0) return &natives[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  mxReferenceError("no native function %s", name);
  return NULL;
}

/** native("xs_name"): the C function as a function object, made the first time that it is asked for. */
static void native_function(txMachine *the) {
  const struct native *native = find(the, fxToString(the, mxArgv(0)));
  txSlot *function = &machine_of(the)->functions[native - natives];
  if (function->kind != XS_REFERENCE_KIND) {
    fxNewHostFunction(the, native->callback, 0, XS_NO_ID, XS_NO_ID);
    function->kind = the->stack->kind;
    function->value = the->stack->value;
    fxRemember(the, function);
    mxPop();
  }
  mxResult->kind = function->kind;
  mxResult->value = function->value;
}

/** super() of a class that extends Native("…"): a host object whose prototype is new.target's. */
static void native_construct(txMachine *the) {
  if (mxIsUndefined(mxTarget)) mxTypeError("call: class");
  mxPushSlot(mxFunction);
  mxGetID(mxID(_prototype));
  txDestructor destructor = the->stack->value.reference->next->value.host.variant.destructor;
  mxPop();
  fxNewHostObject(the, destructor);
  mxPushSlot(mxTarget);
  mxGetID(mxID(_prototype));
  if (mxIsReference(the->stack)) the->stack[1].value.reference->value.instance.prototype = the->stack->value.reference;
  mxPop();
  mxPullSlot(mxResult);
}

/** Native("xs_x_destructor"): a class to extend. Its prototype carries the destructor, and no data. */
static void native_class(txMachine *the) {
  const struct native *native = find(the, fxToString(the, mxArgv(0)));
  fxNewHostObject(the, (txDestructor)(void *)native->callback);
  fxNewHostConstructor(the, native_construct, 0, XS_NO_ID);
  mxPullSlot(mxResult);
}

static void define(txMachine *the, const char *name, txCallback callback) {
  mxPush(mxGlobal);
  fxNewHostFunction(the, callback, 1, XS_NO_ID, XS_NO_ID);
  txSlot *property = fxGlobalSetProperty(the, mxGlobal.value.reference, fxNewNameC(the, (txString)name), XS_NO_ID, XS_ANY);
  property->kind = the->stack->kind;
  property->value = the->stack->value;
  mxPop();
  mxPop();
}

void natives_define(txMachine *the) {
  define(the, "native", native_function);
  define(the, "Native", native_class);
}
