/* SPDX-License-Identifier: Apache-2.0
 *
 * The device's ports (src/board/native/esp32) with the keypad's scanner on top and a board made of variables below: a key matrix, the
 * SDK's timers, the HMAC peripheral. A command each line of the standard input:
 *   claim p q …   press row column   release row column   run ms   burn block   secret   take
 *   noise stuck|biased|good   radio   proven   random   count   advance   die
 *
 * What a reader would get wrong: timers here do what the SDK's do and no more. One whose repeat interval is 0 is freed when its
 * callback returns, and using it after that ends the test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xsHost.h"

#include "bootloader_random.h"
#include "builtinCommon.h"
#include "driver/gpio.h"
#include "esp_random.h"
#include "esp_rom_sys.h"
#include "esp_security/include/esp_hmac.h"
#include "esp_sleep.h"
#include "esp_system.h"
#include "esp_wifi.h"
#include "idf_efuse.h"
#include "modTimer.h"
#include "noise.h"
#include "ports.h"
#include "terminal.h"

/* ---- timers ---- */

struct modTimerRecord {
  uint32_t due_ms;
  int repeat_ms;
  bool used, scheduled;
  modTimerCallback callback;
  char refcon[16];
  int refcon_size;
};

static struct modTimerRecord timers[8];
static uint32_t now_ms;
static unsigned looks; /* times that the rows were read */

uint32_t modMilliseconds(void) { return now_ms; }

static void must(bool condition, const char *text) {
  if (condition) return;
  printf("violation: %s\n", text);
  exit(1);
}

modTimer modTimerAdd(int first, int second, modTimerCallback callback, void *refcon, int size) {
  for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++) {
    if (timers[i].used) continue;
    timers[i] = (struct modTimerRecord){now_ms + (uint32_t)first, second, true, true, callback, {0}, size};
    memcpy(timers[i].refcon, refcon, (size_t)size);
    return &timers[i];
  }
  must(false, "timers are made without end");
  return NULL;
}

void modTimerReschedule(modTimer timer, int first, int second) {
  must(timer->used, "a freed timer is rescheduled");
  timer->due_ms = now_ms + (uint32_t)first;
  timer->repeat_ms = second;
  timer->scheduled = true;
}

void modTimerUnschedule(modTimer timer) {
  must(timer->used, "a freed timer is stopped");
  timer->scheduled = false;
  timer->repeat_ms = -1;
}

static void run_timers(void) {
  for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++) {
    struct modTimerRecord *timer = &timers[i];
    if (!timer->used || !timer->scheduled || timer->due_ms > now_ms) continue;
    timer->due_ms += (uint32_t)timer->repeat_ms;
    timer->callback(timer, timer->refcon, timer->refcon_size);
    if (timer->repeat_ms == 0) timer->used = false;
  }
}

/* ---- pins ---- */

enum { ROWS = 5, COLUMNS = 4 };
static const uint8_t row_pins[ROWS] = {39, 40, 41, 42, 2};
static const uint8_t column_pins[COLUMNS] = {35, 36, 37, 38};
static bool down[ROWS][COLUMNS];
static uint32_t taken[2];
static uint64_t pulled_up, open_drain;
static uint32_t levels[GPIO_NUM_MAX];

uint8_t builtinArePinsFree(uint32_t bank, uint32_t pins) { return (taken[bank] & pins) == 0; }
uint8_t builtinUsePins(uint32_t bank, uint32_t pins) {
  must(builtinArePinsFree(bank, pins), "a pin is taken twice");
  taken[bank] |= pins;
  return 1;
}

esp_err_t gpio_config(const gpio_config_t *config) {
  if (config->mode == GPIO_MODE_INPUT && config->pull_up_en == GPIO_PULLUP_ENABLE) pulled_up |= config->pin_bit_mask;
  if (config->mode == GPIO_MODE_OUTPUT_OD) open_drain |= config->pin_bit_mask;
  return ESP_OK;
}

esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  levels[pin] = level;
  return ESP_OK;
}

int gpio_get_level(gpio_num_t pin) {
  looks++;
  must((pulled_up >> pin) & 1, "a row floats");
  for (int row = 0; row < ROWS; row++) {
    if (row_pins[row] != pin) continue;
    for (int column = 0; column < COLUMNS; column++) {
      must((open_drain >> column_pins[column]) & 1, "two keys of a row would short two columns");
      if (down[row][column] && levels[column_pins[column]] == 0) return 0;
    }
  }
  return 1;
}

void esp_rom_delay_us(uint32_t us) { must(us < 1000, "a long busy wait"); }

/* ---- the HMAC peripheral ---- */

static int burnt = -1;

esp_err_t esp_hmac_calculate(hmac_key_id_t block, const void *message, size_t size, uint8_t *hmac) {
  memset(hmac, 0xee, 32); /* whatever it leaves behind when it refuses */
  if ((int)block != burnt) return ESP_FAIL;
  must(size > 0 && message != NULL, "no message");
  memset(hmac, 0x40 + (int)block, 32);
  return ESP_OK;
}

/* ---- noise ---- */

static enum { NOISE_GOOD, NOISE_STUCK, NOISE_BIASED } noise = NOISE_GOOD;
static bool source_on, radio_on;
static uint32_t mixed_in; /* samples that were read while the source was on */
static uint32_t generator = 1;

void bootloader_random_enable(void) {
  must(!radio_on, "the source is turned on under the radio");
  must(!source_on, "the source is turned on twice");
  source_on = true;
}

void bootloader_random_disable(void) {
  must(source_on, "the source is turned off twice");
  source_on = false;
}

esp_err_t esp_wifi_get_mode(wifi_mode_t *mode) {
  if (!radio_on) return ESP_ERR_WIFI_NOT_INIT;
  *mode = WIFI_MODE_STA;
  return ESP_OK;
}

