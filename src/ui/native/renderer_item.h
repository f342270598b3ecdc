/* SPDX-License-Identifier: Apache-2.0
 *
 * Items of a draw list; renderer.h describes the words.
 */
#ifndef JIAOZI_RENDERER_ITEM_H
#define JIAOZI_RENDERER_ITEM_H

#include "renderer.h"

/* An item says in one byte how many words it has; a text has eight before its bytes. */
enum { ITEM_TEXT_MAX = (255 - 8) * 2 };

struct item {
  uint8_t kind;
  size_t size; /* in bytes */
  struct rectangle box;
  uint16_t colour;
  uint16_t style;
  const uint8_t *text;
  size_t text_size;
};

/** The item at the start of `list`; false when there is no whole one. */
bool renderer_item_read(const uint8_t *list, size_t size, struct item *item);

/** Writes the item, whose text has at most ITEM_TEXT_MAX bytes. Returns its bytes, 0 when they are more than `room`. */
size_t renderer_item_write(uint8_t *list, size_t room, const struct item *item);

/** Where the first glyph of a text stands, and where its line begins. */
int32_t renderer_item_pen(const struct item *item);
int32_t renderer_item_top(const struct item *item);

#endif
