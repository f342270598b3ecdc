/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_pin.h. Which cipher goes with which format is a table.
 */
#include "vault_pin.h"

#include "aes.h"
#include "ct.h"
#include "des.h"
#include "sm4.h"
#include "vault_dukpt.h"
#include "vault_internal.h"
#include "wipe.h"

#include <string.h>

/* A PIN on its way from the pinpad into a block. */
struct pin {
  uint8_t digits[PINPAD_PIN_MAX];
  size_t size;
  const struct pinpad_purpose *purpose;
  const uint8_t *random;
};

struct key {
  const uint8_t *bytes;
  size_t size;
};

/* Each gives the size of the block, 0 when it cannot be made. */
static size_t with_tdes(const struct key *key, const struct pin *pin, uint8_t *block) {
  struct des_key expanded;
  uint8_t fill[PIN_BLOCK_FILL_SIZE];
  const struct pinpad_purpose *purpose = pin->purpose;
  enum pin_block_format format = (enum pin_block_format)purpose->format;
  jz_pin_block_fill(format, pin->random, fill);
  bool good = jz_pin_block_encode(format, pin->digits, pin->size, purpose->pan, purpose->pan_size, fill, block) &&
              jz_des_expand(&expanded, key->bytes, key->size) && jz_des_ecb_encrypt(&expanded, block, DES_BLOCK_SIZE);
  jz_des_wipe(&expanded);
  jz_wipe(fill, sizeof fill);
  return good ? DES_BLOCK_SIZE : 0;
}

static size_t with_aes(const struct key *key, const struct pin *pin, uint8_t *block) {
  struct aes_key expanded;
  uint8_t pin_field[AES_BLOCK_SIZE], pan_field[AES_BLOCK_SIZE];
  const struct pinpad_purpose *purpose = pin->purpose;
  bool good = jz_pin_block_encode_4(pin->digits, pin->size, purpose->pan, purpose->pan_size, pin->random, pin_field,
                                    pan_field) &&
              jz_aes_expand(&expanded, key->bytes, key->size);
  if (good) jz_pin_block_encipher_4(&expanded, pin_field, pan_field, block);
  jz_aes_wipe(&expanded);
  jz_wipe(pin_field, sizeof pin_field);
  return good ? AES_BLOCK_SIZE : 0;
}

static size_t with_sm4(const struct key *key, const struct pin *pin, uint8_t *block) {
  struct sm4_key expanded;
  const struct pinpad_purpose *purpose = pin->purpose;
  bool good = jz_pin_block_encode(PIN_BLOCK_SM4, pin->digits, pin->size, purpose->pan, purpose->pan_size, NULL, block);
  jz_sm4_expand(&expanded, key->bytes);
  good = good && jz_sm4_ecb_encrypt(&expanded, block, SM4_BLOCK_SIZE);
  jz_sm4_wipe(&expanded);
  return good ? SM4_BLOCK_SIZE : 0;
}

/* Formats 1 and 2 have no PAN and are not for sending (domain F1): no row. */
static const struct row {
  uint8_t format;
  uint8_t algorithm;
} rows[] = {
  {PIN_BLOCK_ISO_0, VAULT_ALGORITHM_TDES},   {PIN_BLOCK_ISO_0, VAULT_ALGORITHM_TDES3},
  {PIN_BLOCK_ISO_3, VAULT_ALGORITHM_TDES},   {PIN_BLOCK_ISO_3, VAULT_ALGORITHM_TDES3},
  {VAULT_PIN_ISO_4, VAULT_ALGORITHM_AES128}, {VAULT_PIN_ISO_4, VAULT_ALGORITHM_AES192},
  {VAULT_PIN_ISO_4, VAULT_ALGORITHM_AES256}, {PIN_BLOCK_SM4, VAULT_ALGORITHM_SM4},
};

static bool belong_together(uint8_t format, uint8_t algorithm) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].format == format && rows[i].algorithm == algorithm) return true;
  }
  return false;
}

static size_t encipher(unsigned algorithm, const struct key *key, const struct pin *pin, uint8_t *block) {
  if (!belong_together(pin->purpose->format, (uint8_t)algorithm)) return 0;
  switch (algorithm) {
    case VAULT_ALGORITHM_TDES:
    case VAULT_ALGORITHM_TDES3: return with_tdes(key, pin, block);
    case VAULT_ALGORITHM_SM4: return with_sm4(key, pin, block);
    default: return with_aes(key, pin, block);
  }
}

