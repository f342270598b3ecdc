/* SPDX-License-Identifier: Apache-2.0
 *
 * See renderer.h. All arithmetic is on integers, so that every world draws the same pixels. A strip is small and an item
 * is skipped when its box does not meet the strip, so that drawing a screen in twenty strips costs little more than at once.
 */
#include "renderer.h"

#include <string.h>

#include "renderer_item.h"
#include "font_text.h"
#include "utf8.h"

enum { SOLID = 15 };

/** Pixels of the strip, and the part of it that the current item may touch (right and bottom excluded). */
struct canvas {
  uint8_t *pixels;
  struct rectangle strip;
  int32_t left, top, right, bottom;
};

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

/** Narrows the canvas to where the item and the strip meet; false when they do not. */
static bool clip_to(struct canvas *canvas, const struct rectangle *box) {
  const struct rectangle *strip = &canvas->strip;
  canvas->left = larger(box->x, strip->x);
  canvas->top = larger(box->y, strip->y);
  canvas->right = smaller(box->x + box->width, strip->x + strip->width);
  canvas->bottom = smaller(box->y + box->height, strip->y + strip->height);
  return canvas->left < canvas->right && canvas->top < canvas->bottom;
}

static uint8_t *pixel_at(const struct canvas *canvas, int32_t x, int32_t y) {
  return canvas->pixels + ((y - canvas->strip.y) * canvas->strip.width + (x - canvas->strip.x)) * 2;
}

static void put(uint8_t *pixel, uint32_t colour) {
  pixel[0] = (uint8_t)(colour >> 8);
  pixel[1] = (uint8_t)colour;
}

/** Two pixels at a time, as what is filled is most of a screen: one at each end stands alone. */
static void fill(const struct canvas *canvas, int32_t left, int32_t right, int32_t y, uint16_t colour) {
  if (left >= right) return;
  uint8_t *pixel = pixel_at(canvas, left, y);
  uint8_t *end = pixel + (right - left) * 2;
  for (; pixel < end && ((uintptr_t)pixel & 3) != 0; pixel += 2) put(pixel, colour);
  uint8_t bytes[4];
  uint32_t two;
  put(bytes, colour);
  put(bytes + 2, colour);
  memcpy(&two, bytes, sizeof two);
  for (; end - pixel >= 16; pixel += 16) {
    uint8_t *eight = __builtin_assume_aligned(pixel, 4);
    memcpy(eight, &two, 4);
    memcpy(eight + 4, &two, 4);
    memcpy(eight + 8, &two, 4);
    memcpy(eight + 12, &two, 4);
  }
  for (; pixel < end; pixel += 2) put(pixel, colour);
}

/** Red and blue in the low half, green in the high half, with room for five bits of weight above each. */
static uint32_t spread(uint32_t colour) { return (colour | colour << 16) & 0x07E0F81Fu; }

/** Mixes `colour` over the pixel; coverage 0 … 15. */
static void blend(uint8_t *pixel, uint16_t colour, uint8_t coverage) {
  if (coverage == 0) return;
  if (coverage >= SOLID) {
    put(pixel, colour);
    return;
  }
  uint32_t weight = (uint32_t)(coverage * 32 + 7) / SOLID;
  uint32_t under = spread((uint32_t)(pixel[0] << 8 | pixel[1]));
  uint32_t mixed = ((spread(colour) * weight + under * (32 - weight)) >> 5) & 0x07E0F81Fu;
  put(pixel, mixed | mixed >> 16);
}

/** How much of a pixel is inside a circle around 0, 0. `x`, `y`: its corner next to the centre, not negative. */
static uint8_t circle_coverage(int32_t x, int32_t y, int32_t radius) {
  int32_t limit = radius * radius;
  if ((x + 1) * (x + 1) + (y + 1) * (y + 1) <= limit) return SOLID;
  if (x * x + y * y >= limit) return 0;
  /* 4 × 4 points, in eighths of a pixel */
  int32_t inside = 0;
  for (int32_t j = 1; j < 8; j += 2)
    for (int32_t i = 1; i < 8; i += 2)
      if ((x * 8 + i) * (x * 8 + i) + (y * 8 + j) * (y * 8 + j) <= limit * 64) inside++;
  return (uint8_t)(inside * SOLID / 16);
}

/** How far `at` is into one of the two rounded ends of the stretch from `start` to `end`; -1 between them. */
static int32_t into_corner(int32_t at, int32_t start, int32_t end, int32_t radius) {
  if (at < start + radius) return start + radius - 1 - at;
  if (at >= end - radius) return at - (end - radius);
  return -1;
}

/** In a row that is `dy` into rounded corners: the `count` of columns next to the centre that are covered whole. */
static int32_t whole_columns(int32_t dy, int32_t radius) {
  int32_t room = radius * radius - (dy + 1) * (dy + 1);
  int32_t count = 0;
  while ((count + 1) * (count + 1) <= room) count++;
  return count;
}

/** A row that is `dy` into rounded corners: whole in the middle, then from there outwards until nothing is covered. */
static void draw_rounded_row(const struct canvas *canvas, const struct item *item, int32_t radius, int32_t y, int32_t dy) {
  int32_t whole = whole_columns(dy, radius);
  int32_t left = item->box.x + radius - whole;
  int32_t right = item->box.x + item->box.width - radius + whole;
  fill(canvas, larger(left, canvas->left), smaller(right, canvas->right), y, item->colour);
  for (int32_t dx = whole; dx < radius; dx++) {
    uint8_t coverage = circle_coverage(dx, dy, radius);
    if (coverage == 0) return;
    int32_t outer[2] = { left - 1 - (dx - whole), right + (dx - whole) };
    for (int32_t side = 0; side < 2; side++)
      if (outer[side] >= canvas->left && outer[side] < canvas->right)
        blend(pixel_at(canvas, outer[side], y), item->colour, coverage);
  }
}

