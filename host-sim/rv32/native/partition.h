/* SPDX-License-Identifier: Apache-2.0
 *
 * The flash partition that holds the program's byte code and its names. Code runs where it lies, and names stay there: only
 * what a running program makes needs RAM.
 */
#ifndef JIAOZI_PARTITION_H
#define JIAOZI_PARTITION_H

#include "machine.h"

/** Takes code and names from the host into the partition. */
void partition_write(uint32_t code_size, uint32_t symbols_size);

/** Gives the machine the program that lies there, as machine_load_in_place() asks for it. */
struct code partition_load(txMachine *the, void *context);

#endif
