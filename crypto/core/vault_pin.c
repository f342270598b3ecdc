/* SPDX-License-Identifier: Apache-2.0
 *
 * See vault_pin.h. Which cipher goes with which format is a table.
 */
#include "vault_pin.h"

#include "des.h"
#include "wipe.h"

#include <string.h>

/* 0: no key enciphers that format here. Formats 1 and 2 have no PAN and are not for sending (domain F1). */
static const uint8_t algorithms[] = {
  [PIN_BLOCK_ISO_0] = VAULT_ALGORITHM_TDES,
  [PIN_BLOCK_ISO_3] = VAULT_ALGORITHM_TDES,
};

static enum vault_status key_for(const struct vault *vault, const struct pinpad_purpose *purpose,
                                 const struct vault_slot **found) {
  if (purpose->slot >= VAULT_SLOT_COUNT || vault->slots[purpose->slot].purpose == 0) return VAULT_NO_KEY;
  const struct vault_slot *slot = &vault->slots[purpose->slot];
  if ((slot->uses & VAULT_USE_PIN_ENCRYPT) == 0) return VAULT_FORBIDDEN;
  if (slot->check_value != purpose->check_value) return VAULT_STALE;
  uint8_t algorithm = purpose->format < sizeof algorithms ? algorithms[purpose->format] : 0;
  if (slot->algorithm != algorithm) return VAULT_FORBIDDEN;
  *found = slot;
  return VAULT_OK;
}

enum vault_status vault_pin_usable(const struct vault *vault, const struct pinpad_purpose *purpose) {
  const struct vault_slot *key;
  return key_for(vault, purpose, &key);
}

static bool encipher_tdes(const struct vault_slot *key, const struct pinpad_purpose *purpose, const uint8_t *pin,
                          size_t pin_size, const uint8_t *random, uint8_t *block) {
  struct des_key expanded;
  uint8_t fill[PIN_BLOCK_FILL_SIZE];
  enum pin_block_format format = (enum pin_block_format)purpose->format;
  jz_pin_block_fill(format, random, fill);
  bool good = jz_pin_block_encode(format, pin, pin_size, purpose->pan, purpose->pan_size, fill, block) &&
              jz_des_expand(&expanded, key->key, key->key_size) && jz_des_ecb_encrypt(&expanded, block, DES_BLOCK_SIZE);
  jz_des_wipe(&expanded);
  jz_wipe(fill, sizeof fill);
  return good;
}

enum vault_status vault_pin_encipher(const struct vault *vault, struct pinpad *pad,
                                     const uint8_t random[VAULT_PIN_RANDOM_SIZE], uint32_t now_ms,
                                     uint8_t block[PIN_BLOCK_SIZE_MAX], size_t *size) {
  uint8_t pin[PINPAD_PIN_MAX];
  struct pinpad_purpose purpose = pad->purpose;
  size_t pin_size = pad->count;
  const struct vault_slot *key;
  memset(block, 0, PIN_BLOCK_SIZE_MAX);
  enum vault_status status = key_for(vault, &purpose, &key);
  if (pin_size > sizeof pin || !pinpad_take(pad, PINPAD_PIN, pin, pin_size, now_ms)) status = VAULT_FORBIDDEN;
  if (status == VAULT_OK && !pinpad_rate_spend(&pad->rate, now_ms)) status = VAULT_FORBIDDEN;
  if (status == VAULT_OK && !encipher_tdes(key, &purpose, pin, pin_size, random, block)) status = VAULT_MALFORMED;
  *size = status == VAULT_OK ? DES_BLOCK_SIZE : 0;
  if (status != VAULT_OK) jz_wipe(block, PIN_BLOCK_SIZE_MAX);
  jz_wipe(pin, sizeof pin);
  pinpad_close(pad);
  return status;
}
