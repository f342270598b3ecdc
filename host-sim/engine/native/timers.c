/* SPDX-License-Identifier: Apache-2.0 */
#include "timers.h"

static struct timer *timer_at(struct timers *timers, int index) {
  if (index < 0 || index >= timers->used || timers->list[index].state == TIMER_FREE) return 0;
  return &timers->list[index];
}

static void arm(struct timers *timers, struct timer *timer, uint32_t due_ms, uint32_t repeat_ms) {
  *timer = (struct timer){TIMER_ARMED, due_ms, repeat_ms, timers->next_order++};
}

int timers_set(struct timers *timers, uint32_t due_ms, uint32_t repeat_ms) {
  int index = 0;
  while (index < timers->used && timers->list[index].state != TIMER_FREE) index++;
  if (index == TIMERS_MAX) return TIMER_NONE;
  if (index == timers->used) timers->used++;
  arm(timers, &timers->list[index], due_ms, repeat_ms);
  return index;
}

bool timers_schedule(struct timers *timers, int index, uint32_t due_ms, uint32_t repeat_ms) {
  struct timer *timer = timer_at(timers, index);
  if (timer) arm(timers, timer, due_ms, repeat_ms);
  return timer != 0;
}

bool timers_park(struct timers *timers, int index) {
  bool there = timers_schedule(timers, index, 0, 0);
  if (there) timers->list[index].state = TIMER_PARKED;
  return there;
}

void timers_clear(struct timers *timers, int index) {
  struct timer *timer = timer_at(timers, index);
  if (timer) timer->state = TIMER_FREE;
}

static bool before(const struct timer *a, const struct timer *b) {
  return a->due_ms < b->due_ms || (a->due_ms == b->due_ms && a->order < b->order);
}

int timers_take(struct timers *timers, uint32_t now_ms, uint32_t order) {
  struct timer *first = 0;
  for (struct timer *timer = timers->list; timer < timers->list + timers->used; timer++) {
    bool due = timer->state == TIMER_ARMED && timer->due_ms <= now_ms && timer->order < order;
    if (due && (!first || before(timer, first))) first = timer;
  }
  if (!first) return TIMER_NONE;
  if (first->repeat_ms) arm(timers, first, first->due_ms + first->repeat_ms, first->repeat_ms);
  else first->state = TIMER_PARKED;
  return (int)(first - timers->list);
}

bool timers_settle(struct timers *timers, int index, uint32_t order) {
  struct timer *timer = timer_at(timers, index);
  if (timer && timer->state == TIMER_PARKED && timer->order == order) timer->state = TIMER_FREE;
  return timer && timer->state != TIMER_FREE;
}

uint32_t timers_deadline(const struct timers *timers) {
  uint32_t deadline_ms = UINT32_MAX;
  for (const struct timer *timer = timers->list; timer < timers->list + timers->used; timer++)
    if (timer->state == TIMER_ARMED && timer->due_ms < deadline_ms) deadline_ms = timer->due_ms;
  return deadline_ms;
}
