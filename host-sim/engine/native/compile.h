/* SPDX-License-Identifier: Apache-2.0
 *
 * Source to byte code with XS's own parser, on the host: parsing is out of the question on the target.
 */
#ifndef JIAOZI_COMPILE_H
#define JIAOZI_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compiled {
  uint8_t *code, *symbols; /* to be freed by the caller */
  uint32_t code_size, symbols_size;
  char error[256]; /* when compile_script() is false: "line N: …" */
};

/** Compiles `source` as a script. With `lines`, the code carries file and line (for the debug engine). */
bool compile_script(const char *source, size_t length, const char *path, bool lines, struct compiled *result);

#endif
