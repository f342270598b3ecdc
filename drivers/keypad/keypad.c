/* SPDX-License-Identifier: Apache-2.0
 *
 * The scanner of keypad.h, docs/sources.md [domain E7].
 * What a reader would get wrong: a picture is judged once, in the scan that makes it the fourth equal one; held keys are then only
 * timed. And pictures are secret in KEYPAD_SECRET: how many keys are down may decide what is done, which ones may not.
 */
#include "keypad.h"

#include <string.h>

#include "ports.h"
#include "terminal.h"

enum {
  TICK_MS = 5,
  TICK_HELD_MS = 10,
  TICK_STUCK_MS = 50,
  TICK_ASLEEP_MS = 250, /* in KEYPAD_SECRET, for its time-outs */
  SETTLE_US = 10,
  EQUAL_SCANS = 4,
  STUCK_MS = 30000
};

static struct keypad *keypad_of(void *context) { return &((struct terminal *)context)->keypad; }

/* Always eight steps. */
static uint8_t bits_of(uint8_t value) {
  uint8_t count = 0;
  for (uint8_t bit = 0; bit < 8; bit++) count = (uint8_t)(count + (value >> bit & 1));
  return count;
}

static uint8_t keys_down(const struct keypad_picture *picture) {
  uint8_t count = 0;
  for (uint8_t column = 0; column < KEYPAD_COLUMNS_MAX; column++) {
    count = (uint8_t)(count + bits_of(picture->columns[column]));
  }
  return count;
}

static bool same_picture(const struct keypad_picture *a, const struct keypad_picture *b) {
  uint8_t difference = 0;
  for (uint8_t column = 0; column < KEYPAD_COLUMNS_MAX; column++) {
    difference = (uint8_t)(difference | (a->columns[column] ^ b->columns[column]));
  }
  return difference == 0;
}

/* Two columns that share two rows: four corners, of which three suffice to show all four. */
static bool has_rectangle(const struct keypad_picture *picture) {
  for (uint8_t a = 0; a < KEYPAD_COLUMNS_MAX; a++) {
    for (uint8_t b = (uint8_t)(a + 1); b < KEYPAD_COLUMNS_MAX; b++) {
      if (bits_of(picture->columns[a] & picture->columns[b]) >= 2) return true;
    }
  }
  return false;
}

static void put_event(void *context, enum keypad_kind kind, uint8_t code) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->event_count == KEYPAD_EVENTS_MAX) return;
  uint8_t at = (uint8_t)((keypad->event_first + keypad->event_count) % KEYPAD_EVENTS_MAX);
  keypad->events[at].kind = (uint8_t)kind;
  keypad->events[at].code = code;
  keypad->event_count++;
}

/* Whether JavaScript may know of a key with that code. */
static bool is_open(const struct keypad *keypad, uint8_t code) {
  return keypad->mode == KEYPAD_NUMBER || (keypad->mode == KEYPAD_QUEUE && code > KEYPAD_DIGIT_MAX);
}

/* One event for each key of `keys`, row by row. In KEYPAD_SECRET there are none. */
static void put_keys(void *context, enum keypad_kind kind, const struct keypad_picture *keys) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->mode == KEYPAD_SECRET) return;
  for (uint8_t row = 0; row < keypad->row_count; row++) {
    for (uint8_t column = 0; column < keypad->column_count; column++) {
      uint8_t code = keypad->codes[row * keypad->column_count + column];
      if (((keys->columns[column] >> row) & 1) && is_open(keypad, code)) put_event(context, kind, code);
    }
  }
}

/* The code of the one key of `keys`, by the same work for each. */
static uint8_t code_of(const struct keypad *keypad, const struct keypad_picture *keys) {
  uint8_t code = 0;
  for (uint8_t row = 0; row < keypad->row_count; row++) {
    for (uint8_t column = 0; column < keypad->column_count; column++) {
      uint8_t mask = (uint8_t)-((keys->columns[column] >> row) & 1);
      code = (uint8_t)(code | (keypad->codes[row * keypad->column_count + column] & mask));
    }
  }
  return code;
}

static struct keypad_picture without(const struct keypad_picture *a, const struct keypad_picture *b) {
  struct keypad_picture rest;
  for (uint8_t column = 0; column < KEYPAD_COLUMNS_MAX; column++) {
    rest.columns[column] = (uint8_t)(a->columns[column] & ~b->columns[column]);
  }
  return rest;
}

