/* SPDX-License-Identifier: Apache-2.0
 *
 * The GPIO port of src/board/native/ports.h, over ESP-IDF's driver/gpio.h. Pins are claimed where the SDK's own IO classes claim
 * theirs (builtinCommon.h), so that Digital throws "in use" for them.
 *
 * What a reader would get wrong: a wake is found by looking every 10 ms, not by an interrupt. The SDK's Digital uninstalls the
 * GPIO interrupt service when its last listener closes, whoever else uses it, and a keypad that is deaf from then on is worse
 * than fifty microseconds of looking in a second. A press must hold for four scans anyway (keypad.c).
 */
#include "xsmc.h"
#include "xsHost.h"

#include "builtinCommon.h"
#include "driver/gpio.h"
#include "esp_rom_sys.h"

#include "board.h"
#include "ports.h"

enum { WAKE_LOOK_MS = 10, PINS_MAX = 32 };

bool port_gpio_claim(void *context, const uint8_t *pins, uint8_t count) {
  (void)context;
  for (uint8_t i = 0; i < count; i++) {
    if (!builtinIsPinFree(pins[i])) return false;
    for (uint8_t j = 0; j < i; j++) {
      if (pins[j] == pins[i]) return false;
    }
  }
  for (uint8_t i = 0; i < count; i++) builtinUsePin(pins[i]);
  return true;
}

void port_gpio_configure(void *context, uint8_t pin, enum port_gpio_mode mode) {
  (void)context;
  gpio_config_t config = {
      .pin_bit_mask = 1ULL << pin,
      .mode = GPIO_MODE_OUTPUT,
      .pull_up_en = GPIO_PULLUP_DISABLE,
      .pull_down_en = GPIO_PULLDOWN_DISABLE,
      .intr_type = GPIO_INTR_DISABLE,
  };
  if (mode == PORT_GPIO_INPUT_PULL_UP) {
    config.mode = GPIO_MODE_INPUT;
    config.pull_up_en = GPIO_PULLUP_ENABLE;
  } else if (mode == PORT_GPIO_OUTPUT_OPEN_DRAIN) {
    config.mode = GPIO_MODE_OUTPUT_OD;
    /* Released before it drives for the first time. */
    gpio_set_level((gpio_num_t)pin, 1);
  }
  gpio_config(&config);
}

void port_gpio_write(void *context, uint8_t pin, uint8_t level) {
  (void)context;
  gpio_set_level((gpio_num_t)pin, level);
}

uint32_t port_gpio_read(void *context, const uint8_t *pins, uint8_t count) {
  (void)context;
  uint32_t levels = 0;
  for (uint8_t i = 0; i < count; i++) {
    if (gpio_get_level((gpio_num_t)pins[i])) levels |= 1u << i;
  }
  return levels;
}

/* While a keypad sleeps its rows rest high: one that is low has been pressed. */
static void look(modTimer timer, void *refcon, int refcon_size) {
  (void)refcon_size;
  struct board *board = *(struct board **)refcon;
  uint32_t resting = (uint32_t)((1ULL << board->wake_count) - 1);
  if (port_gpio_read(&board->terminal, board->wake_pins, board->wake_count) == resting) return;
  modTimerUnschedule(timer);
  keypad_wake(&board->terminal);
}

void port_gpio_wake(void *context, const uint8_t *pins, uint8_t count, bool enabled) {
  struct board *board = board_of(context);
  if (!enabled) {
    if (board->wake) modTimerUnschedule(board->wake);
    return;
  }
  board->wake_count = count < PINS_MAX ? count : PINS_MAX;
  for (uint8_t i = 0; i < board->wake_count; i++) board->wake_pins[i] = pins[i];
  if (board->wake) {
    modTimerReschedule(board->wake, WAKE_LOOK_MS, WAKE_LOOK_MS);
  } else {
    board->wake = modTimerAdd(WAKE_LOOK_MS, WAKE_LOOK_MS, look, &board, sizeof board);
  }
}

void port_delay_us(void *context, uint32_t us) {
  (void)context;
  esp_rom_delay_us(us);
}
