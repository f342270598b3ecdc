/* SPDX-License-Identifier: Apache-2.0
 *
 * What payment is made of under memcheck. See memcheck.c.
 */
#include "memcheck.h"

#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "key_block.h"
#include "mac_iso9797.h"
#include "mac_unionpay.h"
#include "pin_block.h"
#include "pinpad.h"
#include "vault_chain.h"
#include "vault_dukpt.h"
#include "vault_image.h"
#include "vault_keys.h"
#include "vault_mac.h"
#include "vault_pin.h"
#include "working_key.h"

#include <string.h>

static const uint8_t pan[16] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 6, 7};

static void pin_blocks(const char *name) {
  static const enum pin_block_format formats[] = {PIN_BLOCK_ISO_0, PIN_BLOCK_ISO_1, PIN_BLOCK_ISO_2, PIN_BLOCK_ISO_3,
                                                  PIN_BLOCK_SM4};
  uint8_t random[16] = "random, they say", fill[8], pin[6] = {1, 2, 3, 4, 5, 6}, block[16], fields[32], bytes[16] = "0123456789abcde";
  struct aes_key key;
  hide(pin, sizeof pin);
  hide(random, sizeof random);
  hide(bytes, sizeof bytes);
  for (unsigned i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    jz_pin_block_fill(formats[i], random, fill);
    expect_ok(name, jz_pin_block_encode(formats[i], pin, sizeof pin, pan, sizeof pan, fill, block));
    expect_hidden(name, block + 1, 3);
  }
  expect_ok(name, jz_aes_expand(&key, bytes, sizeof bytes));
  expect_ok(name, jz_pin_block_encode_4(pin, sizeof pin, pan, sizeof pan, fill, fields, fields + 16));
  jz_pin_block_encipher_4(&key, fields, fields + 16, block);
  expect_hidden(name, block, sizeof block);
}

static void macs(const char *name) {
  uint8_t bytes[16] = "0123456789abcde", message[30] = "PAN and amount are in here too", mac[16];
  struct des_key des;
  struct sm4_key sm4;
  hide(bytes, sizeof bytes);
  hide(message, sizeof message);
  expect_ok(name, jz_des_expand(&des, bytes, 8));
  jz_mac_iso9797_1(&des, MAC_PADDING_2, message, sizeof message, mac);
  expect_hidden(name, mac, 8);
  jz_sm4_expand(&sm4, bytes);
  jz_mac_unionpay_sm4(&sm4, message, sizeof message, mac);
  expect_hidden(name, mac, sizeof mac);
}

static bool keep(void *context, const void *state, size_t size) {
  (void)context;
  (void)state;
  return size > 0;
}

static void dukpt(const char *name) {
  static const uint8_t ksn[10] = {0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0};
  uint8_t initial[32] = "0123456789abcdefghijklmnopqrstu", key[32], key_ksn[12];
  struct dukpt_tdes tdes;
  struct dukpt_aes aes;
  hide(initial, sizeof initial);
  jz_dukpt_tdes_load(&tdes, initial, ksn);
  expect_ok(name, jz_dukpt_tdes_is_sound(&tdes));
  for (unsigned i = 0; i < 3; i++) expect_ok(name, jz_dukpt_tdes_next(&tdes, keep, NULL, key, key_ksn) == DUKPT_OK);
  jz_dukpt_tdes_variant(key, DUKPT_TDES_DATA_REQUEST, key);
  expect_hidden(name, key, 16);
  expect_ok(name, jz_dukpt_aes_load(&aes, initial, sizeof initial, ksn) && jz_dukpt_aes_is_sound(&aes));
  for (unsigned i = 0; i < 3; i++) expect_ok(name, jz_dukpt_aes_next(&aes, keep, NULL, key, key_ksn) == DUKPT_OK);
  expect_ok(name, jz_dukpt_aes_working_key(key, 32, key_ksn, DUKPT_AES_PIN, DUKPT_AES_TYPE_AES256, key));
  expect_hidden(name, key, 32);
}

