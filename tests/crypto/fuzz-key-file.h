/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JIAOZI_TESTS_FUZZ_KEY_FILE_H
#define JIAOZI_TESTS_FUZZ_KEY_FILE_H

#include <stddef.h>
#include <stdint.h>

/** Aborts, or a sanitizer does, when key_file.h misbehaves. */
void fuzz_key_file(const uint8_t *bytes, size_t size);

#endif
