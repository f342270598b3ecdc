/* SPDX-License-Identifier: Apache-2.0 */
#include "pin_gate.h"

#include "noise.h"
#include "ports.h"
#include "wipe.h"

bool pin_gate_open(struct terminal *terminal) {
  uint8_t secret[32];
  uint32_t count;
  bool open = port_device_secret(terminal, secret) && port_monotonic_count(terminal, &count) && noise_proven(terminal);
  jz_wipe(secret, sizeof secret);
  return open;
}
