/* SPDX-License-Identifier: Apache-2.0
 *
 * See pin_entry.h. Also the scanner's ports for secret digits (ports.h).
 */
#include "pin_entry.h"

#include "pin_gate.h"
#include "ports.h"
#include "vault_pin.h"

_Static_assert((int)PINPAD_KEY_LETTER == (int)KEYPAD_POINT, "the keypad's point makes letters");
_Static_assert((int)PINPAD_KEY_ENTER == (int)KEYPAD_ENTER, "enter");
_Static_assert((int)PINPAD_KEY_CANCEL == (int)KEYPAD_CANCEL, "cancel");
_Static_assert((int)PINPAD_KEY_CLEAR == (int)KEYPAD_CLEAR, "clear");

static void give_keypad_back(struct terminal *terminal) {
  bool numbers = terminal->pinpad.prompt != PINPAD_PROMPT_NONE;
  keypad_use(terminal, numbers ? KEYPAD_NUMBER : KEYPAD_QUEUE);
}

bool pin_entry_open_secret(struct terminal *terminal, const struct pinpad_request *request) {
  if (request->kind == PINPAD_PIN || !pinpad_open(&terminal->pinpad, request, NULL, port_now_ms(terminal))) return false;
  keypad_use(terminal, KEYPAD_SECRET);
  return true;
}

enum pin_entry_status pin_entry_open(struct terminal *terminal, const struct pinpad_request *request,
                                     const struct pinpad_purpose *purpose) {
  uint32_t now_ms = port_now_ms(terminal);
  if (!pin_gate_open(terminal)) return PIN_ENTRY_NOT_ALLOWED;
  if (vault_pin_usable(&terminal->vault, &terminal->pinpad, purpose) != VAULT_OK) return PIN_ENTRY_NO_KEY;
  if (vault_pin_wait(&terminal->vault, &terminal->pinpad, purpose->slot, now_ms) != 0) return PIN_ENTRY_TOO_SOON;
  if (request->kind != PINPAD_PIN || !pinpad_open(&terminal->pinpad, request, purpose, now_ms)) return PIN_ENTRY_REFUSED;
  keypad_use(terminal, KEYPAD_SECRET);
  return PIN_ENTRY_OPEN;
}

void pin_entry_close(struct terminal *terminal) {
  pinpad_close(&terminal->pinpad);
  give_keypad_back(terminal);
}

bool pin_entry_take_passcode(struct terminal *terminal, uint8_t digits[PINPAD_DIGITS_MAX], size_t *count) {
  *count = terminal->pinpad.count;
  bool taken = pinpad_take(&terminal->pinpad, PINPAD_PASSCODE, digits, *count, port_now_ms(terminal));
  pin_entry_close(terminal);
  return taken;
}

bool pin_entry_prompt(struct terminal *terminal, uint32_t prompt) {
  if (!pinpad_prompt_known(prompt)) return false;
  terminal->pinpad.prompt = (uint8_t)prompt;
  if (terminal->pinpad.kind == PINPAD_CLOSED) give_keypad_back(terminal);
  return true;
}

bool port_pin_key(void *context, uint8_t code) {
  struct terminal *terminal = context;
  return pinpad_press(&terminal->pinpad, code, port_now_ms(context));
}

bool port_pin_tick(void *context) {
  struct terminal *terminal = context;
  bool told = pinpad_tick(&terminal->pinpad, port_now_ms(context));
  if (terminal->pinpad.kind == PINPAD_CLOSED) give_keypad_back(terminal);
  return told;
}
