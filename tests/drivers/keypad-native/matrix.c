/* SPDX-License-Identifier: Apache-2.0
 *
 * The keypad scanner on a matrix of its own, without XS: ports over a small simulation with its own clock.
 * stdin: contact changes in order of time, "<us> <row> <column> <0|1>", then "end <us>". stdout: "event <ms> <kind> <code>", then one
 * line of counters. Arguments: "one-key", "pin-in-use", "no-drain" (events are taken at the end only),
 * "digits" (the first row has the codes 0 to 3), "digits-hidden" (KEYPAD_QUEUE), "secret=<ms>" (KEYPAD_SECRET from then on),
 * "secret-ends=<ms>" (its time-out). A key of a secret is printed as "secret <ms> <code>".
 * What a reader would get wrong: this matrix is written apart from host-sim/chips/key-matrix.ts, so that one checks the other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ports.h"
#include "terminal.h"

enum { COLUMNS = 4, ROWS = 5, RISE_US = 5, CHANGES_MAX = 4096, UNTOLD = 119 };

static const uint8_t column_pins[COLUMNS] = {10, 11, 12, 13};
static const uint8_t row_pins[ROWS] = {20, 21, 22, 23, 24};

struct change {
  uint64_t at_us;
  uint8_t row, column, closed;
};

static struct {
  struct terminal terminal;
  uint64_t now_us, tick_us, column_changed_us;
  bool tick_set, wake_enabled, edge, pin_in_use, no_drain, ready;
  uint8_t closed[ROWS][COLUMNS];
  uint8_t column_low[COLUMNS];
  struct change changes[CHANGES_MAX];
  size_t change_count, next_change;
  uint64_t ticks, wakes, secret_from_us, secret_ends_us;
} sim;

static void fail(const char *what) {
  fprintf(stderr, "%s at %llu us\n", what, (unsigned long long)sim.now_us);
  exit(2);
}

/* Breadth-first over closed contacts. */
static uint32_t low_rows(void) {
  uint8_t column_seen[COLUMNS];
  uint8_t row_seen[ROWS] = {0};
  memcpy(column_seen, sim.column_low, sizeof column_seen);
  for (int round = 0; round < ROWS; round++) {
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        if (!sim.closed[row][column]) continue;
        if (column_seen[column]) row_seen[row] = 1;
        if (row_seen[row]) column_seen[column] = 1;
      }
    }
  }
  uint32_t bits = 0;
  for (int row = 0; row < ROWS; row++) bits |= (uint32_t)row_seen[row] << row;
  return bits;
}

static void advance_to(uint64_t until_us) {
  while (sim.next_change < sim.change_count && sim.changes[sim.next_change].at_us <= until_us) {
    const struct change *change = &sim.changes[sim.next_change++];
    sim.now_us = change->at_us > sim.now_us ? change->at_us : sim.now_us;
    uint32_t before = low_rows();
    sim.closed[change->row][change->column] = change->closed;
    if (sim.wake_enabled && low_rows() != before) sim.edge = true;
  }
  if (until_us > sim.now_us) sim.now_us = until_us;
}

static int column_of(uint8_t pin) {
  for (int column = 0; column < COLUMNS; column++) {
    if (column_pins[column] == pin) return column;
  }
  fail("not a column pin");
  return -1;
}

bool port_gpio_claim(void *context, const uint8_t *pins, uint8_t count) {
  (void)context;
  if (count != COLUMNS + ROWS || memcmp(pins, column_pins, COLUMNS) != 0) fail("wrong pins claimed");
  return !sim.pin_in_use;
}

void port_gpio_configure(void *context, uint8_t pin, enum port_gpio_mode mode) {
  (void)context;
  bool row = memchr(row_pins, pin, ROWS) != NULL;
  if (mode != (row ? PORT_GPIO_INPUT_PULL_UP : PORT_GPIO_OUTPUT_OPEN_DRAIN)) fail("wrong pin mode");
}

void port_gpio_write(void *context, uint8_t pin, uint8_t level) {
  (void)context;
  sim.column_low[column_of(pin)] = level == 0;
  sim.column_changed_us = sim.now_us;
}

uint32_t port_gpio_read(void *context, const uint8_t *pins, uint8_t count) {
  (void)context;
  if (count != ROWS || memcmp(pins, row_pins, ROWS) != 0) fail("rows expected");
  if (sim.now_us < sim.column_changed_us + RISE_US) fail("rows read before they settled");
  return ~low_rows();
}

void port_gpio_wake(void *context, const uint8_t *pins, uint8_t count, bool enabled) {
  (void)context;
  (void)pins;
  if (count != ROWS) fail("rows expected");
  sim.wake_enabled = enabled;
  sim.edge = false;
}

void port_delay_us(void *context, uint32_t us) {
  (void)context;
  advance_to(sim.now_us + us);
}

void port_tick(void *context, uint32_t ms) {
  (void)context;
  sim.tick_set = ms != 0;
  sim.tick_us = sim.now_us + (uint64_t)ms * 1000;
}

