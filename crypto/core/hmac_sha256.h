/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC with SHA-256, as commonly published; shown right by agreement with OpenSSL. Used to derive keys from the device secret.
 */
#ifndef JIAOZI_HMAC_SHA256_H
#define JIAOZI_HMAC_SHA256_H

#include <stddef.h>
#include <stdint.h>

void jz_hmac_sha256(const uint8_t *key, size_t key_size, const uint8_t *message, size_t size, uint8_t mac[32]);

#endif
