/* SPDX-License-Identifier: Apache-2.0 */
#include "machine.h"

#include "keypad.h"
#include "wipe.h"

enum { BUILT_IN_SLOTS = 3773, KEYS = 1600, KEYS_OF_CLONE = 64, KEYS_MORE = 64, SYMBOL_MODULO = 63 };
/* Some two thousand names: the desk has room to find them at once, the emulated board (32 bits) has a board's RAM. */
enum { NAME_MODULO = sizeof(void *) == 8 ? 1021 : 257 };

struct terminal *terminal_of(void *xs) { return &machine_of(xs)->terminal; }

/* ---- death ---- */

/** What the exception says, without allocating: name or message as they stand, then the functions on the stack. */
static void report_exception(struct machine *machine) {
  txMachine *the = machine->xs;
  if (mxException.kind == XS_STRING_KIND || mxException.kind == XS_STRING_X_KIND) {
    c_snprintf(machine->report, sizeof machine->report, "%s", mxException.value.string);
    return;
  }
  if (mxException.kind != XS_REFERENCE_KIND) return;
  txSlot *thrown = mxException.value.reference;
  txSlot *internal = thrown->next;
  bool is_error = internal && internal->kind == XS_ERROR_KIND;
  mxTry(the) {
    mxPush(mxException);
    fxToString(the, the->stack);
    c_snprintf(machine->report, sizeof machine->report, "%s", the->stack->value.string);
    mxPop();
    if (is_error) {
      mxPush(mxException);
      mxGetID(mxID(_stack));
      fxToString(the, the->stack);
      c_snprintf(machine->report, sizeof machine->report, "%s", the->stack->value.string);
      mxPop();
    }
  }
  mxCatch(the) {}
}

void machine_die(struct machine *machine, int death) {
  txMachine *the = machine->xs;
  if (!machine->closing) {
    machine->death = death;
    if (death == XS_UNHANDLED_EXCEPTION_EXIT || death == XS_UNHANDLED_REJECTION_EXIT) report_exception(machine);
    machine->closing = true;
  }
  fxExitToHost(the);
  c_exit(1); /* not reached: fxExitToHost jumps */
}

void fxAbort(txMachine *the, int status) {
  struct machine *machine = machine_of(the);
  /* XS 13 has one status for both stacks. */
  bool native = status == XS_STACK_OVERFLOW_EXIT && (char *)__builtin_frame_address(0) <= the->stackLimit;
  if (machine && machine->xs) machine_die(machine, native ? MACHINE_NATIVE_STACK_OVERFLOW : status);
  fxExitToHost(the);
}

static txBoolean meter_exhausted(txMachine *the, txU4 index) {
  (void)index;
  machine_die(machine_of(the), MACHINE_CPU_EXHAUSTED);
}

/* ---- what XS asks of its host ---- */

/* Memory at power-on is empty: what another machine of this process left there is not ours to find. */
void *fxAllocateChunks(txMachine *the, txSize size) { return (void)the, c_calloc(1, (size_t)size); }
void fxFreeChunks(txMachine *the, void *chunks) {
  (void)the;
  c_free(chunks);
}
txSlot *fxAllocateSlots(txMachine *the, txSize count) {
  txSlot *slots = c_calloc((size_t)count, sizeof(txSlot));
  if (!slots) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT); /* XS does not look */
  return slots;
}
void fxFreeSlots(txMachine *the, void *slots) {
  (void)the;
  c_free(slots);
}

void fxQueuePromiseJobs(txMachine *the) { the->promiseJobs = 1; }
void fxRunDebugger(txMachine *the) { (void)the; }
txID fxFindModule(txMachine *the, txSlot *realm, txID moduleID, txSlot *slot) {
  (void)the, (void)realm, (void)moduleID, (void)slot;
  return XS_NO_ID;
}
void fxLoadModule(txMachine *the, txSlot *module, txID moduleID) { (void)the, (void)module, (void)moduleID; }

#ifdef mxDebug
void fxConnect(txMachine *the) { (void)the; }
void fxDisconnect(txMachine *the) { (void)the; }
txBoolean fxIsConnected(txMachine *the) { return (void)the, 0; }
txBoolean fxIsReadable(txMachine *the) { return (void)the, 0; }
void fxReceive(txMachine *the) { (void)the; }
void fxSend(txMachine *the, txBoolean more) { (void)the, (void)more; }
#endif

/* ---- life ---- */

