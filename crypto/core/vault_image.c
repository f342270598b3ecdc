/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_image.h. The body passes through a piece of stack, so that nothing clear is ever in the caller's buffer.
 */
#include "vault_image.h"

#include "ct.h"
#include "octets.h"
#include "ports.h"
#include "seal.h"
#include "vault_dukpt.h"
#include "vault_internal.h"
#include "vault_rules.h"
#include "wipe.h"

#include <string.h>

enum {
  VERSION = 1,
  FLAG_ZEROISED = 1,
  VERSION_AT = 4,
  FLAGS_AT = 5,
  UNITS_AT = 6,
  RECORDS_AT = 7,
  GENERATION_AT = 8,
  COUNT_AT = 12,
  NONCE_AT = 16,
  HEADER_SIZE = 32,
  DELIVERED_SIZE = 16,
  RECORD_SIZE = 48,
  KEY_AT = 16,
  MAC_SIZE = 16,
  PIECE = 64,
};

static const uint8_t magic[4] = {'J', 'Z', 'V', 'I'};
static const char encryption_label[] = "jiaozi vault 1 encryption";
static const char authentication_label[] = "jiaozi vault 1 authentication";

/* Counter mode goes on from piece to piece only by whole blocks; the structs of DUKPT and what is made here are such. */
typedef char whole_blocks[sizeof(struct dukpt_tdes) % AES_BLOCK_SIZE == 0 && sizeof(struct dukpt_aes) % AES_BLOCK_SIZE == 0 ? 1 : -1];
typedef char largest_fits[(HEADER_SIZE + DELIVERED_SIZE + (int)VAULT_SLOT_COUNT * RECORD_SIZE + (int)sizeof(struct dukpt_aes) +
                                   MAC_SIZE + VAULT_IMAGE_UNIT - 1) / VAULT_IMAGE_UNIT * VAULT_IMAGE_UNIT ==
                                  (int)VAULT_IMAGE_SIZE_MAX ? 1 : -1];

/* The body on its way: the cipher, and where in the image it is. */
struct body {
  struct aes_key cipher;
  uint8_t counter[AES_BLOCK_SIZE];
  uint8_t *at;
};

static void body_begin(struct body *body, const uint8_t secret[32], uint8_t *image) {
  seal_derive(&body->cipher, secret, encryption_label, image + NONCE_AT);
  memset(body->counter, 0, sizeof body->counter);
  body->at = image + HEADER_SIZE;
}

static void body_write(struct body *body, const void *clear, size_t size) {
  const uint8_t *from = clear;
  while (size > 0) {
    uint8_t piece[PIECE];
    size_t part = size < PIECE ? size : PIECE;
    memcpy(piece, from, part);
    jz_aes_ctr(&body->cipher, body->counter, piece, part);
    memcpy(body->at, piece, part);
    body->at += part, from += part, size -= part;
  }
}

/* Into C memory that the caller wipes. */
static void body_read(struct body *body, void *clear, size_t size) {
  memcpy(clear, body->at, size);
  jz_aes_ctr(&body->cipher, body->counter, clear, size);
  body->at += size;
}

static bool is_kept(const struct vault_slot *slot) {
  return slot->purpose != 0 && slot->origin != VAULT_ORIGIN_SIGN_IN;
}

static unsigned count_kept(const struct vault *vault) {
  unsigned count = 0;
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++) count += is_kept(&vault->slots[i]) ? 1 : 0;
  return count;
}

static size_t dukpt_size(const struct vault *vault) {
  const struct vault_slot *slot = vault_dukpt_slot(vault);
  if (slot == NULL) return 0;
  return vault_is_tdes(slot->algorithm) ? sizeof vault->dukpt.state.tdes : sizeof vault->dukpt.state.aes;
}

static size_t used_size(const struct vault *vault) {
  return HEADER_SIZE + DELIVERED_SIZE + count_kept(vault) * RECORD_SIZE + dukpt_size(vault);
}

size_t vault_image_size(const struct vault *vault) {
  return (used_size(vault) + MAC_SIZE + VAULT_IMAGE_UNIT - 1) & ~(size_t)(VAULT_IMAGE_UNIT - 1);
}

bool vault_image_is_due(const struct vault *vault) {
  return vault->changed || vault->unconfirmed;
}

static void mac_of(const uint8_t secret[32], const uint8_t *image, size_t size, uint8_t mac[MAC_SIZE]) {
  seal_mac(secret, authentication_label, image + NONCE_AT, image, size - MAC_SIZE, mac);
}

