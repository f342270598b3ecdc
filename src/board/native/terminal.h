/* SPDX-License-Identifier: Apache-2.0
 *
 * All C state of one terminal: random numbers, keys, secret digits, keypad scanner. A static instance on device and rv32, one per machine on
 * the desk, outside the XS heap; zeroed at power-on. No other mutable C variable exists in the program.
 */
#ifndef JIAOZI_TERMINAL_H
#define JIAOZI_TERMINAL_H

#include "entropy.h"
#include "key_loading.h"
#include "keypad.h"
#include "operators.h"
#include "pinpad.h"
#include "vault.h"

struct terminal {
  struct entropy entropy;
  struct vault vault;
  struct key_loading loading;
  struct operators operators;
  struct pinpad pinpad;
  struct keypad keypad;
};

/** The terminal that runs on this machine. Declared with void* so that this header needs no XS. */
struct terminal *terminal_of(void *machine);

#endif
