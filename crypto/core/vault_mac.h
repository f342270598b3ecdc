/* SPDX-License-Identifier: Apache-2.0
 *
 * MACs with keys of the vault, and with the keys of a DUKPT transaction.
 *
 * Whoever checks an answer asks vault_mac_verify: a key that may only verify makes no MAC that could be sent.
 */
#ifndef JIAOZI_VAULT_MAC_H
#define JIAOZI_VAULT_MAC_H

#include "mac_iso9797.h"
#include "vault.h"

enum { VAULT_MAC_SIZE_MAX = 16, VAULT_MAC_COMPARED_MIN = 4 };

/** What is to be computed over what. `padding` is for the two of ISO 9797. */
struct vault_mac_request {
  enum vault_mac_method method;
  enum mac_padding padding;
  const uint8_t *message;
  size_t size;
};

/** The MAC, of 8 bytes or, with AES and SM4, of 16. VAULT_MALFORMED: a method that the key's algorithm does not have. */
enum vault_status vault_mac(const struct vault *vault, unsigned slot, uint32_t check_value,
                            const struct vault_mac_request *request, uint8_t mac[VAULT_MAC_SIZE_MAX], size_t *mac_size)
    __attribute__((warn_unused_result));

/** VAULT_OK when the first `mac_size` bytes (4 or more) of the MAC are these, VAULT_NOT_AUTHENTIC when not. */
enum vault_status vault_mac_verify(const struct vault *vault, unsigned slot, uint32_t check_value,
                                   const struct vault_mac_request *request, const uint8_t *mac, size_t mac_size)
    __attribute__((warn_unused_result));

/** With the present DUKPT transaction's key: of the request, and of its answer. */
enum vault_status vault_dukpt_mac(const struct vault *vault, const struct vault_mac_request *request,
                                  uint8_t mac[VAULT_MAC_SIZE_MAX], size_t *mac_size) __attribute__((warn_unused_result));
enum vault_status vault_dukpt_mac_verify(const struct vault *vault, const struct vault_mac_request *request,
                                         const uint8_t *mac, size_t mac_size) __attribute__((warn_unused_result));

#endif
