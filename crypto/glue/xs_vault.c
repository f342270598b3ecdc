/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/vault.ts to crypto/core/vault.h. Numbers are converted first (that may run JavaScript), buffers fetched last: their
 * addresses hold only until something is allocated. Keys never come out in clear.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "noise.h"
#include "pin_gate.h"
#include "terminal.h"
#include "vault_keys.h"

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

/* (kbpk, slot, text) → status. What a block holds shows only when it is open, so all are for boards that may take PIN keys. */
void xs_vault_load_key_block(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned kbpk = xsmcToUnsigned(xsArg(0));
  unsigned slot = xsmcToUnsigned(xsArg(1));
  bool open = pin_gate_open(terminal);
  void *text;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(2), &text, &size);
  xsmcSetInteger(xsResult, open ? vault_load_key_block(&terminal->vault, kbpk, slot, text, size) : VAULT_NO_DEVICE_SECRET);
}

/* (slot, checkValue, kbpk, text) → size of the block, or −status */
void xs_vault_export_key_block(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned slot = xsmcToUnsigned(xsArg(0));
  uint32_t check_value = xsmcToUnsigned(xsArg(1));
  unsigned kbpk = xsmcToUnsigned(xsArg(2));
  struct drbg *random = noise_generator(terminal);
  void *text;
  xsUnsignedValue capacity;
  size_t size = 0;
  enum vault_status status = VAULT_NO_RANDOM;
  xsmcGetBufferWritable(xsArg(3), &text, &capacity);
  if (random != NULL) {
    status = vault_export_key_block(&terminal->vault, slot, check_value, kbpk, random, text, capacity, &size);
  }
  xsmcSetInteger(xsResult, status == VAULT_OK ? (xsIntegerValue)size : -(xsIntegerValue)status);
}

/* (slot, purpose) → status */
void xs_vault_generate(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned slot = xsmcToUnsigned(xsArg(0));
  unsigned purpose = xsmcToUnsigned(xsArg(1));
  struct drbg *random = noise_generator(terminal);
  enum vault_status status = VAULT_NO_RANDOM;
  if (random != NULL) status = vault_generate(&terminal->vault, slot, (enum vault_purpose)purpose, random);
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

/* (slot) → purpose, 0 when the slot is empty */
void xs_vault_purpose(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct vault_description description;
  bool found = vault_describe(&terminal->vault, xsmcToUnsigned(xsArg(0)), &description) == VAULT_OK;
  xsmcSetInteger(xsResult, found ? (xsIntegerValue)description.purpose : 0);
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
