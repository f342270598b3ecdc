/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the image: start.S (power-on), host.c (bytes to and from the host), libc.c (what the C library asks of a
 * board), image.c (commands of the host, one machine).
 */
#ifndef JIAOZI_IMAGE_H
#define JIAOZI_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/* start.S */
/** From here to the next power-on nothing can write to the program's partition. */
void lock_partition(void);
uint64_t instructions(void);
long semihosting(long operation, void *argument);
void reset(void) __attribute__((noreturn));
void image_main(void) __attribute__((noreturn));
void fault(uint32_t cause, uint32_t where, uint32_t address) __attribute__((noreturn));

/* Made by the linker. */
extern uint8_t __stack_bottom[], __stack_top[], __ram_start[], __ram_end[], __heap_start[], __heap_end[];
extern uint8_t __partition_start[], __partition_end[], __psram_start[], __psram_end[];

/* host.c: both wait for the other side. What lies in `.window` outlives a reset. */
void host_open(void);
void host_read(void *bytes, uint32_t count);
/** At least `least` bytes, at most `most`; returns how many. */
uint32_t host_read_some(void *bytes, uint32_t least, uint32_t most);
void host_write(const void *bytes, uint32_t count);
void host_end(uint32_t code) __attribute__((noreturn));

/* libc.c: another place for the heap than the RAM; asked for before anything has been allocated */
void heap_at(uint8_t *start, uint8_t *end);
uint32_t heap_bytes(void);

#endif
