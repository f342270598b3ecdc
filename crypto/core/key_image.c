/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading key images. See key_image.h. Order matters: length, authenticity, and only then a look at what it says.
 */
#include "key_image.h"

#include "ct.h"
#include "seal.h"
#include "wipe.h"

#include <string.h>

enum { VERSION_AT = 4, COUNT_AT = 5, BOARD_COUNT_AT = 6, ZERO_AT = 7, NONCE_AT = 8, TAIL_AT = 24 };

static const uint8_t magic[4] = {'J', 'Z', 'K', 'I'};
static const char encryption_label[] = "jiaozi key image 1 encryption";
static const char authentication_label[] = "jiaozi key image 1 authentication";

/* Header and length: all public. */
static enum vault_status check_header(const uint8_t *bytes, size_t size) {
  if (size < KEY_IMAGE_HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0) return VAULT_NO_IMAGE;
  if (bytes[VERSION_AT] != KEY_IMAGE_VERSION) return VAULT_UNKNOWN_VERSION;
  size_t count = bytes[COUNT_AT];
  if (count < 1 || count > VAULT_SLOT_COUNT) return VAULT_MALFORMED;
  if (size < KEY_IMAGE_HEADER_SIZE + count * KEY_IMAGE_RECORD_SIZE + KEY_IMAGE_TRAILER_SIZE) return VAULT_TRUNCATED;
  return VAULT_OK;
}

static bool is_authentic(const uint8_t secret[32], const uint8_t *bytes) {
  struct aes_key key;
  uint8_t expected[KEY_IMAGE_TRAILER_SIZE] = {0};
  size_t size = KEY_IMAGE_HEADER_SIZE + (size_t)bytes[COUNT_AT] * KEY_IMAGE_RECORD_SIZE;
  seal_derive(&key, secret, authentication_label, bytes + NONCE_AT);
  jz_aes_cmac(&key, bytes, size, expected);
  /* Public: that an image is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, bytes + size, sizeof expected));
  jz_aes_wipe(&key);
  jz_wipe(expected, sizeof expected);
  return equal != 0;
}

enum vault_status key_image_open(struct key_image *image, const uint8_t secret[32], const uint8_t *bytes, size_t size) {
  enum vault_status status = check_header(bytes, size);
  if (status != VAULT_OK) return status;
  if (!is_authentic(secret, bytes)) return VAULT_NOT_AUTHENTIC;
  if (bytes[ZERO_AT] != 0) return VAULT_MALFORMED;
  if (ct_mask_all_zero(bytes + TAIL_AT, KEY_IMAGE_HEADER_SIZE - TAIL_AT) == 0) return VAULT_MALFORMED;
  seal_derive(&image->cipher, secret, encryption_label, bytes + NONCE_AT);
  memset(image->counter, 0, sizeof image->counter);
  image->next = bytes + KEY_IMAGE_HEADER_SIZE;
  image->remaining = bytes[COUNT_AT];
  image->nonce = bytes + NONCE_AT;
  image->count = bytes[BOARD_COUNT_AT];
  return VAULT_OK;
}

bool key_image_next(struct key_image *image, struct key_image_record *record, enum vault_status *status) {
  if (image->remaining == 0) return false;
  uint8_t clear[KEY_IMAGE_RECORD_SIZE];
  memcpy(clear, image->next, sizeof clear);
  jz_aes_ctr(&image->cipher, image->counter, clear, sizeof clear);
  image->next += sizeof clear;
  image->remaining--;
  /* Public: what a key is for is no secret; it is encrypted only because it lies beside the key. */
  record->slot = (uint8_t)ct_public(clear[0]);
  record->purpose = (uint8_t)ct_public(clear[1]);
  record->algorithm = (uint8_t)ct_public(clear[2]);
  record->key_size = (uint8_t)ct_public(clear[3]);
  memcpy(record->check_value, clear + 4, sizeof record->check_value);
  memcpy(record->key, clear + 8, sizeof record->key);
  /* Public: the image is authentic, so its maker decided this. */
  record->exportable = (uint8_t)ct_public(clear[40]);
  uint32_t rest_is_zero = ct_public(ct_mask_all_zero(clear + 41, sizeof clear - 41));
  *status = rest_is_zero != 0 ? VAULT_OK : VAULT_MALFORMED;
  jz_wipe(clear, sizeof clear);
  return true;
}

void key_image_close(struct key_image *image) {
  jz_wipe(image, sizeof *image);
}
