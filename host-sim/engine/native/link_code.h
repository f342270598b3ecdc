/* SPDX-License-Identifier: Apache-2.0
 *
 * Byte code that runs where it lies, as the SDK's linker leaves it on the device: numbers of names in their places, and
 * functions and strings used in place instead of copied into chunks.
 */
#ifndef JIAOZI_LINK_CODE_H
#define JIAOZI_LINK_CODE_H

#include "machine.h"

/** Makes the names of a script known to a machine, without copying them; fills `ids`. */
void link_names(txMachine *the, uint8_t *symbols, txID *ids);

/** Changes the code itself; once. */
void link_code(uint8_t *code, uint32_t size, const txID *ids);

#endif
