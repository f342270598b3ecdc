/* SPDX-License-Identifier: Apache-2.0
 *
 * A program into a machine: byte code made by compile_script(), linked, and run where it lies. What a program's imports leave
 * behind can be shared: machines are then clones of it, as machines of the device are of what its linker has put into ROM.
 */
#ifndef JIAOZI_PROGRAM_H
#define JIAOZI_PROGRAM_H

#include "machine.h"

struct program {
  uint8_t *code;
  uint32_t code_size;
  uint8_t *symbols; /* names, which the machine goes on using */
  uint32_t symbols_size;
};

enum program_stage { PROGRAM_LINKED, PROGRAM_PRELOADED, PROGRAM_STARTED };

/** Links the program in place, once; runs its top level; calls its `main`: as far as that stage. False when the machine died. */
bool program_install(struct machine *machine, const struct program *program, enum program_stage stage);

/** The same with copies of code and names, which live as long as the machine. */
bool program_load(struct machine *machine, const struct program *program, enum program_stage stage);

/** Runs linked code, if `size` is not 0. False when the machine died. */
bool program_run(struct machine *machine, uint8_t *code, uint32_t size);

/** Calls `main`, which the program's top level has left behind. False when the machine died. */
bool program_start(struct machine *machine);

/** Makes the machine a root of clones. `pattern` is asked where a match of a regular expression notes down what it found. */
void program_root(txMachine *the, void *(*pattern)(void *data, uint32_t size));

#endif
