/* SPDX-License-Identifier: Apache-2.0
 *
 * The image's main loop: the host commands, one machine obeys. docs/internals/rv32.md has the messages; image.ts is the other
 * end. While a command runs, the link's exchanges go through the same two FIFOs.
 */
#include "image.h"

#include "machine.h"
#include "partition.h"
#include "program.h"

enum command { COMMAND_RESET = 1, COMMAND_FLASH = 2, COMMAND_BOOT = 3, COMMAND_TURN = 4, COMMAND_COLLECT = 5, COMMAND_MEMORY = 6, COMMAND_MEASURE = 7 };
enum message { MESSAGE_READY = 1, MESSAGE_EXCHANGE = 2, MESSAGE_DONE = 3, MESSAGE_PIECE = 4, MESSAGE_MEASURES = 5 };
enum { DEATH_NO_MACHINE = 102, DEATH_FAULT = 103, MAILBOX_BYTES = 128 * 1024, STACK_PAINT = 0x5aa55aa5 };

struct request {
  uint32_t command, length, arguments[6]; /* `length`: bytes that follow */
};

struct header {
  uint32_t message, length;
};

struct done {
  uint32_t death, deadline_ms;
  uint64_t meter, instructions;
  uint32_t slots, slots_peak, slots_max, chunks, chunks_peak, chunks_max;
};

struct measures {
  uint32_t ram, heap, native_stack, native_stack_peak, slot_bytes, stack_slots, stack_slots_peak, keys;
  uint32_t shared_slots, shared_chunk_bytes, shared_keys, aliases;
};

/* A message's header lies right before the mailbox, so that both leave in one piece. */
static struct {
  struct header header;
  uint8_t mailbox[MAILBOX_BYTES];
} window __attribute__((section(".window"), aligned(8)));

static struct machine *machine;
static uint64_t spent; /* instructions of the machine's own */
static uint32_t death;
static char fault_text[96];

char *fxCStackLimit(void) { return (char *)__stack_bottom + 2048; }

/** Nothing is parsed on the target (eval is a SyntaxError), and so the parser is not in the image. */
txScript *fxParseScript(txMachine *the, void *stream, txGetter getter, txUnsigned flags) {
  (void)the, (void)stream, (void)getter, (void)flags;
  return NULL;
}

static void send(enum message message, const void *bytes, uint32_t length) {
  struct header header = {(uint32_t)message, length};
  host_write(&header, sizeof header);
  if (length) host_write(bytes, length);
}

static void exchange(void *world, uint32_t length) {
  (void)world;
  window.header = (struct header){MESSAGE_EXCHANGE, length};
  host_write(&window, sizeof window.header + length);
  uint32_t got = host_read_some(window.mailbox, LINK_ANSWER_HEADER, sizeof window.mailbox);
  uint32_t wanted = LINK_ANSWER_HEADER + link_get_u32(window.mailbox + 4);
  if (got < wanted) host_read(window.mailbox + got, wanted - got);
}

/** What the machine is like now; with a report when it is dead. */
static void done(void) {
  struct done *done = (struct done *)window.mailbox;
  *done = (struct done){.death = death, .deadline_ms = UINT32_MAX, .instructions = spent};
  const char *report = fault_text;
  if (machine) {
    const txMachine *xs = machine->xs;
    if (!death) done->death = (uint32_t)machine->death;
    done->deadline_ms = machine_deadline_ms(machine);
    done->meter = machine->meter;
    done->slots = (uint32_t)xs->currentHeapCount;
    done->slots_peak = (uint32_t)xs->peakHeapCount;
    done->slots_max = (uint32_t)xs->maximumHeapCount;
    done->chunks = (uint32_t)xs->currentChunksSize;
    done->chunks_peak = (uint32_t)xs->peakChunksSize;
    done->chunks_max = (uint32_t)xs->maximumChunksSize;
    if (!death) report = machine->report;
  }
  uint32_t length = done->death ? (uint32_t)c_strlen(report) : 0;
  c_memcpy(done + 1, report, length);
  window.header = (struct header){MESSAGE_DONE, (uint32_t)sizeof *done + length};
  host_write(&window, sizeof window.header + window.header.length);
}

void fault(uint32_t cause, uint32_t where, uint32_t address) {
  death = DEATH_FAULT;
  c_snprintf(fault_text, sizeof fault_text, "cause %lu at %08lx, address %08lx", (unsigned long)cause, (unsigned long)where,
             (unsigned long)address);
  done();
  image_main();
}

