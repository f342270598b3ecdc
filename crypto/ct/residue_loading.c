/* SPDX-License-Identifier: Apache-2.0
 *
 * Residues of key loading: files, passcodes, components. See residue.c.
 */
#include "residue.h"

#include "hmac.h"
#include "key_check.h"
#include "wipe.h"

#include <string.h>

static const uint8_t passcode[8] = {2, 4, 6, 8, 1, 3, 5, 7}, salt[CUSTODY_SALT_SIZE] = "salt, they say";
static const uint8_t pepper[32] = "a pepper for all the passwords..";
static const uint8_t components[2][16] = {"component of a k", "ey, and one more"};

static void put(struct vault *vault, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm,
                enum vault_use use, const uint8_t key[32]) {
  struct vault_slot entry = {.purpose = (uint8_t)purpose, .algorithm = (uint8_t)algorithm, .origin = VAULT_ORIGIN_IMAGE,
                             .key_size = 32, .uses = (uint16_t)use};
  memcpy(entry.key, key, sizeof entry.key);
  vault->slots[slot] = entry;
}

void prepare_loading(struct scene *scene) {
  static const uint8_t authority[32] = {3, 2, 1};
  uint8_t device_public[65], authority_public[65], trusted[32], check_value[4];
  memset(&scene->vault, 0, sizeof scene->vault);
  memset(&scene->loading, 0, sizeof scene->loading);
  memcpy(scene->device, "a private key of thirty-two byte", 32);
  expect(jz_p256_public(scene->device, device_public) && jz_p256_public(authority, authority_public), "key pairs");
  jz_hash(HASH_SHA256, authority_public, sizeof authority_public, trusted);
  put(&scene->vault, KEY_LOADING_IDENTITY_SLOT, VAULT_PURPOSE_IDENTITY, VAULT_ALGORITHM_P256, VAULT_USE_AGREE, scene->device);
  put(&scene->vault, OPERATORS_PEPPER_SLOT, VAULT_PURPOSE_PEPPER, VAULT_ALGORITHM_HMAC, VAULT_USE_HASH, pepper);
  put(&scene->vault, KEY_LOADING_AUTHORITY_SLOT, VAULT_PURPOSE_AUTHORITY, VAULT_ALGORITHM_SHA256, VAULT_USE_TRUST, trusted);
  expect(jz_key_check(KEY_CHECK_TDES, KEY_CHECK_LEGACY, master, sizeof master, check_value, sizeof check_value), "a check value");
  expect(make_key_file(authority, device_public, master, check_value, scene->file), "a key-loading file");
}

static void take_file(struct scene *scene) {
  uint8_t card[DEVICE_CARD_SIZE];
  scene->failed = !key_loading_card(&scene->vault, card) ||
                  key_loading_take_file(&scene->loading, &scene->vault, scene->file, sizeof scene->file) != KEY_FILE_OK;
}

/* What derives the protection key leaves it, if at all, before the keys are taken: so that is looked at alone, too. */
static void open_file(struct scene *scene) {
  struct key_file_trust trust = {.last_sequence = 0};
  struct key_file file;
  memcpy(trust.device_private, scene->device, sizeof trust.device_private);
  memcpy(trust.authority, scene->vault.slots[KEY_LOADING_AUTHORITY_SLOT].key, sizeof trust.authority);
  scene->failed = key_file_open(&file, &trust, scene->file, sizeof scene->file) != KEY_FILE_OK;
  key_file_close(&file);
  jz_wipe(&trust, sizeof trust);
}

/* The first passcode is shown, changed, and the new one shown. */
static void show_passcode(struct scene *scene) {
  struct key_loading *loading = &scene->loading;
  uint8_t first[CUSTODY_PASSCODE_MIN];
  custody_first_passcode(0, first);
  bool good = key_loading_charge(loading, 0, 0) == CUSTODY_OK &&
              key_loading_verify(loading, 0, device_secret, first, sizeof first) == CUSTODY_MUST_CHANGE;
  for (unsigned time = 0; time < 2; time++) {
    enum custody_status expected = time == 0 ? CUSTODY_MUST_CHANGE : CUSTODY_OK;
    good = good && key_loading_new_passcode(loading, 0, device_secret, salt, passcode, sizeof passcode) == expected;
  }
  good = good && key_loading_charge(loading, 0, 0) == CUSTODY_OK &&
         key_loading_verify(loading, 0, device_secret, passcode, sizeof passcode) == CUSTODY_OK;
  scene->failed = !good;
}

