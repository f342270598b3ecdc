/* SPDX-License-Identifier: Apache-2.0
 *
 * The agent's way into C: keys enter where the scanner's own events do, pixels are folded into a mirror of the glass. Part of the
 * HIL image only.
 * What a reader would get wrong: nothing of the terminal's C state is read here but the keypad's mode and the fill of its queue.
 */
#include <stddef.h>

#include "xsmc.h"
#include "xs_shim.h"

#include "ports.h"
#include "terminal.h"

/* (pressed: boolean, code: number) → false when the scanner does not run or its queue is full */
void xs_hil_key(xsMachine *the) {
  bool pressed = xsmcToBoolean(xsArg(0));
  uint8_t code = (uint8_t)xsmcToInteger(xsArg(1));
  struct terminal *terminal = terminal_of(the);
  struct keypad *keypad = &terminal->keypad;
  bool digit = code <= KEYPAD_DIGIT_MAX;
  bool taken = keypad->mode != KEYPAD_OFF && keypad->event_count < KEYPAD_EVENTS_MAX;
  xsmcSetBoolean(xsResult, taken);
  if (!taken || (digit && keypad->mode == KEYPAD_QUEUE)) return;
  if (keypad->mode == KEYPAD_SECRET) {
    if (!pressed || !port_pin_key(terminal, code)) return;
    pressed = false;
    code = 0;
  }
  struct keypad_event *event = &keypad->events[(keypad->event_first + keypad->event_count) % KEYPAD_EVENTS_MAX];
  event->kind = keypad->mode == KEYPAD_SECRET ? KEYPAD_SECRET_CHANGED : pressed ? KEYPAD_PRESS : KEYPAD_RELEASE;
  event->code = code;
  keypad->event_count++;
  port_keypad_ready(terminal);
}

/* (glass, pixels: RGB565 with the high byte first, stride, first, columns, drawn): pixels of an area that begins at `first` and is
 * `columns` wide, of which `drawn` have come before */
void xs_hil_draw(xsMachine *the) {
  void *glass_data, *pixels_data;
  xsUnsignedValue glass_count, pixel_bytes;
  uint32_t stride = (uint32_t)xsmcToInteger(xsArg(2));
  uint32_t first = (uint32_t)xsmcToInteger(xsArg(3));
  uint32_t columns = (uint32_t)xsmcToInteger(xsArg(4));
  uint32_t drawn = (uint32_t)xsmcToInteger(xsArg(5));
  xsmcGetBufferWritable(xsArg(0), &glass_data, &glass_count);
  xsmcGetBufferReadable(xsArg(1), &pixels_data, &pixel_bytes);
  uint8_t *glass = glass_data;
  const uint8_t *pixels = pixels_data;
  if (columns == 0 || columns > stride) xsRangeError("columns");
  for (uint32_t i = 0; i + 1 < pixel_bytes; i += 2, drawn++) {
    uint32_t at = first + drawn / columns * stride + drawn % columns;
    if (at >= glass_count) return;
    /* rrrrrggg gggbbbbb → rrrgggbb */
    glass[at] = (uint8_t)((pixels[i] & 0xe0) | (pixels[i] & 0x07) << 2 | (pixels[i + 1] >> 3 & 0x03));
  }
}

/* (bytes) → CRC-32 as a signed number */
void xs_hil_crc(xsMachine *the) {
  static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                     0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                     0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
  void *data;
  xsUnsignedValue count;
  uint32_t crc = 0xffffffffu;
  xsmcGetBufferReadable(xsArg(0), &data, &count);
  for (const uint8_t *byte = data; count > 0; byte++, count--) {
    crc ^= *byte;
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  xsmcSetInteger(xsResult, (xsIntegerValue)~crc);
}
