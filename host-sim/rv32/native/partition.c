/* SPDX-License-Identifier: Apache-2.0 */
#include "partition.h"

#include "image.h"
#include "link_code.h"

enum { LINK_SLOTS = 60000, LINK_CHUNK_BYTES = 1024 * 1024, LINK_STACK_SLOTS = 8192, ENTRY_METER = 1 };

static struct partition *header(void) { return (struct partition *)(void *)__partition_start; }
const struct partition *partition(void) { return header(); }

static uint8_t *aligned(uint8_t *address) { return (uint8_t *)(((uintptr_t)address + 7u) & ~7u); }
static uint8_t *code_of(const struct partition *p) { return aligned(__partition_start + sizeof *p); }
static uint8_t *symbols_of(const struct partition *p) { return aligned(code_of(p) + p->code_size); }

struct code partition_code(txMachine *the, void *context) {
  struct partition *p = header();
  (void)the, (void)context;
  return (struct code){code_of(p), p->code_size};
}

/** Links the code; there is nothing to run when nothing is to be preloaded. */
static struct code link_program(txMachine *the, void *ids) {
  struct partition *p = header();
  fxID(the, "main");
  link_names(the, symbols_of(p), ids);
  link_code(code_of(p), p->code_size, ids);
  return (struct code){code_of(p), p->preloads ? p->code_size : 0};
}

/* The top level of a module may not touch the world. */
static void refuse(void *world, uint32_t length) {
  (void)world, (void)length;
  struct machine *root = header()->root;
  root->link.mailbox[0] = LINK_POWER_LOST;
}

/** The kind of a value whose bytes no collector may mark or move. */
static txKind in_place(txKind kind) {
  switch (kind) {
    case XS_STRING_KIND: return XS_STRING_X_KIND;
    case XS_BIGINT_KIND: return XS_BIGINT_X_KIND;
    case XS_KEY_KIND: return XS_KEY_X_KIND;
    case XS_CODE_KIND: return XS_CODE_X_KIND;
    default: return kind;
  }
}

static const txChunk *chunk_of(const void *bytes) {
  return (const txChunk *)(const void *)((const txByte *)bytes - sizeof(txChunk));
}

/* What a match notes down lies in the RAM, below the heap. Without a place XS would bring one to each match, and count that. */
static void settle_pattern(txSlot *slot) {
  struct partition *p = header();
  if (!slot->value.regexp.data) return;
  uint32_t size = (uint32_t)chunk_of(slot->value.regexp.data)->size;
  slot->value.regexp.data = (txInteger *)(void *)(__heap_start + p->ram_bytes);
  p->ram_bytes += (size + 7u) & ~7u;
}

static void settle_slot(txSlot *slot) {
  slot->kind = in_place(slot->kind);
  if (slot->kind == XS_REGEXP_KIND) settle_pattern(slot);
  if (slot->kind != XS_ARRAY_KIND || !slot->value.array.address) return;
  txSlot *item = slot->value.array.address;
  const txSlot *end = item + (size_t)chunk_of(item)->size / sizeof(txSlot);
  for (; item < end; item++) item->kind = in_place(item->kind);
}

static void settle_heap(txMachine *the) {
  for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
    const txSlot *end = heap->value.reference;
    for (txSlot *slot = heap + 1; slot < end; slot++) settle_slot(slot);
  }
}

/** The global object remembers where its properties are once they have been asked for: ask for all. */
static void settle_globals(txMachine *the) {
  for (txID id = XS_SYMBOL_ID_COUNT; id < XS_INTRINSICS_COUNT; id++)
    fxGlobalGetProperty(the, mxGlobal.value.reference, id, 0, XS_ANY);
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
  txID *ids = c_malloc((symbols_size + 1) * sizeof(txID)); /* a name takes two bytes at least */
  uint8_t *mailbox = c_malloc(1024);
  if (!ids || !mailbox) host_end(4);
  p->root = machine_create(&limits, mailbox, 1024, true, refuse, NULL);
  if (!p->root) host_end(4);
  if (!machine_load_in_place(p->root, link_program, ids)) return false;
  txMachine *the = p->root->xs;
  settle_globals(the);
  fxShareMachine(the);
  settle_heap(the);
  p->meter = p->root->meter - ENTRY_METER; /* a machine that runs all at once is entered once */
  p->slots = (uint32_t)the->currentHeapCount;
  p->chunk_bytes = (uint32_t)the->currentChunksSize;
  p->keys = (uint32_t)the->keyIndex;
  p->aliases = (uint32_t)the->aliasCount;
  return true;
}
