/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a draw list apart (renderer.h). Everything about an item is checked here, so that drawing needs no checks.
 */
#include "renderer_item.h"

#include <string.h>

#include "font_data.h"

enum { HEADER_WORDS = 7, TEXT_HEADER_WORDS = 8, MAXIMUM_RADIUS = 255 };

static uint16_t word_at(const uint8_t *list, size_t word) {
  uint16_t value;
  memcpy(&value, list + word * 2, sizeof value);
  return value;
}

bool renderer_item_read(const uint8_t *list, size_t size, struct item *item) {
  if (size < HEADER_WORDS * 2) return false;
  uint16_t first = word_at(list, 0);
  item->kind = (uint8_t)first;
  item->size = (size_t)(first >> 8) * 2;
  item->box.x = (int16_t)word_at(list, 1);
  item->box.y = (int16_t)word_at(list, 2);
  item->box.width = (int16_t)word_at(list, 3);
  item->box.height = (int16_t)word_at(list, 4);
  item->colour = word_at(list, 5);
  item->style = word_at(list, 6);
  item->text = NULL;
  item->text_size = 0;
  if (item->size < HEADER_WORDS * 2 || item->size > size || item->box.width < 0 || item->box.height < 0) return false;
  if (item->kind == RENDERER_BOX) return item->style <= MAXIMUM_RADIUS;
  if (item->kind != RENDERER_TEXT || item->size < TEXT_HEADER_WORDS * 2) return false;
  item->text = list + TEXT_HEADER_WORDS * 2;
  item->text_size = word_at(list, 7);
  return item->text_size <= item->size - TEXT_HEADER_WORDS * 2 && (item->style & 0xFF) < FONT_COUNT;
}
