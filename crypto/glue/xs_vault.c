/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/vault.ts to crypto/core/vault.h. Numbers are converted first (that may run JavaScript), buffers fetched last: their
 * addresses hold only until something is allocated. Keys never come out: what is written to JavaScript's buffers are MACs.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "pin_gate.h"
#include "terminal.h"
#include "vault_keys.h"
#include "vault_mac.h"

#include <string.h>

/* (image) → status */
void xs_vault_load_key_image(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  void *image;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &image, &size);
  xsmcSetInteger(xsResult, vault_load_key_image(&terminal->vault, terminal, image, size));
}

/* (master, slot, purpose, encrypted, checkValue) → status */
void xs_vault_load_working_key(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned master = xsmcToUnsigned(xsArg(0));
  unsigned slot = xsmcToUnsigned(xsArg(1));
  unsigned purpose = xsmcToUnsigned(xsArg(2));
  void *encrypted, *check_value;
  xsUnsignedValue size, check_value_size;
  xsmcGetBufferReadable(xsArg(3), &encrypted, &size);
  xsmcGetBufferReadable(xsArg(4), &check_value, &check_value_size);
  if (check_value_size != VAULT_CHECK_VALUE_SIZE) xsRangeError("check value: 4 bytes expected");
  if (purpose == VAULT_PURPOSE_PIN && !pin_gate_open(terminal)) {
    xsmcSetInteger(xsResult, VAULT_NO_DEVICE_SECRET);
    return;
  }
  xsmcSetInteger(xsResult, vault_load_working_key(&terminal->vault, master, slot, purpose, encrypted, size, check_value));
}

/* (slot, checkValue, message, mac) → status; UnionPay's MAC */
void xs_vault_mac_unionpay(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned slot = xsmcToUnsigned(xsArg(0));
  uint32_t check_value = xsmcToUnsigned(xsArg(1));
  void *message, *mac;
  xsUnsignedValue size, mac_size;
  uint8_t made[VAULT_MAC_SIZE_MAX];
  size_t made_size;
  xsmcGetBufferReadable(xsArg(2), &message, &size);
  xsmcGetBufferWritable(xsArg(3), &mac, &mac_size);
  struct vault_mac_request request = {VAULT_MAC_UNIONPAY, MAC_PADDING_1, message, size};
  enum vault_status status = vault_mac(&terminal->vault, slot, check_value, &request, made, &made_size);
  if (status == VAULT_OK && mac_size != made_size) xsRangeError("MAC: as many bytes as the key's block expected");
  if (status == VAULT_OK) memcpy(mac, made, made_size);
  xsmcSetInteger(xsResult, status);
}

/* (slot) → check value, undefined when the slot is empty */
void xs_vault_check_value(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct vault_description description;
  if (vault_describe(&terminal->vault, xsmcToUnsigned(xsArg(0)), &description) == VAULT_OK) {
    xsmcSetUnsigned(xsResult, description.check_value);
  }
}

/* (slot) → algorithm, 0 when the slot is empty */
void xs_vault_algorithm(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct vault_description description;
  bool found = vault_describe(&terminal->vault, xsmcToUnsigned(xsArg(0)), &description) == VAULT_OK;
  xsmcSetInteger(xsResult, found ? (xsIntegerValue)description.algorithm : 0);
}

/* (slot) */
void xs_vault_wipe_slot(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  vault_wipe_slot(&terminal->vault, xsmcToUnsigned(xsArg(0)));
}

/* () */
void xs_vault_wipe(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  vault_wipe(&terminal->vault);
}
