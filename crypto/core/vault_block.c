/* SPDX-License-Identifier: Apache-2.0
 *
 * Key blocks into and out of the vault. See vault_keys.h; usage and mode characters as X9.143 is commonly published. What a header
 * says is public.
 */
#include "key_block.h"
#include "vault_dukpt.h"
#include "vault_internal.h"
#include "vault_keys.h"
#include "vault_rules.h"
#include "wipe.h"

#include <string.h>

/* Usages that mean something here. */
static const struct usage {
  char name[2];
  uint8_t purpose;
  uint8_t mac_method;
} usages[] = {
  {{'P', '0'}, VAULT_PURPOSE_PIN, VAULT_MAC_ANY},          {{'M', '1'}, VAULT_PURPOSE_MAC, VAULT_MAC_ISO9797_1},
  {{'M', '3'}, VAULT_PURPOSE_MAC, VAULT_MAC_ISO9797_3},    {{'M', '6'}, VAULT_PURPOSE_MAC, VAULT_MAC_CMAC},
  {{'D', '0'}, VAULT_PURPOSE_TRACK, VAULT_MAC_ANY},        {{'K', '0'}, VAULT_PURPOSE_MASTER, VAULT_MAC_ANY},
  {{'K', '1'}, VAULT_PURPOSE_KBPK, VAULT_MAC_ANY},         {{'B', '1'}, VAULT_PURPOSE_DUKPT, VAULT_MAC_ANY},
};

/* Modes, and what each allows of all uses. */
static const struct mode {
  char name;
  uint16_t uses;
} modes[] = {
  {'E', VAULT_USE_PIN_ENCRYPT | VAULT_USE_TRACK_ENCRYPT | VAULT_USE_BLOCK},
  {'D', VAULT_USE_UNWRAP | VAULT_USE_UNBLOCK},
  {'B', VAULT_USE_PIN_ENCRYPT | VAULT_USE_TRACK_ENCRYPT | VAULT_USE_BLOCK | VAULT_USE_UNWRAP | VAULT_USE_UNBLOCK},
  {'G', VAULT_USE_MAC},
  {'V', VAULT_USE_MAC_VERIFY},
  {'C', VAULT_USE_MAC | VAULT_USE_MAC_VERIFY},
  {'X', VAULT_USE_DERIVE},
};

enum { USAGES = sizeof usages / sizeof usages[0], MODES = sizeof modes / sizeof modes[0] };

static enum vault_status status_of(enum key_block_status status) {
  switch (status) {
    case KEY_BLOCK_OK: return VAULT_OK;
    case KEY_BLOCK_UNKNOWN_VERSION: return VAULT_UNKNOWN_VERSION;
    case KEY_BLOCK_NOT_AUTHENTIC: return VAULT_NOT_AUTHENTIC;
    case KEY_BLOCK_BAD_WRAPPING_KEY: return VAULT_FORBIDDEN;
    default: return VAULT_MALFORMED;
  }
}

/* A key of one cipher must not be used with another: versions B and C are TDES, D is AES, and sizes alone do not tell. */
static bool fits_version(const struct vault_slot *kbpk, uint8_t version) {
  return version == 'D' ? vault_is_aes(kbpk->algorithm) : vault_is_tdes(kbpk->algorithm);
}

/* What the header says, as far as it means something here. */
static bool read_header(const struct key_block_header *header, size_t key_size, struct vault_candidate *candidate) {
  unsigned i = 0, j = 0;
  while (i < USAGES && memcmp(usages[i].name, header->usage, sizeof header->usage) != 0) i++;
  while (j < MODES && modes[j].name != header->mode) j++;
  if (i == USAGES || j == MODES) return false;
  candidate->purpose = usages[i].purpose;
  candidate->mac_method = usages[i].mac_method;
  candidate->uses = modes[j].uses;
  candidate->exportable = header->exportability == 'E';
  candidate->key_size = (uint8_t)key_size;
  unsigned algorithm = header->algorithm == 'T' ? vault_tdes_of(key_size) : header->algorithm == 'A' ? vault_aes_of(key_size) : 0;
  candidate->algorithm = (uint8_t)algorithm;
  return algorithm != 0 && (vault_rule_of(candidate->purpose)->uses & candidate->uses) != 0;
}

/* 16 for what is no upper-case hexadecimal digit. */
static unsigned digit_of(uint8_t c) {
  if (c >= '0' && c <= '9') return c - (unsigned)'0';
  return c >= 'A' && c <= 'F' ? c - (unsigned)'A' + 10 : 16;
}

