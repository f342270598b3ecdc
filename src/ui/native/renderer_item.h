/* SPDX-License-Identifier: Apache-2.0
 *
 * Items of a draw list; renderer.h describes the words.
 */
#ifndef JIAOZI_RENDERER_ITEM_H
#define JIAOZI_RENDERER_ITEM_H

#include "renderer.h"

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

#endif
