/* SPDX-License-Identifier: Apache-2.0
 *
 * The count that no change of the flash takes back: bits of the eFuse field SECURE_VERSION, sixteen in the life of a chip. It is
 * the only field of the S3 and the C3 whose bits can be burnt one by one for such an end: the other blocks carry a Reed-Solomon
 * code and are written once as a whole (docs/sources.md [idf efuse]).
 *
 * What a reader would get wrong: the boot loader reads the same field, and never again starts a program whose version is below it.
 * So the count goes no further than the version of the program that asks, and a development build, which has none, burns nothing.
 */
#include "sdkconfig.h"

#include "idf_efuse.h"
#include "ports.h"

#ifdef CONFIG_BOOTLOADER_APP_SECURE_VERSION
static const uint32_t own_version = CONFIG_BOOTLOADER_APP_SECURE_VERSION;
#else
static const uint32_t own_version = 0;
#endif

bool port_monotonic_count(void *context, uint32_t *count) {
  (void)context;
  *count = esp_efuse_read_secure_version();
  return true;
}

bool port_monotonic_advance(void *context) {
  uint32_t count;
  if (!port_monotonic_count(context, &count) || count >= own_version) return false;
  return esp_efuse_update_secure_version(count + 1) == 0;
}
