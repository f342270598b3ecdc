/* SPDX-License-Identifier: Apache-2.0
 *
 * Put before xsRun.c of XS, in the fast engine only. The interpreter is one function, and it calls setjmp for `try`. What lives
 * across a setjmp gcc keeps in memory, in all of the function: code, stack and frame of the program, read and written with every
 * byte code. Here they go to memory around the setjmp and come back behind it, so that they do not live across it and have
 * registers everywhere else. xsRun.c sets them anew when setjmp returns for the second time, as before; what it does not set
 * (machine, table of byte codes) is what `kept` holds.
 */
#ifndef JIAOZI_XS_RUN_H
#define JIAOZI_XS_RUN_H

/* The names are fxRunID's. The assembler's nothing may read and write all memory: `kept` is stored before, and loaded after. */
#define SETJMP_OF_INTERPRETER(BUFFER) \
  ({ \
    struct { \
      void *the, *stack, *scope, *frame, *environment, *code, *yield_jump; \
      void *const *bytes; \
      unsigned char byte; \
    } kept = {the, stack, scope, frame, environment, code, yieldJump, bytes, byte}; \
    __asm__ volatile("" : : "r"(&kept) : "memory"); \
    int returned = setjmp(BUFFER); \
    __asm__ volatile("" : : "r"(&kept) : "memory"); \
    the = kept.the; \
    stack = kept.stack; \
    scope = kept.scope; \
    frame = kept.frame; \
    environment = kept.environment; \
    code = kept.code; \
    yieldJump = kept.yield_jump; \
    bytes = kept.bytes; \
    byte = kept.byte; \
    returned; \
  })

/* The interpreter says c_setjmp(jump->buffer); mxTry of other functions, which have no such names, c_setjmp(__JUMP__.buffer). */
#define SETJMP_BY_jump SETJMP_OF_INTERPRETER(jump
#define SETJMP_BY___JUMP__ setjmp(__JUMP__
#define c_setjmp(BUFFER) SETJMP_BY_##BUFFER)

#endif
