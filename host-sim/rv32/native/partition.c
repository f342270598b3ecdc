/* SPDX-License-Identifier: Apache-2.0 */
#include "partition.h"

#include "image.h"
#include "program.h"

enum { LINK_SLOTS = 60000, LINK_CHUNK_BYTES = 1024 * 1024, LINK_STACK_SLOTS = 8192 };

static struct partition *header(void) { return (struct partition *)(void *)__partition_start; }
const struct partition *partition(void) { return header(); }

static uint8_t *aligned(uint8_t *address) { return (uint8_t *)(((uintptr_t)address + 7u) & ~7u); }
static uint8_t *code_of(const struct partition *p) { return aligned(__partition_start + sizeof *p); }
static uint8_t *symbols_of(const struct partition *p) { return aligned(code_of(p) + p->code_size); }

uint8_t *partition_code(void) { return code_of(header()); }

/* The top level of a module may not touch the world. */
static void refuse(void *world, uint32_t length) {
  (void)world, (void)length;
  struct machine *root = header()->root;
  root->link.mailbox[0] = LINK_POWER_LOST;
}

/* What a match notes down lies in the RAM, below the heap. */
static void *pattern_place(void *data, uint32_t size) {
  struct partition *p = header();
  uint8_t *place = __heap_start + p->ram_bytes;
  (void)data;
  p->ram_bytes += (size + 7u) & ~7u;
  return place;
}

bool partition_write(uint32_t code_size, uint32_t symbols_size, bool preloads) {
  struct partition *p = header();
  *p = (struct partition){.code_size = code_size, .symbols_size = symbols_size, .preloads = preloads};
  uint8_t *symbols = symbols_of(p), *end = aligned(symbols + symbols_size);
  if (code_size > 1u << 20 || symbols_size > 1u << 20) host_end(4);
  host_read(code_of(p), code_size);
  host_read(symbols, symbols_size);
  heap_at(end, __partition_end);
  struct machine_limits limits = {LINK_CHUNK_BYTES, LINK_SLOTS, LINK_STACK_SLOTS, 0, NULL};
  uint8_t *mailbox = c_malloc(1024);
  if (!mailbox) host_end(4);
  p->root = machine_create(&limits, mailbox, 1024, true, refuse, NULL);
  if (!p->root) host_end(4);
  struct program program = {code_of(p), code_size, symbols, symbols_size};
  if (!program_install(p->root, &program, preloads ? PROGRAM_PRELOADED : PROGRAM_LINKED)) return false;
  txMachine *the = p->root->xs;
  program_root(the, pattern_place);
  p->slots = (uint32_t)the->currentHeapCount;
  p->chunk_bytes = (uint32_t)the->currentChunksSize;
  p->keys = (uint32_t)the->keyIndex;
  p->aliases = (uint32_t)the->aliasCount;
  return true;
}