/* What only those who hold base derivation keys compute. */
static void dukpt_host(const char *name) {
  static const uint8_t ksn[12] = {0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0x0B};
  static const uint8_t aes_ksn[12] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0, 0, 0, 0x0B};
  uint8_t bdk[32] = "0123456789abcdefghijklmnopqrstu", initial[32], key[32];
  hide(bdk, sizeof bdk);
  jz_dukpt_tdes_initial_key(bdk, ksn, initial);
  expect_ok(name, jz_dukpt_tdes_transaction_key(initial, ksn, key));
  expect_hidden(name, key, 16);
  expect_ok(name, jz_dukpt_aes_initial_key(bdk, sizeof bdk, aes_ksn, initial));
  expect_ok(name, jz_dukpt_aes_transaction_key(initial, sizeof initial, aes_ksn, key));
  expect_hidden(name, key, 32);
}

static void key_blocks(const char *name) {
  static const char *const headers[] = {"B0000P0TE00N0000", "C0000P0TE00N0000", "D0000P0TE00N0000"};
  uint8_t kbpk[16] = "0123456789abcde", key[32] = "fedcba987654321", fill[14] = "some filling..", text[200];
  struct key_block_header header;
  size_t size, key_size;
  hide(kbpk, sizeof kbpk);
  for (unsigned i = 0; i < 3; i++) {
    hide(key, 16);
    enum key_block_status status = jz_key_block_wrap(kbpk, 16, (const uint8_t *)headers[i], KEY_BLOCK_HEADER_SIZE, key, 16,
                                                     fill, sizeof fill, text, sizeof text, &size);
    expect_ok(name, status == KEY_BLOCK_OK);
    /* Public: a key block is made to be sent. Its digits are masks of secrets, so not each bit of them is marked. */
    reveal(text, size);
    expect_ok(name, jz_key_block_unwrap(kbpk, 16, text, size, &header, key, &key_size) == KEY_BLOCK_OK && key_size == 16);
    expect_hidden(name, key, 16);
    text[size - 1] = text[size - 1] == '0' ? '1' : '0';
    expect_ok(name, jz_key_block_unwrap(kbpk, 16, text, size, &header, key, &key_size) == KEY_BLOCK_NOT_AUTHENTIC);
  }
}

static void working_keys(const char *name) {
  static const enum key_check_cipher ciphers[] = {KEY_CHECK_TDES, KEY_CHECK_SM4};
  uint8_t master[16] = "the master key..", encrypted[16] = "sixteen bytes..", check[4] = {0}, key[16], value[5];
  uint8_t wrapped[16] = "sixteen bytes..", right[8] = {0};
  struct working_key working = {encrypted, check, 16}, good = {wrapped, right, 16};
  size_t size;
  struct des_key des;
  expect_ok(name, jz_des_expand(&des, encrypted, sizeof encrypted));
  jz_des_encrypt_block(&des, right, right);
  expect_ok(name, jz_des_expand(&des, master, sizeof master) && jz_des_ecb_encrypt(&des, wrapped, sizeof wrapped));
  hide(master, sizeof master);
  expect_ok(name, jz_working_key_open(KEY_CHECK_TDES, master, &good, key, &size) && size == sizeof key);
  expect_hidden(name, key, sizeof key);
  for (unsigned i = 0; i < 2; i++) {
    expect_ok(name, !jz_working_key_open(ciphers[i], master, &working, key, &size) && size == 0);
    expect_ok(name, jz_key_check(ciphers[i], KEY_CHECK_CMAC, master, sizeof master, value, sizeof value));
    expect_hidden(name, value, sizeof value);
  }
}

static enum vault_status load(struct vault *vault, unsigned slot, enum vault_purpose purpose, enum vault_algorithm algorithm,
                              uint8_t *key, size_t size) {
  static const uint8_t ksn[8] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56};
  struct vault_loading loading = {.purpose = purpose, .algorithm = algorithm, .key = key, .key_size = size, .ksn = ksn,
                                  .ksn_size = sizeof ksn, .exportable = true};
  hide(key, size);
  return vault_load_clear(vault, slot, &loading);
}

