/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/pin-entry.ts to the pinpad. What leaves is a count, how the entry ended, and an enciphered block; there is no way to ask
 * for a digit. Numbers are converted first (that may run JavaScript), buffers fetched last.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "noise.h"
#include "pin_entry.h"
#include "ports.h"
#include "vault_pin.h"
#include "wipe.h"

#include <string.h>

/* (prompt) → whether there is such a prompt */
void xs_pin_entry_prompt(xsMachine *the) {
  uint32_t prompt = xsmcToUnsigned(xsArg(0));
  xsmcSetBoolean(xsResult, pin_entry_prompt(terminal_of(the), prompt));
}

static uint8_t narrow(xsUnsignedValue value) {
  return value > 255 ? 255 : (uint8_t)value;
}

/* (pan, panDigits, amount, slot, checkValue, format, minimum, maximum, mayBypass, keyMs, totalMs) → pin_entry_status */
void xs_pin_entry_open(xsMachine *the) {
  struct pinpad_request request = {.kind = PINPAD_PIN};
  struct pinpad_purpose purpose = {.pan_size = 0};
  xsUnsignedValue pan_digits = xsmcToUnsigned(xsArg(1));
  purpose.slot = narrow(xsmcToUnsigned(xsArg(3)));
  purpose.check_value = xsmcToUnsigned(xsArg(4));
  purpose.format = narrow(xsmcToUnsigned(xsArg(5)));
  request.minimum = narrow(xsmcToUnsigned(xsArg(6)));
  request.maximum = narrow(xsmcToUnsigned(xsArg(7)));
  request.may_bypass = xsmcToBoolean(xsArg(8));
  request.key_ms = xsmcToUnsigned(xsArg(9));
  request.total_ms = xsmcToUnsigned(xsArg(10));
  void *pan, *amount;
  xsUnsignedValue pan_size, amount_size;
  xsmcGetBufferReadable(xsArg(0), &pan, &pan_size);
  xsmcGetBufferReadable(xsArg(2), &amount, &amount_size);
  if (amount_size != PINPAD_AMOUNT_SIZE) xsRangeError("amount: 6 bytes expected");
  if (pan_digits > PINPAD_PAN_MAX || pan_size < (pan_digits + 1) / 2) xsRangeError("PAN");
  memcpy(purpose.amount, amount, sizeof purpose.amount);
  purpose.pan_size = (uint8_t)pan_digits;
  for (unsigned i = 0; i < pan_digits; i++) {
    purpose.pan[i] = (uint8_t)(((const uint8_t *)pan)[i / 2] >> ((i & 1) != 0 ? 0 : 4) & 15);
  }
  enum pin_entry_status status = pin_entry_open(terminal_of(the), &request, &purpose);
  jz_wipe(&purpose, sizeof purpose);
  xsmcSetInteger(xsResult, status);
}

/* () → milliseconds until a PIN may be asked for */
void xs_pin_entry_wait(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetInteger(xsResult, (xsIntegerValue)pinpad_rate_wait(&terminal->pinpad.rate, port_now_ms(terminal)));
}

/* () → end * 256 + count, or −1 when nothing is open */
void xs_pin_entry_state(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  const struct pinpad *pad = &terminal->pinpad;
  (void)port_pin_tick(terminal);
  xsmcSetInteger(xsResult, pad->kind == PINPAD_CLOSED ? -1 : pad->end * 256 + pad->count);
}

/* (amount, block) → size of the block, or 0: then the entry is lost */
void xs_pin_entry_finish(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t random[VAULT_PIN_RANDOM_SIZE], enciphered[PIN_BLOCK_SIZE_MAX];
  void *amount, *block;
  xsUnsignedValue amount_size, block_size;
  size_t size = 0;
  xsmcGetBufferReadable(xsArg(0), &amount, &amount_size);
  xsmcGetBufferWritable(xsArg(1), &block, &block_size);
  if (amount_size != PINPAD_AMOUNT_SIZE) xsRangeError("amount: 6 bytes expected");
  if (block_size != PIN_BLOCK_SIZE_MAX) xsRangeError("block: 16 bytes expected");
  bool same = memcmp(terminal->pinpad.purpose.amount, amount, PINPAD_AMOUNT_SIZE) == 0;
  if (!same || !noise_take(terminal, random, sizeof random) ||
      vault_pin_encipher(&terminal->vault, &terminal->pinpad, random, port_now_ms(terminal), enciphered, &size) !=
          VAULT_OK) {
    size = 0;
  }
  if (size != 0) memcpy(block, enciphered, size);
  jz_wipe(random, sizeof random);
  pin_entry_close(terminal);
  xsmcSetInteger(xsResult, (xsIntegerValue)size);
}

/* () */
void xs_pin_entry_close(xsMachine *the) {
  pin_entry_close(terminal_of(the));
}
