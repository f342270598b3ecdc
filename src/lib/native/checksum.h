/* SPDX-License-Identifier: Apache-2.0
 *
 * Check digits and checksums of what people type and scan: docs/sources.md [vectors 5]. Nothing here is secret or a MAC.
 */
#ifndef JIAOZI_CHECKSUM_H
#define JIAOZI_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether ASCII digits, the check digit last, pass Luhn's test. False for none, and where something is no digit. */
bool checksum_luhn(const uint8_t *digits, size_t size);

/** CRC-16/CCITT-FALSE, which EMV's QR codes end with: polynomial 1021h, begins with FFFFh, not reflected. */
uint16_t checksum_crc_ccitt(const uint8_t *data, size_t size);

#endif
