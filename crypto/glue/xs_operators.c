/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/operators.ts to crypto/core/operators.h. What leaves is numbers, statuses and sealed images; digits come from the pinpad,
 * never from JavaScript. Numbers are converted first (that may run JavaScript), buffers fetched last.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "noise.h"
#include "operators_image.h"
#include "pin_entry.h"
#include "ports.h"
#include "terminal.h"
#include "wipe.h"

#include <string.h>

/* (image) → whether it is this terminal's, and newer than what is there: then it is what is there */
void xs_operators_open(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t secret[32], image[OPERATORS_IMAGE_SIZE];
  void *sealed;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &sealed, &size);
  bool good = size == sizeof image && port_device_secret(terminal, secret);
  if (good) {
    memcpy(image, sealed, sizeof image);
    good = operators_image_open(&terminal->operators, secret, image);
  }
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, good);
}

/* (image) → whether it is now what is to be saved */
void xs_operators_make(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t secret[32], nonce[SEAL_NONCE_SIZE], image[OPERATORS_IMAGE_SIZE];
  void *sealed;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &sealed, &size);
  if (size != sizeof image) xsRangeError("image: 1088 bytes expected");
  bool good = port_device_secret(terminal, secret) && noise_take(terminal, nonce, sizeof nonce);
  if (good) {
    /* It is clear for a moment: not in a buffer of JavaScript's. */
    operators_image_make(&terminal->operators, secret, nonce, image);
    memcpy(sealed, image, sizeof image);
  }
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, good);
}

/* (number) → whether there is that operator */
void xs_operators_exists(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned number = xsmcToUnsigned(xsArg(0));
  xsmcSetBoolean(xsResult, operators_exists(&terminal->operators, number));
}

/* (number) → whether that operator is locked */
void xs_operators_locked(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned number = xsmcToUnsigned(xsArg(0));
  xsmcSetBoolean(xsResult, operators_is_locked(&terminal->operators, number));
}

/* (number) → the lowest number from there on, -1 for none */
void xs_operators_next(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetInteger(xsResult, operators_next(&terminal->operators, xsmcToUnsigned(xsArg(0))));
}

/* (number) → milliseconds until the next try */
void xs_operators_wait(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned number = xsmcToUnsigned(xsArg(0));
  xsmcSetInteger(xsResult, (xsIntegerValue)operators_wait_ms(&terminal->operators, number, port_now_ms(terminal)));
}

/* (number) → operators_status */
void xs_operators_charge(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned number = xsmcToUnsigned(xsArg(0));
  xsmcSetInteger(xsResult, operators_charge(&terminal->operators, number, port_now_ms(terminal)));
}

/* (number, image as it lies in flash) → operators_status. What is not saved is not looked at. */
void xs_operators_verify(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t secret[32], digits[PINPAD_DIGITS_MAX];
  size_t count;
  enum operators_status status = OPERATORS_FORBIDDEN;
  unsigned number = xsmcToUnsigned(xsArg(0));
  void *saved;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(1), &saved, &size);
  bool good = pin_entry_take_passcode(terminal, digits, &count) && size == OPERATORS_IMAGE_SIZE && port_device_secret(terminal, secret);
  good = good && operators_image_is_last(&terminal->operators, secret, saved);
  if (good) status = operators_verify(&terminal->operators, &terminal->vault, number, digits, count);
  jz_wipe(secret, sizeof secret);
  jz_wipe(digits, sizeof digits);
  xsmcSetInteger(xsResult, status);
}

/* (number) → operators_status */
void xs_operators_new_password(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t salt[OPERATORS_SALT_SIZE], digits[PINPAD_DIGITS_MAX];
  size_t count;
  enum operators_status status = OPERATORS_FORBIDDEN;
  unsigned number = xsmcToUnsigned(xsArg(0));
  if (pin_entry_take_passcode(terminal, digits, &count) && noise_take(terminal, salt, sizeof salt)) {
    status = operators_new_password(&terminal->operators, &terminal->vault, number, salt, digits, count);
  }
  jz_wipe(digits, sizeof digits);
  xsmcSetInteger(xsResult, status);
}

/* () */
void xs_operators_forget_new(xsMachine *the) {
  operators_forget_new(&terminal_of(the)->operators);
}

/* (number) → operators_status */
void xs_operators_unlock(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetInteger(xsResult, operators_unlock(&terminal->operators, xsmcToUnsigned(xsArg(0))));
}

/* (number) → operators_status */
void xs_operators_remove(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetInteger(xsResult, operators_remove(&terminal->operators, xsmcToUnsigned(xsArg(0))));
}

/* (number) */
void xs_operators_dismiss(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  operators_dismiss(&terminal->operators, xsmcToUnsigned(xsArg(0)));
}
