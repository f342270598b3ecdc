/* SPDX-License-Identifier: OFL-1.1
 *
 * Made by scripts/make-fonts.mjs from src/ui/native/fonts.json: do not edit. Glyphs rasterised from Noto Sans SC,
 * licensed under the SIL Open Font License 1.1 (see THIRD_PARTY.md); icons are Jiaozi's own.
 */
#ifndef JIAOZI_FONT_DATA_H
#define JIAOZI_FONT_DATA_H

#include <stdint.h>

/** `words` + offset: coverages 0 to 15 of width x height pixels, row by row, as nibbles, low one first; 0 and 15 are
 *  followed by how often they repeat. `left` is from the pen, `top` from the top of the line. */
struct glyph {
  uint16_t code;
  uint8_t advance;
  int8_t left;
  uint8_t top;
  uint8_t width;
  uint8_t height;
  uint32_t offset;
};

/** Glyphs in the order of their codes. */
struct font {
  const struct glyph *glyphs;
  const uint32_t *words;
  uint16_t count;
  uint8_t line_height;
};

enum {
  FONT_SMALL = 0,
  FONT_BODY = 1,
  FONT_TITLE = 2,
  FONT_AMOUNT = 3,
  FONT_AMOUNT_NARROW = 4,
  FONT_ICON = 5,
  FONT_ICON_MEDIUM = 6,
  FONT_ICON_SMALL = 7,
  FONT_COUNT = 8
};

extern const struct font font_table[FONT_COUNT];

#endif
