/* SPDX-License-Identifier: Apache-2.0
 *
 * Words in byte strings, big-endian as most standards implemented here order them, or little-endian where a layout wants it,
 * whatever the machine's own order.
 */
#ifndef JIAOZI_OCTETS_H
#define JIAOZI_OCTETS_H

#include <stddef.h>
#include <stdint.h>

/** For what must not become a call, whatever the compiler is told to save: a turn, a gate, a word. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE uint32_t load_be32(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

ALWAYS_INLINE void store_be32(uint8_t bytes[4], uint32_t word) {
  bytes[0] = (uint8_t)(word >> 24);
  bytes[1] = (uint8_t)(word >> 16);
  bytes[2] = (uint8_t)(word >> 8);
  bytes[3] = (uint8_t)word;
}

ALWAYS_INLINE uint32_t load_le32(const uint8_t bytes[4]) {
  return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

ALWAYS_INLINE void store_le32(uint8_t bytes[4], uint32_t word) {
  bytes[0] = (uint8_t)word;
  bytes[1] = (uint8_t)(word >> 8);
  bytes[2] = (uint8_t)(word >> 16);
  bytes[3] = (uint8_t)(word >> 24);
}

ALWAYS_INLINE uint32_t turn_left32(uint32_t x, unsigned count) {
  return x << count | x >> (32 - count);
}

ALWAYS_INLINE uint32_t turn_right32(uint32_t x, unsigned count) {
  return x >> count | x << (32 - count);
}

/** target ^= source */
static inline void xor_bytes(uint8_t *target, const uint8_t *source, size_t size) {
  for (size_t i = 0; i < size; i++) target[i] ^= source[i];
}

/** The next counter block, big-endian. A counter is public, and so is where its carry ends. */
static inline void count_up(uint8_t *counter, size_t size) {
  while (size-- > 0) {
    if (++counter[size] != 0) break;
  }
}

#endif
