/* SPDX-License-Identifier: Apache-2.0
 *
 * Power-on and reset: guards, a painted stack, empty RAM, then image_main(). A reset that the host asks for comes here, too,
 * so that what a program left in the RAM is as gone as after a power cut. And the way into fault().
 */
  .option arch, +zicsr

  .section .init.start, "ax"
  .globl _start
_start:
  la t0, trap
  csrw mtvec, t0
  csrw mie, zero

  /* Physical memory protection, binding for machine mode as well (locked): what lies right below the RAM, where the stack
   * would overflow to, and the first 64 KB, where a null pointer leads to. */
  la t0, __ram_start
  srli t0, t0, 2
  li t1, (64 * 1024) >> 2
  sub t1, t0, t1
  csrw pmpaddr0, t1
  csrw pmpaddr1, t0
  li t0, ((64 * 1024) >> 3) - 1
  csrw pmpaddr2, t0
  li t0, 0x00988800 /* 2: NAPOT; 1: top of range, from 0; both locked, no access */
  csrw pmpcfg0, t0

  /* The image itself can be read and run. */
  li t0, 0x80000000 >> 2
  csrw pmpaddr3, t0
  la t0, __partition_start
  srli t0, t0, 2
  csrw pmpaddr4, t0
  li t0, 0x8d
  csrw pmpcfg1, t0

  .globl reset
reset:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la tp, __tls_base
  la sp, __stack_top

  la t0, __stack_bottom
  la t1, __stack_top
  li t2, 0x5aa55aa5
1:sw t2, 0(t0)
  addi t0, t0, 4
  bltu t0, t1, 1b

  la t0, __data_start
  la t1, __data_end
  la t2, __data_load
  bgeu t0, t1, 3f
2:lw t3, 0(t2)
  sw t3, 0(t0)
  addi t0, t0, 4
  addi t2, t2, 4
  bltu t0, t1, 2b

3:la t1, __ram_end
4:sw zero, 0(t0)
  addi t0, t0, 4
  bltu t0, t1, 4b
  j image_main

  /* A fault of the program, or the hardware watchdog. Nothing goes back: the stack it had is given up. */
  .align 2
trap:
  csrr a0, mcause
  csrr a1, mepc
  csrr a2, mtval
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  la sp, __stack_top
  la tp, __tls_base
  j fault

  .globl lock_partition
lock_partition:
  la t0, __partition_end
  srli t0, t0, 2
  csrw pmpaddr5, t0
  li t0, 0x898d /* 5: top of range, from 4; read only */
  csrw pmpcfg1, t0
  ret

  .globl instructions
/* uint64_t instructions(void): since power-on of the emulator */
instructions:
1:csrr a1, minstreth
  csrr a0, minstret
  csrr t0, minstreth
  bne a1, t0, 1b
  ret

  /* long semihosting(long operation, void *argument): the sequence that the emulator knows, within one page */
  .globl semihosting
  .balign 16
  .option push
  .option norvc
semihosting:
  slli zero, zero, 0x1f
  ebreak
  srai zero, zero, 7
  ret
  .option pop