static void draw_box(const struct canvas *canvas, const struct item *item) {
  const struct rectangle *box = &item->box;
  int32_t radius = smaller(item->style, smaller(box->width, box->height) / 2);
  for (int32_t y = canvas->top; y < canvas->bottom; y++) {
    int32_t dy = into_corner(y, box->y, box->y + box->height, radius);
    if (dy < 0) fill(canvas, canvas->left, canvas->right, y, item->colour);
    else draw_rounded_row(canvas, item, radius, y, dy);
  }
}

/** Reads the run-length coded coverages of a glyph (scripts/make-fonts.mjs). */
struct coverages {
  const uint32_t *words;
  uint32_t at; /* nibble */
  uint8_t value;
};

static uint8_t next_nibble(struct coverages *source) {
  uint32_t nibble = source->words[source->at >> 3] >> ((source->at & 7) * 4);
  source->at++;
  return (uint8_t)(nibble & 15);
}

/** The next stretch of equal coverages, at least one. */
static int32_t next_stretch(struct coverages *source) {
  source->value = next_nibble(source);
  return source->value == 0 || source->value == SOLID ? 1 + next_nibble(source) : 1;
}

/** `count` pixels of one coverage from `left` on, as far as they are on the canvas. */
static void draw_stretch(const struct canvas *canvas, int32_t left, int32_t count, int32_t y, uint16_t colour, uint8_t coverage) {
  int32_t right = smaller(left + count, canvas->right);
  left = larger(left, canvas->left);
  if (coverage == SOLID) fill(canvas, left, right, y, colour);
  else if (left < right) blend(pixel_at(canvas, left, y), colour, coverage);
}

/** Passes over `count` pixels; how many of the last stretch are left. */
static int32_t skip_pixels(struct coverages *source, int32_t count) {
  int32_t left = 0;
  while (count > 0) {
    left = next_stretch(source);
    count -= left;
  }
  return -count;
}

/** `x`, `y`: where the glyph's own box begins. Stretches run on from row to row. */
static void draw_glyph(const struct canvas *canvas, const struct font *font, const struct glyph *glyph, int32_t x,
                       int32_t y, uint16_t colour) {
  if (x >= canvas->right || x + glyph->width <= canvas->left) return;
  struct coverages source = { font->words + glyph->offset, 0, 0 };
  int32_t end = smaller(y + glyph->height, canvas->bottom);
  int32_t row = larger(y, canvas->top);
  if (row >= end) return;
  int32_t left = skip_pixels(&source, (row - y) * glyph->width);
  for (int32_t column = 0; row < end;) {
    if (left == 0) left = next_stretch(&source);
    int32_t count = smaller(left, glyph->width - column);
    if (source.value > 0) draw_stretch(canvas, x + column, count, row, colour, source.value);
    left -= count;
    column += count;
    if (column == glyph->width) {
      column = 0;
      row++;
    }
  }
}

static void draw_text(const struct canvas *canvas, const struct item *item) {
  const struct font *font = &font_table[(uint8_t)item->style];
  int32_t pen = renderer_item_pen(item);
  int32_t top = renderer_item_top(item);
  for (size_t at = 0; at < item->text_size && pen < canvas->right;) {
    const struct glyph *glyph = font_glyph(font, utf8_next(item->text, item->text_size, &at));
    if (!glyph) continue;
    draw_glyph(canvas, font, glyph, pen + glyph->left, top + glyph->top, item->colour);
    pen += glyph->advance;
  }
}

static bool covers(const struct item *item, const struct rectangle *strip) {
  const struct rectangle *box = &item->box;
  return item->kind == RENDERER_BOX && item->style == 0 && box->x <= strip->x && box->y <= strip->y &&
         box->x + box->width >= strip->x + strip->width && box->y + box->height >= strip->y + strip->height;
}

/** Where to begin: at the last item that hides what is under it in all of the strip. False when the list is malformed. */
static bool find_start(const uint8_t *list, size_t list_size, const struct rectangle *strip, size_t *start, bool *covered) {
  struct item item;
  *start = 0;
  *covered = false;
  for (size_t at = 0; at < list_size; at += item.size) {
    if (!renderer_item_read(list + at, list_size - at, &item)) return false;
    if (!covers(&item, strip)) continue;
    *start = at;
    *covered = true;
  }
  return true;
}

bool renderer_strip(const uint8_t *list, size_t list_size, struct rectangle strip, uint8_t *pixels) {
  struct canvas canvas = { pixels, strip, 0, 0, 0, 0 };
  struct item item;
  size_t start;
  bool covered;
  if (!find_start(list, list_size, &strip, &start, &covered)) return false;
  if (!covered) memset(pixels, 0, (size_t)(strip.width * strip.height) * 2);
  for (size_t at = start; at < list_size; at += item.size) {
    if (!renderer_item_read(list + at, list_size - at, &item)) return false;
    if (!clip_to(&canvas, &item.box)) continue;
    if (item.kind == RENDERER_BOX) draw_box(&canvas, &item);
    else draw_text(&canvas, &item);
  }
  return true;
}
