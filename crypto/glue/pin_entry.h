/* SPDX-License-Identifier: Apache-2.0
 *
 * The scanner and the pinpad brought together: who opens a secret entry turns the keypad to it, and whoever ends it turns it back.
 * Neither of them knows the other.
 */
#ifndef JIAOZI_PIN_ENTRY_H
#define JIAOZI_PIN_ENTRY_H

#include "terminal.h"

/** Known to crypto/pin-entry.ts. */
enum pin_entry_status {
  PIN_ENTRY_OPEN = 0,
  PIN_ENTRY_NOT_ALLOWED = 1, /* this board takes no PIN (pin_gate.h) */
  PIN_ENTRY_NO_KEY = 2,
  PIN_ENTRY_REFUSED = 3, /* sizes or times out of range, or an entry is open */
  PIN_ENTRY_TOO_SOON = 4,
};

/** Opens a PIN. `purpose` names its key. */
enum pin_entry_status pin_entry_open(struct terminal *terminal, const struct pinpad_request *request,
                                     const struct pinpad_purpose *purpose) __attribute__((warn_unused_result));
/** Opens what is no PIN: a key component or a passcode. */
bool pin_entry_open_secret(struct terminal *terminal, const struct pinpad_request *request)
    __attribute__((warn_unused_result));
/** Wipes the digits and gives the keypad back. To be called after pinpad_take as well. */
void pin_entry_close(struct terminal *terminal);
/** The digits of a passcode or password, whose entry is closed then; false when there are none. The caller wipes them. */
bool pin_entry_take_passcode(struct terminal *terminal, uint8_t digits[PINPAD_DIGITS_MAX], size_t *count)
    __attribute__((warn_unused_result));

/** Clear digits may be asked for under that number from now on; under PINPAD_PROMPT_NONE none. False: no such prompt. */
bool pin_entry_prompt(struct terminal *terminal, uint32_t prompt) __attribute__((warn_unused_result));

#endif
