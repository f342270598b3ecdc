/* SPDX-License-Identifier: Apache-2.0
 *
 * PBKDF2 with HMAC-SHA-256, one block of it, as commonly published (RFC 8018); shown right by agreement with OpenSSL. Time depends
 * on sizes and rounds only.
 */
#ifndef JIAOZI_PBKDF2_H
#define JIAOZI_PBKDF2_H

#include <stddef.h>
#include <stdint.h>

/** `rounds`: at least 1. */
void jz_pbkdf2_sha256(const uint8_t *password, size_t password_size, const uint8_t *salt, size_t salt_size,
                      uint32_t rounds, uint8_t out[32]);

#endif