struct machine *machine_create(const struct machine_limits *limits, uint8_t *mailbox, uint32_t mailbox_size, bool batched,
                               void (*exchange)(void *, uint32_t), void *world) {
  struct machine *machine = c_calloc(1, sizeof *machine);
  if (!machine) return NULL;
  machine->link = (struct link){.mailbox = mailbox, .size = mailbox_size, .batched = batched, .exchange = exchange, .world = world};
  machine->turn_budget = limits->turn_budget;
  txCreation creation = {
      .initialChunkSize = (txSize)limits->chunk_bytes,
      .incrementalChunkSize = 0,
      .initialHeapCount = (txSize)((limits->root ? 0 : BUILT_IN_SLOTS) + limits->heap_slots),
      .incrementalHeapCount = 0,
      .stackCount = (txSize)limits->stack_slots,
      .initialKeyCount = limits->root ? KEYS_OF_CLONE : KEYS,
      .incrementalKeyCount = KEYS_MORE,
      .nameModulo = NAME_MODULO,
      .symbolModulo = SYMBOL_MODULO,
      .parserBufferSize = 0,
      .parserTableModulo = 0,
      .staticSize = 0,
  };
  machine->xs = limits->root ? fxCloneMachine(&creation, limits->root, "jiaozi", machine)
                             : fxCreateMachine(&creation, "jiaozi", machine, XS_NO_ID);
  machine->functions = c_calloc(natives_count, sizeof(txSlot));
  if (!machine->xs || !machine->functions) {
    if (machine->xs) fxDeleteMachine(machine->xs);
    c_free(machine->functions);
    c_free(machine);
    return NULL;
  }
  return machine;
}

/* A machine that goes runs nothing of the program any more: its host objects lose their destructors. */
static void disarm_destructors(txMachine *the) {
  for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
    const txSlot *end = heap->value.reference;
    for (txSlot *slot = heap + 1; slot < end; slot++) {
      if (slot->kind != XS_HOST_KIND || slot->value.host.variant.destructor == fxReleaseSharedChunk) continue;
      slot->value.host.variant.destructor = NULL;
      slot->flag &= (txFlag)~XS_HOST_HOOKS_FLAG;
    }
  }
}

void machine_delete(struct machine *machine) {
  machine->closing = true;
  disarm_destructors(machine->xs);
  if (machine->listening) fxForget(machine->xs, &machine->dispatch);
  fxDeleteMachine(machine->xs);
  c_free(machine->functions);
  c_free(machine->symbols);
  c_free(machine->code);
  jz_wipe(machine, sizeof *machine);
  c_free(machine);
}

static void run_jobs(txMachine *the) {
  while (the->promiseJobs) {
    the->promiseJobs = 0;
    fxRunPromiseJobs(the);
  }
  fxEndJob(the);
}

/* XS would notice a rejection that nobody handles when the promise is collected, and so at a moment that depends on the heap.
 * Here it is when the turn is over. */
static void check_rejections(txMachine *the) { fxCheckUnhandledRejections(the, 1); }

void machine_settle(struct machine *machine) {
  run_jobs(machine->xs);
  check_rejections(machine->xs);
}

static void start_meter(struct machine *machine) {
  txMachine *the = machine->xs;
  the->stackLimit = fxCStackLimit();
  if (machine->turn_budget) fxBeginMetering(the, meter_exhausted, machine->turn_budget);
  else the->meterIndex = 0;
}

bool machine_enter(struct machine *machine, void (*body)(struct machine *, void *), void *argument) {
  txMachine *the = machine->xs;
  if (machine->closing) return false;
  start_meter(machine);
  fxBeginHost(the);
  {
    mxTry(the) {
      body(machine, argument);
      link_flush(&machine->link);
    }
    mxCatch(the) {
      if (!machine->closing) {
        machine->death = XS_UNHANDLED_EXCEPTION_EXIT;
        report_exception(machine);
        machine->closing = true;
      }
    }
  }
  machine->meter += the->meterIndex;
  if (!machine->closing && machine->link.power_lost) {
    machine->death = MACHINE_POWER_LOST;
    machine->closing = true;
  }
  if (machine->closing) return false;
  fxEndHost(the);
  return true;
}

/* ---- a turn ---- */

uint32_t machine_now_ms(struct machine *machine) {
  link_flush(&machine->link); /* what was posted may have taken time */
  if (machine->link.power_lost) machine_die(machine, MACHINE_POWER_LOST);
  return (uint32_t)(machine->link.now_us / 1000);
}

