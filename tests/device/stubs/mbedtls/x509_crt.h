/* SPDX-License-Identifier: Apache-2.0
 *
 * Of mbedTLS 4: what tls_session.c uses.
 */
#ifndef STUB_MBEDTLS_X509_CRT_H
#define STUB_MBEDTLS_X509_CRT_H

#include <stddef.h>
#include <stdint.h>

#define MBEDTLS_ERR_X509_CERT_VERIFY_FAILED -0x2700
#define MBEDTLS_X509_BADCERT_EXPIRED 0x01
#define MBEDTLS_X509_BADCERT_CN_MISMATCH 0x04
#define MBEDTLS_X509_BADCERT_NOT_TRUSTED 0x08
#define MBEDTLS_X509_BADCERT_FUTURE 0x0200

typedef struct mbedtls_x509_time {
  int year, mon, day, hour, min, sec;
} mbedtls_x509_time;

typedef struct mbedtls_x509_buf {
  int tag;
  size_t len;
  unsigned char *p;
} mbedtls_x509_buf;

typedef struct mbedtls_x509_crt {
  mbedtls_x509_buf issuer_raw, subject_raw;
  mbedtls_x509_time valid_from, valid_to;
  uint8_t rest[320];
} mbedtls_x509_crt;

void mbedtls_x509_crt_init(mbedtls_x509_crt *certificate);
int mbedtls_x509_crt_parse_der(mbedtls_x509_crt *chain, const unsigned char *bytes, size_t size);
void mbedtls_x509_crt_free(mbedtls_x509_crt *certificate);

#endif
