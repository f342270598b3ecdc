/* SPDX-License-Identifier: Apache-2.0
 *
 * See pinpad.h. What key it was decides by masks wherever it is a digit; that it was one is public, the count on the screen says so.
 */
#include "pinpad.h"

#include "ct.h"
#include "wipe.h"

#include <string.h>

static bool fits(const struct pinpad_request *request) {
  bool pin = request->kind == PINPAD_PIN;
  uint8_t most = pin ? PINPAD_PIN_MAX : PINPAD_DIGITS_MAX;
  uint8_t least = pin ? PINPAD_PIN_MIN : 1;
  if (request->kind == PINPAD_CLOSED || request->kind > PINPAD_PASSCODE) return false;
  if (request->minimum < least || request->maximum > most || request->minimum > request->maximum) return false;
  if (request->key_ms == 0 || request->key_ms > PINPAD_KEY_MS_MAX) return false;
  return request->total_ms >= request->key_ms && request->total_ms <= PINPAD_TOTAL_MS_MAX;
}

static bool is_purpose(const struct pinpad_purpose *purpose) {
  return purpose != NULL && purpose->pan_size >= 1 && purpose->pan_size <= PINPAD_PAN_MAX;
}

bool pinpad_open(struct pinpad *pad, const struct pinpad_request *request, const struct pinpad_purpose *purpose,
                 uint32_t now_ms) {
  (void)pinpad_tick(pad, now_ms);
  if (pad->kind != PINPAD_CLOSED || !fits(request)) return false;
  if (request->kind == PINPAD_PIN && !is_purpose(purpose)) return false;
  pad->minimum = request->minimum;
  pad->maximum = request->maximum;
  pad->may_bypass = request->may_bypass;
  pad->key_ms = request->key_ms;
  pad->total_ms = request->total_ms;
  pad->opened_ms = pad->touched_ms = now_ms;
  if (purpose != NULL) pad->purpose = *purpose;
  pad->kind = request->kind;
  return true;
}

/* However it ends, but for `done`, no digit outlives it. */
static void end(struct pinpad *pad, enum pinpad_end how) {
  if (how != PINPAD_DONE) {
    jz_wipe(pad->digits, sizeof pad->digits);
    pad->count = 0;
  }
  pad->letter = false;
  pad->end = (uint8_t)how;
}

/* The value that goes into the pad: the digit, or with `letter` 9 more; FFh when there is no such letter. */
static uint32_t value_of(bool letter, uint32_t digit) {
  uint32_t shifted = 0u - (uint32_t)letter;
  uint32_t no_letter = ct_mask_zero(digit) | (0u - ((6u - digit) >> 31));
  uint32_t value = digit + (shifted & 9u);
  return ct_select(shifted & no_letter, 0xFFu, value);
}

static bool put_digit(struct pinpad *pad, uint8_t digit) {
  uint32_t value = value_of(pad->letter, digit);
  pad->letter = false;
  if (pad->count == pad->maximum) return false;
  /* Public: a letter that does not exist leaves the count as it is. */
  if (ct_public(ct_mask_zero(value ^ 0xFFu)) != 0) return false;
  pad->digits[pad->count++] = (uint8_t)value;
  return true;
}

/* A PIN is typed anew from the start; of the other, longer entries one digit goes. */
static bool clear(struct pinpad *pad) {
  pad->letter = false;
  if (pad->count == 0) return false;
  uint8_t kept = pad->kind == PINPAD_PIN ? 0 : (uint8_t)(pad->count - 1);
  jz_wipe(pad->digits + kept, (size_t)(pad->count - kept));
  pad->count = kept;
  return true;
}

static bool enter(struct pinpad *pad) {
  if (pad->count == 0 && pad->may_bypass) {
    end(pad, PINPAD_BYPASSED);
    return true;
  }
  if (pad->count < pad->minimum) return false;
  end(pad, PINPAD_DONE);
  return true;
}