static void write_header(const struct vault *vault, uint8_t *image, size_t size) {
  memcpy(image, magic, sizeof magic);
  image[VERSION_AT] = VERSION;
  image[FLAGS_AT] = vault->zeroised ? FLAG_ZEROISED : 0;
  image[UNITS_AT] = (uint8_t)(size >> 5);
  image[RECORDS_AT] = (uint8_t)count_kept(vault);
  store_be32(image + GENERATION_AT, vault->generation);
  store_be32(image + COUNT_AT, vault->count);
}

static void write_record(struct body *body, unsigned index, const struct vault_slot *slot) {
  uint8_t record[RECORD_SIZE] = {(uint8_t)index,  slot->purpose,    slot->algorithm,  slot->origin,
                                 slot->key_size,  slot->mac_method, slot->exportable, 0,
                                 (uint8_t)(slot->uses >> 8), (uint8_t)slot->uses};
  store_be32(record + 12, slot->check_value);
  memcpy(record + KEY_AT, slot->key, sizeof slot->key);
  body_write(body, record, sizeof record);
  jz_wipe(record, sizeof record);
}

static void write_body(const struct vault *vault, const uint8_t secret[32], uint8_t *image, size_t size) {
  static const uint8_t zeros[VAULT_IMAGE_UNIT] = {0};
  struct body body;
  body_begin(&body, secret, image);
  body_write(&body, vault->delivered, DELIVERED_SIZE);
  for (unsigned i = 0; i < VAULT_SLOT_COUNT; i++) {
    if (is_kept(&vault->slots[i])) write_record(&body, i, &vault->slots[i]);
  }
  body_write(&body, &vault->dukpt.state, dukpt_size(vault));
  body_write(&body, zeros, size - MAC_SIZE - used_size(vault));
  jz_wipe(&body, sizeof body);
}

enum vault_status vault_image_make(struct vault *vault, void *board, struct drbg *random, uint8_t *image, size_t size) {
  uint8_t secret[32];
  uint32_t now = vault_board_count(board);
  if (size != vault_image_size(vault)) return VAULT_MALFORMED;
  if (random == NULL || !jz_drbg_generate(random, NULL, 0, image + NONCE_AT, SEAL_NONCE_SIZE)) return VAULT_NO_RANDOM;
  if (!port_device_secret(board, secret)) return VAULT_NO_DEVICE_SECRET;
  vault->generation++;
  if (vault->count < now || vault->steps) vault->count = now + (vault->steps ? 1u : 0u);
  write_header(vault, image, size);
  write_body(vault, secret, image, size);
  mac_of(secret, image, size, vault->image_mac);
  jz_wipe(secret, sizeof secret);
  memcpy(image + size - MAC_SIZE, vault->image_mac, MAC_SIZE);
  vault->changed = vault->steps = false;
  vault->unconfirmed = true;
  return VAULT_OK;
}

/* Header and length: all public. */
static enum vault_status check_header(const uint8_t *image, size_t size) {
  if (size < HEADER_SIZE + DELIVERED_SIZE + MAC_SIZE || memcmp(image, magic, sizeof magic) != 0) return VAULT_NO_IMAGE;
  if (image[VERSION_AT] != VERSION) return VAULT_UNKNOWN_VERSION;
  return size == (size_t)image[UNITS_AT] * VAULT_IMAGE_UNIT ? VAULT_OK : VAULT_TRUNCATED;
}

