/* SPDX-License-Identifier: Apache-2.0
 *
 * Big-endian words in byte strings, as every standard implemented here orders them, whatever the machine's own order.
 */
#ifndef JIAOZI_OCTETS_H
#define JIAOZI_OCTETS_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t load_be32(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline void store_be32(uint8_t bytes[4], uint32_t word) {
  bytes[0] = (uint8_t)(word >> 24);
  bytes[1] = (uint8_t)(word >> 16);
  bytes[2] = (uint8_t)(word >> 8);
  bytes[3] = (uint8_t)word;
}

/** target ^= source */
static inline void xor_bytes(uint8_t *target, const uint8_t *source, size_t size) {
  for (size_t i = 0; i < size; i++) target[i] ^= source[i];
}

#endif
