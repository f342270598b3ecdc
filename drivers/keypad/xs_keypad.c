/* SPDX-License-Identifier: Apache-2.0
 *
 * The scanner as JavaScript sees it: start it, take events. Pins and key map are copied at start; nothing of XS is kept.
 */
#include <stddef.h>

#include "xsmc.h"
#include "xs_shim.h"

#include "terminal.h"

/* (columnPins, rowPins, codes: Uint8Array, oneKey: boolean) → false when a pin is in use or the keypad runs already */
void xs_keypad_start(xsMachine *the) {
  void *columns, *rows, *codes;
  xsUnsignedValue column_count, row_count, code_count;
  struct keypad_wiring wiring;
  bool one_key = xsmcToBoolean(xsArg(3));
  xsmcGetBufferReadable(xsArg(0), &columns, &column_count);
  xsmcGetBufferReadable(xsArg(1), &rows, &row_count);
  xsmcGetBufferReadable(xsArg(2), &codes, &code_count);
  if (column_count < 1 || column_count > KEYPAD_COLUMNS_MAX) xsRangeError("columns");
  if (row_count < 1 || row_count > KEYPAD_ROWS_MAX) xsRangeError("rows");
  if (code_count != column_count * row_count) xsRangeError("codes");
  wiring.column_pins = columns;
  wiring.row_pins = rows;
  wiring.codes = codes;
  wiring.column_count = (uint8_t)column_count;
  wiring.row_count = (uint8_t)row_count;
  wiring.one_key = one_key;
  xsmcSetBoolean(xsResult, keypad_start(terminal_of(the), &wiring));
}

/* () → kind * 256 + code, or −1 */
void xs_keypad_take(xsMachine *the) {
  struct keypad_event event;
  if (keypad_take(terminal_of(the), &event)) {
    xsmcSetInteger(xsResult, event.kind * 256 + event.code);
  } else {
    xsmcSetInteger(xsResult, -1);
  }
}
