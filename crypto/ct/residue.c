/* SPDX-License-Identifier: Apache-2.0
 *
 * Evidence for wiping: runs the vault, PIN entry and key loading (residue_loading.c) on a stack of its own and then searches
 * that stack for what they worked with: device secret, derived keys, master key, working key, expanded keys, PIN. Usage: residue
 * (exit code 1 and a line for each find).
 *
 * What a reader would get wrong: a compiler may spill registers wherever it likes, so this holds for the flags it was built
 * with. That the search finds what is there is checked first, with an operation that leaves its key behind.
 */
#define _XOPEN_SOURCE 600

#include "residue.h"

#include "hmac.h"
#include "key_image.h"
#include "ports.h"
#include "vault_image.h"
#include "vault_mac.h"
#include "vault_pin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

/* So many bytes in a row do not occur by chance. */
enum { WINDOW = 6 };

const uint8_t device_secret[32] = "a device secret of thirty-two by", master[16] = "the master key..";
static const uint8_t nonce[16] = "a nonce of 16 b.";

bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  *count = 0;
  return true;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return false;
}

bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  memcpy(secret, device_secret, 32);
  return true;
}

void expect(bool good, const char *what) {
  if (good) return;
  fprintf(stderr, "residue: %s failed\n", what);
  exit(2);
}

static void derive(struct aes_key *key, uint8_t bytes[32], const char *label) {
  uint8_t message[64];
  size_t label_size = strlen(label) + 1;
  memcpy(message, label, label_size);
  memcpy(message + label_size, nonce, sizeof nonce);
  jz_hmac_sha256(device_secret, 32, message, label_size + sizeof nonce, bytes);
  expect(jz_aes_expand(key, bytes, 32), "expanding");
}

static void prepare(struct scene *scene) {
  uint8_t counter[16] = {0};
  uint8_t *record = scene->image + KEY_IMAGE_HEADER_SIZE;
  memset(scene, 0, sizeof *scene);
  memcpy(scene->working, "the working key.", 16);
  memcpy(scene->wrapped, scene->working, 16);
  derive(&scene->encryption, scene->encryption_bytes, "jiaozi key image 1 encryption");
  derive(&scene->authentication, scene->authentication_bytes, "jiaozi key image 1 authentication");
  expect(jz_des_expand(&scene->expanded_master, master, sizeof master), "expanding");
  expect(jz_des_expand(&scene->expanded_working, scene->working, 16), "expanding");
  expect(jz_des_ecb_encrypt(&scene->expanded_master, scene->wrapped, 16), "wrapping");
  jz_des_encrypt_block(&scene->expanded_working, scene->check, scene->check);
  memcpy(scene->image, "JZKI\1\1", 6);
  memcpy(scene->image + 8, nonce, sizeof nonce);
  record[1] = VAULT_PURPOSE_MASTER, record[2] = VAULT_ALGORITHM_TDES, record[3] = sizeof master;
  jz_des_encrypt_block(&scene->expanded_master, record + 8, record + 4);
  memcpy(record + 8, master, sizeof master);
  jz_aes_ctr(&scene->encryption, counter, record, KEY_IMAGE_RECORD_SIZE);
  jz_aes_cmac(&scene->authentication, scene->image, 96, scene->image + 96);
}

static void load_and_use(struct scene *scene) {
  uint8_t mac[VAULT_MAC_SIZE_MAX];
  size_t mac_size;
  struct vault_mac_request request = {VAULT_MAC_UNIONPAY, MAC_PADDING_1, scene->image, 100};
  struct vault *vault = &scene->vault;
  bool good = vault_load_key_image(vault, NULL, scene->image, sizeof scene->image) == VAULT_OK;
  good = good && vault_load_working_key(vault, 0, 2, VAULT_PURPOSE_MAC, scene->wrapped, 16, scene->check) == VAULT_OK;
  uint32_t check_value = vault->slots[2].check_value;
  good = good && vault_mac(vault, 2, check_value, &request, mac, &mac_size) == VAULT_OK;
  scene->failed = !good;
}

/* Only this: what is used later may lie over what loading left. */
static void load(struct scene *scene) {
  scene->failed = vault_load_key_image(&scene->vault, NULL, scene->image, sizeof scene->image) != VAULT_OK;
}

