/* SPDX-License-Identifier: Apache-2.0
 *
 * What payment is made of. See operations.h. `secret` is random each time.
 */
#include "operations.h"

#include "des.h"
#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "key_block.h"
#include "key_check.h"
#include "mac_iso9797.h"
#include "mac_unionpay.h"
#include "pin_block.h"
#include "sm4.h"
#include "working_key.h"

#include <string.h>

/* Six digits, by masks: the choice of a digit must not be in the count. */
OPERATION(pin) {
  for (unsigned i = 0; i < 6; i++) work->data[i] = work->secret[64 + i] & 7u;
  memcpy(work->data + 16, "\5\5\5\5\5\5\5\5\5\1\2\3\4\5\6\7", 16);
  done(work, jz_des_expand(CONTEXT(des_key), work->secret, 16));
}
OPERATION(pin_block) {
  uint8_t block[8];
  done(work, jz_pin_block_encode(PIN_BLOCK_ISO_0, work->data, 6, work->data + 16, 16, work->secret, block));
  jz_des_encrypt_block(CONTEXT(des_key), block, work->data + 64);
}
OPERATION(pin_aes) {
  pin(work);
  done(work, jz_aes_expand(CONTEXT(aes_key), work->secret, 16));
}
OPERATION(pin_block_4) {
  uint8_t pin_field[16], pan_field[16];
  done(work, jz_pin_block_encode_4(work->data, 6, work->data + 16, 16, work->secret + 80, pin_field, pan_field));
  jz_pin_block_encipher_4(CONTEXT(aes_key), pin_field, pan_field, work->data + 64);
}
OPERATION(pin_block_3) {
  uint8_t fill[8];
  jz_pin_block_fill(PIN_BLOCK_ISO_3, work->secret + 96, fill);
  done(work, jz_pin_block_encode(PIN_BLOCK_ISO_3, work->data, 6, work->data + 16, 16, fill, work->data + 64));
}

OPERATION(tdes) { done(work, jz_des_expand(CONTEXT(des_key), work->secret, 16)); }
OPERATION(sm4) { jz_sm4_expand(CONTEXT(sm4_key), work->secret); }
OPERATION(mac_1) { jz_mac_iso9797_1(CONTEXT(des_key), MAC_PADDING_2, work->secret + 64, 100, work->data); }
OPERATION(mac_3) { done(work, jz_mac_iso9797_3(CONTEXT(des_key), MAC_PADDING_2, work->secret + 64, 100, work->data)); }
OPERATION(mac_unionpay) { jz_mac_unionpay(CONTEXT(des_key), work->secret + 64, 100, work->data); }
OPERATION(mac_unionpay_sm4) { jz_mac_unionpay_sm4(CONTEXT(sm4_key), work->secret + 64, 100, work->data); }
OPERATION(check_values) {
  for (int cipher = KEY_CHECK_TDES; cipher <= KEY_CHECK_SM4; cipher++)
    for (int method = KEY_CHECK_LEGACY; method <= KEY_CHECK_CMAC; method++)
      done(work, jz_key_check((enum key_check_cipher)cipher, (enum key_check_method)method, work->secret, 16, work->data, 4));
}

/* A working key (32 to 47) under the master key (0 to 15), with its check value. */
OPERATION(wrapped) {
  memcpy(work->data, work->secret + 32, 16);
  done(work, jz_key_check(KEY_CHECK_TDES, KEY_CHECK_LEGACY, work->data, 16, work->data + 16, 4));
  tdes(work);
  done(work, jz_des_ecb_encrypt(CONTEXT(des_key), work->data, 16));
}
OPERATION(open_working_key) {
  struct working_key key = {work->data, work->data + 16, 16};
  size_t size;
  done(work, jz_working_key_open(KEY_CHECK_TDES, work->secret, &key, work->data + 32, &size));
}

static bool keep(void *context, const void *state, size_t size) {
  (void)context;
  (void)state;
  return size > 0;
}
OPERATION(dukpt_tdes_load) {
  static const uint8_t ksn[10] = {0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0};
  jz_dukpt_tdes_load(CONTEXT(dukpt_tdes), work->secret, ksn);
}
OPERATION(dukpt_tdes_next) { done(work, jz_dukpt_tdes_next(CONTEXT(dukpt_tdes), keep, NULL, work->data, work->data + 32) == DUKPT_OK); }
OPERATION(dukpt_aes_load) {
  static const uint8_t id[8] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56};
  done(work, jz_dukpt_aes_load(CONTEXT(dukpt_aes), work->secret, 16, id));
}
OPERATION(dukpt_aes_next) { done(work, jz_dukpt_aes_next(CONTEXT(dukpt_aes), keep, NULL, work->data, work->data + 32) == DUKPT_OK); }

