/* SPDX-License-Identifier: Apache-2.0
 *
 * What the C parts of the program ask of a board. Each world has one implementation: the SDK's GPIO and HMAC peripheral
 * on the device, the link on desk and rv32. `context` is the terminal that calls (terminal.h).
 */
#ifndef JIAOZI_PORTS_H
#define JIAOZI_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum port_gpio_mode { PORT_GPIO_INPUT_PULL_UP = 1, PORT_GPIO_OUTPUT = 8, PORT_GPIO_OUTPUT_OPEN_DRAIN = 9 };

/** The board's 256-bit device secret (S3, C3: HMAC peripheral). False when the board has none. */
bool port_device_secret(void *context, uint8_t secret[32]);

/** A count that no change of the flash takes back (S3, C3: eFuse bits). False when the board has none. */
bool port_monotonic_count(void *context, uint32_t *count);
/** Adds one, for ever. False, and nothing has changed, when the board has none or it must not go further. */
bool port_monotonic_advance(void *context);

/**
 * Turns the board's own source of physical noise on, for the start-up test, and off again. Before the radio is on. False when
 * it cannot be known to be on.
 */
bool port_noise_source(void *context, bool on);
/** `size` (at most 256) samples of the hardware generator. False when it cannot be read. */
bool port_noise_read(void *context, uint8_t *samples, size_t size);

/** Claims `pins` for life: opening one of them from JavaScript then throws "in use". False when one is already in use. */
bool port_gpio_claim(void *context, const uint8_t *pins, uint8_t count);
void port_gpio_configure(void *context, uint8_t pin, enum port_gpio_mode mode);
/** Open-drain outputs: 0 pulls down, 1 lets go. */
void port_gpio_write(void *context, uint8_t pin, uint8_t level);
/** Levels of `count` (at most 32) pins, bit i for pins[i]. */
uint32_t port_gpio_read(void *context, const uint8_t *pins, uint8_t count);
/** While enabled, an edge of any of `pins` calls keypad_wake() once; then it is disabled. */
void port_gpio_wake(void *context, const uint8_t *pins, uint8_t count, bool enabled);
/** Busy wait, for settling times below a millisecond. */
void port_delay_us(void *context, uint32_t us);
/** Calls keypad_tick() once, `ms` from now; 0 cancels. */
void port_tick(void *context, uint32_t ms);
/** Milliseconds since power-on. */
uint32_t port_now_ms(void *context);
/** The keypad has new events: the callback that JavaScript gave the keypad's port runs once, in a later turn. */
void port_keypad_ready(void *context);

/**
 * Where the scanner sends keys while digits are secret (crypto/glue/pin_entry.c). True when there is a count or an end to tell,
 * which is all that JavaScript may know.
 */
bool port_pin_key(void *context, uint8_t code);
/** Looks at the time-outs of a secret entry. As above. */
bool port_pin_tick(void *context);

#endif
