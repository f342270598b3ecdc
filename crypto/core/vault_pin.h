/* SPDX-License-Identifier: Apache-2.0
 *
 * The enciphered PIN block: the pinpad's digits, the PAN that was bound before the first of them, and a key whose purpose is PIN.
 * docs/sources.md [domain A11], [vectors 4]
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

/** PIN_BLOCK_ISO_4 among the formats of pin_block.h. */
enum { VAULT_PIN_ISO_4 = 4 };

/** Whether that key may encipher blocks of that format; asked before anybody is made to type. */
enum vault_status vault_pin_usable(const struct vault *vault, const struct pinpad_purpose *purpose)
    __attribute__((warn_unused_result));

/**
 * 8 bytes with a TDES key, 16 with AES or SM4. `random` fills formats 3 and 4. VAULT_FORBIDDEN, and the entry is lost, when the
 * pinpad has no finished PIN or the key's rate does not allow another block yet. Counts one against the rate.
 */
enum vault_status vault_pin_encipher(const struct vault *vault, struct pinpad *pad,
                                     const uint8_t random[VAULT_PIN_RANDOM_SIZE], uint32_t now_ms,
                                     uint8_t block[PIN_BLOCK_SIZE_MAX], size_t *size) __attribute__((warn_unused_result));

#endif
