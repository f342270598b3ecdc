/* SPDX-License-Identifier: Apache-2.0
 *
 * A terminal's card: its id and public key, left in its flash partition `keyload` for whoever is to send it keys. Whole units of
 * 32 bytes. All public.
 *
 *     0   "JZID" | version 1 | 00 × 3 | device id 10 | 00 × 14
 *    32   public key, x | y 64
 *    96   SHA-256 of the 96 bytes before
 *
 * The one thing a reader would get wrong: a card proves nothing. Whoever makes a file for it compares the id with the one on the
 * terminal's screen.
 */
#ifndef JIAOZI_DEVICE_CARD_H
#define JIAOZI_DEVICE_CARD_H

#include <stdint.h>

enum { DEVICE_CARD_SIZE = 128 };

/** `public_key`: 04 | x | y */
void device_card_make(const uint8_t public_key[65], uint8_t card[DEVICE_CARD_SIZE]);

#endif