static uint8_t rows_down(void *context) {
  struct keypad *keypad = keypad_of(context);
  uint32_t levels = port_gpio_read(context, keypad->row_pins, keypad->row_count);
  return (uint8_t)(~levels & ((1u << keypad->row_count) - 1u));
}

static void drive_all(void *context, uint8_t level) {
  struct keypad *keypad = keypad_of(context);
  for (uint8_t column = 0; column < keypad->column_count; column++) {
    port_gpio_write(context, keypad->column_pins[column], level);
  }
}

/* Every scan does the same work, whichever keys are down. */
static struct keypad_picture scan(void *context) {
  struct keypad *keypad = keypad_of(context);
  struct keypad_picture picture = {{0}};
  for (uint8_t column = 0; column < keypad->column_count; column++) {
    port_gpio_write(context, keypad->column_pins[column], 0);
    port_delay_us(context, SETTLE_US);
    picture.columns[column] = rows_down(context);
    port_gpio_write(context, keypad->column_pins[column], 1);
  }
  return picture;
}

static void fall_asleep(void *context) {
  struct keypad *keypad = keypad_of(context);
  keypad->awake = false;
  drive_all(context, 0);
  port_delay_us(context, SETTLE_US);
  port_gpio_wake(context, keypad->row_pins, keypad->row_count, true);
  if (keypad->mode == KEYPAD_SECRET) port_tick(context, TICK_ASLEEP_MS);
  /* A key that went down before the edges were watched gives no edge. */
  if (rows_down(context) != 0) keypad_wake(context);
}

static void accept_presses(void *context, const struct keypad_picture *down) {
  struct keypad *keypad = keypad_of(context);
  struct keypad_picture pressed = without(down, &keypad->held);
  keypad->held = *down;
  if (keypad->mode != KEYPAD_SECRET) {
    put_keys(context, KEYPAD_PRESS, &pressed);
  } else if (keys_down(&pressed) == 1 && port_pin_key(context, code_of(keypad, &pressed))) {
    put_event(context, KEYPAD_SECRET_CHANGED, 0);
  }
}

/* `down`: the picture that four scans agree on, without stuck keys. */
static void accept(void *context, const struct keypad_picture *down, bool ambiguous) {
  struct keypad *keypad = keypad_of(context);
  struct keypad_picture released = without(&keypad->held, down);
  put_keys(context, KEYPAD_RELEASE, &released);
  keypad->held = without(&keypad->held, &released);
  if (ambiguous && !keypad->chord) {
    keypad->chord = true;
    put_event(context, KEYPAD_CHORD, 0);
  }
  if (!keypad->chord) accept_presses(context, down);
  if (keys_down(down) == 0) keypad->chord = false;
}

/* Nobody holds a key for half a minute. From now on it is as if it were up. */
static void give_up(void *context, const struct keypad_picture *down) {
  struct keypad *keypad = keypad_of(context);
  put_keys(context, KEYPAD_STUCK, down);
  for (uint8_t column = 0; column < KEYPAD_COLUMNS_MAX; column++) {
    keypad->stuck.columns[column] |= down->columns[column];
  }
  memset(&keypad->held, 0, sizeof keypad->held);
  keypad->chord = false;
}

/* Returns true when a stable picture has nothing in it but stuck keys. */
static bool judge(void *context, const struct keypad_picture *picture) {
  struct keypad *keypad = keypad_of(context);
  if (!same_picture(picture, &keypad->last)) {
    keypad->last = *picture;
    keypad->equal_scans = 1;
    keypad->held_since_ms = port_now_ms(context);
    return false;
  }
  if (keypad->equal_scans < EQUAL_SCANS) {
    keypad->equal_scans++;
    if (keypad->equal_scans < EQUAL_SCANS) return false;
    struct keypad_picture up = without(&keypad->stuck, picture);
    keypad->stuck = without(&keypad->stuck, &up);
    struct keypad_picture down = without(picture, &keypad->stuck);
    struct keypad_picture pressed = without(&down, &keypad->held);
    bool crowded = (keypad->one_key || keypad->mode == KEYPAD_SECRET) && keys_down(&down) > 1;
    accept(context, &down, crowded || keys_down(&pressed) > 1 || has_rectangle(picture));
  }
  struct keypad_picture down = without(picture, &keypad->stuck);
  if (keys_down(&down) == 0) return true;
  if (port_now_ms(context) - keypad->held_since_ms >= STUCK_MS) give_up(context, &down);
  return false;
}

