/* SPDX-License-Identifier: Apache-2.0
 *
 * The one static C object of the device: the terminal, and what the ports need to serve it. In RAM that the boot loader zeroes, so
 * each start finds it empty. Ports are given the terminal and find the board around it, as the desk finds its machine.
 *
 * What a reader would get wrong: everything here runs on XS's own task (natives, modTimer callbacks, delivered messages), so
 * nothing is locked. No interrupt and no other task touches it.
 */
#ifndef JIAOZI_ESP32_BOARD_H
#define JIAOZI_ESP32_BOARD_H

#include <stddef.h>

#include "xsmc.h"

#include "modTimer.h"
#include "terminal.h"

struct board {
  struct terminal terminal;
  xsMachine *machine;
  modTimer tick;     /* of port_tick; lives for ever once made */
  modTimer wake;     /* of port_gpio_wake; lives for ever once made */
  uint8_t wake_pins[32];
  uint8_t wake_count;
  bool ready_posted; /* a message to run on_ready is under way */
  xsSlot on_ready;   /* remembered by XS once listening */
  bool listening;
  bool noise_source; /* the boot loader's source of noise is on */
};

static inline struct board *board_of(void *terminal) {
  return (struct board *)((char *)terminal - offsetof(struct board, terminal));
}

#endif
