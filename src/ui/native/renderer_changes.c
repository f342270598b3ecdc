/* SPDX-License-Identifier: Apache-2.0
 *
 * Where two draw lists differ (renderer.h). A pixel changes only if an item that covers it is new, gone or different, so
 * the boxes of those items, old and new, are enough. Comparing by position finds a changed clock or amount; another
 * screen differs nearly everywhere anyway.
 */
#include <string.h>

#include "renderer_item.h"

/** Rectangles that overlap each other nowhere. */
struct gathered {
  struct rectangle *list;
  size_t count;
  size_t maximum;
};

static int16_t smaller(int16_t a, int16_t b) { return a < b ? a : b; }
static int16_t larger(int16_t a, int16_t b) { return a > b ? a : b; }

/** From edges; no width or height is negative. */
static struct rectangle between(int32_t left, int32_t top, int32_t right, int32_t bottom) {
  struct rectangle r = { (int16_t)left, (int16_t)top, (int16_t)(right > left ? right - left : 0),
                         (int16_t)(bottom > top ? bottom - top : 0) };
  return r;
}

static bool is_empty(struct rectangle r) { return r.width == 0 || r.height == 0; }

static int32_t right_of(struct rectangle r) { return r.x + r.width; }
static int32_t bottom_of(struct rectangle r) { return r.y + r.height; }

static struct rectangle common(struct rectangle a, struct rectangle b) {
  int32_t right = right_of(a) < right_of(b) ? right_of(a) : right_of(b);
  int32_t bottom = bottom_of(a) < bottom_of(b) ? bottom_of(a) : bottom_of(b);
  return between(larger(a.x, b.x), larger(a.y, b.y), right, bottom);
}

static struct rectangle around(struct rectangle a, struct rectangle b) {
  int32_t right = right_of(a) > right_of(b) ? right_of(a) : right_of(b);
  int32_t bottom = bottom_of(a) > bottom_of(b) ? bottom_of(a) : bottom_of(b);
  return between(smaller(a.x, b.x), smaller(a.y, b.y), right, bottom);
}

/** The place of one that overlaps `r` (or of any, when there is no room for another); `count` when there is none. */
static size_t find_partner(const struct gathered *gathered, struct rectangle r) {
  for (size_t i = 0; i < gathered->count; i++)
    if (!is_empty(common(gathered->list[i], r))) return i;
  return gathered->count == gathered->maximum ? 0 : gathered->count;
}

static void gather(struct gathered *gathered, struct rectangle r) {
  if (is_empty(r)) return;
  for (;;) {
    size_t i = find_partner(gathered, r);
    if (i == gathered->count) break;
    /* The union may overlap others: take the partner out and look again. */
    r = around(r, gathered->list[i]);
    gathered->list[i] = gathered->list[--gathered->count];
  }
  gathered->list[gathered->count++] = r;
}

static bool same(const uint8_t *a, const struct item *a_item, const uint8_t *b, const struct item *b_item) {
  return a_item->size == b_item->size && memcmp(a, b, a_item->size) == 0;
}

/** False when one of the lists is malformed. */
static bool compare(const uint8_t *before, size_t before_size, const uint8_t *after, size_t after_size,
                    struct rectangle screen, struct gathered *gathered) {
  struct item was, is;
  for (size_t i = 0, j = 0; i < before_size || j < after_size;) {
    bool gone = i < before_size;
    bool fresh = j < after_size;
    if (gone && !renderer_item_read(before + i, before_size - i, &was)) return false;
    if (fresh && !renderer_item_read(after + j, after_size - j, &is)) return false;
    if (!gone || !fresh || !same(before + i, &was, after + j, &is)) {
      if (gone) gather(gathered, common(was.box, screen));
      if (fresh) gather(gathered, common(is.box, screen));
    }
    if (gone) i += was.size;
    if (fresh) j += is.size;
  }
  return true;
}

size_t renderer_changes(const uint8_t *before, size_t before_size, const uint8_t *after, size_t after_size,
                        struct rectangle screen, struct rectangle *changes, size_t maximum) {
  struct gathered gathered = { changes, 0, maximum };
  if (compare(before, before_size, after, after_size, screen, &gathered)) return gathered.count;
  changes[0] = screen;
  return 1;
}
