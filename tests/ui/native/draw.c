/* SPDX-License-Identifier: Apache-2.0
 *
 * The renderer as a program, for tests on the host: data on standard input, results on standard output. Built with the
 * address and undefined-behaviour sanitisers, so that a read or write out of place ends it. Lists are in blocks of memory of
 * exactly their size for that reason.
 *
 *   draw strip X Y WIDTH HEIGHT        list -> pixels
 *   draw screens ROWS                  (size, list)... -> 240 x 320 pixels each, drawn in strips of ROWS
 *   draw valid                         (size, list)... -> a line 1 or 0 each: could be drawn
 *   draw ink                           (size, list)... -> a line "LEFT TOP RIGHT BOTTOM PIXELS" each: what is not black
 *   draw changes WIDTH HEIGHT MAXIMUM  (size, list) (size, list) -> rectangles
 *   draw measure                       lines "FONT WIDTH TEXT" -> lines "columns bytes-of-first-line"
 *   draw bench COUNT                   (size, list) -> microseconds per screen
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../../src/ui/native/renderer.h"

enum { WIDTH = 240, HEIGHT = 320, STRIP_BYTES = 8192, MAXIMUM = 8 };

static void fail(const char *reason) {
  fprintf(stderr, "draw: %s\n", reason);
  exit(2);
}

static void *checked(void *memory) {
  if (!memory) fail("no memory");
  return memory;
}

static void write_out(const void *bytes, size_t size) {
  if (fwrite(bytes, 1, size, stdout) != size) fail("cannot write");
}

struct list {
  uint8_t *bytes;
  uint32_t size;
};

/** The next size and list; false at the end. */
static int read_list(struct list *list) {
  if (fread(&list->size, sizeof list->size, 1, stdin) != 1) return 0;
  list->bytes = checked(malloc(list->size > 0 ? list->size : 1));
  if (fread(list->bytes, 1, list->size, stdin) != list->size) fail("list is cut");
  return 1;
}

static int draw_screen(const struct list *list, int rows, uint8_t *pixels) {
  for (int y = 0; y < HEIGHT; y += rows) {
    int height = y + rows > HEIGHT ? HEIGHT - y : rows;
    struct rectangle strip = { 0, (int16_t)y, WIDTH, (int16_t)height };
    if (!renderer_strip(list->bytes, list->size, strip, pixels + (size_t)(y * WIDTH) * 2)) return 0;
  }
  return 1;
}

static void command_strip(char **arguments) {
  struct rectangle strip = { (int16_t)atoi(arguments[0]), (int16_t)atoi(arguments[1]), (int16_t)atoi(arguments[2]),
                             (int16_t)atoi(arguments[3]) };
  struct list list;
  if (!read_list(&list)) fail("no list");
  size_t size = (size_t)(strip.width * strip.height) * 2;
  uint8_t *pixels = checked(malloc(size));
  if (!renderer_strip(list.bytes, list.size, strip, pixels)) fail("draw list is malformed");
  write_out(pixels, size);
  free(pixels);
  free(list.bytes);
}

static void command_screens(int rows) {
  uint8_t *pixels = checked(malloc(WIDTH * HEIGHT * 2));
  for (struct list list; read_list(&list); free(list.bytes)) {
    if (!draw_screen(&list, rows, pixels)) fail("draw list is malformed");
    write_out(pixels, WIDTH * HEIGHT * 2);
  }
  free(pixels);
}

static void command_valid(void) {
  uint8_t *pixels = checked(malloc(WIDTH * HEIGHT * 2));
  for (struct list list; read_list(&list); free(list.bytes)) puts(draw_screen(&list, 64, pixels) ? "1" : "0");
  free(pixels);
}

static void print_ink(const uint8_t *pixels) {
  int left = WIDTH, top = HEIGHT, right = 0, bottom = 0, count = 0;
  for (int y = 0; y < HEIGHT; y++) {
    for (int x = 0; x < WIDTH; x++) {
      const uint8_t *pixel = pixels + (size_t)(y * WIDTH + x) * 2;
      if (pixel[0] == 0 && pixel[1] == 0) continue;
      if (x < left) left = x;
      if (y < top) top = y;
      if (x >= right) right = x + 1;
      if (y >= bottom) bottom = y + 1;
      count++;
    }
  }
  printf("%d %d %d %d %d\n", left, top, right, bottom, count);
}

static void command_ink(void) {
  uint8_t *pixels = checked(malloc(WIDTH * HEIGHT * 2));
  for (struct list list; read_list(&list); free(list.bytes)) {
    if (!draw_screen(&list, HEIGHT, pixels)) fail("draw list is malformed");
    print_ink(pixels);
  }
  free(pixels);
}

static void command_changes(char **arguments) {
  struct rectangle screen = { 0, 0, (int16_t)atoi(arguments[0]), (int16_t)atoi(arguments[1]) };
  size_t maximum = (size_t)atoi(arguments[2]);
  struct rectangle changes[MAXIMUM];
  struct list before, after;
  if (maximum == 0 || maximum > MAXIMUM) fail("maximum");
  while (read_list(&before)) {
    if (!read_list(&after)) fail("one list only");
    uint32_t count = (uint32_t)renderer_changes(before.bytes, before.size, after.bytes, after.size, screen, changes, maximum);
    write_out(&count, sizeof count);
    write_out(changes, count * sizeof changes[0]);
    free(before.bytes);
    free(after.bytes);
  }
}

static void command_measure(void) {
  char line[1024];
  while (fgets(line, sizeof line, stdin)) {
    char *at;
    uint8_t font = (uint8_t)strtol(line, &at, 10);
    int32_t width = (int32_t)strtol(at, &at, 10);
    const uint8_t *text = (const uint8_t *)at + 1;
    size_t size = strcspn(at + 1, "\n");
    printf("%d %zu\n", renderer_text_width(font, text, size), renderer_line_break(font, text, size, width));
  }
}

static void command_bench(int count) {
  struct list list;
  uint8_t *pixels = checked(malloc(WIDTH * HEIGHT * 2));
  if (!read_list(&list)) fail("no list");
  clock_t start = clock();
  for (int i = 0; i < count; i++) draw_screen(&list, STRIP_BYTES / (WIDTH * 2), pixels);
  printf("%.1f\n", (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC / count);
  free(pixels);
  free(list.bytes);
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  if (strcmp(command, "strip") == 0 && argc == 6) command_strip(argv + 2);
  else if (strcmp(command, "screens") == 0 && argc == 3) command_screens(atoi(argv[2]));
  else if (strcmp(command, "valid") == 0) command_valid();
  else if (strcmp(command, "ink") == 0) command_ink();
  else if (strcmp(command, "changes") == 0 && argc == 5) command_changes(argv + 2);
  else if (strcmp(command, "measure") == 0) command_measure();
  else if (strcmp(command, "bench") == 0 && argc == 3) command_bench(atoi(argv[2]));
  else fail("unknown command");
  return 0;
}