void esp_fill_random(void *bytes, size_t size) {
  uint8_t *to = bytes;
  if (source_on) mixed_in += (uint32_t)size;
  for (size_t i = 0; i < size; i++) {
    generator = generator * 1664525u + 1013904223u;
    to[i] = (uint8_t)(generator >> 24);
    if (noise == NOISE_STUCK) to[i] = 0x5a;
    if (noise == NOISE_BIASED && (generator & 0x600000u) == 0) to[i] = 0;
  }
}

static void take_random(void *terminal) {
  uint8_t bytes[40];
  bool taken = noise_take(terminal, bytes, sizeof bytes);
  bool zero = true;
  for (size_t i = 0; i < sizeof bytes; i++) zero = zero && bytes[i] == 0;
  printf("random %d%s\n", taken, zero ? " zeros" : "");
}

static void prove(void *terminal) {
  bool proven = noise_proven(terminal);
  must(!source_on, "the source stays on");
  printf("proven %d %u\n", proven, mixed_in);
}

/* ---- fuses that count ---- */

static uint32_t version_bits;

uint32_t esp_efuse_read_secure_version(void) { return version_bits; }

int esp_efuse_update_secure_version(uint32_t version) {
  must(version > version_bits && version <= 16, "a fuse is unburnt, or is not there");
  version_bits = version;
  return 0;
}

static void count(void *terminal) {
  uint32_t value = 99;
  bool known = port_monotonic_count(terminal, &value);
  printf("count %d %u\n", known, value);
}

/* ---- the end ---- */

void xs_board_died(xsMachine *the);

static esp_reset_reason_t reset = ESP_RST_POWERON;

esp_reset_reason_t esp_reset_reason(void) { return reset; }

void esp_deep_sleep_start(void) {
  printf("sleeps\n");
  exit(0);
}

/* What died is wiped; then the chip starts again, with all that a restart leaves alone. */
static void die(struct terminal *terminal) {
  memset(&terminal->vault, 0xaa, sizeof terminal->vault);
  xs_board_died(NULL);
  const uint8_t *bytes = (const uint8_t *)&terminal->vault;
  for (size_t i = 0; i < sizeof terminal->vault; i++) must(bytes[i] == 0, "a key has survived");
  printf("starts again\n");
  reset = ESP_RST_SW;
  now_ms = 0;
}

/* ---- */

static unsigned ready;

void port_keypad_ready(void *context) {
  (void)context;
  ready++;
}

/* No secret is entered here. */
bool port_pin_key(void *context, uint8_t code) {
  (void)context;
  (void)code;
  return false;
}

bool port_pin_tick(void *context) {
  (void)context;
  return false;
}

static void start(void *terminal) {
  uint8_t codes[ROWS * COLUMNS];
  for (uint8_t i = 0; i < sizeof codes; i++) codes[i] = i;
  struct keypad_wiring wiring = {column_pins, row_pins, codes, COLUMNS, ROWS, false};
  printf("start %d\n", keypad_start(terminal, &wiring));
  keypad_use(terminal, KEYPAD_NUMBER);
}

static void take_all(void *terminal) {
  struct keypad_event event;
  while (keypad_take(terminal, &event)) printf("%s %d\n", event.kind == KEYPAD_PRESS ? "press" : "release", event.code);
  printf("ready %u\n", ready);
}

static void print_secret(void *terminal) {
  uint8_t secret[32];
  bool known = port_device_secret(terminal, secret);
  printf("secret %d", known);
  for (size_t i = 0; i < sizeof secret; i++) printf(i == 0 ? " %02x" : "%02x", secret[i]);
  printf("\n");
}

int main(void) {
  char line[80];
  void *terminal = terminal_of(NULL);
  must(terminal_of(NULL) == terminal, "two terminals");
  while (fgets(line, sizeof line, stdin)) {
    int a = 0, b = 0;
    if (sscanf(line, "claim %d %d", &a, &b) == 2) {
      uint8_t pins[2] = {(uint8_t)a, (uint8_t)b};
      printf("claim %d\n", port_gpio_claim(terminal, pins, 2));
    } else if (strcmp(line, "start\n") == 0) start(terminal);
    else if (sscanf(line, "press %d %d", &a, &b) == 2) down[a][b] = true;
    else if (sscanf(line, "release %d %d", &a, &b) == 2) down[a][b] = false;
    else if (sscanf(line, "run %d", &a) == 1) {
      for (looks = 0; a > 0; a--) {
        now_ms++;
        run_timers();
      }
    } else if (strcmp(line, "take\n") == 0) take_all(terminal);
    else if (strcmp(line, "looks\n") == 0) printf("looks %u\n", looks);
    else if (sscanf(line, "burn %d", &a) == 1) burnt = a;
    else if (strcmp(line, "secret\n") == 0) print_secret(terminal);
    else if (strcmp(line, "noise stuck\n") == 0) noise = NOISE_STUCK;
    else if (strcmp(line, "noise biased\n") == 0) noise = NOISE_BIASED;
    else if (strcmp(line, "noise good\n") == 0) noise = NOISE_GOOD;
    else if (strcmp(line, "radio\n") == 0) radio_on = true;
    else if (strcmp(line, "proven\n") == 0) prove(terminal);
    else if (strcmp(line, "random\n") == 0) take_random(terminal);
    else if (strcmp(line, "count\n") == 0) count(terminal);
    else if (strcmp(line, "advance\n") == 0) printf("advance %d\n", port_monotonic_advance(terminal));
    else if (strcmp(line, "die\n") == 0) die(terminal);
    else must(false, line);
  }
  return 0;
}