/* The first administrator makes a password, and shows it. */
static void show_password(struct scene *scene) {
  struct operators *operators = &scene->operators;
  enum { WHO = OPERATORS_ADMINISTRATOR };
  bool good = true;
  memset(operators, 0, sizeof *operators);
  for (unsigned time = 0; time < 2; time++) {
    enum operators_status expected = time == 0 ? OPERATORS_AGAIN : OPERATORS_OK;
    good = good && operators_new_password(operators, &scene->vault, WHO, salt, passcode, sizeof passcode) == expected;
  }
  scene->failed = !good || operators_charge(operators, WHO, 0) != OPERATORS_OK ||
                  operators_verify(operators, &scene->vault, WHO, passcode, sizeof passcode) != OPERATORS_OK;
}

/* The image of these operators: it would lie over what their passwords left. */
static void keep_operators(struct scene *scene) {
  uint8_t image_nonce[SEAL_NONCE_SIZE] = {1}, image[OPERATORS_IMAGE_SIZE];
  operators_image_make(&scene->operators, device_secret, image_nonce, image);
  scene->operators.generation = 0;
  scene->failed = !operators_image_open(&scene->operators, device_secret, image);
}

static void keep_record(struct scene *scene) {
  uint8_t record_nonce[SEAL_NONCE_SIZE] = {1}, sealed[LOADING_RECORD_SIZE];
  memcpy(scene->loading.record.custody.custodians[0].verifier, "a verifier of thirty-two bytes..", 32);
  loading_record_seal(&scene->loading.record, device_secret, record_nonce, sealed);
  scene->failed = !loading_record_open(&scene->loading.record, device_secret, sealed);
}

static void bring_components(struct scene *scene) {
  struct key_loading *loading = &scene->loading;
  uint8_t value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  bool good = key_loading_begin(loading, KEY_COMPONENTS_TDES, 2, 0);
  loading->admitted = 3;
  for (unsigned i = 0; i < 2; i++) {
    good = good && key_loading_component(loading, components[i], 10, value) && key_components_decide(&loading->components, true);
  }
  scene->failed = !good || key_loading_finish(loading, &scene->vault, 20) != VAULT_OK;
}

void (*const loading_scenes[])(struct scene *scene) = {
    open_file, take_file, show_passcode, show_password, keep_operators, keep_record, bring_components, NULL,
};

/* What a passcode is bound to before it is slowed down. */
static void bind(uint8_t bound[32]) {
  static const char label[] = "jiaozi custody 1";
  uint8_t message[sizeof label + 1 + sizeof passcode] = {0};
  memcpy(message, label, sizeof label);
  memcpy(message + sizeof label + 1, passcode, sizeof passcode);
  jz_hmac_sha256(device_secret, 32, message, sizeof message, bound);
}

/* Likewise a password, under the pepper. */
static void bind_password(uint8_t bound[32]) {
  static const char label[] = "jiaozi operator 1";
  uint8_t message[sizeof label + 1 + sizeof passcode];
  memcpy(message, label, sizeof label);
  message[sizeof label] = OPERATORS_ADMINISTRATOR;
  memcpy(message + sizeof label + 1, passcode, sizeof passcode);
  jz_hmac_sha256(pepper, sizeof pepper, message, sizeof message, bound);
}

unsigned search_loading(const uint8_t *stack, const struct scene *given) {
  const struct scene scene = *given;
  uint8_t shared[32], bound[32], bound_password[32], key[16], point[65] = {4};
  struct des_key expanded;
  unsigned finds = count_finds(stack, device_secret, sizeof device_secret, "device secret");
  memcpy(point + 1, scene.file + 88, 64);
  expect(jz_p256_ecdh(scene.device, point, shared), "the shared secret");
  bind(bound);
  bind_password(bound_password);
  for (unsigned i = 0; i < sizeof key; i++) key[i] = components[0][i] ^ components[1][i];
  expect(jz_des_expand(&expanded, key, sizeof key), "expanding");
  finds += count_finds(stack, scene.device, sizeof scene.device, "private key");
  finds += count_finds(stack, shared, sizeof shared, "shared secret");
  finds += count_finds(stack, master, sizeof master, "key of the file");
  finds += count_finds(stack, scene.expanded_master.round, 2 * sizeof scene.expanded_master.round[0], "expanded key of the file");
  finds += count_finds(stack, passcode, sizeof passcode, "passcode");
  finds += count_finds(stack, bound, sizeof bound, "bound passcode");
  finds += count_finds(stack, pepper, sizeof pepper, "pepper");
  finds += count_finds(stack, bound_password, sizeof bound_password, "bound password");
  finds += count_finds(stack, scene.operators.entries[0].verifier, 32, "verifier of a password");
  finds += count_finds(stack, components[0], 16, "component");
  finds += count_finds(stack, components[1], 16, "component");
  finds += count_finds(stack, key, sizeof key, "key of components");
  finds += count_finds(stack, expanded.round, 2 * sizeof expanded.round[0], "expanded key of components");
  finds += count_finds(stack, scene.loading.record.custody.custodians[0].verifier, 32, "verifier");
  return finds;
}
