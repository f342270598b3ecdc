/* SPDX-License-Identifier: Apache-2.0
 *
 * Natives of host-sim/io/timer.ts.
 */
#include "machine.h"

static uint32_t due_in(txMachine *the, txInteger delay_index) {
  txInteger delay_ms = fxToInteger(the, mxArgv(delay_index));
  return machine_now_ms(machine_of(the)) + (uint32_t)(delay_ms > 0 ? delay_ms : 0);
}

static void found(txMachine *the, bool there) {
  if (!there) mxUnknownError("invalid timer");
}

/** (delayMs, repeatMs): index */
void xs_timer_set(txMachine *the) {
  uint32_t repeat_ms = (uint32_t)fxToInteger(the, mxArgv(1));
  int index = timers_set(&machine_of(the)->timers, due_in(the, 0), repeat_ms);
  if (index == TIMER_NONE) mxUnknownError("more than %d timers", TIMERS_MAX);
  fxInteger(the, mxResult, index);
}

/** (index, delayMs, repeatMs) */
void xs_timer_schedule(txMachine *the) {
  txInteger index = fxToInteger(the, mxArgv(0));
  uint32_t repeat_ms = (uint32_t)fxToInteger(the, mxArgv(2));
  found(the, timers_schedule(&machine_of(the)->timers, index, due_in(the, 1), repeat_ms));
}

/** (index) */
void xs_timer_park(txMachine *the) {
  found(the, timers_park(&machine_of(the)->timers, fxToInteger(the, mxArgv(0))));
}

/** (index) */
void xs_timer_clear(txMachine *the) {
  timers_clear(&machine_of(the)->timers, fxToInteger(the, mxArgv(0)));
}

/** (index): whether the timer that has just fired is still there */
void xs_timer_settle(txMachine *the) {
  struct machine *machine = machine_of(the);
  txInteger index = fxToInteger(the, mxArgv(0));
  fxBoolean(the, mxResult, timers_settle(&machine->timers, index, machine->fired_order));
}
