/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/core as a program: one command a line on stdin (a word and arguments in hex, "-" for no bytes), one line
 * of answer each. Every argument is an allocation of exactly its size, so that the address sanitizer
 * sees a read or write one byte too far.
 */
#include "driver.h"

#include "ct.h"
#include "entropy.h"
#include "hash.h"
#include "ports.h"
#include "vault_keys.h"
#include "vault_mac.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool port_device_secret(void *context, uint8_t secret[32]) {
  const struct board *board = context;
  if (board->has_secret) memcpy(secret, board->secret, 32);
  return board->has_secret;
}

bool port_monotonic_count(void *context, uint32_t *count) {
  const struct board *board = context;
  *count = board->count;
  return board->has_counter;
}

bool port_monotonic_advance(void *context) {
  struct board *board = context;
  bool good = board->has_counter && board->count < board->count_limit;
  board->count += good ? 1 : 0;
  return good;
}

void stop(const char *why) {
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

void answer(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", bytes[i]);
  printf("\n");
}

void answer_whether(bool good) {
  printf(good ? "ok\n" : "refused\n");
}

void answer_if(bool good, const uint8_t *bytes, size_t size) {
  if (good) answer(bytes, size);
  else answer_whether(good);
}

/* The argument at `index`; of exactly `size` bytes unless size is 0. */
struct argument take(const struct driver *driver, int index, size_t size) {
  if (index >= driver->count) stop("too few arguments");
  if (size != 0 && driver->arguments[index].size != size) stop("argument of a wrong size");
  return driver->arguments[index];
}

unsigned number(const struct driver *driver, int index) {
  return take(driver, index, 1).bytes[0];
}

uint32_t word(const struct driver *driver, int index) {
  const uint8_t *b = take(driver, index, 4).bytes;
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
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
  struct vault_mac_request request = {VAULT_MAC_UNIONPAY, MAC_PADDING_1, message.bytes, message.size};
  uint8_t result[VAULT_MAC_SIZE_MAX] = {0};
  size_t size;
  enum vault_status status = vault_mac(&driver->vault, number(driver, 0), word(driver, 1), &request, result, &size);
  printf("%d ", (int)status);
  answer(result, size > 0 ? size : 8);
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

static void entropy_samples(struct driver *driver) {
  struct argument samples = take(driver, 0, 0);
  entropy_add(&driver->entropy, samples.bytes, samples.size);
  printf("ok\n");
}

static void entropy_end(struct driver *driver) {
  bool proven = entropy_prove(&driver->entropy);
  printf("%d %d\n", proven, driver->entropy.state);
}

/* fresh samples, sizes of what the request asks for */
static void entropy_block(struct driver *driver) {
  uint8_t out[32] = {0};
  struct drbg *generator = entropy_generator(&driver->entropy, take(driver, 0, ENTROPY_FRESH_SAMPLES).bytes);
  bool good = generator != NULL && jz_drbg_generate(generator, NULL, 0, out, sizeof out);
  printf("%d ", good);
  answer(out, sizeof out);
}

static const struct command commands[] = {
    {"ct-word", ct_word},
    {"ct-bytes", ct_bytes},
    {"entropy-add", entropy_samples},
    {"entropy-prove", entropy_end},
    {"entropy-next", entropy_block},
    {"secret", secret},
    {"image", image},
    {"working", working},
    {"mac", mac},
    {"describe", describe},
    {"wipe-slot", wipe_slot},
    {"wipe", wipe},
    {"fingerprint", fingerprint},
    {"is-empty", is_empty},
    {NULL, NULL},
};

static const struct command *find(const char *name) {
  const struct command *const tables[] = {commands, primitive_commands, payment_commands, pin_commands, vault_commands, loading_commands,
                                          people_commands};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    for (const struct command *each = tables[i]; each->name != NULL; each++) {
      if (strcmp(each->name, name) == 0) return each;
    }
  }
  stop("unknown command");
  return NULL;
}

static void execute(struct driver *driver, char *line) {
  const char *name = strtok(line, " \n");
  if (name == NULL) stop("empty line");
  driver->count = 0;
  for (const char *text = strtok(NULL, " \n"); text != NULL; text = strtok(NULL, " \n")) {
    if (driver->count == ARGUMENTS_MAX) stop("too many arguments");
    driver->arguments[driver->count++] = parse(text);
  }
  find(name)->run(driver);
  while (driver->count > 0) free(driver->arguments[--driver->count].bytes);
}

int main(void) {
  struct driver driver;
  char *line = NULL;
  size_t capacity = 0;
  memset(&driver, 0, sizeof driver);
  while (getline(&line, &capacity, stdin) > 0) execute(&driver, line);
  free(line);
  free(driver.image.bytes);
  return 0;
}
