/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include "link_code.h"

/* Without names to link, XS runs the code where it is and frees nothing. */
static void run(txMachine *the, uint8_t *code, uint32_t size) {
  txScript script = {.codeBuffer = (txByte *)code,
                     .codeSize = (txSize)size,
                     .version = {XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION, 0}};
  txSlot *realm = mxProgram.value.reference->next->value.module.realm;
  fxRunScript(the, &script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL, mxProgram.value.reference);
  mxPop();
}

/** What is left of the top level of a program whose imports are preloaded (bundle.ts). */
static void run_main(txMachine *the) {
  mxPushUndefined();
  mxPush(mxGlobal);
  mxGetID(fxID(the, "main"));
  if (mxIsReference(the->stack) && mxIsFunction(the->stack->value.reference)) {
    mxCall();
    mxRunCount(0);
    mxPop();
  } else {
    the->stack += 2;
  }
}

struct install {
  const struct program *program;
  enum program_stage stage;
};

static void link(txMachine *the, const struct program *program) {
  txID *ids = c_malloc((program->symbols_size / 2 + 1) * sizeof(txID)); /* a name takes two bytes at least */
  if (!ids) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
  natives_define(the);
  fxID(the, "main");
  link_names(the, program->symbols, ids);
  link_code(program->code, program->code_size, ids);
  c_free(ids);
}

static void install(struct machine *machine, void *argument) {
  const struct install *install = argument;
  const struct program *program = install->program;
  link(machine->xs, program);
  if (install->stage >= PROGRAM_PRELOADED) run(machine->xs, program->code, program->code_size);
  if (install->stage >= PROGRAM_STARTED) run_main(machine->xs);
  machine_settle(machine);
}

bool program_install(struct machine *machine, const struct program *program, enum program_stage stage) {
  struct install what = {program, stage};
  return machine_enter(machine, install, &what);
}

bool program_load(struct machine *machine, const struct program *program, enum program_stage stage) {
  struct program copy = *program;
  copy.code = machine->code = c_malloc(copy.code_size);
  copy.symbols = machine->symbols = c_malloc(copy.symbols_size);
  if (!copy.code || !copy.symbols) return false;
  c_memcpy(copy.code, program->code, copy.code_size);
  c_memcpy(copy.symbols, program->symbols, copy.symbols_size);
  return program_install(machine, &copy, stage);
}

struct code {
  uint8_t *bytes;
  uint32_t size;
};

static void run_linked(struct machine *machine, void *argument) {
  const struct code *code = argument;
  if (code->size) run(machine->xs, code->bytes, code->size);
  machine_settle(machine);
}

bool program_run(struct machine *machine, uint8_t *code, uint32_t size) {
  struct code what = {code, size};
  return machine_enter(machine, run_linked, &what);
}

static void start(struct machine *machine, void *argument) {
  (void)argument;
  run_main(machine->xs);
  machine_settle(machine);
}

bool program_start(struct machine *machine) { return machine_enter(machine, start, NULL); }

/* ---- the root of clones ---- */

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

/* Without a place for what it finds XS would bring one to each match, and count that. */
static void settle_pattern(txSlot *slot, void *(*pattern)(void *, uint32_t)) {
  txInteger *data = slot->value.regexp.data;
  if (data) slot->value.regexp.data = pattern(data, (uint32_t)chunk_of(data)->size);
}

static void settle_slot(txSlot *slot, void *(*pattern)(void *, uint32_t)) {
  slot->kind = in_place(slot->kind);
  if (slot->kind == XS_REGEXP_KIND) settle_pattern(slot, pattern);
  if (slot->kind != XS_ARRAY_KIND || !slot->value.array.address) return;
  txSlot *item = slot->value.array.address;
  const txSlot *end = item + (size_t)chunk_of(item)->size / sizeof(txSlot);
  for (; item < end; item++) item->kind = in_place(item->kind);
}

/** The global object remembers where its properties are once they have been asked for: ask for all. */
static void settle_globals(txMachine *the) {
  for (txID id = XS_SYMBOL_ID_COUNT; id < XS_INTRINSICS_COUNT; id++)
    fxGlobalGetProperty(the, mxGlobal.value.reference, id, 0, XS_ANY);
}

void program_root(txMachine *the, void *(*pattern)(void *, uint32_t)) {
  settle_globals(the);
  fxShareMachine(the);
  for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
    const txSlot *end = heap->value.reference;
    for (txSlot *slot = heap + 1; slot < end; slot++) settle_slot(slot, pattern);
  }
}
