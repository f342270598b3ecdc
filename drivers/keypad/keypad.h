/* SPDX-License-Identifier: Apache-2.0
 *
 * Scanner of a matrix keypad over the GPIO port, design.md 5 and docs/sources.md [domain E7]. Idle: all columns low, asleep until
 * an edge of a row. Awake: a scan every 5 ms, every 10 ms while keys are held, until all are up. `context` is the terminal (terminal.h).
 * What a reader would get wrong: keys are debounced together, as one picture of the matrix; a picture counts when four scans in a
 * row agree. Two keys that come down in one picture have no order, so neither counts. And a matrix without diodes shows a fourth key
 * when three corners of a rectangle are down, so such a picture tells who is up, never who is down.
 *
 * Who may learn a digit is a mode: nobody but the ports' port_pin_key in KEYPAD_SECRET, JavaScript in KEYPAD_NUMBER, nobody at all in
 * KEYPAD_QUEUE. In KEYPAD_SECRET the work of a scan is the same for every key.
 */
#ifndef JIAOZI_KEYPAD_H
#define JIAOZI_KEYPAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYPAD_COLUMNS_MAX 8
#define KEYPAD_ROWS_MAX 8
#define KEYPAD_KEYS_MAX (KEYPAD_COLUMNS_MAX * KEYPAD_ROWS_MAX)
#define KEYPAD_EVENTS_MAX 8

/* KEYPAD_SECRET_CHANGED: there is a count or an end to ask crypto for; it says nothing of the key. */
enum keypad_kind {
  KEYPAD_RELEASE = 0,
  KEYPAD_PRESS = 1,
  KEYPAD_CHORD = 2,
  KEYPAD_STUCK = 3,
  KEYPAD_SECRET_CHANGED = 4
};

/* Codes up to KEYPAD_DIGIT_MAX are digits. */
enum { KEYPAD_DIGIT_MAX = 10 };
enum keypad_code {
  KEYPAD_DOUBLE_ZERO = 10,
  KEYPAD_POINT = 11,
  KEYPAD_ENTER = 12,
  KEYPAD_CANCEL = 13,
  KEYPAD_CLEAR = 14,
  KEYPAD_UP = 15,
  KEYPAD_DOWN = 16,
  KEYPAD_MENU = 17,
  KEYPAD_LANGUAGE = 18,
  KEYPAD_HELP = 19
};

/* Where keys go. */
enum keypad_mode {
  KEYPAD_OFF = 0,
  KEYPAD_QUEUE = 1,  /* to the queue, but for digits, which go nowhere */
  KEYPAD_NUMBER = 2, /* to the queue */
  KEYPAD_SECRET = 3  /* to port_pin_key, one key at a time */
};

struct keypad_event {
  uint8_t kind; /* enum keypad_kind */
  uint8_t code; /* from the key map; of no meaning in a chord */
};

/* Bit r of an entry is the key at row r of that column; 1 is down. */
struct keypad_picture {
  uint8_t columns[KEYPAD_COLUMNS_MAX];
};

struct keypad {
  uint8_t mode; /* enum keypad_mode */
  bool one_key;
  bool awake;
  bool chord; /* no press counts until every key is up */
  uint8_t column_count;
  uint8_t row_count;
  uint8_t column_pins[KEYPAD_COLUMNS_MAX];
  uint8_t row_pins[KEYPAD_ROWS_MAX];
  uint8_t codes[KEYPAD_KEYS_MAX]; /* by row * column_count + column */
  uint8_t equal_scans;
  struct keypad_picture last;  /* the scan before */
  struct keypad_picture held;  /* pressed, as reported */
  struct keypad_picture stuck; /* reported as stuck and ignored until it comes up */
  uint32_t held_since_ms;      /* the last time that the accepted picture changed */
  uint8_t event_first;
  uint8_t event_count;
  struct keypad_event events[KEYPAD_EVENTS_MAX];
};

struct keypad_wiring {
  const uint8_t *column_pins;
  const uint8_t *row_pins;
  const uint8_t *codes; /* column_count * row_count codes, row by row */
  uint8_t column_count;
  uint8_t row_count;
  bool one_key; /* two keys down at once are a chord, and none of them counts */
};

/* Claims the pins for life and goes to sleep. False when a pin is in use, or a count is out of range, or it was started before. */
bool keypad_start(void *context, const struct keypad_wiring *wiring);

/* Where keys go from now on. Events that wait are forgotten, and keys that are down count as if they were up until they are. */
void keypad_use(void *context, enum keypad_mode mode);

/* The port calls these: an edge while asleep; the tick that was asked for. */
void keypad_wake(void *context);
void keypad_tick(void *context);

/* Takes the oldest event; false when there is none. When the queue is full, new events are lost. */
bool keypad_take(void *context, struct keypad_event *event);

#endif
