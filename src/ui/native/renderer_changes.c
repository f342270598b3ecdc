/* SPDX-License-Identifier: Apache-2.0
 *
 * Where two draw lists differ (renderer.h). A pixel changes only if an item that inks it is new, gone or different, so the
 * ink of those items, old and new, is enough. Comparing by position finds a changed clock or amount; another screen differs
 * nearly everywhere anyway. The screen is cut into bands, and each remembers from where to where it changes.
 */
#include <string.h>

#include "font_text.h"
#include "renderer_item.h"
#include "utf8.h"

enum {
  BAND_ROWS = 8,
  BANDS_MAX = 64,
  /* To open another window on the display costs about as much as so many pixels. */
  WINDOW_PIXELS = 2000
};

struct edges {
  int32_t left, top, right, bottom;
};

struct damage {
  struct edges screen;
  struct edges bands[BANDS_MAX]; /* empty where left >= right */
};

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

static bool is_empty(const struct edges *e) { return e->left >= e->right || e->top >= e->bottom; }

static void narrow(struct edges *e, const struct edges *limits) {
  e->left = larger(e->left, limits->left);
  e->top = larger(e->top, limits->top);
  e->right = smaller(e->right, limits->right);
  e->bottom = smaller(e->bottom, limits->bottom);
}

static struct edges around(const struct edges *a, const struct edges *b) {
  return (struct edges){smaller(a->left, b->left), smaller(a->top, b->top), larger(a->right, b->right), larger(a->bottom, b->bottom)};
}

static int32_t pixels_of(const struct edges *e) { return (e->right - e->left) * (e->bottom - e->top); }

static struct edges edges_of(const struct rectangle *r) {
  return (struct edges){r->x, r->y, r->x + r->width, r->y + r->height};
}

/** What the item can ink: its box, or the glyphs of its text inside it. */
static struct edges ink_of(const struct item *item) {
  struct edges box = edges_of(&item->box);
  if (item->kind != RENDERER_TEXT) return box;
  uint8_t id = (uint8_t)item->style;
  const struct font *font = &font_table[id];
  int32_t pen = renderer_item_pen(item);
  int32_t top = renderer_item_top(item);
  struct edges ink = {box.right, box.bottom, box.left, box.top};
  for (size_t at = 0; at < item->text_size;) {
    const struct glyph *glyph = font_glyph(font, utf8_next(item->text, item->text_size, &at));
    if (!glyph) continue;
    struct edges shape = {pen + glyph->left, top + glyph->top, pen + glyph->left + glyph->width, top + glyph->top + glyph->height};
    ink = around(&ink, &shape);
    pen += glyph->advance;
  }
  narrow(&ink, &box);
  return ink;
}

static void note(struct damage *damage, const struct item *item) {
  struct edges ink = ink_of(item);
  narrow(&ink, &damage->screen);
  if (is_empty(&ink)) return;
  int32_t first = (ink.top - damage->screen.top) / BAND_ROWS;
  int32_t last = (ink.bottom - 1 - damage->screen.top) / BAND_ROWS;
  for (int32_t i = first; i <= last; i++) {
    struct edges *band = &damage->bands[i];
    band->left = smaller(band->left, ink.left);
    band->right = larger(band->right, ink.right);
  }
}

static bool same(const uint8_t *a, const struct item *a_item, const uint8_t *b, const struct item *b_item) {
  return a_item->size == b_item->size && memcmp(a, b, a_item->size) == 0;
}

/** False when one of the lists is malformed. */
static bool compare(const uint8_t *before, size_t before_size, const uint8_t *after, size_t after_size, struct damage *damage) {
  struct item was, is;
  for (size_t i = 0, j = 0; i < before_size || j < after_size;) {
    bool gone = i < before_size;
    bool fresh = j < after_size;
    if (gone && !renderer_item_read(before + i, before_size - i, &was)) return false;
    if (fresh && !renderer_item_read(after + j, after_size - j, &is)) return false;
    if (!gone || !fresh || !same(before + i, &was, after + j, &is)) {
      if (gone) note(damage, &was);
      if (fresh) note(damage, &is);
    }
    if (gone) i += was.size;
    if (fresh) j += is.size;
  }
  return true;
}

/** Pixels that are sent in vain when the two are one. */
static int32_t waste(const struct edges *a, const struct edges *b) {
  struct edges both = around(a, b);
  return pixels_of(&both) - pixels_of(a) - pixels_of(b);
}

/** The window before which joining it with its successor wastes least. */
static size_t cheapest(const struct edges *windows, size_t count, int32_t *least) {
  size_t best = 0;
  *least = INT32_MAX;
  for (size_t i = 0; i + 1 < count; i++) {
    int32_t wasted = waste(&windows[i], &windows[i + 1]);
    if (wasted >= *least) continue;
    *least = wasted;
    best = i;
  }
  return best;
}

/** Windows from top to bottom, of which neighbours become one where that costs less, or must. */
static size_t join(struct edges *windows, size_t count, size_t maximum) {
  while (count > 1) {
    int32_t wasted;
    size_t at = cheapest(windows, count, &wasted);
    if (count <= maximum && wasted > WINDOW_PIXELS) break;
    windows[at] = around(&windows[at], &windows[at + 1]);
    memmove(&windows[at + 1], &windows[at + 2], (count - at - 2) * sizeof *windows);
    count--;
  }
  return count;
}

static size_t windows_of(struct damage *damage, struct edges *windows) {
  size_t count = 0;
  for (size_t i = 0; i < BANDS_MAX; i++) {
    struct edges *band = &damage->bands[i];
    if (!is_empty(band)) windows[count++] = *band;
  }
  return count;
}

size_t renderer_changes(const uint8_t *before, size_t before_size, const uint8_t *after, size_t after_size,
                        struct rectangle screen, struct rectangle *changes, size_t maximum) {
  struct damage damage = {.screen = edges_of(&screen)};
  struct edges windows[BANDS_MAX];
  for (int32_t i = 0; i < BANDS_MAX; i++) {
    int32_t top = damage.screen.top + i * BAND_ROWS;
    damage.bands[i] = (struct edges){damage.screen.right, top, damage.screen.left, smaller(top + BAND_ROWS, damage.screen.bottom)};
  }
  if (screen.height > BANDS_MAX * BAND_ROWS || !compare(before, before_size, after, after_size, &damage)) {
    changes[0] = screen;
    return 1;
  }
  size_t count = join(windows, windows_of(&damage, windows), maximum);
  for (size_t i = 0; i < count; i++) {
    const struct edges *w = &windows[i];
    changes[i] = (struct rectangle){(int16_t)w->left, (int16_t)w->top, (int16_t)(w->right - w->left), (int16_t)(w->bottom - w->top)};
  }
  return count;
}
