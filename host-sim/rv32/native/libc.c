/* SPDX-License-Identifier: Apache-2.0
 *
 * What picolibc asks of a board: a heap that ends where the RAM does, a clock that stands still (nothing of the program may
 * ask for it), standard streams that go nowhere.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/time.h>

#include "image.h"

static uint8_t *heap_base, *heap_next, *heap_limit;

void heap_at(uint8_t *start, uint8_t *end) {
  heap_base = heap_next = start;
  heap_limit = end;
}

uint32_t heap_bytes(void) { return (uint32_t)(heap_next - heap_base); }

void *sbrk(ptrdiff_t size) {
  if (!heap_base) heap_at(__heap_start, __heap_end);
  if (size > heap_limit - heap_next || size < heap_base - heap_next) {
    errno = ENOMEM;
    return (void *)-1;
  }
  uint8_t *start = heap_next;
  heap_next += size;
  return start;
}

int gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  now->tv_sec = 0;
  now->tv_usec = 0;
  return 0;
}

void _exit(int code) { host_end((uint32_t)code); }

static int nowhere(char character, FILE *file) {
  (void)file;
  return (unsigned char)character;
}

static FILE stream = FDEV_SETUP_STREAM(nowhere, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdin = &stream;
FILE *const stdout = &stream;
FILE *const stderr = &stream;
