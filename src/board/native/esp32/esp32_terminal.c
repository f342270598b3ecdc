/* SPDX-License-Identifier: Apache-2.0
 *
 * The terminal of the device: a static instance, zero at every start (src/board/native/terminal.h).
 */
#include "board.h"

struct terminal *terminal_of(void *machine) {
  static struct board board;
  board.machine = machine;
  return &board.terminal;
}
