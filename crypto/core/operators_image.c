/* SPDX-License-Identifier: Apache-2.0
 *
 * See operators_image.h.
 */
#include "operators_image.h"

#include "ct.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum {
  UNIT = 32,
  UNITS_AT = 6,
  GENERATION_AT = 8,
  NONCE_AT = 16,
  BODY_AT = OPERATORS_IMAGE_HEADER_SIZE,
  MAC_AT = BODY_AT + OPERATORS_IMAGE_BODY_SIZE,
  SALT_AT = 4,
  VERIFIER_AT = 20,
};

/* Flash is programmed in units of 32 bytes. */
typedef char whole_units[(int)OPERATORS_IMAGE_SIZE % (int)UNIT == 0 ? 1 : -1];

static const uint8_t head[UNITS_AT + 2] = {'J', 'Z', 'V', 'I', 1, 0, OPERATORS_IMAGE_SIZE / UNIT, 0};
static const char encryption_label[] = "jiaozi operators 1 encryption";
static const char authentication_label[] = "jiaozi operators 1 authentication";

static void crypt(const uint8_t secret[32], uint8_t *image) {
  seal_crypt(secret, encryption_label, image + NONCE_AT, image + BODY_AT, OPERATORS_IMAGE_BODY_SIZE);
}

static void authenticate(const uint8_t secret[32], const uint8_t *image, uint8_t mac[SEAL_CMAC_SIZE]) {
  seal_mac(secret, authentication_label, image + NONCE_AT, image, MAC_AT, mac);
}

static bool is_ours(const uint8_t secret[32], const uint8_t *image) {
  uint8_t expected[SEAL_CMAC_SIZE];
  if (memcmp(image, head, sizeof head) != 0) return false;
  authenticate(secret, image, expected);
  /* Public: that an image is refused is plain to see. */
  uint32_t equal = ct_public(ct_mask_equal(expected, image + MAC_AT, sizeof expected));
  jz_wipe(expected, sizeof expected);
  return equal != 0;
}

void operators_image_make(struct operators *operators, const uint8_t secret[32], const uint8_t nonce[SEAL_NONCE_SIZE],
                          uint8_t *image) {
  operators->generation++;
  memset(image, 0, OPERATORS_IMAGE_SIZE);
  memcpy(image, head, sizeof head);
  store_be32(image + GENERATION_AT, operators->generation);
  memcpy(image + NONCE_AT, nonce, SEAL_NONCE_SIZE);
  uint8_t *at = image + BODY_AT;
  for (unsigned i = 0; i < OPERATORS_MAX; i++, at += OPERATORS_IMAGE_ENTRY_SIZE) {
    const struct operator_entry *entry = &operators->entries[i];
    at[0] = entry->is_used;
    at[1] = entry->number;
    at[2] = entry->failures;
    memcpy(at + SALT_AT, entry->salt, sizeof entry->salt);
    memcpy(at + VERIFIER_AT, entry->verifier, sizeof entry->verifier);
  }
  crypt(secret, image);
  authenticate(secret, image, image + MAC_AT);
}

bool operators_image_open(struct operators *operators, const uint8_t secret[32], uint8_t *image) {
  bool good = is_ours(secret, image) && load_be32(image + GENERATION_AT) > operators->generation;
  if (good) {
    operators->generation = load_be32(image + GENERATION_AT);
    crypt(secret, image);
    const uint8_t *at = image + BODY_AT;
    for (unsigned i = 0; i < OPERATORS_MAX; i++, at += OPERATORS_IMAGE_ENTRY_SIZE) {
      struct operator_entry *entry = &operators->entries[i];
      /* Public: who there is, and how often they were wrong; sealed only because it lies beside what is not. */
      entry->is_used = (uint8_t)ct_public(at[0]);
      entry->number = (uint8_t)ct_public(at[1]);
      entry->failures = (uint8_t)ct_public(at[2]);
      memcpy(entry->salt, at + SALT_AT, sizeof entry->salt);
      memcpy(entry->verifier, at + VERIFIER_AT, sizeof entry->verifier);
    }
  }
  jz_wipe(image, OPERATORS_IMAGE_SIZE);
  return good;
}

bool operators_image_is_last(const struct operators *operators, const uint8_t secret[32], const uint8_t *image) {
  return is_ours(secret, image) && load_be32(image + GENERATION_AT) == operators->generation;
}