/* An image made and opened again, with all that is derived for it. */
static void keep_and_open(struct scene *scene) {
  static const uint8_t seed_bytes[48] = "a seed";
  uint8_t image[VAULT_IMAGE_SIZE_MAX];
  struct octet_string seed = {seed_bytes, sizeof seed_bytes};
  struct drbg random;
  size_t size = vault_image_size(&scene->vault);
  jz_drbg_begin(&random, &seed, 1);
  bool good = vault_image_make(&scene->vault, NULL, &random, image, size) == VAULT_OK;
  good = good && vault_image_confirm(&scene->vault, NULL, image, size) == VAULT_OK;
  good = good && vault_image_open(&scene->vault, NULL, image, size) == VAULT_OK;
  seal_derive(&scene->encryption, device_secret, "jiaozi vault 1 encryption", image + 16);
  seal_derive(&scene->authentication, device_secret, "jiaozi vault 1 authentication", image + 16);
  scene->failed = !good;
}

/* What a careless function would do. */
static void leave_behind(struct scene *scene) {
  volatile uint8_t copy[16];
  for (unsigned i = 0; i < sizeof copy; i++) copy[i] = scene->working[i];
}

struct call {
  void (*operation)(struct scene *scene);
  struct scene *scene;
};

/* makecontext passes ints only: the address of the call comes in two halves. */
static void enter(unsigned high, unsigned low) {
  const struct call *call = (const struct call *)(uintptr_t)((uint64_t)high << 32 | low);
  call->operation(call->scene);
}

static void run_on(uint8_t *stack, void (*operation)(struct scene *scene), struct scene *scene) {
  ucontext_t here, there;
  struct call call = {operation, scene};
  uint64_t address = (uint64_t)(uintptr_t)&call;
  memset(stack, 0xAA, STACK_SIZE);
  expect(getcontext(&there) == 0, "getcontext");
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = STACK_SIZE;
  there.uc_link = &here;
  makecontext(&there, (void (*)(void))enter, 2, (unsigned)(address >> 32), (unsigned)address);
  expect(swapcontext(&here, &there) == 0, "swapcontext");
}

/* How many windows of the secret lie on the stack, as they are or with the bytes of each word turned around. */
unsigned count_finds(const uint8_t *stack, const void *secret, size_t size, const char *name) {
  const uint8_t *bytes = secret;
  unsigned finds = 0;
  for (size_t from = 0; from + WINDOW <= size; from++) {
    uint8_t reversed[WINDOW];
    for (unsigned i = 0; i < WINDOW; i++) reversed[i] = bytes[from + WINDOW - 1 - i];
    bool constant = memcmp(bytes + from, bytes + from + 1, WINDOW - 1) == 0;
    for (size_t at = 0; !constant && at + WINDOW <= STACK_SIZE; at++) {
      if (memcmp(stack + at, bytes + from, WINDOW) != 0 && memcmp(stack + at, reversed, WINDOW) != 0) continue;
      if (finds++ == 0) printf("%s: found on the stack, %zu bytes from its top\n", name, STACK_SIZE - at);
    }
  }
  return finds;
}

static const uint8_t pin[12] = {7, 3, 9, 1, 8, 2, 6, 4, 0, 5, 9, 3};
static const uint8_t pan[13] = {6, 2, 3, 0, 9, 9, 1, 2, 3, 4, 5, 6, 7};

/* A PIN, key by key, and the block made of it. */
static void enter_pin(struct scene *scene) {
  static const struct pinpad_request request = {PINPAD_PIN, 4, 12, false, 30000, 120000};
  uint8_t random[VAULT_PIN_RANDOM_SIZE] = {0}, block[PIN_BLOCK_SIZE_MAX];
  struct vault_description description;
  struct pinpad_purpose purpose = {.pan_size = sizeof pan, .format = PIN_BLOCK_ISO_0, .slot = 3};
  size_t size;
  bool good = vault_describe(&scene->vault, 3, &description) == VAULT_OK;
  memcpy(purpose.pan, pan, sizeof pan);
  purpose.check_value = good ? description.check_value : 0;
  good = good && pinpad_open(&scene->pad, &request, &purpose, 0);
  for (unsigned i = 0; i < sizeof pin; i++) good = good && pinpad_press(&scene->pad, pin[i], i);
  good = good && pinpad_press(&scene->pad, PINPAD_KEY_ENTER, 50) &&
         vault_pin_encipher(&scene->vault, &scene->pad, random, 60, block, &size) == VAULT_OK;
  scene->failed = !good;
}