struct turn {
  uint32_t event_count;
  bool jobs_after_each;
};

static void dispatch(struct machine *machine, const struct turn *turn, uint16_t handle, uint8_t kind, uint32_t value) {
  txMachine *the = machine->xs;
  if (machine->listening) {
    mxPushUndefined();
    mxPushSlot(&machine->dispatch);
    mxCall();
    mxPushInteger(handle);
    mxPushInteger(kind);
    mxPushInteger((txInteger)value);
    mxRunCount(3);
    mxPop();
  }
  if (turn->jobs_after_each) run_jobs(the);
}

static void deliver_keys(struct machine *machine, const struct turn *turn) {
  if (!machine->keypad_ready) return;
  machine->keypad_ready = false;
  dispatch(machine, turn, 0, LINK_EVENT_KEYPAD, 0);
}

static void fire_timers(struct machine *machine, const struct turn *turn, uint32_t now_ms) {
  struct timers *timers = &machine->timers;
  uint32_t order = timers->next_order;
  for (int index = timers_take(timers, now_ms, order); index != TIMER_NONE; index = timers_take(timers, now_ms, order)) {
    machine->fired_order = timers->list[index].order;
    dispatch(machine, turn, (uint16_t)index, LINK_EVENT_TIMER, 0);
  }
}

static void turn(struct machine *machine, void *argument) {
  const struct turn *turn = argument;
  /* The program's own calls reuse the mailbox: take the events out first. */
  uint32_t size = turn->event_count * LINK_EVENT_SIZE;
  uint8_t events[LINK_EVENT_SIZE * 64];
  c_memcpy(events, machine->link.mailbox, size);
  deliver_keys(machine, turn); /* what others than the scanner have announced since the last turn */
  for (uint32_t at = 0; at < size; at += LINK_EVENT_SIZE) {
    uint16_t handle = (uint16_t)(events[at] | events[at + 1] << 8);
    if (machine->gpio && handle == machine->gpio) {
      keypad_wake(&machine->terminal);
      deliver_keys(machine, turn);
    } else {
      dispatch(machine, turn, handle, events[at + 2], link_get_u32(events + at + 4));
    }
  }
  uint32_t now_ms = machine_now_ms(machine);
  if (machine->tick_ms && machine->tick_ms <= now_ms) {
    machine->tick_ms = 0;
    keypad_tick(&machine->terminal);
    deliver_keys(machine, turn);
  }
  fire_timers(machine, turn, now_ms);
  machine_settle(machine);
}

bool machine_turn(struct machine *machine, uint32_t event_count, uint64_t now_us, bool jobs_after_each) {
  struct turn what = {event_count, jobs_after_each};
  machine->link.now_us = now_us;
  return machine_enter(machine, turn, &what);
}

uint32_t machine_deadline_ms(const struct machine *machine) {
  if (machine->keypad_ready) return (uint32_t)(machine->link.now_us / 1000);
  uint32_t timer = timers_deadline(&machine->timers);
  uint32_t tick = machine->tick_ms ? machine->tick_ms : UINT32_MAX;
  return timer < tick ? timer : tick;
}

void machine_collect(struct machine *machine) {
  if (!machine->closing) fxCollectGarbage(machine->xs);
}

void machine_memory(struct machine *machine, bool live, void (*visit)(void *, const char *, const void *, size_t), void *context) {
  txMachine *the = machine->xs;
  if (live) {
    /* What is free is not live: forget what it held. */
    for (txSlot *slot = the->freeHeap; slot; slot = slot->next) c_memset(&slot->value, 0, sizeof slot->value);
  }
  for (txBlock *block = the->firstBlock; block; block = block->nextBlock) {
    const txByte *start = (const txByte *)block + sizeof(txBlock);
    const txByte *end = live ? block->current : block->limit;
    visit(context, "chunks", start, (size_t)(end - start));
  }
  for (txSlot *heap = the->firstHeap; heap; heap = heap->next) {
    const txSlot *end = heap->value.reference;
    visit(context, "slots", heap + 1, (size_t)((const txByte *)end - (const txByte *)(heap + 1)));
  }
  const txSlot *stack = live ? the->stack : the->stackBottom;
  visit(context, "stack", stack, (size_t)((const txByte *)the->stackTop - (const txByte *)stack));
}
