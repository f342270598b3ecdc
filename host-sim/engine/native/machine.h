/* SPDX-License-Identifier: Apache-2.0
 *
 * One terminal: an XS machine, the program's C state beside it, and its end of the link. Nothing is shared between two of
 * them. Used by the Node addon and by the rv32 image; knows nothing of either.
 */
#ifndef JIAOZI_MACHINE_H
#define JIAOZI_MACHINE_H

#include "xsAll.h"
#include "xsScript.h"
#include "xs.h"
#undef the

#include "link.h"
#include "terminal.h"
#include "timers.h"

/* Why a machine died; the first ten are XS's exit codes (xs.h; 9 as in XS 17), the rest ours. */
enum machine_death { MACHINE_ALIVE = 0, MACHINE_NATIVE_STACK_OVERFLOW = 9, MACHINE_POWER_LOST = 100, MACHINE_CPU_EXHAUSTED = 101 };

struct machine {
  txMachine *xs;
  struct terminal terminal;
  struct link link;
  txSlot dispatch; /* the program's event callback: (handle, kind, value) */
  bool listening;
  uint8_t *code, *symbols; /* copies of the program's (program_load), if it has some */
  txSlot *functions; /* by the index of their native; empty until asked for */
  bool closing; /* death or deletion: natives and destructors do nothing */
  int death;
  struct timers timers;
  uint32_t fired_order; /* of the timer whose callback runs */
  uint32_t tick_ms; /* deadline of the keypad scanner, 0 none */
  uint16_t gpio; /* link handle of the GPIO port, 0 none */
  bool keypad_ready;
  uint32_t turn_budget; /* byte codes a turn may run before the watchdog bites; 0 no limit */
  uint64_t meter; /* byte codes run in all */
  char report[2048]; /* what killed it, with function names */
};

struct machine_limits {
  uint32_t chunk_bytes, heap_slots, stack_slots, turn_budget;
  txMachine *root; /* shared: has the built-ins, and perhaps more; NULL: the machine makes its own */
};

/** NULL when there is not even memory to create it. */
struct machine *machine_create(const struct machine_limits *limits, uint8_t *mailbox, uint32_t mailbox_size, bool batched,
                               void (*exchange)(void *, uint32_t), void *world);
void machine_delete(struct machine *machine);

/** Runs `body` with the machine entered; false when it died in there. */
bool machine_enter(struct machine *machine, void (*body)(struct machine *, void *), void *argument);

/** Promise jobs, and the rejections that nobody handled. */
void machine_settle(struct machine *machine);

/** Delivers the `events` in the mailbox, runs what is due and all promise jobs. False when the machine died. */
bool machine_turn(struct machine *machine, uint32_t event_count, uint64_t now_us, bool jobs_after_each);

/** Milliseconds since power-on at which the program wants its next turn; UINT32_MAX: not before an event. */
uint32_t machine_deadline_ms(const struct machine *machine);

void machine_collect(struct machine *machine);

/** Calls `visit` for each piece of memory of the machine: name, address, size. `live` only: chunks and slots in use. */
void machine_memory(struct machine *machine, bool live, void (*visit)(void *, const char *, const void *, size_t), void *context);

/** Dies: never returns. */
void machine_die(struct machine *machine, int death) XS_FUNCTION_NORETURN;

/** Milliseconds since power-on, after all that was posted. */
uint32_t machine_now_ms(struct machine *machine);

static inline struct machine *machine_of(txMachine *xs) { return (struct machine *)xs->context; }

struct native {
  const char *name;
  void (*callback)(txMachine *);
};
extern const struct native natives[]; /* sorted by name; made by the build from the C sources */
extern const uint32_t natives_count;

/** Defines the globals `native` and `Native`. */
void natives_define(txMachine *the);

#endif
