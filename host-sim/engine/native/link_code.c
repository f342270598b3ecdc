/* SPDX-License-Identifier: Apache-2.0 */
#include "link_code.h"

void link_names(txMachine *the, uint8_t *symbols, txID *ids) {
  txByte *name = (txByte *)symbols;
  txID count;
  mxDecodeID(name, count);
  ids[0] = XS_NO_ID;
  for (txID index = 1; index < count; index++) {
    ids[index] = fxNewNameX(the, (txString)name);
    name += mxStringLength((txString)name) + 1;
  }
}

/** Opcodes that would copy what follows them, next to those that use it where it is. */
static txU1 in_place(txU1 opcode) {
  switch (opcode) {
    case XS_CODE_CODE_1: return XS_CODE_CODE_ARCHIVE_1;
    case XS_CODE_CODE_2: return XS_CODE_CODE_ARCHIVE_2;
    case XS_CODE_CODE_4: return XS_CODE_CODE_ARCHIVE_4;
    case XS_CODE_STRING_1: return XS_CODE_STRING_ARCHIVE_1;
    case XS_CODE_STRING_2: return XS_CODE_STRING_ARCHIVE_2;
    case XS_CODE_STRING_4: return XS_CODE_STRING_ARCHIVE_4;
    default: return opcode;
  }
}

void link_code(uint8_t *code, uint32_t size, const txID *ids) {
  txByte *at = (txByte *)code, *end = at + size;
  while (at < end) {
    txS1 length = gxCodeSizes[*(txU1 *)at];
    *(txU1 *)at = in_place(*(txU1 *)at);
    if (length > 0) {
      at += length;
      continue;
    }
    at++;
    if (length == 0) {
      txID id;
      mxDecodeID(at, id);
      if (id == XS_NO_ID) continue;
      id = ids[id];
      at -= sizeof(txID);
      mxEncodeID(at, id);
    } else if (length == -1) {
      at += 1 + *(txU1 *)at;
    } else if (length == -2) {
      txU2 count;
      mxDecode2(at, count);
      at += count;
    } else {
      txS4 count;
      mxDecode4(at, count);
      at += count;
    }
  }
}
