/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/core as a program: one command a line on stdin (a word and arguments in hex, "-" for no bytes), one line
 * of answer each. Every argument is an allocation of exactly its size, so that the address sanitizer
 * sees a read or write one byte too far.
 */
#include "aes.h"
#include "ct.h"
#include "des.h"
#include "hmac.h"
#include "mac_iso9797.h"
#include "mac_unionpay.h"
#include "ports.h"
#include "vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct argument {
  uint8_t *bytes;
  size_t size;
};

struct board {
  bool has_secret;
  uint8_t secret[32];
};

struct driver {
  struct vault vault;
  struct board board;
  struct argument arguments[8];
  int count;
};

bool port_device_secret(void *context, uint8_t secret[32]) {
  const struct board *board = context;
  if (board->has_secret) memcpy(secret, board->secret, 32);
  return board->has_secret;
}

static void stop(const char *why) {
  fprintf(stderr, "core-driver: %s\n", why);
  exit(2);
}

static unsigned digit(char c) {
  if (c >= '0' && c <= '9') return (unsigned)(c - '0');
  if (c >= 'a' && c <= 'f') return (unsigned)(c - 'a' + 10);
  stop("not lower-case hex");
  return 0;
}

static struct argument parse(const char *text) {
  struct argument argument = {NULL, 0};
  if (strcmp(text, "-") != 0) argument.size = strlen(text) / 2;
  argument.bytes = malloc(argument.size);
  for (size_t i = 0; i < argument.size; i++) {
    argument.bytes[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
  }
  return argument;
}

static void answer(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
  printf("\n");
}

/* The argument at `index`; of exactly `size` bytes unless size is 0. */
static struct argument take(const struct driver *driver, int index, size_t size) {
  if (index >= driver->count) stop("too few arguments");
  if (size != 0 && driver->arguments[index].size != size) stop("argument of a wrong size");
  return driver->arguments[index];
}

static unsigned number(const struct driver *driver, int index) {
  return take(driver, index, 1).bytes[0];
}

static uint32_t word(const struct driver *driver, int index) {
  const uint8_t *b = take(driver, index, 4).bytes;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static struct des_key des_key(const struct driver *driver, int index) {
  struct des_key key;
  struct argument bytes = take(driver, index, 0);
  if (!jz_des_expand(&key, bytes.bytes, bytes.size)) stop("DES key size");
  return key;
}

static struct aes_key aes_key(const struct driver *driver, int index) {
  struct aes_key key;
  struct argument bytes = take(driver, index, 0);
  if (!jz_aes_expand(&key, bytes.bytes, bytes.size)) stop("AES key size");
  return key;
}

static void run_des_ecb(struct driver *driver, bool encrypt) {
  struct des_key key = des_key(driver, 0);
  struct argument data = take(driver, 1, 0);
  bool whole = encrypt ? jz_des_ecb_encrypt(&key, data.bytes, data.size) : jz_des_ecb_decrypt(&key, data.bytes, data.size);
  if (!whole) stop("DES data size");
  answer(data.bytes, data.size);
}

static void run_des_cbc(struct driver *driver, bool encrypt) {
  struct des_key key = des_key(driver, 0);
  struct argument iv = take(driver, 1, 8);
  struct argument data = take(driver, 2, 0);
  bool whole = encrypt ? jz_des_cbc_encrypt(&key, iv.bytes, data.bytes, data.size)
                       : jz_des_cbc_decrypt(&key, iv.bytes, data.bytes, data.size);
  if (!whole) stop("DES data size");
  answer(data.bytes, data.size);
}

static void des_encrypt(struct driver *driver) {
  run_des_ecb(driver, true);
}

static void des_decrypt(struct driver *driver) {
  run_des_ecb(driver, false);
}

static void des_cbc_encrypt(struct driver *driver) {
  run_des_cbc(driver, true);
}

static void des_cbc_decrypt(struct driver *driver) {
  run_des_cbc(driver, false);
}

/* key size, data size → which of the functions take them: expand, ECB, CBC */
static void des_sizes(struct driver *driver) {
  struct des_key key;
  uint8_t bytes[64] = {0};
  uint8_t iv[8] = {0};
  size_t key_size = number(driver, 0);
  size_t size = number(driver, 1);
  bool expands = jz_des_expand(&key, bytes, key_size);
  if (!expands && !jz_des_expand(&key, bytes, 8)) stop("DES key size");
  bool ecb = jz_des_ecb_encrypt(&key, bytes, size) && jz_des_ecb_decrypt(&key, bytes, size);
  bool cbc = jz_des_cbc_encrypt(&key, iv, bytes, size) && jz_des_cbc_decrypt(&key, iv, bytes, size);
  printf("%d %d %d\n", expands, ecb, cbc);
}

static void aes_encrypt(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument block = take(driver, 1, 16);
  jz_aes_encrypt_block(&key, block.bytes, block.bytes);
  answer(block.bytes, 16);
}

/* key, counter, data, size of the first part (a multiple of 16) */
static void aes_ctr(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument counter = take(driver, 1, 16);
  struct argument data = take(driver, 2, 0);
  size_t first = number(driver, 3);
  if (first > data.size) stop("first part too long");
  jz_aes_ctr(&key, counter.bytes, data.bytes, first);
  jz_aes_ctr(&key, counter.bytes, data.bytes + first, data.size - first);
  answer(data.bytes, data.size);
}

static void aes_cmac(struct driver *driver) {
  struct aes_key key = aes_key(driver, 0);
  struct argument message = take(driver, 1, 0);
  uint8_t mac[16];
  jz_aes_cmac(&key, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

/* the message in as many parts as there are arguments */
static void sha256(struct driver *driver) {
  struct hash hash;
  uint8_t out[32];
  jz_hash_begin(&hash, HASH_SHA256);
  for (int i = 0; i < driver->count; i++) jz_hash_add(&hash, driver->arguments[i].bytes, driver->arguments[i].size);
  jz_hash_finish(&hash, out);
  answer(out, sizeof out);
}

static void hmac_sha256(struct driver *driver) {
  struct argument key = take(driver, 0, 0);
  struct argument message = take(driver, 1, 0);
  uint8_t mac[32];
  jz_hmac_sha256(key.bytes, key.size, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

static void mac_unionpay(struct driver *driver) {
  struct des_key key = des_key(driver, 0);
  struct argument message = take(driver, 1, 0);
  uint8_t mac[8];
  jz_mac_unionpay(&key, message.bytes, message.size, mac);
  answer(mac, sizeof mac);
}

static void mac_iso9797_3(struct driver *driver) {
  struct des_key key = des_key(driver, 0);
  struct argument message = take(driver, 2, 0);
  uint8_t mac[8];
  if (jz_mac_iso9797_3(&key, (enum mac_padding)number(driver, 1), message.bytes, message.size, mac)) {
    answer(mac, sizeof mac);
  } else {
    printf("refused\n");
  }
}

/* Every helper of ct.h over a word: zero, nonzero, select(nonzero), hex digit of its last nibble. */
static void ct_word(struct driver *driver) {
  uint32_t value = word(driver, 0);
  uint32_t nonzero = ct_mask_nonzero(value);
  printf("%08x %08x %08x %c\n", (unsigned)ct_mask_zero(value), (unsigned)nonzero,
         (unsigned)ct_select(nonzero, 0x12345678u, 0x9abcdef0u), ct_hex_digit(value & 15u));
}

static void ct_bytes(struct driver *driver) {
  struct argument a = take(driver, 0, 0);
  struct argument b = take(driver, 1, a.size);
  printf("%08x %08x\n", (unsigned)ct_mask_all_zero(a.bytes, a.size), (unsigned)ct_mask_equal(a.bytes, b.bytes, a.size));
}

/* the device secret, or none */
static void secret(struct driver *driver) {
  driver->board.has_secret = driver->count == 1;
  if (driver->board.has_secret) memcpy(driver->board.secret, take(driver, 0, 32).bytes, 32);
  printf("ok\n");
}

static void image(struct driver *driver) {
  struct argument bytes = take(driver, 0, 0);
  printf("%d\n", (int)vault_load_key_image(&driver->vault, &driver->board, bytes.bytes, bytes.size));
}

/* master, slot, purpose, encrypted, check value */
static void working(struct driver *driver) {
  struct argument encrypted = take(driver, 3, 0);
  printf("%d\n", (int)vault_load_working_key(&driver->vault, number(driver, 0), number(driver, 1), number(driver, 2),
                                             encrypted.bytes, encrypted.size, take(driver, 4, 4).bytes));
}

/* slot, check value, message */
static void mac(struct driver *driver) {
  struct argument message = take(driver, 2, 0);
  uint8_t result[8] = {0};
  enum vault_status status =
      vault_mac_unionpay(&driver->vault, number(driver, 0), word(driver, 1), message.bytes, message.size, result);
  printf("%d ", (int)status);
  answer(result, sizeof result);
}

/* slot → purpose, algorithm, check value */
static void describe(struct driver *driver) {
  struct vault_description description;
  if (vault_describe(&driver->vault, number(driver, 0), &description) == VAULT_OK) {
    printf("%d %d %08x\n", (int)description.purpose, (int)description.algorithm, (unsigned)description.check_value);
  } else {
    printf("empty\n");
  }
}

static void wipe_slot(struct driver *driver) {
  vault_wipe_slot(&driver->vault, number(driver, 0));
  printf("ok\n");
}

static void wipe(struct driver *driver) {
  vault_wipe(&driver->vault);
  printf("ok\n");
}

/* The hash of the vault: equal before and after says that nothing changed. */
static void fingerprint(struct driver *driver) {
  struct hash hash;
  uint8_t out[32];
  jz_hash_begin(&hash, HASH_SHA256);
  jz_hash_add(&hash, (const uint8_t *)&driver->vault, sizeof driver->vault);
  jz_hash_finish(&hash, out);
  answer(out, sizeof out);
}

static void is_empty(struct driver *driver) {
  printf("%d\n", ct_mask_all_zero((const uint8_t *)&driver->vault, sizeof driver->vault) != 0);
}

static const struct command {
  const char *name;
  void (*run)(struct driver *driver);
} commands[] = {
    {"des-encrypt", des_encrypt},
    {"des-decrypt", des_decrypt},
    {"des-cbc-encrypt", des_cbc_encrypt},
    {"des-cbc-decrypt", des_cbc_decrypt},
    {"des-sizes", des_sizes},
    {"aes-encrypt", aes_encrypt},
    {"aes-ctr", aes_ctr},
    {"aes-cmac", aes_cmac},
    {"sha256", sha256},
    {"hmac-sha256", hmac_sha256},
    {"mac-unionpay", mac_unionpay},
    {"mac-iso9797-3", mac_iso9797_3},
    {"ct-word", ct_word},
    {"ct-bytes", ct_bytes},
    {"secret", secret},
    {"image", image},
    {"working", working},
    {"mac", mac},
    {"describe", describe},
    {"wipe-slot", wipe_slot},
    {"wipe", wipe},
    {"fingerprint", fingerprint},
    {"is-empty", is_empty},
};

static void execute(struct driver *driver, char *line) {
  const char *name = strtok(line, " \n");
  if (name == NULL) stop("empty line");
  driver->count = 0;
  for (const char *text = strtok(NULL, " \n"); text != NULL; text = strtok(NULL, " \n")) {
    if (driver->count == 8) stop("too many arguments");
    driver->arguments[driver->count++] = parse(text);
  }
  size_t i = 0;
  while (i < sizeof commands / sizeof commands[0] && strcmp(commands[i].name, name) != 0) i++;
  if (i == sizeof commands / sizeof commands[0]) stop("unknown command");
  commands[i].run(driver);
  while (driver->count > 0) free(driver->arguments[--driver->count].bytes);
}

int main(void) {
  struct driver driver;
  char *line = NULL;
  size_t capacity = 0;
  memset(&driver, 0, sizeof driver);
  while (getline(&line, &capacity, stdin) > 0) execute(&driver, line);
  free(line);
  return 0;
}
