/* SPDX-License-Identifier: Apache-2.0
 *
 * Which boards may take a PIN: one with a device secret, a count that no change of the flash takes back, and proven noise. All
 * others refuse whatever has to do with PINs, at the first thing that it needs: a key to encrypt it with.
 */
#ifndef JIAOZI_PIN_GATE_H
#define JIAOZI_PIN_GATE_H

#include <stdbool.h>

struct terminal;

bool pin_gate_open(struct terminal *terminal);

#endif
