/* SPDX-License-Identifier: Apache-2.0
 *
 * Ticks and time of src/board/native/ports.h, over the SDK's modTimer.
 *
 * What a reader would get wrong: modTimer frees a timer whose repeat interval is 0 when its callback returns, even if the callback
 * has set it anew. So the tick is a repeating timer that is stopped by hand before each call.
 */
#include "xsmc.h"
#include "xsHost.h"

#include "board.h"
#include "ports.h"

static void tick(modTimer timer, void *refcon, int refcon_size) {
  (void)refcon_size;
  struct board *board = *(struct board **)refcon;
  modTimerUnschedule(timer);
  keypad_tick(&board->terminal);
}

void port_tick(void *context, uint32_t ms) {
  struct board *board = board_of(context);
  if (ms == 0) {
    if (board->tick) modTimerUnschedule(board->tick);
  } else if (board->tick) {
    modTimerReschedule(board->tick, (int)ms, (int)ms);
  } else {
    board->tick = modTimerAdd((int)ms, (int)ms, tick, &board, sizeof board);
  }
}

uint32_t port_now_ms(void *context) {
  (void)context;
  return modMilliseconds();
}
