/* SPDX-License-Identifier: Apache-2.0
 *
 * What is left of the program when XS gives up (src/board/esp32/abort.ts): keys are wiped and the chip restarts. A board that dies
 * three times in a row, each time within 15 seconds, stays off until its supply is taken away, as on the desk.
 *
 * What a reader would get wrong: `deaths` is in memory that a restart leaves alone and that holds anything at all when power
 * comes. The reason of the reset tells which it was.
 */
#include "xsmc.h"
#include "xsHost.h"

#include "esp_attr.h"
#include "esp_sleep.h"
#include "esp_system.h"

#include "board.h"
#include "ports.h"
#include "wipe.h"

enum { YOUNG_MS = 15000, YOUNG_DEATHS_MAX = 3 };

static uint32_t *young_deaths(void) {
  static RTC_NOINIT_ATTR uint32_t deaths;
  if (esp_reset_reason() == ESP_RST_POWERON || deaths > YOUNG_DEATHS_MAX) deaths = 0;
  return &deaths;
}

/* () wipes all C state; returns when the board may start again */
void xs_board_died(xsMachine *the) {
  uint32_t *deaths = young_deaths();
  *deaths = port_now_ms(terminal_of(the)) < YOUNG_MS ? *deaths + 1 : 0;
  jz_wipe(terminal_of(the), sizeof(struct terminal));
  if (*deaths >= YOUNG_DEATHS_MAX) esp_deep_sleep_start();
}
