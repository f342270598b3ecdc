/* SPDX-License-Identifier: Apache-2.0
 *
 * The timers of a machine, as the SDK's `timer` module has them: due timers fire in the order of their deadlines, then of their
 * setting. What is set or scheduled while they fire waits for the next turn.
 */
#ifndef JIAOZI_TIMERS_H
#define JIAOZI_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

enum { TIMERS_MAX = 256, TIMER_NONE = -1 };

enum timer_state { TIMER_FREE, TIMER_PARKED, TIMER_ARMED };

struct timer {
  enum timer_state state;
  uint32_t due_ms, repeat_ms;
  uint32_t order; /* of its setting; another one each time that it is set or scheduled */
};

struct timers {
  struct timer list[TIMERS_MAX];
  int used; /* from here on the list was never needed */
  uint32_t next_order;
};

/** The index of the new timer, TIMER_NONE when all are taken. */
int timers_set(struct timers *timers, uint32_t due_ms, uint32_t repeat_ms);
/** False: there is no such timer. */
bool timers_schedule(struct timers *timers, int index, uint32_t due_ms, uint32_t repeat_ms);
/** It waits until it is scheduled. False: there is no such timer. */
bool timers_park(struct timers *timers, int index);
void timers_clear(struct timers *timers, int index);

/** The next to fire of those that are due and were set before `order`, TIMER_NONE when there is none. It is set for its next time, or parked. */
int timers_take(struct timers *timers, uint32_t now_ms, uint32_t order);
/** After the callback: false when nothing is left of a timer that was taken with this `order`. */
bool timers_settle(struct timers *timers, int index, uint32_t order);

/** The earliest deadline, UINT32_MAX when there is none. */
uint32_t timers_deadline(const struct timers *timers);

#endif
