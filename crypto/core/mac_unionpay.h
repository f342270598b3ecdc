/* SPDX-License-Identifier: Apache-2.0
 *
 * The "ECB MAC" of UnionPay terminals, docs/sources.md [domain A10], with a DES, TDES or SM4 key.
 *
 * The one thing a reader would get wrong: what is encrypted is not the XOR of the blocks but its upper-case hexadecimal
 * text, in two halves. Field 64 then carries the first 8 characters of the hexadecimal text of the result (the protocol's
 * business; here the result is a block).
 */
#ifndef JIAOZI_MAC_UNIONPAY_H
#define JIAOZI_MAC_UNIONPAY_H

#include "des.h"
#include "sm4.h"

/** `message`: from the message type to the byte before field 64, of any size. */
void jz_mac_unionpay(const struct des_key *key, const uint8_t *message, size_t size, uint8_t mac[8]);
void jz_mac_unionpay_sm4(const struct sm4_key *key, const uint8_t *message, size_t size, uint8_t mac[16]);

#endif
