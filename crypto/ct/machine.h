/* SPDX-License-Identifier: Apache-2.0
 *
 * What crypto/ct/count.c needs of the machine it runs on: rv32.c (QEMU, bare metal).
 */
#ifndef JIAOZI_CT_MACHINE_H
#define JIAOZI_CT_MACHINE_H

#include <stdint.h>

/** Instructions (rv32) or ticks (host) since some moment, modulo 2^32. */
uint32_t machine_count(void);
void machine_print(const char *text);
void machine_exit(void) __attribute__((noreturn));

#endif