/* ---- commands ---- */

static void flash(const uint32_t *arguments) {
  bool good = partition_write(arguments[0], arguments[1], arguments[2] != 0);
  machine = partition()->root;
  if (!good && !machine->death) death = DEATH_FAULT;
  done();
}

static void boot(const uint32_t *arguments) {
  const struct partition *p = partition();
  struct machine_limits limits = {arguments[0], arguments[1], arguments[2], arguments[3], p->root->xs};
  lock_partition();
  if (arguments[4]) heap_at(__psram_start, __psram_end);
  else heap_at(__heap_start + p->ram_bytes, __heap_end);
  uint64_t start = instructions();
  machine = machine_create(&limits, window.mailbox, sizeof window.mailbox, true, exchange, NULL);
  if (machine) {
    if (p->preloads) program_start(machine);
    else program_run(machine, partition_code(), p->code_size);
  } else {
    death = DEATH_NO_MACHINE;
  }
  spent += instructions() - start;
  done();
}

static void turn(const uint32_t *arguments) {
  uint64_t start = instructions();
  machine_turn(machine, arguments[0], (uint64_t)arguments[2] << 32 | arguments[1], arguments[3] != 0);
  spent += instructions() - start;
  done();
}

static void piece(void *context, const char *name, const void *start, size_t size) {
  (void)context;
  send(MESSAGE_PIECE, name, (uint32_t)c_strlen(name));
  send(MESSAGE_PIECE, start, (uint32_t)size);
}

static void memory(bool live) {
  machine_memory(machine, live, piece, NULL);
  if (!live) {
    const uint8_t *terminal = (const uint8_t *)&machine->terminal, *end = terminal + sizeof machine->terminal;
    piece(NULL, "c state", terminal, sizeof machine->terminal);
    piece(NULL, "ram", __ram_start, (size_t)(terminal - __ram_start));
    piece(NULL, "ram", end, (size_t)(__ram_end - end));
  }
  done();
}

/** How deep the JavaScript stack has been: above a stretch that nothing has touched. Its lower end XS lends to others. */
static const txSlot *deepest(const txMachine *xs) {
  const txSlot *slot = xs->stack, *found = slot;
  while (slot > xs->stackBottom && found - slot < 48) {
    slot--;
    if (slot->next || slot->kind || slot->value.reference) found = slot;
  }
  return found;
}

static void measure(void) {
  const uint32_t *stack = (const uint32_t *)(const void *)__stack_bottom;
  while (*stack == STACK_PAINT) stack++;
  const txMachine *xs = machine->xs;
  const txSlot *slot = deepest(xs);
  struct measures measures = {
      .ram = (uint32_t)(__heap_start - __ram_start) + partition()->ram_bytes,
      .heap = heap_bytes(),
      .native_stack = (uint32_t)(__stack_top - __stack_bottom),
      .native_stack_peak = (uint32_t)(__stack_top - (const uint8_t *)stack),
      .slot_bytes = sizeof(txSlot),
      .stack_slots = (uint32_t)(xs->stackTop - xs->stackBottom),
      .stack_slots_peak = (uint32_t)(xs->stackTop - slot),
      .keys = (uint32_t)xs->keyIndex - partition()->keys,
      .shared_slots = partition()->slots,
      .shared_chunk_bytes = partition()->chunk_bytes,
      .shared_keys = partition()->keys,
      .aliases = partition()->aliases,
  };
  send(MESSAGE_MEASURES, &measures, sizeof measures);
}

static void obey(const struct request *request) {
  switch (request->command) {
    case COMMAND_RESET: reset();
    case COMMAND_FLASH: flash(request->arguments); break;
    case COMMAND_BOOT: boot(request->arguments); break;
    case COMMAND_TURN:
      host_read(window.mailbox, request->length);
      turn(request->arguments);
      break;
    case COMMAND_COLLECT:
      machine_collect(machine);
      done();
      break;
    case COMMAND_MEMORY: memory(request->arguments[0] != 0); break;
    case COMMAND_MEASURE: measure(); break;
    default: host_end(3);
  }
}

void image_main(void) {
  host_open();
  if (!death) send(MESSAGE_READY, NULL, 0);
  for (;;) {
    struct request request;
    host_read(&request, sizeof request);
    obey(&request);
  }
}
