/* SPDX-License-Identifier: Apache-2.0
 *
 * Of mbedTLS 4, which ESP-IDF 6 has: what tls_session.c uses.
 */
#ifndef STUB_MBEDTLS_VERSION_H
#define STUB_MBEDTLS_VERSION_H
#define MBEDTLS_VERSION_MAJOR 4
#endif