static bool is_dukpt(const struct vault *vault, unsigned slot) {
  return slot < VAULT_SLOT_COUNT && vault->slots[slot].purpose == VAULT_PURPOSE_DUKPT;
}

/* No second PIN under one KSN. */
static enum vault_status fresh_ksn(const struct vault *vault, const struct pinpad *pad, uint8_t ksn[PINPAD_KSN_SIZE]) {
  size_t size;
  memset(ksn, 0, PINPAD_KSN_SIZE);
  enum vault_status status = vault_dukpt_ksn(vault, ksn, &size);
  if (status == VAULT_OK && memcmp(ksn, pad->ksn, PINPAD_KSN_SIZE) == 0) return VAULT_FORBIDDEN;
  return status;
}

enum vault_status vault_pin_usable(const struct vault *vault, const struct pinpad *pad,
                                   const struct pinpad_purpose *purpose) {
  const struct vault_slot *slot;
  uint8_t ksn[PINPAD_KSN_SIZE];
  bool dukpt = is_dukpt(vault, purpose->slot);
  unsigned use = dukpt ? VAULT_USE_DERIVE : VAULT_USE_PIN_ENCRYPT;
  enum vault_status status = vault_find(vault, purpose->slot, purpose->check_value, use, &slot);
  if (status == VAULT_OK && !belong_together(purpose->format, slot->algorithm)) status = VAULT_FORBIDDEN;
  if (status == VAULT_OK && dukpt) status = fresh_ksn(vault, pad, ksn);
  return status;
}

uint32_t vault_pin_wait(const struct vault *vault, struct pinpad *pad, unsigned slot, uint32_t now_ms) {
  return is_dukpt(vault, slot) ? 0 : pinpad_rate_wait(&pad->rate, now_ms);
}

static size_t encipher_dukpt(const struct vault *vault, struct pinpad *pad, const struct pin *pin, uint8_t *block) {
  struct vault_dukpt_key derived = {.size = 0};
  uint8_t ksn[PINPAD_KSN_SIZE];
  size_t size = 0;
  if (fresh_ksn(vault, pad, ksn) == VAULT_OK && vault_dukpt_key(vault, VAULT_DUKPT_PIN, &derived) == VAULT_OK) {
    memcpy(pad->ksn, ksn, sizeof pad->ksn);
    struct key key = {derived.bytes, derived.size};
    size = encipher(derived.algorithm, &key, pin, block);
  }
  jz_wipe(&derived, sizeof derived);
  return size;
}

static size_t encipher_fixed(const struct vault *vault, struct pinpad *pad, const struct pin *pin, uint32_t now_ms,
                             uint8_t *block) {
  const struct vault_slot *slot = &vault->slots[pin->purpose->slot];
  struct key key = {slot->key, slot->key_size};
  if (!pinpad_rate_spend(&pad->rate, now_ms)) return 0;
  return encipher(slot->algorithm, &key, pin, block);
}

enum vault_status vault_pin_encipher(const struct vault *vault, struct pinpad *pad,
                                     const uint8_t random[VAULT_PIN_RANDOM_SIZE], uint32_t now_ms,
                                     uint8_t block[PIN_BLOCK_SIZE_MAX], size_t *size) {
  struct pinpad_purpose purpose = pad->purpose;
  struct pin pin = {.size = pad->count, .purpose = &purpose, .random = random};
  memset(block, 0, PIN_BLOCK_SIZE_MAX);
  *size = 0;
  enum vault_status status = vault_pin_usable(vault, pad, &purpose);
  bool taken = pin.size <= sizeof pin.digits && pinpad_take(pad, PINPAD_PIN, pin.digits, pin.size, now_ms);
  if (!taken) status = VAULT_FORBIDDEN;
  if (status == VAULT_OK) {
    *size = is_dukpt(vault, purpose.slot) ? encipher_dukpt(vault, pad, &pin, block)
                                          : encipher_fixed(vault, pad, &pin, now_ms, block);
    if (*size == 0) status = VAULT_FORBIDDEN;
  }
  if (*size == 0) jz_wipe(block, PIN_BLOCK_SIZE_MAX);
  jz_wipe(&pin, sizeof pin);
  jz_wipe(&purpose, sizeof purpose);
  pinpad_close(pad);
  return status;
}
