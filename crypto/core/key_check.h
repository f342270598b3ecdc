/* SPDX-License-Identifier: Apache-2.0
 *
 * Key check values, by which people and hosts recognise a key: docs/sources.md [vectors 5], [domain A11].
 *
 * legacy: the first bytes of an encryption of zeros (3 bytes, UnionPay 4); CMAC: of the CMAC over a block of zeros (5 bytes),
 * which AES keys should have, since what encrypts zeros also begins counter mode. A check value is public: it is there to be told.
 */
#ifndef JIAOZI_KEY_CHECK_H
#define JIAOZI_KEY_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_check_cipher { KEY_CHECK_TDES = 1, KEY_CHECK_AES, KEY_CHECK_SM4 };
enum key_check_method { KEY_CHECK_LEGACY = 1, KEY_CHECK_CMAC };

enum { KEY_CHECK_SIZE_MAX = 5 };

/** The first `size` bytes, at most KEY_CHECK_SIZE_MAX. False for a key whose size the cipher does not know. */
bool jz_key_check(enum key_check_cipher cipher, enum key_check_method method, const uint8_t *key, size_t key_size,
                  uint8_t *value, size_t size) __attribute__((warn_unused_result));

#endif