uint32_t port_now_ms(void *context) {
  (void)context;
  return (uint32_t)(sim.now_us / 1000);
}

void port_keypad_ready(void *context) {
  (void)context;
  sim.ready = true;
}

/* The pinpad of this test prints what it got, and is closed by its time-out. */
bool port_pin_key(void *context, uint8_t code) {
  (void)context;
  printf("secret %llu %u\n", (unsigned long long)(sim.now_us / 1000), code);
  return code != UNTOLD;
}

bool port_pin_tick(void *context) {
  bool ends = sim.secret_ends_us != 0 && sim.now_us >= sim.secret_ends_us;
  if (ends) sim.secret_ends_us = 0;
  if (ends) keypad_use(context, KEYPAD_NUMBER);
  return ends;
}

static void drain(void) {
  struct keypad_event event;
  while (keypad_take(&sim.terminal, &event)) {
    printf("event %llu %u %u\n", (unsigned long long)(sim.now_us / 1000), event.kind, event.code);
  }
}

static uint64_t read_script(void) {
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    unsigned long long us;
    unsigned row, column, closed;
    if (sscanf(line, "end %llu", &us) == 1) return us;
    if (sscanf(line, "%llu %u %u %u", &us, &row, &column, &closed) != 4) fail("bad line");
    if (row >= ROWS || column >= COLUMNS || sim.change_count == CHANGES_MAX) fail("bad change");
    sim.changes[sim.change_count++] = (struct change){us, (uint8_t)row, (uint8_t)column, closed != 0};
  }
  fail("no end");
  return 0;
}

static void run(uint64_t end_us) {
  for (;;) {
    uint64_t next_us = end_us;
    if (sim.tick_set && sim.tick_us < next_us) next_us = sim.tick_us;
    if (sim.secret_from_us != 0 && sim.secret_from_us < next_us) next_us = sim.secret_from_us;
    if (sim.next_change < sim.change_count && sim.changes[sim.next_change].at_us < next_us) {
      next_us = sim.changes[sim.next_change].at_us;
    }
    advance_to(next_us);
    if (sim.secret_from_us != 0 && sim.secret_from_us <= sim.now_us) {
      sim.secret_from_us = 0;
      keypad_use(&sim.terminal, KEYPAD_SECRET);
    } else if (sim.edge && sim.wake_enabled) {
      sim.edge = false;
      sim.wake_enabled = false;
      sim.wakes++;
      keypad_wake(&sim.terminal);
    } else if (sim.tick_set && sim.tick_us <= sim.now_us) {
      sim.tick_set = false;
      sim.ticks++;
      keypad_tick(&sim.terminal);
    } else if (sim.now_us >= end_us) {
      return;
    }
    if (sim.ready && !sim.no_drain) drain();
    sim.ready = false;
  }
}

int main(int argc, char **argv) {
  uint8_t codes[COLUMNS * ROWS];
  enum keypad_mode mode = KEYPAD_NUMBER;
  for (uint8_t i = 0; i < sizeof codes; i++) codes[i] = (uint8_t)(100 + i);
  struct keypad_wiring wiring = {column_pins, row_pins, codes, COLUMNS, ROWS, false};
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "one-key") == 0) wiring.one_key = true;
    if (strcmp(argv[i], "pin-in-use") == 0) sim.pin_in_use = true;
    if (strcmp(argv[i], "no-drain") == 0) sim.no_drain = true;
    if (strcmp(argv[i], "digits-hidden") == 0) mode = KEYPAD_QUEUE;
    if (strncmp(argv[i], "secret=", 7) == 0) sim.secret_from_us = strtoull(argv[i] + 7, NULL, 10) * 1000;
    if (strncmp(argv[i], "secret-ends=", 12) == 0) sim.secret_ends_us = strtoull(argv[i] + 12, NULL, 10) * 1000;
    /* The first row is digits. */
    for (uint8_t key = 0; strcmp(argv[i], "digits") == 0 && key < COLUMNS; key++) codes[key] = key;
  }
  uint64_t end_us = read_script();
  memset(&sim.terminal.vault, 0xa5, sizeof sim.terminal.vault);
  bool started = keypad_start(&sim.terminal, &wiring);
  if (started && keypad_start(&sim.terminal, &wiring)) fail("started twice");
  if (started) keypad_use(&sim.terminal, mode);
  if (started) run(end_us);
  drain();
  for (size_t i = 0; i < sizeof sim.terminal.vault; i++) {
    if (sim.terminal.vault.pattern[i] != 0xa5) fail("keys touched");
  }
  for (size_t i = 0; i < sizeof sim.terminal.keypad.events; i++) {
    if (((const uint8_t *)sim.terminal.keypad.events)[i] != 0) fail("a taken event was not wiped");
  }
  printf("end started %d ticks %llu wakes %llu asleep %d\n", started, (unsigned long long)sim.ticks,
         (unsigned long long)sim.wakes, sim.wake_enabled && !sim.tick_set);
  return 0;
}
