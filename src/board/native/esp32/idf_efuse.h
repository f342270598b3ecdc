/* SPDX-License-Identifier: Apache-2.0
 *
 * Two functions of ESP-IDF's component efuse, declared here because the folder of its esp_efuse.h is not among those that the SDK
 * compiles C with (docs/sources.md [idf efuse]).
 */
#ifndef JIAOZI_IDF_EFUSE_H
#define JIAOZI_IDF_EFUSE_H

#include <stdint.h>

/** Bits of SECURE_VERSION that are burnt. */
uint32_t esp_efuse_read_secure_version(void);
/** Burns what is missing to `version` bits. 0 when they are burnt. */
int esp_efuse_update_secure_version(uint32_t version);

#endif
