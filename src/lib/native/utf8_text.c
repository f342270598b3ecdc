/* SPDX-License-Identifier: Apache-2.0 */
#include "utf8_text.h"

/** Bytes that follow the lead, 4 when there is no such lead. */
static size_t following(uint8_t lead) {
  if (lead < 0x80u) return 0;
  if (lead < 0xc2u || lead > 0xf4u) return 4;
  return lead < 0xe0u ? 1 : lead < 0xf0u ? 2 : 3;
}

/** The second byte rules out longer forms than needed, surrogates and what is too large. */
static bool second_fits(uint8_t lead, uint8_t second) {
  if (lead == 0xe0u) return second >= 0xa0u;
  if (lead == 0xedu) return second < 0xa0u;
  if (lead == 0xf0u) return second >= 0x90u;
  return lead != 0xf4u || second < 0x90u;
}

bool utf8_is_text(const uint8_t *bytes, size_t size) {
  for (size_t at = 0; at < size;) {
    uint8_t lead = bytes[at++];
    size_t count = following(lead);
    if (count > size - at || (count > 0 && !second_fits(lead, bytes[at]))) return false;
    for (size_t i = 0; i < count; i++)
      if ((bytes[at++] & 0xc0u) != 0x80u) return false;
  }
  return true;
}
