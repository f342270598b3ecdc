/* SPDX-License-Identifier: Apache-2.0
 *
 * MACs of ISO/IEC 9797-1 with DES, docs/sources.md [vectors 5]: algorithm 1, CBC-MAC (X9.9 with a single-length key), and
 * algorithm 3 ("retail MAC", X9.19), CBC-MAC under the first half of the key and at the end one decryption under the second and
 * one encryption under the first. All 8 bytes come out; protocols send the first 4 or all.
 *
 * Time depends on sizes only.
 */
#ifndef JIAOZI_MAC_ISO9797_H
#define JIAOZI_MAC_ISO9797_H

#include "des.h"

enum mac_padding {
  /** Zeros up to a whole block; an empty message becomes one block. */
  MAC_PADDING_1 = 1,
  /** 80h, then zeros up to a whole block. */
  MAC_PADDING_2 = 2,
};

/** `key` of any length. */
void jz_mac_iso9797_1(const struct des_key *key, enum mac_padding padding, const uint8_t *message, size_t size,
                      uint8_t mac[8]);
/** `key` is expanded from 16 bytes (double length); false, and no MAC, for a single-length one. */
bool jz_mac_iso9797_3(const struct des_key *key, enum mac_padding padding, const uint8_t *message, size_t size,
                      uint8_t mac[8]) __attribute__((warn_unused_result));

#endif
