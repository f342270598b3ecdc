/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures and breaks text (renderer.h). Chinese needs no blanks to break at, but a line must not begin with closing
 * punctuation or end with opening punctuation.
 */
#include "font_text.h"

#include "renderer.h"
#include "utf8.h"

static const struct glyph *find(const struct font *font, uint32_t code) {
  uint16_t low = 0;
  uint16_t high = font->count;
  while (low < high) {
    uint16_t middle = (uint16_t)((low + high) / 2);
    if (font->glyphs[middle].code < code) low = (uint16_t)(middle + 1);
    else high = middle;
  }
  return low < font->count && font->glyphs[low].code == code ? &font->glyphs[low] : NULL;
}

const struct glyph *font_glyph(const struct font *font, uint32_t code) {
  const struct glyph *glyph = find(font, code);
  return glyph ? glyph : find(font, UTF8_REPLACEMENT);
}

static int32_t advance_of(const struct font *font, uint32_t code) {
  const struct glyph *glyph = font_glyph(font, code);
  return glyph ? glyph->advance : 0;
}

int32_t renderer_text_width(uint8_t id, const uint8_t *text, size_t size) {
  if (id >= FONT_COUNT) return 0;
  const struct font *font = &font_table[id];
  int32_t width = 0;
  for (size_t at = 0; at < size;) width += advance_of(font, utf8_next(text, size, &at));
  return width;
}

/** Han characters and the punctuation that goes with them. */
static bool is_chinese(uint32_t code) { return code >= 0x2E80 && code < 0xE000; }

static bool is_full_width(uint32_t code) { return is_chinese(code) || (code >= 0xFF01 && code < 0xFF61); }

static bool is_one_of(uint32_t code, const uint16_t *set, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (set[i] == code) return true;
  return false;
}

static bool is_closing(uint32_t code) {
  /* ! ) , . : ; ? ] } % 、 。 〉 》 」 』 】 ” ’ ！ ） ， ： ； ？ */
  static const uint16_t set[] = { '!',    ')',    ',',    '.',    ':',    ';',    '?',    ']',    '}',    '%',    0x3001, 0x3002, 0x3009,
                                  0x300B, 0x300D, 0x300F, 0x3011, 0x201D, 0x2019, 0xFF01, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F };
  return is_one_of(code, set, sizeof set / sizeof set[0]);
}

static bool is_opening(uint32_t code) {
  /* ( [ { ¥ 〈 《 「 『 【 “ ‘ （ */
  static const uint16_t set[] = { '(', '[', '{', 0xA5, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x201C, 0x2018, 0xFF08 };
  return is_one_of(code, set, sizeof set / sizeof set[0]);
}

static bool may_break_between(uint32_t left, uint32_t right) {
  if (right == ' ' || is_closing(right) || is_opening(left)) return false;
  return left == ' ' || is_full_width(left) || is_full_width(right);
}

size_t renderer_line_break(uint8_t id, const uint8_t *text, size_t size, int32_t width) {
  if (id >= FONT_COUNT) return size;
  const struct font *font = &font_table[id];
  int32_t used = 0;
  size_t best = 0;
  uint32_t left = 0;
  for (size_t at = 0; at < size;) {
    size_t start = at;
    uint32_t code = utf8_next(text, size, &at);
    if (code == '\n') return at;
    if (start > 0 && may_break_between(left, code)) best = start;
    used += advance_of(font, code);
    /* A blank may stick out: it is not seen. */
    if (used > width && code != ' ' && start > 0) return best > 0 ? best : start;
    left = code;
  }
  return size;
}