/* Keys by each way in, an image, the image opened, a transaction with what came out of it. */
static void vault_kept(const char *name) {
  uint8_t kbpk[32] = "the key that protects key blocks", initial[32] = "an initial key of two hundred 56", pin[16] = "the PIN key now.";
  uint8_t image[VAULT_IMAGE_SIZE_MAX], mac[VAULT_MAC_SIZE_MAX], text[200], linked[] = "sixteen bytes...and a record of three blocks";
  struct vault vault;
  struct drbg random;
  struct octet_string seed = {pan, sizeof pan};
  struct vault_mac_request request = {VAULT_MAC_CMAC, MAC_PADDING_1, pan, sizeof pan};
  size_t size, mac_size;
  memset(&vault, 0, sizeof vault);
  jz_drbg_begin(&random, &seed, 1);
  expect_ok(name, load(&vault, 4, VAULT_PURPOSE_KBPK, VAULT_ALGORITHM_AES256, kbpk, sizeof kbpk) == VAULT_OK);
  expect_ok(name, load(&vault, 5, VAULT_PURPOSE_DUKPT, VAULT_ALGORITHM_AES256, initial, sizeof initial) == VAULT_OK);
  expect_ok(name, load(&vault, 1, VAULT_PURPOSE_PIN, VAULT_ALGORITHM_TDES, pin, sizeof pin) == VAULT_OK);
  expect_ok(name, vault_generate(&vault, 6, VAULT_PURPOSE_JOURNAL, &random) == VAULT_OK);
  hide(vault.slots[6].key, sizeof vault.slots[6].key);
  expect_ok(name, vault_chain_extend(&vault, 6, vault.slots[6].check_value, linked, sizeof linked) == VAULT_OK);
  expect_hidden(name, linked, VAULT_LINK_SIZE);
  expect_ok(name, vault_export_key_block(&vault, 1, vault.slots[1].check_value, 4, &random, text, sizeof text, &size) == VAULT_OK);
  reveal(text, size);
  expect_ok(name, vault_load_key_block(&vault, 4, 2, text, size) == VAULT_OK);
  expect_ok(name, vault_dukpt_next(&vault) == VAULT_OK);
  size = vault_image_size(&vault);
  expect_ok(name, vault_image_make(&vault, NULL, &random, image, size) == VAULT_OK);
  reveal(image, size);
  expect_ok(name, vault_image_confirm(&vault, NULL, image, size) == VAULT_OK);
  expect_ok(name, vault_dukpt_mac(&vault, &request, mac, &mac_size) == VAULT_OK);
  expect_hidden(name, mac, mac_size);
  expect_ok(name, vault_image_open(&vault, NULL, image, size) == VAULT_OK);
  expect_hidden(name, vault.slots[2].key, 16);
  expect_ok(name, vault_dukpt_next(&vault) == VAULT_OK);
  expect_hidden(name, vault.dukpt.key, 32);
  vault_zeroise(&vault);
}

/* A MAC under the key for answers: wrong, and found to be so whole. */
static void vault_dukpt_answer(const char *name) {
  uint8_t initial[16] = "an initial key.", wrong[VAULT_MAC_SIZE_MAX] = {0}, right[VAULT_MAC_SIZE_MAX];
  struct vault_mac_request request = {VAULT_MAC_CMAC, MAC_PADDING_1, pan, sizeof pan};
  struct vault vault;
  size_t size;
  memset(&vault, 0, sizeof vault);
  expect_ok(name, load(&vault, 5, VAULT_PURPOSE_DUKPT, VAULT_ALGORITHM_AES128, initial, sizeof initial) == VAULT_OK);
  expect_ok(name, vault_dukpt_next(&vault) == VAULT_OK);
  vault.dukpt.stored = true;
  expect_ok(name, vault_dukpt_mac(&vault, &request, right, &size) == VAULT_OK);
  expect_hidden(name, right, size);
  expect_ok(name, vault_dukpt_mac_verify(&vault, &request, wrong, sizeof wrong) == VAULT_NOT_AUTHENTIC);
  vault_wipe(&vault);
}