/* KSN or ID, from the optional block that the algorithm calls for: its size, 0 when it is not there. */
static size_t read_ksn(const uint8_t *text, const struct key_block_header *header, uint8_t ksn[DUKPT_TDES_KSN_SIZE]) {
  const uint8_t *digits;
  size_t count;
  bool is_tdes = header->algorithm == 'T';
  size_t size = is_tdes ? DUKPT_TDES_KSN_SIZE : DUKPT_AES_ID_SIZE;
  if (!jz_key_block_optional(text, header, is_tdes ? "KS" : "IK", &digits, &count) || count != 2 * size) return 0;
  for (size_t i = 0; i < size; i++) {
    unsigned high = digit_of(digits[2 * i]), low = digit_of(digits[2 * i + 1]);
    if ((high | low) > 15) return 0;
    ksn[i] = (uint8_t)(high << 4 | low);
  }
  return size;
}

static enum vault_status take(struct vault *vault, unsigned slot, const uint8_t *text, const struct key_block_header *header,
                              const struct vault_candidate *candidate) {
  uint8_t ksn[DUKPT_TDES_KSN_SIZE];
  if (candidate->purpose != VAULT_PURPOSE_DUKPT) return vault_put(vault, slot, candidate);
  return vault_dukpt_put(vault, slot, candidate, ksn, read_ksn(text, header, ksn));
}

enum vault_status vault_load_key_block(struct vault *vault, unsigned kbpk, unsigned slot, const uint8_t *text, size_t size) {
  const struct vault_slot *protection;
  struct key_block_header header;
  struct vault_candidate candidate = {.origin = VAULT_ORIGIN_BLOCK};
  size_t key_size;
  enum vault_status status = vault_find_in(vault, kbpk, VAULT_USE_UNBLOCK, &protection);
  if (status != VAULT_OK) return status;
  if (slot == kbpk) return VAULT_FORBIDDEN;
  status = status_of(jz_key_block_parse(text, size, &header));
  if (status != VAULT_OK) return status;
  if (!fits_version(protection, text[0])) return VAULT_FORBIDDEN;
  status = status_of(jz_key_block_unwrap(protection->key, protection->key_size, text, size, &header, candidate.key, &key_size));
  if (status == VAULT_OK) {
    bool known = read_header(&header, key_size, &candidate);
    bool protected = known && vault_cipher_of(candidate.algorithm)->strength <= vault_cipher_of(protection->algorithm)->strength;
    status = protected ? take(vault, slot, text, &header, &candidate) : VAULT_FORBIDDEN;
  }
  jz_wipe(&candidate, sizeof candidate);
  return status;
}

/* The header that read_header reads as this key; false when no block can say it. */
static bool write_header(const struct vault_slot *key, bool under_aes, uint8_t header[KEY_BLOCK_HEADER_SIZE]) {
  unsigned i = 0, j = 0;
  uint16_t all = vault_rule_of(key->purpose)->uses;
  while (i < USAGES && (usages[i].purpose != key->purpose || usages[i].mac_method != key->mac_method)) i++;
  while (j < MODES && (modes[j].uses & all) != key->uses) j++;
  bool is_aes = vault_is_aes(key->algorithm);
  if (i == USAGES || j == MODES || (!is_aes && !vault_is_tdes(key->algorithm))) return false;
  memcpy(header, "?0000????00E0000", KEY_BLOCK_HEADER_SIZE);
  header[0] = under_aes ? 'D' : 'B';
  header[5] = (uint8_t)usages[i].name[0], header[6] = (uint8_t)usages[i].name[1];
  header[7] = is_aes ? 'A' : 'T';
  header[8] = (uint8_t)modes[j].name;
  return true;
}

enum vault_status vault_export_key_block(const struct vault *vault, unsigned slot, uint32_t check_value, unsigned kbpk,
                                         struct drbg *random, uint8_t *text, size_t capacity, size_t *size) {
  const struct vault_slot *key, *protection;
  uint8_t header[KEY_BLOCK_HEADER_SIZE], fill[KEY_BLOCK_PLAIN_SIZE_MAX];
  *size = 0;
  enum vault_status status = vault_find(vault, slot, check_value, 0xFFFF, &key);
  if (status == VAULT_OK) status = vault_find_in(vault, kbpk, VAULT_USE_BLOCK, &protection);
  if (status != VAULT_OK) return status;
  bool under_aes = vault_is_aes(protection->algorithm);
  bool strong = vault_cipher_of(key->algorithm)->strength <= vault_cipher_of(protection->algorithm)->strength;
  if (!key->exportable || key == protection || !strong || key->purpose == VAULT_PURPOSE_DUKPT) return VAULT_FORBIDDEN;
  if (!write_header(key, under_aes, header)) return VAULT_FORBIDDEN;
  size_t fill_size = jz_key_block_fill_size((char)header[0], (char)header[7], key->key_size);
  if (!jz_drbg_generate(random, NULL, 0, fill, fill_size)) return VAULT_NO_RANDOM;
  status = status_of(jz_key_block_wrap(protection->key, protection->key_size, header, sizeof header, key->key, key->key_size, fill,
                                       fill_size, text, capacity, size));
  jz_wipe(fill, sizeof fill);
  return status;
}
