/* SPDX-License-Identifier: Apache-2.0
 *
 * What crypto/ct/count.c needs of the machine it runs on: rv32.c (QEMU, bare metal), host.c.
 */
#ifndef JIAOZI_CT_MACHINE_H
#define JIAOZI_CT_MACHINE_H

#include <stdint.h>

/** Instructions (rv32) or ticks (host) since some moment, modulo 2^32. */
uint32_t machine_count(void);
/** Marks the stack below the caller; how much of it was used since (the caller's frame not counted), 0 where that is not known. */
void machine_paint_stack(void);
uint32_t machine_painted_stack(void);
void machine_print(const char *text);
void machine_exit(void) __attribute__((noreturn));

#endif
