/* SPDX-License-Identifier: Apache-2.0
 *
 * CRC-32 as ISO 3309, zip and Ethernet have it: reflected, polynomial EDB88320h, begun and ended with all ones.
 * docs/sources.md [domain E11]
 */
#ifndef JIAOZI_CRC32_H
#define JIAOZI_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t jz_crc32(const uint8_t *bytes, size_t size);

#endif
