/* SPDX-License-Identifier: Apache-2.0
 *
 * What TypeScript asks of this board in C: src/board/esp32/keypad-port.ts.
 */
#include "xsmc.h"
#include "xsHost.h"

#include "xs_shim.h"

#include "board.h"
#include "ports.h"

/* (callback) what port_keypad_ready runs */
void xs_keypad_port_listen(xsMachine *the) {
  struct board *board = board_of(terminal_of(the));
  if (board->listening) xsUnknownError("in use");
  board->on_ready = xsArg(0);
  xsRemember(board->on_ready);
  board->listening = true;
}

static void deliver(void *machine, void *refcon, uint8_t *message, uint16_t size) {
  (void)message;
  (void)size;
  struct board *board = refcon;
  board->ready_posted = false;
  if (!board->listening) return;
  xsBeginHost(machine);
  xsCallFunction0(xsAccess(board->on_ready), xsGlobal);
  xsEndHost(machine);
}

void port_keypad_ready(void *context) {
  struct board *board = board_of(context);
  if (board->ready_posted) return;
  board->ready_posted = modMessagePostToMachine(board->machine, NULL, 0, deliver, board) == 0;
}
