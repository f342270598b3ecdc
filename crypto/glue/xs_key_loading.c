/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/key-loading.ts to crypto/core/key_loading.h. What leaves is a card, statuses, check values and sealed records; digits and
 * components come from the pinpad, never from JavaScript. Numbers are converted first (that may run JavaScript), buffers fetched last.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "noise.h"
#include "pin_entry.h"
#include "ports.h"
#include "terminal.h"
#include "wipe.h"

#include <string.h>

enum { SECRET_KEY_MS = 60000, SECRET_TOTAL_MS = 300000 };

/* The card of the identity → whether there is one */
void xs_key_loading_card(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  void *card;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &card, &size);
  if (size != DEVICE_CARD_SIZE) xsRangeError("card: 128 bytes expected");
  xsmcSetBoolean(xsResult, key_loading_card(&terminal->vault, card));
}

/* (file) → key_file_status */
void xs_key_loading_take_file(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  void *file;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &file, &size);
  xsmcSetInteger(xsResult, key_loading_take_file(&terminal->loading, &terminal->vault, file, size));
}

/* (record) → whether it is this terminal's, and newer than what is there: then it is what is there */
void xs_key_loading_open_record(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct loading_record opened;
  uint8_t secret[32];
  void *sealed;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &sealed, &size);
  if (size != LOADING_RECORD_SIZE) xsRangeError("record: 224 bytes expected");
  bool taken = port_device_secret(terminal, secret) && loading_record_open(&opened, secret, sealed) &&
               opened.generation > terminal->loading.record.generation;
  if (taken) terminal->loading.record = opened;
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, taken);
}

/* (record) → whether it is now what is to be saved */
void xs_key_loading_seal_record(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t secret[32], nonce[SEAL_NONCE_SIZE];
  void *sealed;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &sealed, &size);
  if (size != LOADING_RECORD_SIZE) xsRangeError("record: 224 bytes expected");
  bool good = port_device_secret(terminal, secret) && noise_take(terminal, nonce, sizeof nonce);
  if (good) {
    terminal->loading.record.generation++;
    loading_record_seal(&terminal->loading.record, secret, nonce, sealed);
  }
  jz_wipe(secret, sizeof secret);
  xsmcSetBoolean(xsResult, good);
}

static bool ask(struct terminal *terminal, enum pinpad_kind kind, size_t minimum, size_t maximum) {
  struct pinpad_request request = {
    .kind = (uint8_t)kind,
    .minimum = (uint8_t)minimum,
    .maximum = (uint8_t)maximum,
    .key_ms = SECRET_KEY_MS,
    .total_ms = SECRET_TOTAL_MS,
  };
  return pin_entry_open_secret(terminal, &request);
}

/* () → whether a passcode may be typed now */
void xs_key_loading_ask_passcode(xsMachine *the) {
  xsmcSetBoolean(xsResult, ask(terminal_of(the), PINPAD_PASSCODE, CUSTODY_PASSCODE_MIN, CUSTODY_PASSCODE_MAX));
}

/* () → how many hexadecimal digits may be typed now; 0: none */
void xs_key_loading_ask_component(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  size_t digits = 2 * key_components_size(terminal->loading.components.kind);
  bool open = digits != 0 && ask(terminal, PINPAD_HEX, digits, digits);
  xsmcSetInteger(xsResult, open ? (xsIntegerValue)digits : 0);
}

/* (custodian) → milliseconds until the next try */
void xs_key_loading_wait(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned who = xsmcToUnsigned(xsArg(0));
  xsmcSetInteger(xsResult, (xsIntegerValue)key_loading_wait_ms(&terminal->loading, who, port_now_ms(terminal)));
}

/* (custodian) → custody_status */
void xs_key_loading_charge(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned who = xsmcToUnsigned(xsArg(0));
  xsmcSetInteger(xsResult, key_loading_charge(&terminal->loading, who, port_now_ms(terminal)));
}

/* (custodian, record as it lies in flash) → custody_status. What is not saved is not looked at. */
void xs_key_loading_verify(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct loading_record saved;
  uint8_t secret[32], digits[PINPAD_DIGITS_MAX];
  size_t count;
  enum custody_status status = CUSTODY_REFUSED;
  unsigned who = xsmcToUnsigned(xsArg(0));
  void *record;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(1), &record, &size);
  if (size != LOADING_RECORD_SIZE) xsRangeError("record: 224 bytes expected");
  bool good = pin_entry_take_passcode(terminal, digits, &count) && port_device_secret(terminal, secret);
  good = good && loading_record_open(&saved, secret, record) && saved.generation == terminal->loading.record.generation;
  if (good) status = key_loading_verify(&terminal->loading, who, secret, digits, count);
  jz_wipe(secret, sizeof secret);
  jz_wipe(digits, sizeof digits);
  xsmcSetInteger(xsResult, status);
}

/* (custodian) → custody_status */
void xs_key_loading_new_passcode(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t secret[32], salt[CUSTODY_SALT_SIZE], digits[PINPAD_DIGITS_MAX];
  size_t count;
  enum custody_status status = CUSTODY_REFUSED;
  unsigned who = xsmcToUnsigned(xsArg(0));
  bool good = pin_entry_take_passcode(terminal, digits, &count) && port_device_secret(terminal, secret);
  if (good && noise_take(terminal, salt, sizeof salt)) {
    status = key_loading_new_passcode(&terminal->loading, who, secret, salt, digits, count);
  }
  jz_wipe(secret, sizeof secret);
  jz_wipe(digits, sizeof digits);
  xsmcSetInteger(xsResult, status);
}

/* (kind, count) → whether a ceremony has begun */
void xs_key_loading_begin(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  unsigned kind = xsmcToUnsigned(xsArg(0));
  unsigned count = xsmcToUnsigned(xsArg(1));
  xsmcSetBoolean(xsResult, key_loading_begin(&terminal->loading, kind, count, port_now_ms(terminal)));
}

/* () → the check value of the component in the pinpad, undefined when it is refused */
void xs_key_loading_component(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t component[KEY_COMPONENTS_KEY_SIZE_MAX], value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  uint32_t now_ms = port_now_ms(terminal);
  size_t size = key_components_size(terminal->loading.components.kind);
  bool taken = size != 0 && pinpad_take_hex(&terminal->pinpad, component, size, now_ms);
  pin_entry_close(terminal);
  if (taken && key_loading_component(&terminal->loading, component, now_ms, value)) {
    xsmcSetUnsigned(xsResult, (uint32_t)value[0] << 24 | (uint32_t)value[1] << 16 | (uint32_t)value[2] << 8 | value[3]);
  }
  jz_wipe(component, sizeof component);
}

/* (accept) → whether a component was waiting for that */
void xs_key_loading_decide(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetBoolean(xsResult, key_components_decide(&terminal->loading.components, xsmcToBoolean(xsArg(0))));
}

/* () → the check value of the key, undefined when it is refused */
void xs_key_loading_check_value(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  uint8_t value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  if (key_components_check_value(&terminal->loading.components, value)) {
    xsmcSetUnsigned(xsResult, (uint32_t)value[0] << 24 | (uint32_t)value[1] << 16 | (uint32_t)value[2] << 8 | value[3]);
  }
}

/* () → vault_status */
void xs_key_loading_finish(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  xsmcSetInteger(xsResult, key_loading_finish(&terminal->loading, &terminal->vault, port_now_ms(terminal)));
}

/* () */
void xs_key_loading_end(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  pin_entry_close(terminal);
  key_loading_end(&terminal->loading);
}
