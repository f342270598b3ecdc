/* SPDX-License-Identifier: Apache-2.0
 *
 * Where secret digits are typed: a PIN, a key component in hexadecimal, a passcode. Keys go in, a count comes out, and how it
 * ended; the digits go to a function of this core or nowhere. No IO and no clock: the caller says what time it is.
 * docs/sources.md [design 5], [domain F1]
 *
 * PAN, amount and key of a PIN are bound when it is asked for, before the first digit, and one entry is taken once.
 *
 * What a reader would get wrong: enter does not close a pinpad. It stays until its digits are taken, or PINPAD_TAKE_MS have passed,
 * and a pinpad that is not closed takes no second entry.
 */
#ifndef JIAOZI_PINPAD_H
#define JIAOZI_PINPAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  PINPAD_DIGITS_MAX = 64, /* a component of a 256-bit key */
  PINPAD_PIN_MIN = 4,
  PINPAD_PIN_MAX = 12,
  PINPAD_PAN_MAX = 19,
  PINPAD_KSN_SIZE = 12,
  PINPAD_AMOUNT_SIZE = 6,     /* twelve digits, BCD */
  PINPAD_KEY_MS_MAX = 60000,  /* between two keys */
  PINPAD_TOTAL_MS_MAX = 300000,
  PINPAD_TAKE_MS = 2000,
};

enum pinpad_kind {
  PINPAD_CLOSED = 0,
  PINPAD_PIN = 1,
  PINPAD_HEX = 2,      /* a letter is PINPAD_KEY_LETTER and 1 (A) to 6 (F) */
  PINPAD_PASSCODE = 3, /* digits that are compared in C */
};

enum pinpad_end {
  PINPAD_GOES_ON = 0,
  PINPAD_DONE = 1,
  PINPAD_CANCELLED = 2,
  PINPAD_TIMED_OUT = 3,
  PINPAD_BYPASSED = 4,
};

/** 0 to 9 are the digits. The numbers of the keypad's keys (crypto/glue/pin_entry.c compares them). */
enum pinpad_key {
  PINPAD_KEY_LETTER = 11,
  PINPAD_KEY_ENTER = 12,
  PINPAD_KEY_CANCEL = 13,
  PINPAD_KEY_CLEAR = 14,
};

/** What clear digits may be asked for; known to crypto/pin-entry.ts. 0: for nothing. */
enum pinpad_prompt {
  PINPAD_PROMPT_NONE = 0,
  PINPAD_PROMPT_AMOUNT = 1,
  PINPAD_PROMPT_OPERATOR = 2,
  PINPAD_PROMPT_REFERENCE = 3,
  PINPAD_PROMPT_MENU = 4,
  PINPAD_PROMPT_DATE = 5,
  PINPAD_PROMPT_KEY_TEST = 6,
  PINPAD_PROMPT_COUNT
};

/** What a PIN is for. */
struct pinpad_purpose {
  uint8_t pan[PINPAD_PAN_MAX]; /* a digit a byte */
  uint8_t pan_size;
  uint8_t amount[PINPAD_AMOUNT_SIZE];
  uint8_t format; /* enum pin_block_format */
  uint8_t slot;
  uint32_t check_value;
};

struct pinpad_request {
  uint8_t kind; /* enum pinpad_kind */
  uint8_t minimum;
  uint8_t maximum;
  bool may_bypass; /* enter before the first digit */
  uint32_t key_ms;
  uint32_t total_ms;
};

/**
 * How many PINs may still be enciphered under a key that is not the transaction's own: PINPAD_RATE_BURST at once, then one in
 * PINPAD_RATE_MS, so that no hour has more than 120. All zero at power-on, which stands for PINPAD_RATE_START.
 */
struct pinpad_rate {
  int32_t credit_ms;
  uint32_t seen_ms;
};

enum { PINPAD_RATE_START = 4, PINPAD_RATE_BURST = 8, PINPAD_RATE_MS = 33000 };

/** All zero: closed. */
struct pinpad {
  uint8_t kind;
  uint8_t end;
  uint8_t minimum;
  uint8_t maximum;
  uint8_t count;
  bool may_bypass;
  bool letter; /* the next digit stands for a letter */
  uint8_t digits[PINPAD_DIGITS_MAX];
  uint32_t opened_ms;
  uint32_t touched_ms;
  uint32_t key_ms;
  uint32_t total_ms;
  struct pinpad_purpose purpose;
  /* These outlive an entry. */
  struct pinpad_rate rate;
  uint8_t prompt; /* enum pinpad_prompt: what clear digits are for while nothing is open */
  uint8_t ksn[PINPAD_KSN_SIZE]; /* under whose key a PIN has been enciphered last (vault_pin.c) */
};

/** False, and nothing has changed, while one is open, or for sizes and times out of range. `purpose`: of a PIN, else null. */
bool pinpad_open(struct pinpad *pad, const struct pinpad_request *request, const struct pinpad_purpose *purpose,
                 uint32_t now_ms) __attribute__((warn_unused_result));

/** One key. True when there is something new to tell: a count or an end. */
bool pinpad_press(struct pinpad *pad, uint8_t key, uint32_t now_ms);
/** Ends what has waited too long. True as above. */
bool pinpad_tick(struct pinpad *pad, uint32_t now_ms);

/** Copies the digits out and closes; `size` must be the count. False, and it stays as it is, unless it was done. */
bool pinpad_take(struct pinpad *pad, enum pinpad_kind kind, uint8_t *digits, size_t size, uint32_t now_ms)
    __attribute__((warn_unused_result));
/** As pinpad_take for an even number of hexadecimal digits: `size` bytes. */
bool pinpad_take_hex(struct pinpad *pad, uint8_t *bytes, size_t size, uint32_t now_ms) __attribute__((warn_unused_result));

/** Wipes everything but what outlives an entry. */
void pinpad_close(struct pinpad *pad);

/** Milliseconds until a PIN may be enciphered under a key that is not the transaction's own; 0: now. */
uint32_t pinpad_rate_wait(struct pinpad_rate *rate, uint32_t now_ms);
/** Counts one. False, and none is counted, when it is too soon. */
bool pinpad_rate_spend(struct pinpad_rate *rate, uint32_t now_ms) __attribute__((warn_unused_result));

/** Whether clear digits may be asked for under that number. */
bool pinpad_prompt_known(uint32_t prompt);

#endif
