/* SPDX-License-Identifier: Apache-2.0
 *
 * See checksum.h.
 */
#include "checksum.h"

/* From the right, every second digit counts twice, and its two digits are added. */
bool checksum_luhn(const uint8_t *digits, size_t size) {
  unsigned sum = 0;
  if (size == 0) return false;
  for (size_t i = 0; i < size; i++) {
    unsigned digit = digits[size - 1 - i] - (unsigned)'0';
    if (digit > 9) return false;
    if ((i & 1) != 0) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
    if (sum >= 10) sum -= 10;
  }
  return sum == 0;
}

/* A nibble at a time. */
uint16_t checksum_crc_ccitt(const uint8_t *data, size_t size) {
  static const uint16_t table[16] = {0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
                                     0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};
  unsigned crc = 0xFFFF;
  for (size_t i = 0; i < size; i++) {
    crc = (crc << 4 & 0xFFFF) ^ table[(crc >> 12 ^ data[i] >> 4) & 15];
    crc = (crc << 4 & 0xFFFF) ^ table[(crc >> 12 ^ data[i]) & 15];
  }
  return (uint16_t)crc;
}
