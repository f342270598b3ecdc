/* SPDX-License-Identifier: Apache-2.0
 *
 * Of mbedTLS 4: what tls_session.c uses. Sizes are about right.
 */
#ifndef STUB_MBEDTLS_SSL_H
#define STUB_MBEDTLS_SSL_H

#include "mbedtls/x509_crt.h"

#define MBEDTLS_ERR_SSL_WANT_READ -0x6900
#define MBEDTLS_ERR_SSL_CONN_EOF -0x7280
#define MBEDTLS_ERR_SSL_WANT_WRITE -0x6880
#define MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET -0x7B00
#define MBEDTLS_SSL_IS_CLIENT 0
#define MBEDTLS_SSL_TRANSPORT_STREAM 0
#define MBEDTLS_SSL_PRESET_DEFAULT 0
#define MBEDTLS_SSL_VERIFY_REQUIRED 2

typedef enum { MBEDTLS_SSL_VERSION_UNKNOWN, MBEDTLS_SSL_VERSION_TLS1_2 = 0x0303 } mbedtls_ssl_protocol_version;

typedef struct mbedtls_ssl_context {
  uint8_t rest[480];
} mbedtls_ssl_context;

typedef struct mbedtls_ssl_config {
  uint8_t rest[320];
} mbedtls_ssl_config;

void mbedtls_ssl_init(mbedtls_ssl_context *ssl);
int mbedtls_ssl_setup(mbedtls_ssl_context *ssl, const mbedtls_ssl_config *config);
void mbedtls_ssl_free(mbedtls_ssl_context *ssl);
int mbedtls_ssl_set_hostname(mbedtls_ssl_context *ssl, const char *name);
void mbedtls_ssl_set_bio(mbedtls_ssl_context *ssl, void *context,
                         int (*send)(void *, const unsigned char *, size_t),
                         int (*receive)(void *, unsigned char *, size_t),
                         int (*receive_timeout)(void *, unsigned char *, size_t, uint32_t));
int mbedtls_ssl_handshake(mbedtls_ssl_context *ssl);
uint32_t mbedtls_ssl_get_verify_result(const mbedtls_ssl_context *ssl);
size_t mbedtls_ssl_get_bytes_avail(const mbedtls_ssl_context *ssl);
int mbedtls_ssl_read(mbedtls_ssl_context *ssl, unsigned char *bytes, size_t count);
int mbedtls_ssl_write(mbedtls_ssl_context *ssl, const unsigned char *bytes, size_t count);

void mbedtls_ssl_config_init(mbedtls_ssl_config *config);
int mbedtls_ssl_config_defaults(mbedtls_ssl_config *config, int end, int transport, int preset);
void mbedtls_ssl_config_free(mbedtls_ssl_config *config);
void mbedtls_ssl_conf_min_tls_version(mbedtls_ssl_config *config, mbedtls_ssl_protocol_version version);
void mbedtls_ssl_conf_authmode(mbedtls_ssl_config *config, int mode);
void mbedtls_ssl_conf_ca_chain(mbedtls_ssl_config *config, mbedtls_x509_crt *chain, void *revoked);
void mbedtls_ssl_conf_verify(mbedtls_ssl_config *config,
                             int (*look)(void *, mbedtls_x509_crt *, int, uint32_t *), void *context);

#endif
