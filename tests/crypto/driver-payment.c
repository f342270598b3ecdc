/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the driver program for what payment needs: MACs, PIN blocks, DUKPT, key blocks, working keys. See core-driver.c.
 */
#include "driver.h"

#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "key_block.h"
#include "key_check.h"
#include "mac_iso9797.h"
#include "mac_unionpay.h"
#include "pin_block.h"
#include "working_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct des_key des_key(const struct driver *driver, int index) {
  struct des_key key;
  struct argument bytes = take(driver, index, 0);
  if (!jz_des_expand(&key, bytes.bytes, bytes.size)) stop("DES key size");
  return key;
}

static void mac_unionpay(struct driver *driver) {
  struct des_key key = des_key(driver, 0);
  struct argument message = take(driver, 1, 0);
  uint8_t mac[8];
  jz_mac_unionpay(&key, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

static void mac_unionpay_sm4(struct driver *driver) {
  struct sm4_key key;
  struct argument message = take(driver, 1, 0);
  uint8_t mac[16];
  jz_sm4_expand(&key, take(driver, 0, 16).bytes);
  jz_mac_unionpay_sm4(&key, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

static void mac_iso9797_1(struct driver *driver) {
  struct des_key key = des_key(driver, 0);
  struct argument message = take(driver, 2, 0);
  uint8_t mac[8];
  jz_mac_iso9797_1(&key, (enum mac_padding)number(driver, 1), message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

static void mac_iso9797_3(struct driver *driver) {
  struct des_key key = des_key(driver, 0);
  struct argument message = take(driver, 2, 0);
  uint8_t mac[8];
  bool good = jz_mac_iso9797_3(&key, (enum mac_padding)number(driver, 1), message.bytes, message.size, mac);
  answer_if(good, mac, sizeof mac);
}

/* format, PIN, PAN (a digit a byte), fill → the clear block; a refusal must leave zeros */
static void pin_block(struct driver *driver) {
  unsigned format = number(driver, 0);
  struct argument pin = take(driver, 1, 0), pan = take(driver, 2, 0), fill = take(driver, 3, 0);
  size_t size = format == PIN_BLOCK_SM4 ? 16 : 8;
  uint8_t *block = malloc(size);
  memset(block, 0xEE, size);
  bool good = jz_pin_block_encode((enum pin_block_format)format, pin.bytes, pin.size, pan.bytes, pan.size, fill.bytes, block);
  for (size_t i = 0; !good && format < 4 && i < size; i++) {
    if (block[i] != 0) stop("a refused PIN block is not empty");
  }
  answer_if(good, block, size);
  free(block);
}

/* PIN, PAN, fill, key → PIN field, PAN field, block */
static void pin_block_4(struct driver *driver) {
  struct argument pin = take(driver, 0, 0), pan = take(driver, 1, 0), key_bytes = take(driver, 3, 0);
  struct aes_key key;
  uint8_t out[48];
  if (!jz_aes_expand(&key, key_bytes.bytes, key_bytes.size)) stop("AES key size");
  bool good = jz_pin_block_encode_4(pin.bytes, pin.size, pan.bytes, pan.size, take(driver, 2, 8).bytes, out, out + 16);
  jz_pin_block_encipher_4(&key, out, out + 16, out + 32);
  answer_if(good, out, sizeof out);
}

/* format, 16 random bytes → fill */
static void pin_fill(struct driver *driver) {
  uint8_t fill[PIN_BLOCK_FILL_SIZE];
  jz_pin_block_fill((enum pin_block_format)number(driver, 0), take(driver, 1, 16).bytes, fill);
  answer(fill, sizeof fill);
}

/* cipher, method, key, size */
static void key_check(struct driver *driver) {
  struct argument key = take(driver, 2, 0);
  uint8_t value[KEY_CHECK_SIZE_MAX];
  size_t size = number(driver, 3);
  bool good = jz_key_check((enum key_check_cipher)number(driver, 0), (enum key_check_method)number(driver, 1), key.bytes,
                           key.size, value, size);
  answer_if(good, value, size);
}

static void tdes_initial(struct driver *driver) {
  uint8_t key[16];
  jz_dukpt_tdes_initial_key(take(driver, 0, 16).bytes, take(driver, 1, 10).bytes, key);
  answer(key, sizeof key);
}

/* initial key, KSN, use (0: the transaction key) */
static void tdes_key(struct driver *driver) {
  uint8_t key[16];
  unsigned use = number(driver, 2);
  bool good = jz_dukpt_tdes_transaction_key(take(driver, 0, 16).bytes, take(driver, 1, 10).bytes, key);
  if (use != 0) jz_dukpt_tdes_variant(key, (enum dukpt_tdes_use)use, key);
  answer_if(good, key, sizeof key);
}

/* What a store does: keep the whole, keep it but not say so, or lose it. */
struct store {
  uint8_t bytes[sizeof(struct dukpt_aes)];
  unsigned fate;
};

enum { KEPT = 0, LOST = 1, KEPT_UNSAID = 2 };

static bool commit(void *context, const void *state, size_t size) {
  struct store *store = context;
  if (store->fate != LOST) memcpy(store->bytes, state, size);
  return store->fate == KEPT;
}

static void put_counter(uint32_t counter) {
  printf("%08x", (unsigned)counter);
}

/* A register as it is when `counter` is next: what each bit stands for, if that is still to come. */
static void seek_tdes(struct dukpt_tdes *state, const uint8_t key[16], uint32_t counter) {
  state->counter = counter;
  for (unsigned bit = 0; bit < DUKPT_TDES_REGISTERS; bit++) {
    uint32_t value = (counter >> bit | 1u) << bit;
    uint8_t ksn[10];
    memcpy(ksn, state->ksn, sizeof ksn);
    ksn[7] = (uint8_t)(ksn[7] | value >> 16), ksn[8] = (uint8_t)(value >> 8), ksn[9] = (uint8_t)value;
    if (value < counter || !jz_dukpt_tdes_transaction_key(key, ksn, state->future[bit])) memset(state->future[bit], 0, 16);
  }
}

/* initial key, KSN, counter to begin at (4), then for each byte of the last argument a transaction, its store's fate as the byte says,
 * and after it a power cut, from which the stored state comes back → status, KSN, key of each; a counter */
static void tdes_run(struct driver *driver) {
  struct dukpt_tdes state;
  struct store store;
  const uint8_t *initial = take(driver, 0, 16).bytes, *at = take(driver, 2, 4).bytes;
  struct argument fates = take(driver, 3, 0);
  uint32_t counter = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  jz_dukpt_tdes_load(&state, initial, take(driver, 1, 10).bytes);
  if (counter > 1) seek_tdes(&state, initial, counter);
  memcpy(store.bytes, &state, sizeof state);
  for (size_t i = 0; i < fates.size; i++) {
    uint8_t out[26];
    store.fate = fates.bytes[i];
    printf("%d ", (int)jz_dukpt_tdes_next(&state, commit, &store, out + 10, out));
    for (size_t k = 0; k < sizeof out; k++) printf("%02x%s", out[k], k == 9 || k == 25 ? " " : "");
    memcpy(&state, store.bytes, sizeof state);
    if (!jz_dukpt_tdes_is_sound(&state)) stop("an unsound state");
  }
  put_counter(state.counter);
  printf("\n");
}

static void aes_initial(struct driver *driver) {
  struct argument bdk = take(driver, 0, 0);
  uint8_t key[32];
  answer_if(jz_dukpt_aes_initial_key(bdk.bytes, bdk.size, take(driver, 1, 8).bytes, key), key, bdk.size);
}

/* initial key, KSN, use (2; FFFF: the transaction key), type */
static void aes_key(struct driver *driver) {
  struct argument initial = take(driver, 0, 0);
  const uint8_t *ksn = take(driver, 1, 12).bytes, *use_bytes = take(driver, 2, 2).bytes;
  unsigned use = (unsigned)use_bytes[0] << 8 | use_bytes[1];
  enum dukpt_aes_type type = (enum dukpt_aes_type)number(driver, 3);
  uint8_t key[32], working[32];
  bool good = jz_dukpt_aes_transaction_key(initial.bytes, initial.size, ksn, key);
  if (use == 0xFFFF) {
    answer_if(good, key, initial.size);
    return;
  }
  good = good && jz_dukpt_aes_working_key(key, initial.size, ksn, (enum dukpt_aes_use)use, type, working);
  answer_if(good, working, jz_dukpt_aes_key_size(type));
}

static void seek_aes(struct dukpt_aes *state, const uint8_t *key, uint32_t counter) {
  state->counter = counter;
  for (unsigned bit = 0; bit < DUKPT_AES_REGISTERS; bit++) {
    uint32_t value = (counter >> bit | 1u) << bit;
    uint8_t ksn[12];
    memcpy(ksn, state->id, 8);
    ksn[8] = (uint8_t)(value >> 24), ksn[9] = (uint8_t)(value >> 16), ksn[10] = (uint8_t)(value >> 8), ksn[11] = (uint8_t)value;
    if (value < counter || !jz_dukpt_aes_transaction_key(key, state->key_size, ksn, state->future[bit])) {
      memset(state->future[bit], 0, 32);
    }
  }
}

/* As tdes_run: initial key, id, counter, fates */
static void aes_run(struct driver *driver) {
  struct dukpt_aes state;
  struct store store;
  struct argument initial = take(driver, 0, 0);
  const uint8_t *at = take(driver, 2, 4).bytes;
  struct argument fates = take(driver, 3, 0);
  uint32_t counter = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
  if (!jz_dukpt_aes_load(&state, initial.bytes, initial.size, take(driver, 1, 8).bytes)) stop("AES DUKPT key size");
  if (counter > 1) seek_aes(&state, initial.bytes, counter);
  memcpy(store.bytes, &state, sizeof state);
  for (size_t i = 0; i < fates.size; i++) {
    uint8_t out[44];
    store.fate = fates.bytes[i];
    printf("%d ", (int)jz_dukpt_aes_next(&state, commit, &store, out + 12, out));
    for (size_t k = 0; k < 12 + initial.size; k++) printf("%02x%s", out[k], k == 11 || k == 11 + initial.size ? " " : "");
    memcpy(&state, store.bytes, sizeof state);
    if (!jz_dukpt_aes_is_sound(&state)) stop("an unsound state");
  }
  put_counter(state.counter);
  printf("\n");
}

/* protection key, text → header fields and key, or the status */
static void unwrap(struct driver *driver) {
  struct argument kbpk = take(driver, 0, 0), text = take(driver, 1, 0);
  struct key_block_header header;
  uint8_t key[KEY_BLOCK_KEY_SIZE_MAX];
  size_t size;
  enum key_block_status status = jz_key_block_unwrap(kbpk.bytes, kbpk.size, text.bytes, text.size, &header, key, &size);
  if (status != KEY_BLOCK_OK) {
    for (size_t i = 0; i < sizeof key; i++) {
      if (key[i] != 0) stop("a refused key block gave a key");
    }
    printf("status %d\n", (int)status);
    return;
  }
  printf("%c %.2s %c %c %.2s %c %u %u ", header.version, header.usage, header.algorithm, header.mode, header.key_version,
         header.exportability, header.optional_count, header.size);
  answer(key, size);
}

/* header alone → status and size */
static void parse_header(struct driver *driver) {
  struct argument text = take(driver, 0, 0);
  struct key_block_header header;
  enum key_block_status status = jz_key_block_parse(text.bytes, text.size, &header);
  printf("%d %u\n", (int)status, header.size);
}

/* protection key, header, key, fill, capacity (2) → the text in hex, or the status */
static void wrap(struct driver *driver) {
  struct argument kbpk = take(driver, 0, 0), header = take(driver, 1, 0), key = take(driver, 2, 0), fill = take(driver, 3, 0);
  const uint8_t *room = take(driver, 4, 2).bytes;
  size_t capacity = (size_t)room[0] << 8 | room[1], size;
  uint8_t *text = malloc(capacity);
  enum key_block_status status = jz_key_block_wrap(kbpk.bytes, kbpk.size, header.bytes, header.size, key.bytes, key.size,
                                                   fill.bytes, fill.size, text, capacity, &size);
  if (status == KEY_BLOCK_OK) answer(text, size);
  else printf("status %d\n", (int)status);
  free(text);
}

/* version, algorithm, key size */
static void fill_size(struct driver *driver) {
  printf("%u\n", (unsigned)jz_key_block_fill_size((char)number(driver, 0), (char)number(driver, 1), number(driver, 2)));
}

/* layout, cipher, master key, field → each key, or "refused" for it */
static void working_keys(struct driver *driver) {
  struct working_key keys[WORKING_KEYS_MAX];
  struct argument field = take(driver, 3, 0);
  const uint8_t *master = take(driver, 2, 16).bytes;
  unsigned count = jz_working_keys_split((enum working_key_layout)number(driver, 0), field.bytes, field.size, keys);
  printf("%u", count);
  for (unsigned i = 0; i < count; i++) {
    uint8_t key[WORKING_KEY_SIZE_MAX];
    size_t size;
    bool good = jz_working_key_open((enum key_check_cipher)number(driver, 1), master, &keys[i], key, &size);
    printf(good ? " " : " refused");
    for (size_t k = 0; k < sizeof key; k++) {
      if (k >= size && key[k] != 0) stop("a working key with a tail");
      if (k < size) printf("%02x", key[k]);
    }
  }
  printf("\n");
}

const struct command payment_commands[] = {
    {"mac-unionpay", mac_unionpay},
    {"mac-unionpay-sm4", mac_unionpay_sm4},
    {"mac-iso9797-1", mac_iso9797_1},
    {"mac-iso9797-3", mac_iso9797_3},
    {"pin-block", pin_block},
    {"pin-block-4", pin_block_4},
    {"pin-fill", pin_fill},
    {"key-check", key_check},
    {"dukpt-tdes-initial", tdes_initial},
    {"dukpt-tdes-key", tdes_key},
    {"dukpt-tdes-run", tdes_run},
    {"dukpt-aes-initial", aes_initial},
    {"dukpt-aes-key", aes_key},
    {"dukpt-aes-run", aes_run},
    {"key-block-unwrap", unwrap},
    {"key-block-parse", parse_header},
    {"key-block-wrap", wrap},
    {"key-block-fill", fill_size},
    {"working-keys", working_keys},
    {NULL, NULL},
};
