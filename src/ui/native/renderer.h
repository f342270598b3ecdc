/* SPDX-License-Identifier: Apache-2.0
 *
 * Pixels of a screen from a draw list, strip by strip: there is no frame buffer (design.md 8). The list is made by
 * src/ui/renderer.ts. Nothing is remembered between calls.
 *
 * A draw list is a row of items in 16-bit words of the machine's own byte order (writer and reader share the memory):
 *
 *   word 0      kind (low byte), words of the item including this one (high byte)
 *   words 1-4   x, y (signed), width, height: nothing is drawn outside this box
 *   word 5      colour, RGB565
 *   word 6      box: corner radius, at most 255.  text: font id (low byte), alignment (high byte)
 *   word 7      text: bytes of UTF-8 that follow, the last word filled up with zero
 *
 * Later items cover earlier ones. What no item covers is black.
 */
#ifndef JIAOZI_RENDERER_H
#define JIAOZI_RENDERER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum renderer_kind { RENDERER_BOX = 1, RENDERER_TEXT = 2 };
enum renderer_align { RENDERER_LEFT = 0, RENDERER_CENTRE = 1, RENDERER_RIGHT = 2 };

struct rectangle {
  int16_t x;
  int16_t y;
  int16_t width;
  int16_t height;
};

/** Draws the part of the list inside `strip` as RGB565, high byte first, row by row. False when the list is malformed. */
bool renderer_strip(const uint8_t *list, size_t list_size, struct rectangle strip, uint8_t *pixels);

/**
 * The places where the pictures of two lists may differ: at most `maximum` (not 0) rectangles, clipped to `screen`, that
 * overlap each other nowhere. Items are compared by position in the list. Returns how many; all of `screen` when a list
 * is malformed.
 */
size_t renderer_changes(const uint8_t *before, size_t before_size, const uint8_t *after, size_t after_size,
                        struct rectangle screen, struct rectangle *changes, size_t maximum);

/** Columns that the text takes in one line. `font` is an id of font_data.h. */
int32_t renderer_text_width(uint8_t font, const uint8_t *text, size_t size);

/**
 * How much of the text goes on a line of `width`: bytes up to where the next line begins, blanks at the break included.
 * Breaks at blanks and beside Chinese characters, never before closing punctuation or after opening punctuation; a word
 * that is wider than the line is cut. A line feed ends the line. At least one character, unless the text is empty.
 */
size_t renderer_line_break(uint8_t font, const uint8_t *text, size_t size, int32_t width);

#endif