static bool press_function(struct pinpad *pad, uint8_t key) {
  switch (key) {
    case PINPAD_KEY_ENTER:
      return enter(pad);
    case PINPAD_KEY_CANCEL:
      end(pad, PINPAD_CANCELLED);
      return true;
    case PINPAD_KEY_CLEAR:
      return clear(pad);
    case PINPAD_KEY_LETTER:
      pad->letter = pad->kind == PINPAD_HEX;
      return false;
    default:
      return false;
  }
}

bool pinpad_press(struct pinpad *pad, uint8_t key, uint32_t now_ms) {
  bool told = pinpad_tick(pad, now_ms);
  if (told || pad->kind == PINPAD_CLOSED || pad->end != PINPAD_GOES_ON) return told;
  pad->touched_ms = now_ms;
  /* Public: the screen shows a star for each digit. */
  if (ct_public((uint32_t)(key - 10u) >> 31) != 0) return put_digit(pad, key);
  /* Public: which key it is that is no digit, the screen shows as well. */
  return press_function(pad, (uint8_t)ct_public(key));
}

bool pinpad_tick(struct pinpad *pad, uint32_t now_ms) {
  uint32_t quiet_ms = now_ms - pad->touched_ms;
  if (pad->kind == PINPAD_CLOSED) return false;
  if (pad->end != PINPAD_GOES_ON) {
    /* Nobody has asked for it: then nobody gets it. */
    if (quiet_ms < PINPAD_TAKE_MS) return false;
    pinpad_close(pad);
    return true;
  }
  if (quiet_ms < pad->key_ms && now_ms - pad->opened_ms < pad->total_ms) return false;
  end(pad, PINPAD_TIMED_OUT);
  pad->touched_ms = now_ms;
  return true;
}

bool pinpad_take(struct pinpad *pad, enum pinpad_kind kind, uint8_t *digits, size_t size, uint32_t now_ms) {
  (void)pinpad_tick(pad, now_ms);
  if (pad->kind != kind || pad->end != PINPAD_DONE || size != pad->count) return false;
  memcpy(digits, pad->digits, size);
  pinpad_close(pad);
  return true;
}

bool pinpad_take_hex(struct pinpad *pad, uint8_t *bytes, size_t size, uint32_t now_ms) {
  uint8_t digits[PINPAD_DIGITS_MAX];
  if (size > PINPAD_DIGITS_MAX / 2 || !pinpad_take(pad, PINPAD_HEX, digits, 2 * size, now_ms)) return false;
  for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)(digits[2 * i] << 4 | digits[2 * i + 1]);
  jz_wipe(digits, sizeof digits);
  return true;
}

void pinpad_close(struct pinpad *pad) {
  jz_wipe(pad, offsetof(struct pinpad, rate));
}

/* The credit is what has been earned beyond the start, at most up to the burst. */
static void earn(struct pinpad_rate *rate, uint32_t now_ms) {
  const int32_t most = (PINPAD_RATE_BURST - PINPAD_RATE_START) * PINPAD_RATE_MS;
  uint32_t room_ms = (uint32_t)(most - rate->credit_ms);
  uint32_t passed_ms = now_ms - rate->seen_ms;
  rate->credit_ms += (int32_t)(passed_ms < room_ms ? passed_ms : room_ms);
  rate->seen_ms = now_ms;
}

uint32_t pinpad_rate_wait(struct pinpad_rate *rate, uint32_t now_ms) {
  earn(rate, now_ms);
  int32_t have_ms = rate->credit_ms + PINPAD_RATE_START * PINPAD_RATE_MS;
  return have_ms >= PINPAD_RATE_MS ? 0 : (uint32_t)(PINPAD_RATE_MS - have_ms);
}

bool pinpad_rate_spend(struct pinpad_rate *rate, uint32_t now_ms) {
  if (pinpad_rate_wait(rate, now_ms) != 0) return false;
  rate->credit_ms -= PINPAD_RATE_MS;
  return true;
}

bool pinpad_prompt_known(uint32_t prompt) {
  return prompt < PINPAD_PROMPT_COUNT;
}
