/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JIAOZI_BUFFERS_H
#define JIAOZI_BUFFERS_H

/* Declared without XS's types, which differ between xsAll.h (engine) and xs.h (glue): machine, slot, bytes, count. */
#ifdef __XSALL__
void buffer_bytes(txMachine *the, txSlot *slot, void **bytes, txUnsigned *count);
#else
void buffer_bytes(xsMachine *the, xsSlot *slot, void **bytes, xsUnsignedValue *count);
#endif

#endif
