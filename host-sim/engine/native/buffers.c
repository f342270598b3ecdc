/* SPDX-License-Identifier: Apache-2.0
 *
 * Access to the bytes of an ArrayBuffer, a DataView or an array of bytes, which XS 17 has (xsmcGetBufferReadable and
 * xsmcGetBufferWritable) and XS 13 lacks. xs_shim.h maps the names. The pointer is good until anything allocates.
 */
#include "xsAll.h"

#include "buffers.h"

void buffer_bytes(txMachine *the, txSlot *slot, void **bytes, txUnsigned *count) {
  txSlot *instance = slot->kind == XS_REFERENCE_KIND ? slot->value.reference : NULL;
  txSlot *first = instance ? instance->next : NULL;
  txSlot *view = NULL, *buffer = first;
  if (first && first->kind == XS_TYPED_ARRAY_KIND) {
    if (first->value.typedArray.dispatch->shift != 0) mxTypeError("an array of bytes is wanted");
    view = first->next;
  } else if (first && first->kind == XS_DATA_VIEW_KIND) {
    view = first;
  }
  if (view) {
    txSlot *reference = view->next;
    txInteger size = fxGetDataViewSize(the, view, reference);
    buffer = reference->value.reference->next;
    if (buffer->kind != XS_ARRAY_BUFFER_KIND) mxTypeError("a buffer is wanted");
    *bytes = buffer->value.arrayBuffer.address + view->value.dataView.offset;
    *count = (txUnsigned)size;
    return;
  }
  if (!buffer || buffer->kind != XS_ARRAY_BUFFER_KIND || !buffer->value.arrayBuffer.address) mxTypeError("a buffer is wanted");
  *bytes = buffer->value.arrayBuffer.address;
  *count = (txUnsigned)buffer->next->value.bufferInfo.length;
}