/* From the key that goes down to the enciphered block; the keys of the keypad are secret, that they are digits is not. */
static void pin_entry(const char *name) {
  static const struct {
    enum vault_algorithm algorithm;
    uint8_t format;
  } kinds[] = {{VAULT_ALGORITHM_TDES, PIN_BLOCK_ISO_0},
               {VAULT_ALGORITHM_TDES, PIN_BLOCK_ISO_3},
               {VAULT_ALGORITHM_AES128, VAULT_PIN_ISO_4},
               {VAULT_ALGORITHM_SM4, PIN_BLOCK_SM4}};
  static const struct pinpad_request request = {PINPAD_PIN, 4, 12, false, 30000, 120000};
  uint8_t key[16] = "0123456789abcde", random[VAULT_PIN_RANDOM_SIZE] = "random, they say", block[PIN_BLOCK_SIZE_MAX];
  hide(random, sizeof random);
  for (unsigned i = 0; i < 4; i++) {
    struct vault vault;
    struct pinpad pad;
    struct vault_description description;
    size_t size;
    hide(key, sizeof key);
    memset(&vault, 0, sizeof vault);
    memset(&pad, 0, sizeof pad);
    struct vault_loading loading = {.purpose = VAULT_PURPOSE_PIN, .algorithm = kinds[i].algorithm, .key = key, .key_size = 16};
    expect_ok(name, vault_load_clear(&vault, 1, &loading) == VAULT_OK);
    expect_ok(name, vault_describe(&vault, 1, &description) == VAULT_OK);
    struct pinpad_purpose purpose = {.pan = {6, 2, 3, 0, 9, 9, 1, 2, 3, 4, 5, 6, 7}, .pan_size = 13, .slot = 1};
    purpose.format = kinds[i].format;
    purpose.check_value = description.check_value;
    expect_ok(name, pinpad_open(&pad, &request, &purpose, 0));
    for (uint8_t digit = 0; digit < 10; digit++) {
      uint8_t pressed = digit;
      hide(&pressed, 1);
      expect_ok(name, pinpad_press(&pad, pressed, 10u * digit));
    }
    expect_ok(name, pinpad_press(&pad, PINPAD_KEY_ENTER, 200));
    expect_ok(name, vault_pin_encipher(&vault, &pad, random, 300, block, &size) == VAULT_OK);
    expect_hidden(name, block, size);
    vault_wipe(&vault);
  }
}

/* Letters too: which nibble it is stays secret, that it is one does not. */
static void hex_entry(const char *name) {
  static const struct pinpad_request request = {PINPAD_HEX, 4, 4, false, 30000, 120000};
  uint8_t keys[4] = {9, 6, 1, 0}, bytes[2];
  struct pinpad pad;
  memset(&pad, 0, sizeof pad);
  hide(keys, sizeof keys);
  expect_ok(name, pinpad_open(&pad, &request, NULL, 0));
  for (unsigned i = 0; i < 4; i++) {
    if (i == 1 || i == 2) (void)pinpad_press(&pad, PINPAD_KEY_LETTER, i);
    expect_ok(name, pinpad_press(&pad, keys[i], i));
  }
  expect_ok(name, pinpad_press(&pad, PINPAD_KEY_ENTER, 5) && pinpad_take_hex(&pad, bytes, 2, 6));
  expect_hidden(name, bytes, 2);
}

const struct memcheck_operation memcheck_payment[] = {
    {"PIN blocks", pin_blocks}, {"more MACs", macs}, {"DUKPT", dukpt}, {"DUKPT, host", dukpt_host}, {"key blocks", key_blocks},
    {"working keys", working_keys}, {"vault, kept", vault_kept}, {"vault, DUKPT MAC", vault_dukpt_answer},
    {"PIN entry", pin_entry}, {"hex entry", hex_entry}, {NULL, NULL},
};
