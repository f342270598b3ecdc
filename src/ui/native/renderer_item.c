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

static void put_word(uint8_t *list, size_t word, uint16_t value) { memcpy(list + word * 2, &value, sizeof value); }

size_t renderer_item_write(uint8_t *list, size_t room, const struct item *item) {
  bool is_text = item->kind == RENDERER_TEXT;
  size_t words = is_text ? TEXT_HEADER_WORDS + (item->text_size + 1) / 2 : HEADER_WORDS;
  if (words * 2 > room) return 0;
  put_word(list, 0, (uint16_t)(item->kind | words << 8));
  put_word(list, 1, (uint16_t)item->box.x);
  put_word(list, 2, (uint16_t)item->box.y);
  put_word(list, 3, (uint16_t)item->box.width);
  put_word(list, 4, (uint16_t)item->box.height);
  put_word(list, 5, item->colour);
  put_word(list, 6, item->style);
  if (!is_text) return words * 2;
  put_word(list, 7, (uint16_t)item->text_size);
  list[words * 2 - 1] = 0; /* the filling of an odd length */
  memcpy(list + TEXT_HEADER_WORDS * 2, item->text, item->text_size);
  return words * 2;
}

int32_t renderer_item_pen(const struct item *item) {
  uint8_t align = (uint8_t)(item->style >> 8);
  if (align == RENDERER_LEFT) return item->box.x;
  int32_t free = item->box.width - renderer_text_width((uint8_t)item->style, item->text, item->text_size);
  return item->box.x + (align == RENDERER_RIGHT ? free : free / 2);
}

int32_t renderer_item_top(const struct item *item) {
  return item->box.y + (item->box.height - font_table[(uint8_t)item->style].line_height) / 2;
}
