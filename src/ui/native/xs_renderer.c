/* SPDX-License-Identifier: Apache-2.0
 *
 * The renderer for TypeScript (src/ui/text.ts, src/ui/renderer.ts). Keeps no state of the terminal: everything is in
 * buffers of the caller. Texts are read in place: XS keeps strings as UTF-8, and nothing here allocates.
 */
#include <string.h>

#include "font_data.h"
#include "renderer_item.h"
#include "xs_shim.h"
#include "xsmc.h"

enum { RECTANGLE_BYTES = 8 };

static const uint8_t *text_argument(xsMachine *the, int index, size_t *size) {
  const char *text = xsmcToString(xsArg(index));
  *size = strlen(text);
  return (const uint8_t *)text;
}

static uint8_t font_argument(xsMachine *the, int index) {
  int32_t font = xsmcToInteger(xsArg(index));
  if (font < 0 || font >= FONT_COUNT) xsRangeError("font %d", (int)font);
  return (uint8_t)font;
}

/** (text, font): columns */
void xs_renderer_text_width(xsMachine *the) {
  uint8_t font = font_argument(the, 1);
  size_t size;
  const uint8_t *text = text_argument(the, 0, &size);
  xsmcSetInteger(xsResult, renderer_text_width(font, text, size));
}

/**
 * What String.prototype.slice counts. XS built without mxCESU8 counts characters, not UTF-16 units; built with it, it
 * keeps each half of a pair as three bytes: either way, as many as there are first bytes.
 */
static int32_t string_units(const uint8_t *text, size_t size) {
  int32_t units = 0;
  for (size_t i = 0; i < size; i++)
    if ((text[i] & 0xC0) != 0x80) units++;
  return units;
}

/** (text, font, width): how much of the text, as slice counts, is on the first line */
void xs_renderer_line_break(xsMachine *the) {
  uint8_t font = font_argument(the, 1);
  int32_t width = xsmcToInteger(xsArg(2));
  size_t size;
  const uint8_t *text = text_argument(the, 0, &size);
  xsmcSetInteger(xsResult, string_units(text, renderer_line_break(font, text, size, width)));
}

/** (list, offset, x, y, width, height, colour, style, text): bytes of the item; without a text it is a box */
void xs_renderer_put_item(xsMachine *the) {
  bool is_text = xsmcTypeOf(xsArg(8)) != xsUndefinedType;
  int32_t offset = xsmcToInteger(xsArg(1));
  struct item item = {
      .kind = is_text ? RENDERER_TEXT : RENDERER_BOX,
      .box = {(int16_t)xsmcToInteger(xsArg(2)), (int16_t)xsmcToInteger(xsArg(3)), (int16_t)xsmcToInteger(xsArg(4)),
              (int16_t)xsmcToInteger(xsArg(5))},
      .colour = (uint16_t)xsmcToInteger(xsArg(6)),
      .style = (uint16_t)xsmcToInteger(xsArg(7)),
  };
  void *list;
  xsUnsignedValue capacity;
  if (is_text) item.text = text_argument(the, 8, &item.text_size);
  xsmcGetBufferWritable(xsArg(0), &list, &capacity);
  if (offset < 0 || (xsUnsignedValue)offset > capacity) xsRangeError("draw list is full");
  if (item.text_size > ITEM_TEXT_MAX) xsRangeError("text of %d bytes in one line", (int)item.text_size);
  size_t size = renderer_item_write((uint8_t *)list + offset, capacity - (xsUnsignedValue)offset, &item);
  if (size == 0) xsRangeError("draw list is full");
  xsmcSetInteger(xsResult, (int32_t)size);
}

/** (before, beforeSize, after, afterSize, width, height, rectangles): how many rectangles of four 16-bit numbers */
void xs_renderer_changes(xsMachine *the) {
  int32_t before_size = xsmcToInteger(xsArg(1));
  int32_t after_size = xsmcToInteger(xsArg(3));
  struct rectangle screen = { 0, 0, (int16_t)xsmcToInteger(xsArg(4)), (int16_t)xsmcToInteger(xsArg(5)) };
  struct rectangle changes[8];
  void *before, *after, *result;
  xsUnsignedValue before_capacity, after_capacity, result_capacity;
  xsmcGetBufferReadable(xsArg(0), &before, &before_capacity);
  xsmcGetBufferReadable(xsArg(2), &after, &after_capacity);
  xsmcGetBufferWritable(xsArg(6), &result, &result_capacity);
  size_t maximum = result_capacity / RECTANGLE_BYTES;
  if (before_size < 0 || (xsUnsignedValue)before_size > before_capacity) xsRangeError("list before");
  if (after_size < 0 || (xsUnsignedValue)after_size > after_capacity) xsRangeError("list after");
  if (maximum == 0) xsRangeError("no room for a rectangle");
  if (maximum > sizeof changes / sizeof changes[0]) maximum = sizeof changes / sizeof changes[0];
  size_t count = renderer_changes(before, (size_t)before_size, after, (size_t)after_size, screen, changes, maximum);
  memcpy(result, changes, count * sizeof changes[0]);
  xsmcSetInteger(xsResult, (int32_t)count);
}

/** (list, size, x, y, width, height, pixels) */
void xs_renderer_strip(xsMachine *the) {
  int32_t size = xsmcToInteger(xsArg(1));
  int32_t x = xsmcToInteger(xsArg(2));
  int32_t y = xsmcToInteger(xsArg(3));
  int32_t width = xsmcToInteger(xsArg(4));
  int32_t height = xsmcToInteger(xsArg(5));
  void *list, *pixels;
  xsUnsignedValue capacity, room;
  if (x < 0 || y < 0 || width <= 0 || height <= 0 || x > 1023 || y > 1023 || width > 1024 || height > 1024)
    xsRangeError("strip %d x %d at %d, %d", (int)width, (int)height, (int)x, (int)y);
  struct rectangle strip = { (int16_t)x, (int16_t)y, (int16_t)width, (int16_t)height };
  xsmcGetBufferReadable(xsArg(0), &list, &capacity);
  xsmcGetBufferWritable(xsArg(6), &pixels, &room);
  if (size < 0 || (xsUnsignedValue)size > capacity) xsRangeError("draw list size");
  if ((xsUnsignedValue)(width * height * 2) > room) xsRangeError("strip of %d bytes", (int)(width * height * 2));
  if (!renderer_strip(list, (size_t)size, strip, pixels)) xsRangeError("draw list is malformed");
}
