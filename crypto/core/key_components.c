/* SPDX-License-Identifier: Apache-2.0
 *
 * See key_components.h.
 */
#include "key_components.h"

#include "ct.h"
#include "key_check.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

struct kind {
  uint8_t cipher, method, size;
};

static const struct kind kinds[] = {
  [KEY_COMPONENTS_TDES] = {KEY_CHECK_TDES, KEY_CHECK_LEGACY, 16},
  [KEY_COMPONENTS_AES_128] = {KEY_CHECK_AES, KEY_CHECK_CMAC, 16},
  [KEY_COMPONENTS_AES_256] = {KEY_CHECK_AES, KEY_CHECK_CMAC, 32},
  [KEY_COMPONENTS_SM4] = {KEY_CHECK_SM4, KEY_CHECK_LEGACY, 16},
};

size_t key_components_size(unsigned kind) {
  return kind < sizeof kinds / sizeof kinds[0] ? kinds[kind].size : 0;
}

bool key_components_begin(struct key_components *components, unsigned kind, unsigned count) {
  key_components_wipe(components);
  if (key_components_size(kind) == 0 || count < 2 || count > 3) return false;
  components->kind = (uint8_t)kind;
  components->wanted = (uint8_t)count;
  return true;
}

static bool check(unsigned kind, const uint8_t *key, uint8_t value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) {
  const struct kind *row = &kinds[kind];
  return jz_key_check((enum key_check_cipher)row->cipher, (enum key_check_method)row->method, key, row->size, value,
                      KEY_COMPONENTS_CHECK_VALUE_SIZE);
}

bool key_components_offer(struct key_components *components, const uint8_t *component,
                          uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) {
  size_t size = key_components_size(components->kind);
  jz_wipe(components->waiting, sizeof components->waiting);
  components->is_waiting = false;
  if (size == 0 || components->given >= components->wanted) return false;
  /* Public: that a component is refused is plain to see. */
  if (ct_public(ct_mask_all_zero(component, size)) != 0) return false;
  if (!check(components->kind, component, check_value)) return false;
  memcpy(components->waiting, component, size);
  components->is_waiting = true;
  return true;
}

bool key_components_decide(struct key_components *components, bool accept) {
  bool was_waiting = components->is_waiting;
  if (was_waiting && accept) {
    xor_bytes(components->sum, components->waiting, sizeof components->sum);
    components->given++;
  }
  jz_wipe(components->waiting, sizeof components->waiting);
  components->is_waiting = false;
  return was_waiting;
}

/* A mask: all zero; or a TDES key whose halves are the same but for parity, which is single DES. */
static uint32_t is_weak(unsigned kind, const uint8_t *key, size_t size) {
  uint32_t weak = ct_mask_all_zero(key, size);
  uint32_t difference = 0;
  if (kind != KEY_COMPONENTS_TDES) return weak;
  for (unsigned i = 0; i < 8; i++) difference |= (uint32_t)(key[i] ^ key[i + 8]) & 0xFEu;
  return weak | ct_mask_zero(difference);
}

bool key_components_check_value(const struct key_components *components,
                                uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) {
  size_t size = key_components_size(components->kind);
  if (size == 0 || components->is_waiting || components->given != components->wanted) return false;
  /* Public: as above. */
  if (ct_public(is_weak(components->kind, components->sum, size)) != 0) return false;
  return check(components->kind, components->sum, check_value);
}

bool key_components_take(struct key_components *components, uint8_t *key) {
  uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  bool good = key_components_check_value(components, check_value);
  if (good) memcpy(key, components->sum, key_components_size(components->kind));
  if (good) key_components_wipe(components);
  return good;
}

void key_components_wipe(struct key_components *components) {
  jz_wipe(components, sizeof *components);
}
