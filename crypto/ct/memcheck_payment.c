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

const struct memcheck_operation memcheck_payment[] = {
    {"PIN blocks", pin_blocks}, {"more MACs", macs}, {"DUKPT", dukpt}, {"DUKPT, host", dukpt_host}, {"key blocks", key_blocks},
    {"working keys", working_keys}, {NULL, NULL},
};
