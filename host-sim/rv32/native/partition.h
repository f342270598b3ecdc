/* SPDX-License-Identifier: Apache-2.0
 *
 * The flash partition of the program, made as the SDK's linker makes it for the device: byte code that runs where it lies, and
 * the heap of a machine that has the built-ins and what the program's imports left, shared and read-only. Machines are clones
 * of it: only what a running program makes or changes needs RAM.
 */
#ifndef JIAOZI_PARTITION_H
#define JIAOZI_PARTITION_H

#include "machine.h"

struct partition {
  uint32_t code_size, symbols_size;
  uint32_t preloads; /* the top level has run already, `main` is left */
  struct machine *root;
  uint32_t slots, chunk_bytes, keys, aliases;
  uint32_t ram_bytes; /* below the heap: what belongs to the shared heap and changes */
};

/** Takes code and names from the host and links them. False when the program died of it; then `root` says how. */
bool partition_write(uint32_t code_size, uint32_t symbols_size, bool preloads);

/** What lies there. */
const struct partition *partition(void);

/** The linked code. */
uint8_t *partition_code(void);

#endif
