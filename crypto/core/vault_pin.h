/* SPDX-License-Identifier: Apache-2.0
 *
 * The enciphered PIN block: the pinpad's digits, the PAN that was bound before the first of them, and a key of purpose PIN or the PIN
 * key of the present DUKPT transaction. docs/sources.md [domain A11], [vectors 4]
 *
 * What a reader would get wrong: the caller gives no digits, no PAN and no key here. All three are in the pinpad since it was opened,
 * and one entry gives one block: the digits are gone afterwards, whatever comes of it.
 */
#ifndef JIAOZI_VAULT_PIN_H
#define JIAOZI_VAULT_PIN_H

#include "pin_block.h"
#include "pinpad.h"
#include "vault.h"

enum { VAULT_PIN_RANDOM_SIZE = 2 * PIN_BLOCK_FILL_SIZE };

/** Format 4 among those of pin_block.h. */
enum { VAULT_PIN_ISO_4 = 4 };

/**
 * Whether that key may encipher a block of that format now; asked before anybody is made to type. VAULT_FORBIDDEN also for a second
 * PIN under one KSN, VAULT_NOT_STORED as vault_dukpt_key.
 */
enum vault_status vault_pin_usable(const struct vault *vault, const struct pinpad *pad, const struct pinpad_purpose *purpose)
    __attribute__((warn_unused_result));

/** Milliseconds until that key may encipher another PIN; 0: now, and always for DUKPT. */
uint32_t vault_pin_wait(const struct vault *vault, struct pinpad *pad, unsigned slot, uint32_t now_ms);

/**
 * 8 bytes under TDES, 16 under AES or SM4. `random` fills formats 3 and 4. VAULT_FORBIDDEN, and the entry is lost, when the pinpad has
 * no finished PIN or the key may not be used yet.
 */
enum vault_status vault_pin_encipher(const struct vault *vault, struct pinpad *pad,
                                     const uint8_t random[VAULT_PIN_RANDOM_SIZE], uint32_t now_ms,
                                     uint8_t block[PIN_BLOCK_SIZE_MAX], size_t *size) __attribute__((warn_unused_result));

#endif