/* The first key lies ready in a register; the second is derived, and so are those that follow from it. */
OPERATION(dukpt_tdes_first) {
  dukpt_tdes_load(work);
  dukpt_tdes_next(work);
}
OPERATION(dukpt_aes_first) {
  dukpt_aes_load(work);
  dukpt_aes_next(work);
}
OPERATION(dukpt_tdes_host) {
  static const uint8_t ksn[10] = {0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0, 0x0B};
  jz_dukpt_tdes_initial_key(work->secret, ksn, work->data);
  done(work, jz_dukpt_tdes_transaction_key(work->data, ksn, work->data + 16));
  jz_dukpt_tdes_variant(work->data + 16, DUKPT_TDES_DATA_REQUEST, work->data + 32);
}
OPERATION(dukpt_aes_host) {
  static const uint8_t ksn[12] = {0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0, 0, 0, 0x0B};
  done(work, jz_dukpt_aes_initial_key(work->secret, 16, ksn, work->data));
  done(work, jz_dukpt_aes_transaction_key(work->data, 16, ksn, work->data + 16));
  done(work, jz_dukpt_aes_working_key(work->data + 16, 16, ksn, DUKPT_AES_PIN, DUKPT_AES_TYPE_AES128, work->data + 32));
}
OPERATION(dukpt_sound) {
  struct dukpt_tdes *tdes_state = CONTEXT(dukpt_tdes);
  done(work, jz_dukpt_tdes_is_sound(tdes_state));
}
OPERATION(dukpt_aes_sound) { done(work, jz_dukpt_aes_is_sound(CONTEXT(dukpt_aes))); }

static void wrap(struct work *work, const char *header, size_t kbpk_size, size_t fill_size) {
  size_t size;
  done(work, jz_key_block_wrap(work->secret, kbpk_size, (const uint8_t *)header, KEY_BLOCK_HEADER_SIZE, work->secret + 32, 16,
                               work->secret + 64, fill_size, work->data, 256, &size) == KEY_BLOCK_OK);
  work->context[0] = (uint32_t)size;
}
static void unwrap(struct work *work, size_t kbpk_size) {
  struct key_block_header header;
  size_t size;
  done(work, jz_key_block_unwrap(work->secret, kbpk_size, work->data, work->context[0], &header, work->data + 256, &size) ==
                 KEY_BLOCK_OK);
}
OPERATION(wrap_b) { wrap(work, "B0000P0TE00N0000", 16, 6); }
OPERATION(wrap_c) { wrap(work, "C0000P0TE00N0000", 16, 6); }
OPERATION(wrap_d) { wrap(work, "D0000P0AE00N0000", 32, 30); }
OPERATION(unwrap_16) { unwrap(work, 16); }
OPERATION(unwrap_32) { unwrap(work, 32); }

const struct operation operations_payment[] = {
  {"PIN block, format 0, TDES", pin, pin_block, false},
  {"PIN block, format 3, clear", pin, pin_block_3, false},
  {"PIN block, format 4, AES", pin_aes, pin_block_4, false},
  {"MAC ISO 9797-1, 1, 100 bytes", tdes, mac_1, false},
  {"MAC ISO 9797-1, 3, 100 bytes", tdes, mac_3, false},
  {"MAC UnionPay, TDES, 100 bytes", tdes, mac_unionpay, false},
  {"MAC UnionPay, SM4, 100 bytes", sm4, mac_unionpay_sm4, false},
  {"six key check values", 0, check_values, false},
  {"working key, opened", wrapped, open_working_key, false},
  {"DUKPT TDES, load", 0, dukpt_tdes_load, false},
  {"DUKPT TDES, first transaction", dukpt_tdes_load, dukpt_tdes_next, false},
  {"DUKPT TDES, second transaction", dukpt_tdes_first, dukpt_tdes_next, false},
  {"DUKPT TDES, is sound", dukpt_tdes_load, dukpt_sound, false},
  {"DUKPT TDES, host's way to a key", 0, dukpt_tdes_host, false},
  {"DUKPT AES, load", 0, dukpt_aes_load, false},
  {"DUKPT AES, first transaction", dukpt_aes_load, dukpt_aes_next, false},
  {"DUKPT AES, second transaction", dukpt_aes_first, dukpt_aes_next, false},
  {"DUKPT AES, is sound", dukpt_aes_load, dukpt_aes_sound, false},
  {"DUKPT AES, host's way to a key", 0, dukpt_aes_host, false},
  {"key block B, wrap", 0, wrap_b, false},
  {"key block B, unwrap", wrap_b, unwrap_16, false},
  {"key block C, wrap", 0, wrap_c, false},
  {"key block C, unwrap", wrap_c, unwrap_16, false},
  {"key block D, wrap", 0, wrap_d, false},
  {"key block D, unwrap", wrap_d, unwrap_32, false},
  {0, 0, 0, false},
};