static enum vault_status authenticate(const uint8_t secret[32], const uint8_t *image, size_t size) {
  uint8_t expected[MAC_SIZE];
  enum vault_status status = check_header(image, size);
  if (status != VAULT_OK) return status;
  mac_of(secret, image, size, expected);
  /* Public: that an image is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, image + size - MAC_SIZE, MAC_SIZE));
  jz_wipe(expected, sizeof expected);
  return equal != 0 ? VAULT_OK : VAULT_NOT_AUTHENTIC;
}

/* An image for the next count: its count comes now. A board that cannot go on keeps such an image valid all the same. */
static void catch_up(const struct vault *vault, void *board) {
  if (vault->count > vault_board_count(board)) (void)port_monotonic_advance(board);
}

enum vault_status vault_image_confirm(struct vault *vault, void *board, const uint8_t *image, size_t size) {
  uint8_t secret[32];
  if (!vault->unconfirmed || vault->changed) return VAULT_NOT_STORED;
  if (!port_device_secret(board, secret)) return VAULT_NO_DEVICE_SECRET;
  enum vault_status status = authenticate(secret, image, size);
  jz_wipe(secret, sizeof secret);
  if (status != VAULT_OK) return status;
  /* Public: the MAC lies in flash for all to read. */
  if (ct_public(ct_mask_equal(image + size - MAC_SIZE, vault->image_mac, MAC_SIZE)) == 0) return VAULT_NOT_AUTHENTIC;
  vault->unconfirmed = false;
  vault->dukpt.stored = vault->dukpt.key_size > 0;
  catch_up(vault, board);
  return VAULT_OK;
}

/* False for what no vault has written: then the image is of a later version than it says. */
static bool read_record(struct body *body, struct vault *vault) {
  uint8_t record[RECORD_SIZE];
  body_read(body, record, sizeof record);
  /* Public: what a key is for is no secret; it is encrypted only because it lies beside the key. */
  uint32_t index = ct_public(record[0]), purpose = ct_public(record[1]), size = ct_public(record[4]);
  bool good = index < VAULT_SLOT_COUNT && vault->slots[index].purpose == 0 && vault_rule_of(purpose)->uses != 0 &&
              size <= VAULT_KEY_SIZE_MAX;
  if (good) {
    struct vault_slot *slot = &vault->slots[index];
    slot->purpose = (uint8_t)purpose;
    slot->algorithm = (uint8_t)ct_public(record[2]);
    slot->origin = (uint8_t)ct_public(record[3]);
    slot->key_size = (uint8_t)size;
    slot->mac_method = (uint8_t)ct_public(record[5]);
    slot->exportable = ct_public(record[6]) != 0;
    slot->uses = (uint16_t)ct_public((uint32_t)record[8] << 8 | record[9]);
    slot->check_value = ct_public(load_be32(record + 12));
    memcpy(slot->key, record + KEY_AT, sizeof slot->key);
  }
  jz_wipe(record, sizeof record);
  return good;
}

/* Public: KSN or ID, version and counter, with which both states begin; what follows are keys. */
static void publish_dukpt(struct vault *vault) {
  enum { PUBLIC_SIZE = 16 };
  uint8_t *state = (uint8_t *)&vault->dukpt.state;
  for (unsigned i = 0; i < PUBLIC_SIZE; i++) state[i] = (uint8_t)ct_public(state[i]);
}

static bool is_sound(const struct vault *vault) {
  const struct vault_slot *slot = vault_dukpt_slot(vault);
  const struct vault_dukpt *dukpt = &vault->dukpt;
  if (slot == NULL) return true;
  return vault_is_tdes(slot->algorithm) ? jz_dukpt_tdes_is_sound(&dukpt->state.tdes) : jz_dukpt_aes_is_sound(&dukpt->state.aes);
}

static bool read_body(struct vault *vault, const uint8_t secret[32], const uint8_t *image, size_t size) {
  struct body body;
  bool good = true;
  /* Reading changes nothing of the image: the cast drops a const that body_read keeps. */
  body_begin(&body, secret, (uint8_t *)(uintptr_t)image);
  body_read(&body, vault->delivered, DELIVERED_SIZE);
  for (unsigned left = image[RECORDS_AT]; left > 0 && good; left--) good = read_record(&body, vault);
  if (good) good = vault_image_size(vault) == size;
  if (good) body_read(&body, &vault->dukpt.state, dukpt_size(vault));
  if (good) publish_dukpt(vault);
  jz_wipe(&body, sizeof body);
  return good && is_sound(vault);
}

enum vault_status vault_image_open(struct vault *vault, void *board, const uint8_t *image, size_t size) {
  uint8_t secret[32];
  uint32_t now = vault_board_count(board);
  if (!port_device_secret(board, secret)) return VAULT_NO_DEVICE_SECRET;
  enum vault_status status = authenticate(secret, image, size);
  if (status == VAULT_OK && load_be32(image + COUNT_AT) - now > 1) status = VAULT_OLD;
  if (status == VAULT_OK) {
    vault_wipe(vault);
    if (!read_body(vault, secret, image, size)) {
      vault_wipe(vault);
      status = VAULT_MALFORMED;
    }
  }
  jz_wipe(secret, sizeof secret);
  if (status != VAULT_OK) return status;
  vault->generation = load_be32(image + GENERATION_AT);
  vault->count = load_be32(image + COUNT_AT);
  vault->zeroised = (image[FLAGS_AT] & FLAG_ZEROISED) != 0;
  catch_up(vault, board);
  return vault->zeroised ? VAULT_ZEROISED : VAULT_OK;
}
