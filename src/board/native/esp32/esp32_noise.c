/* SPDX-License-Identifier: Apache-2.0
 *
 * Physical noise: the chip's generator, with the boot loader's source (the noise of the SAR converter) mixed in for the start-up
 * test. docs/sources.md [idf random].
 *
 * What a reader would get wrong: that source must not be on together with the radio, and without either the generator gives
 * numbers that only look random. So when the radio is already there, there is no proof to be had, and we say so.
 */
#include "xsmc.h"
#include "xsHost.h"

#include "bootloader_random.h"
#include "esp_random.h"
#include "esp_wifi.h"

#include "board.h"
#include "ports.h"

/* A radio that was never initialised has no mode to tell. */
static bool radio_is_there(void) {
  wifi_mode_t mode;
  return esp_wifi_get_mode(&mode) != ESP_ERR_WIFI_NOT_INIT;
}

bool port_noise_source(void *context, bool on) {
  struct board *board = board_of(context);
  if (on) {
    if (board->noise_source || radio_is_there()) return false;
    bootloader_random_enable();
    board->noise_source = true;
    return true;
  }
  if (!board->noise_source) return false;
  bootloader_random_disable();
  board->noise_source = false;
  return true;
}

/* Afterwards the radio is the source. Should it be off, what is read still goes on top of what the start-up test has left. */
bool port_noise_read(void *context, uint8_t *samples, size_t size) {
  (void)context;
  esp_fill_random(samples, size);
  return true;
}
