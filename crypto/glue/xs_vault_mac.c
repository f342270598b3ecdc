/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/mac.ts and crypto/dukpt.ts to crypto/core/vault_mac.h and vault_dukpt.h. Numbers first, buffers last, as in xs_vault.c.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "terminal.h"
#include "vault_dukpt.h"
#include "vault_mac.h"

#include <string.h>

/* Method and padding, from the numbers at `index`; the message still to come. */
#define METHOD_AT(index) \
  { (enum vault_mac_method)xsmcToUnsigned(xsArg(index)), (enum mac_padding)xsmcToUnsigned(xsArg((index) + 1)), NULL, 0 }

/* The size of the MAC, which fits the caller's 16 bytes, or −status. */
static xsIntegerValue answer(enum vault_status status, const uint8_t *made, size_t size, void *mac) {
  if (status == VAULT_OK) memcpy(mac, made, size);
  return status == VAULT_OK ? (xsIntegerValue)size : -(xsIntegerValue)status;
}

static void expect_room(xsMachine *the, xsUnsignedValue size) {
  if (size != VAULT_MAC_SIZE_MAX) xsRangeError("MAC: room for 16 bytes expected");
}

/* (slot, checkValue, method, padding, message, mac) → size or −status */
void xs_vault_mac(xsMachine *the) {
  unsigned slot = xsmcToUnsigned(xsArg(0));
  uint32_t check_value = xsmcToUnsigned(xsArg(1));
  struct vault_mac_request request = METHOD_AT(2);
  void *message, *mac;
  xsUnsignedValue size, mac_size;
  uint8_t made[VAULT_MAC_SIZE_MAX];
  size_t made_size;
  xsmcGetBufferReadable(xsArg(4), &message, &size);
  xsmcGetBufferWritable(xsArg(5), &mac, &mac_size);
  expect_room(the, mac_size);
  request.message = message, request.size = size;
  enum vault_status status = vault_mac(&terminal_of(the)->vault, slot, check_value, &request, made, &made_size);
  xsmcSetInteger(xsResult, answer(status, made, made_size, mac));
}

/* (slot, checkValue, method, padding, message, mac) → status */
void xs_vault_mac_verify(xsMachine *the) {
  unsigned slot = xsmcToUnsigned(xsArg(0));
  uint32_t check_value = xsmcToUnsigned(xsArg(1));
  struct vault_mac_request request = METHOD_AT(2);
  void *message, *mac;
  xsUnsignedValue size, mac_size;
  xsmcGetBufferReadable(xsArg(4), &message, &size);
  xsmcGetBufferReadable(xsArg(5), &mac, &mac_size);
  request.message = message, request.size = size;
  xsmcSetInteger(xsResult, vault_mac_verify(&terminal_of(the)->vault, slot, check_value, &request, mac, mac_size));
}

/* (method, padding, message, mac) → size or −status */
void xs_dukpt_mac(xsMachine *the) {
  struct vault_mac_request request = METHOD_AT(0);
  void *message, *mac;
  xsUnsignedValue size, mac_size;
  uint8_t made[VAULT_MAC_SIZE_MAX];
  size_t made_size;
  xsmcGetBufferReadable(xsArg(2), &message, &size);
  xsmcGetBufferWritable(xsArg(3), &mac, &mac_size);
  expect_room(the, mac_size);
  request.message = message, request.size = size;
  enum vault_status status = vault_dukpt_mac(&terminal_of(the)->vault, &request, made, &made_size);
  xsmcSetInteger(xsResult, answer(status, made, made_size, mac));
}

/* (method, padding, message, mac) → status */
void xs_dukpt_mac_verify(xsMachine *the) {
  struct vault_mac_request request = METHOD_AT(0);
  void *message, *mac;
  xsUnsignedValue size, mac_size;
  xsmcGetBufferReadable(xsArg(2), &message, &size);
  xsmcGetBufferReadable(xsArg(3), &mac, &mac_size);
  request.message = message, request.size = size;
  xsmcSetInteger(xsResult, vault_dukpt_mac_verify(&terminal_of(the)->vault, &request, mac, mac_size));
}

/* () → status */
void xs_dukpt_next(xsMachine *the) {
  xsmcSetInteger(xsResult, vault_dukpt_next(&terminal_of(the)->vault));
}

/* (ksn, 12 bytes) → size or −status */
void xs_dukpt_ksn(xsMachine *the) {
  void *ksn;
  xsUnsignedValue room;
  uint8_t made[DUKPT_AES_KSN_SIZE];
  size_t size = 0;
  xsmcGetBufferWritable(xsArg(0), &ksn, &room);
  if (room != sizeof made) xsRangeError("KSN: room for 12 bytes expected");
  enum vault_status status = vault_dukpt_ksn(&terminal_of(the)->vault, made, &size);
  xsmcSetInteger(xsResult, answer(status, made, size, ksn));
}

/* () */
void xs_dukpt_end(xsMachine *the) {
  vault_dukpt_end(&terminal_of(the)->vault);
}
