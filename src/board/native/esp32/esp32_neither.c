/* SPDX-License-Identifier: Apache-2.0
 *
 * The plain ESP32, in place of esp32_secret.c and esp32_counter.c: it has no HMAC peripheral, and what a program can read from its
 * fuses a replaced program can read as well. So it says that it has neither, and refuses keys, sealing and PINs.
 */
#include <string.h>

#include "ports.h"

bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  memset(secret, 0, 32);
  return false;
}

bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  *count = 0;
  return false;
}

bool port_monotonic_advance(void *context) {
  (void)context;
  return false;
}