bool keypad_start(void *context, const struct keypad_wiring *wiring) {
  struct keypad *keypad = keypad_of(context);
  uint8_t columns = wiring->column_count;
  uint8_t rows = wiring->row_count;
  if (keypad->mode != KEYPAD_OFF) return false;
  if (columns < 1 || columns > KEYPAD_COLUMNS_MAX || rows < 1 || rows > KEYPAD_ROWS_MAX) return false;
  uint8_t pins[KEYPAD_COLUMNS_MAX + KEYPAD_ROWS_MAX];
  memcpy(pins, wiring->column_pins, columns);
  memcpy(pins + columns, wiring->row_pins, rows);
  if (!port_gpio_claim(context, pins, (uint8_t)(columns + rows))) return false;
  memset(keypad, 0, sizeof *keypad);
  keypad->mode = KEYPAD_QUEUE;
  keypad->one_key = wiring->one_key;
  keypad->column_count = columns;
  keypad->row_count = rows;
  memcpy(keypad->column_pins, wiring->column_pins, columns);
  memcpy(keypad->row_pins, wiring->row_pins, rows);
  memcpy(keypad->codes, wiring->codes, (size_t)columns * rows);
  for (uint8_t row = 0; row < rows; row++) {
    port_gpio_configure(context, keypad->row_pins[row], PORT_GPIO_INPUT_PULL_UP);
  }
  for (uint8_t column = 0; column < columns; column++) {
    port_gpio_configure(context, keypad->column_pins[column], PORT_GPIO_OUTPUT_OPEN_DRAIN);
  }
  fall_asleep(context);
  return true;
}

/* Keys that are down now: what they were pressed for is over. */
static void forget_keys(struct keypad *keypad) {
  struct keypad_picture down = without(&keypad->last, &keypad->stuck);
  bool undecided = keypad->awake && keypad->equal_scans < EQUAL_SCANS;
  keypad->chord = keypad->awake && (undecided || keys_down(&down) > 0);
  memset(&keypad->held, 0, sizeof keypad->held);
}

void keypad_use(void *context, enum keypad_mode mode) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->mode == KEYPAD_OFF || keypad->mode == mode) return;
  if (keypad->mode == KEYPAD_SECRET || mode == KEYPAD_SECRET) {
    forget_keys(keypad);
    memset(keypad->events, 0, sizeof keypad->events);
    keypad->event_first = keypad->event_count = 0;
  }
  keypad->mode = (uint8_t)mode;
  if (mode == KEYPAD_SECRET && !keypad->awake) port_tick(context, TICK_ASLEEP_MS);
}

/* Time-outs of a secret entry. What is not open any more gives the keypad back. */
static void look_at_secret(void *context) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->mode != KEYPAD_SECRET) return;
  if (port_pin_tick(context)) put_event(context, KEYPAD_SECRET_CHANGED, 0);
  if (!keypad->awake) port_tick(context, TICK_ASLEEP_MS);
}

void keypad_wake(void *context) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->mode == KEYPAD_OFF || keypad->awake) return;
  keypad->awake = true;
  keypad->equal_scans = 0;
  memset(&keypad->last, 0, sizeof keypad->last);
  port_gpio_wake(context, keypad->row_pins, keypad->row_count, false);
  drive_all(context, 1);
  port_tick(context, TICK_MS);
}

void keypad_tick(void *context) {
  struct keypad *keypad = keypad_of(context);
  uint8_t waiting = keypad->event_count;
  look_at_secret(context);
  if (!keypad->awake) {
    if (keypad->event_count > waiting) port_keypad_ready(context);
    return;
  }
  struct keypad_picture picture = scan(context);
  bool quiet = judge(context, &picture);
  if (keypad->event_count > waiting) port_keypad_ready(context);
  if (!quiet) {
    port_tick(context, keypad_of(context)->equal_scans < EQUAL_SCANS ? TICK_MS : TICK_HELD_MS);
  } else if (keys_down(&keypad->stuck) != 0) {
    /* A stuck key holds its row low, so its neighbours would give no edge. */
    port_tick(context, TICK_STUCK_MS);
  } else {
    fall_asleep(context);
  }
}

bool keypad_take(void *context, struct keypad_event *event) {
  struct keypad *keypad = keypad_of(context);
  if (keypad->event_count == 0) return false;
  struct keypad_event *first = &keypad->events[keypad->event_first];
  *event = *first;
  memset(first, 0, sizeof *first);
  keypad->event_first = (uint8_t)((keypad->event_first + 1) % KEYPAD_EVENTS_MAX);
  keypad->event_count--;
  return true;
}