static void prepare_pin(struct scene *scene) {
  struct vault_loading loading = {.purpose = VAULT_PURPOSE_PIN,
                                  .algorithm = VAULT_ALGORITHM_TDES,
                                  .key = scene->pin_key,
                                  .key_size = sizeof scene->pin_key};
  memcpy(scene->pin_key, "a key for PINs..", sizeof scene->pin_key);
  memset(&scene->pad, 0, sizeof scene->pad);
  expect(jz_des_expand(&scene->expanded_pin_key, scene->pin_key, sizeof scene->pin_key), "the PIN key");
  expect(jz_pin_block_encode(PIN_BLOCK_ISO_0, pin, sizeof pin, pan, sizeof pan, NULL, scene->clear_block), "the block");
  expect(vault_load_clear(&scene->vault, 3, &loading) == VAULT_OK, "loading the PIN key");
}

static unsigned search_pin(const uint8_t *stack, const struct scene *given) {
  const struct scene scene = *given;
  unsigned finds = count_finds(stack, pin, sizeof pin, "PIN");
  finds += count_finds(stack, scene.clear_block, sizeof scene.clear_block, "clear PIN block");
  finds += count_finds(stack, scene.pin_key, sizeof scene.pin_key, "PIN key");
  finds += count_finds(stack, scene.expanded_pin_key.round, 2 * sizeof scene.expanded_pin_key.round[0], "expanded PIN key");
  /* The pinpad itself as well. */
  for (size_t i = 0; i < sizeof scene.pad.digits; i++) finds += scene.pad.digits[i] != 0;
  return finds;
}

static unsigned search(const uint8_t *stack, const struct scene *given) {
  const struct scene scene = *given;
  unsigned finds = count_finds(stack, device_secret, sizeof device_secret, "device secret");
  finds += count_finds(stack, master, sizeof master, "master key");
  finds += count_finds(stack, scene.working, sizeof scene.working, "working key");
  finds += count_finds(stack, scene.encryption_bytes, 32, "derived key");
  finds += count_finds(stack, scene.authentication_bytes, 32, "derived key");
  finds += count_finds(stack, scene.encryption.round, sizeof scene.encryption.round, "expanded derived key");
  finds += count_finds(stack, scene.authentication.round, sizeof scene.authentication.round, "expanded derived key");
  finds += count_finds(stack, scene.expanded_master.round, 2 * sizeof scene.expanded_master.round[0], "expanded master key");
  finds += count_finds(stack, scene.expanded_working.round, 2 * sizeof scene.expanded_working.round[0],
                       "expanded working key");
  return finds;
}

int main(void) {
  uint8_t stack[STACK_SIZE];
  struct scene scene;
  prepare(&scene);
  run_on(stack, leave_behind, &scene);
  expect(count_finds(stack, scene.working, 16, "planted copy") > 0, "finding a planted copy");
  run_on(stack, load, &scene);
  expect(!scene.failed, "loading");
  unsigned finds = search(stack, &scene);
  run_on(stack, load_and_use, &scene);
  expect(!scene.failed, "the vault");
  finds += search(stack, &scene);
  run_on(stack, keep_and_open, &scene);
  expect(!scene.failed, "an image");
  memset(scene.encryption_bytes, 0, sizeof scene.encryption_bytes);
  memset(scene.authentication_bytes, 0, sizeof scene.authentication_bytes);
  finds += search(stack, &scene);
  prepare_pin(&scene);
  run_on(stack, enter_pin, &scene);
  expect(!scene.failed, "the PIN");
  finds += search_pin(stack, &scene);
  for (size_t i = 0; loading_scenes[i] != NULL; i++) {
    prepare_loading(&scene);
    run_on(stack, loading_scenes[i], &scene);
    expect(!scene.failed, "key loading");
    finds += search_loading(stack, &scene);
  }
  size_t used = STACK_SIZE;
  while (used > 0 && stack[STACK_SIZE - used] == 0xAA) used--;
  printf("%u finds, %zu bytes of stack\n", finds, used);
  return finds == 0 ? 0 : 1;
}
