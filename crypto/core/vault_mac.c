/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_mac.h.
 */
#include "vault_mac.h"

#include "aes.h"
#include "ct.h"
#include "mac_unionpay.h"
#include "sm4.h"
#include "vault_dukpt.h"
#include "vault_internal.h"
#include "wipe.h"

#include <string.h>

/* What makes a MAC: the bytes and what they are a key of. */
struct key {
  const uint8_t *bytes;
  size_t size;
  unsigned algorithm;
};

static size_t with_des(const struct key *key, const struct vault_mac_request *request, uint8_t *mac) {
  struct des_key expanded;
  bool good = jz_des_expand(&expanded, key->bytes, key->size);
  if (good) {
    switch (request->method) {
      case VAULT_MAC_UNIONPAY: jz_mac_unionpay(&expanded, request->message, request->size, mac); break;
      case VAULT_MAC_ISO9797_1: jz_mac_iso9797_1(&expanded, request->padding, request->message, request->size, mac); break;
      case VAULT_MAC_ISO9797_3:
        good = key->algorithm == VAULT_ALGORITHM_TDES &&
               jz_mac_iso9797_3(&expanded, request->padding, request->message, request->size, mac);
        break;
      case VAULT_MAC_CMAC:
        good = key->algorithm != VAULT_ALGORITHM_DES;
        if (good) jz_des_cmac(&expanded, request->message, request->size, mac);
        break;
      default: good = false;
    }
  }
  jz_des_wipe(&expanded);
  return good ? DES_BLOCK_SIZE : 0;
}

static size_t with_aes(const struct key *key, const struct vault_mac_request *request, uint8_t *mac) {
  struct aes_key expanded;
  bool good = request->method == VAULT_MAC_CMAC && jz_aes_expand(&expanded, key->bytes, key->size);
  if (good) jz_aes_cmac(&expanded, request->message, request->size, mac);
  jz_aes_wipe(&expanded);
  return good ? AES_BLOCK_SIZE : 0;
}

static size_t with_sm4(const struct key *key, const struct vault_mac_request *request, uint8_t *mac) {
  struct sm4_key expanded;
  bool by_cmac = request->method == VAULT_MAC_CMAC;
  if (!by_cmac && request->method != VAULT_MAC_UNIONPAY) return 0;
  jz_sm4_expand(&expanded, key->bytes);
  if (by_cmac) jz_sm4_cmac(&expanded, request->message, request->size, mac);
  else jz_mac_unionpay_sm4(&expanded, request->message, request->size, mac);
  jz_sm4_wipe(&expanded);
  return SM4_BLOCK_SIZE;
}

/* The MAC's size, 0 when there is none. */
static size_t compute(const struct key *key, const struct vault_mac_request *request, uint8_t mac[VAULT_MAC_SIZE_MAX]) {
  switch (key->algorithm) {
    case VAULT_ALGORITHM_DES:
    case VAULT_ALGORITHM_TDES:
    case VAULT_ALGORITHM_TDES3: return with_des(key, request, mac);
    case VAULT_ALGORITHM_AES128:
    case VAULT_ALGORITHM_AES192:
    case VAULT_ALGORITHM_AES256: return with_aes(key, request, mac);
    case VAULT_ALGORITHM_SM4: return with_sm4(key, request, mac);
    default: return 0;
  }
}

static enum vault_status make(const struct key *key, const struct vault_mac_request *request, uint8_t *mac, size_t *mac_size) {
  *mac_size = compute(key, request, mac);
  return *mac_size > 0 ? VAULT_OK : VAULT_MALFORMED;
}

static enum vault_status verify(const struct key *key, const struct vault_mac_request *request, const uint8_t *mac,
                                size_t mac_size) {
  uint8_t expected[VAULT_MAC_SIZE_MAX];
  size_t size = compute(key, request, expected);
  if (size == 0 || mac_size < VAULT_MAC_COMPARED_MIN || mac_size > size) return VAULT_MALFORMED;
  /* Public: that an answer is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, mac, mac_size));
  jz_wipe(expected, sizeof expected);
  return equal != 0 ? VAULT_OK : VAULT_NOT_AUTHENTIC;
}

static enum vault_status find(const struct vault *vault, unsigned slot, uint32_t check_value, unsigned use,
                              enum vault_mac_method method, struct key *key) {
  const struct vault_slot *found;
  enum vault_status status = vault_find(vault, slot, check_value, use, &found);
  if (status != VAULT_OK) return status;
  if (found->mac_method != VAULT_MAC_ANY && found->mac_method != (unsigned)method) return VAULT_FORBIDDEN;
  *key = (struct key){found->key, found->key_size, found->algorithm};
  return VAULT_OK;
}

enum vault_status vault_mac(const struct vault *vault, unsigned slot, uint32_t check_value,
                            const struct vault_mac_request *request, uint8_t mac[VAULT_MAC_SIZE_MAX], size_t *mac_size) {
  struct key key;
  *mac_size = 0;
  enum vault_status status = find(vault, slot, check_value, VAULT_USE_MAC, request->method, &key);
  return status == VAULT_OK ? make(&key, request, mac, mac_size) : status;
}

enum vault_status vault_mac_verify(const struct vault *vault, unsigned slot, uint32_t check_value,
                                   const struct vault_mac_request *request, const uint8_t *mac, size_t mac_size) {
  struct key key;
  enum vault_status status = find(vault, slot, check_value, VAULT_USE_MAC_VERIFY, request->method, &key);
  return status == VAULT_OK ? verify(&key, request, mac, mac_size) : status;
}

enum vault_status vault_dukpt_mac(const struct vault *vault, const struct vault_mac_request *request,
                                  uint8_t mac[VAULT_MAC_SIZE_MAX], size_t *mac_size) {
  struct vault_dukpt_key derived;
  *mac_size = 0;
  enum vault_status status = vault_dukpt_key(vault, VAULT_DUKPT_MAC_REQUEST, &derived);
  struct key key = {derived.bytes, derived.size, derived.algorithm};
  if (status == VAULT_OK) status = make(&key, request, mac, mac_size);
  jz_wipe(&derived, sizeof derived);
  return status;
}

enum vault_status vault_dukpt_mac_verify(const struct vault *vault, const struct vault_mac_request *request,
                                         const uint8_t *mac, size_t mac_size) {
  struct vault_dukpt_key derived;
  enum vault_status status = vault_dukpt_key(vault, VAULT_DUKPT_MAC_RESPONSE, &derived);
  struct key key = {derived.bytes, derived.size, derived.algorithm};
  if (status == VAULT_OK) status = verify(&key, request, mac, mac_size);
  jz_wipe(&derived, sizeof derived);
  return status;
}
