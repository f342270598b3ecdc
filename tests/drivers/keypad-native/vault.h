/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in for crypto/core/vault.h in this test: the scanner shares a struct with the keys and must not touch them, so they are a
 * pattern here that matrix.c checks at the end.
 */
#ifndef JIAOZI_TEST_VAULT_H
#define JIAOZI_TEST_VAULT_H

#include <stdint.h>

struct vault {
  uint8_t pattern[64];
};

#endif
