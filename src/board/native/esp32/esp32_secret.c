/* SPDX-License-Identifier: Apache-2.0
 *
 * The device secret: HMAC-SHA-256 of a fixed label under a key that was burnt into an eFuse block with the purpose HMAC_UP, computed
 * by the HMAC peripheral, which is the only thing that can use the key once the block is read-protected (docs/hardware/flashing.md).
 *
 * What a reader would get wrong: nothing says which block holds the key. The peripheral refuses a block of another purpose, so the
 * first block that it accepts is ours; where none is burnt there is no secret, and the board refuses keys and sealing.
 */
#include <string.h>

#include "xsHost.h"

#include "esp_security/include/esp_hmac.h"

#include "ports.h"

static const char label[] = "jiaozi device secret 1";

bool port_device_secret(void *context, uint8_t secret[32]) {
  (void)context;
  for (int block = HMAC_KEY0; block < HMAC_KEY_MAX; block++) {
    if (esp_hmac_calculate((hmac_key_id_t)block, label, sizeof label - 1, secret) == ESP_OK) return true;
  }
  memset(secret, 0, 32);
  return false;
}
