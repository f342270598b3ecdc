/* SPDX-License-Identifier: Apache-2.0
 *
 * DUKPT as a host derives: any KSN, no state. The uses and types are the table's numbers (host-sim/kat/operations.ts), from 1.
 */
#include "kat.h"

#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "wipe.h"

#include <string.h>

enum { TDES_TRANSACTION = 6 };

/* (bdk, ksn, out) */
void xs_kat_dukpt_tdes_ik(xsMachine *the) {
  struct span bdk, ksn, out;
  kat_span(bdk, xsArg(0));
  kat_span(ksn, xsArg(1));
  kat_span(out, xsArg(2));
  bool good = bdk.size == DUKPT_TDES_KEY_SIZE && ksn.size == DUKPT_TDES_KSN_SIZE && out.size >= DUKPT_TDES_KEY_SIZE;
  if (good) jz_dukpt_tdes_initial_key(bdk.bytes, ksn.bytes, out.bytes);
  xsmcSetInteger(xsResult, good ? DUKPT_TDES_KEY_SIZE : KAT_BAD_SIZE);
}

/* (ik, ksn, use: 1 to 5 of enum dukpt_tdes_use, 6 the transaction key itself, out) */
void xs_kat_dukpt_tdes_key(xsMachine *the) {
  struct span ik, ksn, out;
  uint8_t transaction[DUKPT_TDES_KEY_SIZE];
  int use = xsmcToInteger(xsArg(2)), result = DUKPT_TDES_KEY_SIZE;
  kat_span(ik, xsArg(0));
  kat_span(ksn, xsArg(1));
  kat_span(out, xsArg(3));
  if (out.size < DUKPT_TDES_KEY_SIZE) xsRangeError("kat: no room");
  if (ik.size != DUKPT_TDES_KEY_SIZE || ksn.size != DUKPT_TDES_KSN_SIZE) result = KAT_BAD_SIZE;
  else if (use < 1 || use > TDES_TRANSACTION) result = KAT_BAD_CHOICE;
  else if (!jz_dukpt_tdes_transaction_key(ik.bytes, ksn.bytes, transaction)) result = KAT_BAD_COUNTER;
  else if (use == TDES_TRANSACTION) memcpy(out.bytes, transaction, sizeof transaction);
  else jz_dukpt_tdes_variant(transaction, (enum dukpt_tdes_use)use, out.bytes);
  jz_wipe(transaction, sizeof transaction);
  xsmcSetInteger(xsResult, result);
}

/* (bdk, ikid, out) */
void xs_kat_dukpt_aes_ik(xsMachine *the) {
  struct span bdk, id, out;
  kat_span(bdk, xsArg(0));
  kat_span(id, xsArg(1));
  kat_span(out, xsArg(2));
  if (out.size < DUKPT_AES_KEY_SIZE_MAX) xsRangeError("kat: no room");
  bool good = id.size == DUKPT_AES_ID_SIZE && jz_dukpt_aes_initial_key(bdk.bytes, bdk.size, id.bytes, out.bytes);
  xsmcSetInteger(xsResult, good ? (xsIntegerValue)bdk.size : KAT_BAD_SIZE);
}

/* In the table's order; the ninth is the transaction key itself. */
static const uint16_t uses[] = {
  DUKPT_AES_PIN, DUKPT_AES_MAC_GENERATE, DUKPT_AES_MAC_VERIFY, DUKPT_AES_MAC_BOTH,
  DUKPT_AES_DATA_ENCRYPT, DUKPT_AES_DATA_DECRYPT, DUKPT_AES_DATA_BOTH, DUKPT_AES_KEY_ENCRYPTION,
};
enum { USES = sizeof uses / sizeof uses[0], AES_TRANSACTION = USES + 1 };
static const uint8_t types[] = {
  DUKPT_AES_TYPE_AES128, DUKPT_AES_TYPE_AES192, DUKPT_AES_TYPE_AES256, DUKPT_AES_TYPE_TDES2, DUKPT_AES_TYPE_TDES3,
};
enum { TYPES = sizeof types / sizeof types[0] };

/* (ik, ksn, use, type: ignored for the transaction key, out) */
void xs_kat_dukpt_aes_key(xsMachine *the) {
  struct span ik, ksn, out;
  uint8_t transaction[DUKPT_AES_KEY_SIZE_MAX];
  int use = xsmcToInteger(xsArg(2)), type = xsmcToInteger(xsArg(3)), result;
  kat_span(ik, xsArg(0));
  kat_span(ksn, xsArg(1));
  kat_span(out, xsArg(4));
  if (out.size < DUKPT_AES_KEY_SIZE_MAX) xsRangeError("kat: no room");
  bool is_transaction = use == AES_TRANSACTION;
  if (ksn.size != DUKPT_AES_KSN_SIZE || (ik.size != 16 && ik.size != 24 && ik.size != 32)) result = KAT_BAD_SIZE;
  else if (use < 1 || use > AES_TRANSACTION || (!is_transaction && (type < 1 || type > TYPES))) result = KAT_BAD_CHOICE;
  else if (!jz_dukpt_aes_transaction_key(ik.bytes, ik.size, ksn.bytes, transaction)) result = KAT_BAD_COUNTER;
  else if (is_transaction) {
    memcpy(out.bytes, transaction, ik.size);
    result = (int)ik.size;
  } else {
    enum dukpt_aes_type kind = (enum dukpt_aes_type)types[type - 1];
    bool good = jz_dukpt_aes_working_key(transaction, ik.size, ksn.bytes, (enum dukpt_aes_use)uses[use - 1], kind, out.bytes);
    result = good ? (int)jz_dukpt_aes_key_size(kind) : KAT_TOO_STRONG;
  }
  jz_wipe(transaction, sizeof transaction);
  xsmcSetInteger(xsResult, result);
}
