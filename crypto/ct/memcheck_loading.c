/* SPDX-License-Identifier: Apache-2.0
 *
 * Key loading under memcheck: the identity and passcodes are secret, and so are the keys of a file and of components. See memcheck.c.
 */
#include "memcheck.h"

#include "key_check.h"
#include "key_loading.h"
#include "made_key_file.h"
#include "operators_image.h"

#include <string.h>

static void components(const char *name) {
  struct key_components components;
  uint8_t first[32] = "a component of thirty-two bytes", second[32] = "another one, as long as that one";
  uint8_t key[32], value[KEY_COMPONENTS_CHECK_VALUE_SIZE];
  for (unsigned kind = KEY_COMPONENTS_TDES; kind <= KEY_COMPONENTS_SM4; kind++) {
    size_t size = key_components_size(kind);
    hide(first, sizeof first);
    hide(second, sizeof second);
    expect_ok(name, key_components_begin(&components, kind, 2));
    expect_ok(name, key_components_offer(&components, first, value) && key_components_decide(&components, true));
    expect_hidden(name, value, sizeof value);
    expect_ok(name, key_components_offer(&components, second, value) && key_components_decide(&components, true));
    expect_ok(name, key_components_take(&components, key));
    expect_hidden(name, key, size);
  }
}

static void passcodes(const char *name) {
  struct loading_record record, opened;
  uint8_t secret[32] = "a device secret of thirty-two b", salt[CUSTODY_SALT_SIZE] = "salt, they say", nonce[SEAL_NONCE_SIZE] = {1};
  uint8_t digits[6] = {2, 4, 6, 8, 1, 3}, wrong[6] = {2, 4, 6, 8, 1, 4}, sealed[LOADING_RECORD_SIZE];
  memset(&record, 0, sizeof record);
  memset(&opened, 0, sizeof opened);
  hide(secret, sizeof secret);
  hide(digits, sizeof digits);
  hide(wrong, sizeof wrong);
  expect_ok(name, custody_change(&record.custody, 0, secret, salt, digits, sizeof digits) == CUSTODY_OK);
  expect_ok(name, custody_charge(&record.custody, 0, 0) == CUSTODY_OK);
  expect_ok(name, custody_verify(&record.custody, 0, secret, digits, sizeof digits) == CUSTODY_OK);
  expect_ok(name, custody_charge(&record.custody, 0, 0) == CUSTODY_OK);
  expect_ok(name, custody_verify(&record.custody, 0, secret, wrong, sizeof wrong) == CUSTODY_WRONG);
  loading_record_seal(&record, secret, nonce, sealed);
  expect_ok(name, loading_record_open(&opened, secret, sealed));
  expect_hidden(name, opened.custody.custodians[0].verifier, 32);
}

static void passwords(const char *name) {
  struct operators operators, opened;
  struct vault vault;
  uint8_t secret[32] = "a device secret of thirty-two b", salt[OPERATORS_SALT_SIZE] = "salt, they say", nonce[SEAL_NONCE_SIZE] = {1};
  uint8_t digits[6] = {2, 4, 6, 8, 1, 3}, wrong[6] = {2, 4, 6, 8, 1, 4}, image[OPERATORS_IMAGE_SIZE];
  struct vault_slot *pepper = &vault.slots[OPERATORS_PEPPER_SLOT];
  enum { WHO = OPERATORS_ADMINISTRATOR };
  memset(&operators, 0, sizeof operators);
  memset(&opened, 0, sizeof opened);
  memset(&vault, 0, sizeof vault);
  *pepper = (struct vault_slot){.purpose = VAULT_PURPOSE_PEPPER, .algorithm = VAULT_ALGORITHM_HMAC,
                                .origin = VAULT_ORIGIN_GENERATED, .key_size = 32, .uses = VAULT_USE_HASH};
  memcpy(pepper->key, "a pepper of thirty-two bytes....", 32);
  hide(pepper->key, sizeof pepper->key);
  hide(secret, sizeof secret);
  hide(digits, sizeof digits);
  hide(wrong, sizeof wrong);
  expect_ok(name, operators_new_password(&operators, &vault, WHO, salt, digits, sizeof digits) == OPERATORS_AGAIN);
  expect_ok(name, operators_new_password(&operators, &vault, WHO, salt, digits, sizeof digits) == OPERATORS_OK);
  expect_ok(name, operators_charge(&operators, WHO, 0) == OPERATORS_OK);
  expect_ok(name, operators_verify(&operators, &vault, WHO, wrong, sizeof wrong) == OPERATORS_WRONG);
  expect_ok(name, operators_charge(&operators, WHO, 0) == OPERATORS_OK);
  expect_ok(name, operators_verify(&operators, &vault, WHO, digits, sizeof digits) == OPERATORS_OK);
  operators_image_make(&operators, secret, nonce, image);
  expect_ok(name, operators_image_is_last(&operators, secret, image));
  expect_ok(name, operators_image_open(&opened, secret, image));
  expect_hidden(name, opened.entries[0].verifier, 32);
  operators_forget_new(&operators);
  operators_dismiss(&operators, OPERATORS_NOBODY);
  expect_ok(name, operators_remove(&operators, WHO) == OPERATORS_FORBIDDEN);
}

