/* SPDX-License-Identifier: Apache-2.0
 *
 * See working_key.h.
 */
#include "working_key.h"

#include "ct.h"
#include "des.h"
#include "sm4.h"
#include "wipe.h"

#include <string.h>

/* How many keys of which size follow each other. */
static const struct layout {
  uint8_t count;
  uint8_t key_size;
} layouts[] = {
  [WORKING_KEYS_SINGLE] = {2, 8}, [WORKING_KEYS_DOUBLE] = {2, 16}, [WORKING_KEYS_WITH_TRACK] = {3, 16},
};

unsigned jz_working_keys_split(enum working_key_layout layout, const uint8_t *field, size_t size,
                               struct working_key keys[WORKING_KEYS_MAX]) {
  if ((unsigned)layout >= sizeof layouts / sizeof layouts[0]) return 0;
  unsigned count = layouts[layout].count;
  uint8_t key_size = layouts[layout].key_size;
  if (size == 0 || size != count * (key_size + (size_t)WORKING_KEY_CHECK_SIZE)) return 0;
  for (unsigned i = 0; i < count; i++, field += key_size + WORKING_KEY_CHECK_SIZE) {
    keys[i] = (struct working_key){field, field + key_size, key_size};
  }
  return count;
}

static bool decrypt_tdes(const uint8_t master[16], uint8_t *key, size_t size) {
  struct des_key expanded;
  bool good = jz_des_expand(&expanded, master, TDES_DOUBLE_KEY_SIZE) && jz_des_ecb_decrypt(&expanded, key, size);
  jz_des_wipe(&expanded);
  return good;
}

static bool decrypt_sm4(const uint8_t master[16], uint8_t *key, size_t size) {
  struct sm4_key expanded;
  jz_sm4_expand(&expanded, master);
  bool good = jz_sm4_ecb_decrypt(&expanded, key, size);
  jz_sm4_wipe(&expanded);
  return good;
}

static bool is_single(const struct working_key *working, const uint8_t *clear) {
  if (working->size == DES_KEY_SIZE) return true;
  uint32_t came = ct_mask_all_zero(working->encrypted + DES_KEY_SIZE, DES_KEY_SIZE);
  uint32_t became = ct_mask_all_zero(clear + DES_KEY_SIZE, DES_KEY_SIZE);
  /* Public: the length of a key is no secret. */
  return ct_public(came | became) != 0;
}

bool jz_working_key_open(enum key_check_cipher cipher, const uint8_t master[16], const struct working_key *working,
                         uint8_t key[WORKING_KEY_SIZE_MAX], size_t *key_size) {
  uint8_t check[WORKING_KEY_CHECK_SIZE];
  memset(key, 0, WORKING_KEY_SIZE_MAX);
  *key_size = 0;
  if (cipher != KEY_CHECK_TDES && cipher != KEY_CHECK_SM4) return false;
  size_t size = working->size;
  memcpy(key, working->encrypted, size);
  bool good = cipher == KEY_CHECK_TDES ? decrypt_tdes(master, key, size) : decrypt_sm4(master, key, size);
  if (good && cipher == KEY_CHECK_TDES && is_single(working, key)) size = DES_KEY_SIZE;
  good = good && jz_key_check(cipher, KEY_CHECK_LEGACY, key, size, check, sizeof check);
  /* Public: whether the key is the one that was meant is what the caller asks. */
  good = good && ct_public(ct_mask_equal(check, working->check_value, sizeof check)) != 0;
  jz_wipe(key + (good ? size : 0), WORKING_KEY_SIZE_MAX - (good ? size : 0));
  *key_size = good ? size : 0;
  return good;
}
