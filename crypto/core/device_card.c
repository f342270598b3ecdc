/* SPDX-License-Identifier: Apache-2.0 */
#include "device_card.h"

#include "hash.h"
#include "key_file.h"

#include <string.h>

enum { ID_AT = 8, POINT_AT = 32, HASH_AT = 96 };

void device_card_make(const uint8_t public_key[65], uint8_t card[DEVICE_CARD_SIZE]) {
  static const uint8_t head[5] = {'J', 'Z', 'I', 'D', 1};
  memset(card, 0, DEVICE_CARD_SIZE);
  memcpy(card, head, sizeof head);
  key_file_device_id(public_key, card + ID_AT);
  memcpy(card + POINT_AT, public_key + 1, 64);
  jz_hash(HASH_SHA256, card, HASH_AT, card + HASH_AT);
}