/* A device's key pair and an authority's, none of it marked. */
static void make_pairs(const char *name, uint8_t device[32], uint8_t device_public[65], const uint8_t authority[32],
                       uint8_t trusted[32]) {
  uint8_t authority_public[65];
  memcpy(device, "a private key of thirty-two byte", 32);
  expect_ok(name, jz_p256_public(device, device_public) && jz_p256_public(authority, authority_public));
  jz_hash(HASH_SHA256, authority_public, sizeof authority_public, trusted);
}

static const uint8_t authority[32] = {3, 2, 1}, master[16] = "the master key..";

/* The check value is wrong on purpose: every step is made, and the answer is one that says so. */
static void file(const char *name) {
  static const uint8_t wrong[4] = {0};
  struct key_file_trust trust = {.last_sequence = 0};
  struct key_file opened;
  uint8_t device_public[65], bytes[MADE_FILE_SIZE];
  make_pairs(name, trust.device_private, device_public, authority, trust.authority);
  expect_ok(name, make_key_file(authority, device_public, master, wrong, bytes));
  hide(trust.device_private, sizeof trust.device_private);
  expect_ok(name, key_file_open(&opened, &trust, bytes, sizeof bytes) == KEY_FILE_WRONG_CHECK_VALUE);
}

static void put(struct vault *vault, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm,
                enum vault_use use, const uint8_t key[32]) {
  struct vault_slot entry = {.purpose = (uint8_t)purpose, .algorithm = (uint8_t)algorithm, .origin = VAULT_ORIGIN_IMAGE,
                             .key_size = 32, .uses = (uint16_t)use};
  memcpy(entry.key, key, sizeof entry.key);
  vault->slots[slot] = entry;
}

/* The identity's card, and a file's key into the vault. */
static void file_taken(const char *name) {
  struct key_loading loading;
  struct vault vault;
  uint8_t device[32], device_public[65], trusted[32], check_value[4], bytes[MADE_FILE_SIZE], card[DEVICE_CARD_SIZE];
  memset(&loading, 0, sizeof loading);
  memset(&vault, 0, sizeof vault);
  make_pairs(name, device, device_public, authority, trusted);
  expect_ok(name, jz_key_check(KEY_CHECK_TDES, KEY_CHECK_LEGACY, master, sizeof master, check_value, sizeof check_value));
  expect_ok(name, make_key_file(authority, device_public, master, check_value, bytes));
  hide(device, sizeof device);
  put(&vault, KEY_LOADING_IDENTITY_SLOT, VAULT_PURPOSE_IDENTITY, VAULT_ALGORITHM_P256, VAULT_USE_AGREE, device);
  put(&vault, KEY_LOADING_AUTHORITY_SLOT, VAULT_PURPOSE_AUTHORITY, VAULT_ALGORITHM_SHA256, VAULT_USE_TRUST, trusted);
  expect_ok(name, key_loading_card(&vault, card));
  expect_hidden(name, card + 32, 64);
  expect_ok(name, key_loading_take_file(&loading, &vault, bytes, sizeof bytes) == KEY_FILE_OK);
  expect_hidden(name, vault.slots[0].key, sizeof master);
  vault_wipe(&vault);
}

/* A custodian who still has the passcode of the delivery and must change it; then the components. */
static void ceremony(const char *name) {
  static const uint8_t salt[CUSTODY_SALT_SIZE] = "salt, they say";
  struct key_loading loading;
  struct vault vault;
  uint8_t secret[32] = "a device secret of thirty-two b", components[2][16] = {"component of a k", "ey, and one more"}, value[4];
  uint8_t first[CUSTODY_PASSCODE_MIN], passcode[6] = {2, 4, 6, 8, 1, 3};
  memset(&loading, 0, sizeof loading);
  memset(&vault, 0, sizeof vault);
  custody_first_passcode(0, first);
  hide(secret, sizeof secret);
  hide(first, sizeof first);
  hide(passcode, sizeof passcode);
  hide(components, sizeof components);
  expect_ok(name, key_loading_begin(&loading, KEY_COMPONENTS_TDES, 2, 0));
  expect_ok(name, key_loading_charge(&loading, 0, 10) == CUSTODY_OK);
  expect_ok(name, key_loading_verify(&loading, 0, secret, first, sizeof first) == CUSTODY_MUST_CHANGE);
  expect_ok(name, key_loading_new_passcode(&loading, 0, secret, salt, passcode, sizeof passcode) == CUSTODY_MUST_CHANGE);
  expect_ok(name, key_loading_new_passcode(&loading, 0, secret, salt, passcode, sizeof passcode) == CUSTODY_OK);
  expect_hidden(name, loading.record.custody.custodians[0].verifier, 32);
  loading.admitted |= 2;
  for (unsigned who = 0; who < 2; who++) {
    expect_ok(name, key_loading_component(&loading, components[who], 20, value));
    expect_hidden(name, value, sizeof value);
    expect_ok(name, key_components_decide(&loading.components, true));
  }
  expect_ok(name, key_loading_finish(&loading, &vault, 30) == VAULT_OK);
  expect_hidden(name, vault.slots[0].key, 16);
  vault_wipe(&vault);
}

const struct memcheck_operation memcheck_loading[] = {
    {"key components", components}, {"passcodes", passcodes}, {"passwords", passwords}, {"key-loading file", file}, {"key-loading file, taken", file_taken},
    {"ceremony", ceremony}, {NULL, NULL},
};
