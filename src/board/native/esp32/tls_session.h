/* SPDX-License-Identifier: Apache-2.0
 *
 * One TLS connection as a client, by the mbedTLS of ESP-IDF: bytes in, bytes out, no socket. TLS 1.2 or later, one authority whose word
 * counts, the server's name, and the dates of all certificates against a time that the caller gives, because the chip's own clock is not set.
 * docs/adr/0051-tls-is-the-boards.md
 *
 * What a reader would get wrong: nothing here decides in part. A certificate that is refused for any reason ends the session in its
 * handshake, before a byte of the caller has been taken.
 */
#ifndef JIAOZI_TLS_SESSION_H
#define JIAOZI_TLS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbedtls/ssl.h"
#include "mbedtls/version.h"
#include "mbedtls/x509_crt.h"

#if MBEDTLS_VERSION_MAJOR < 4
/* From 4 on TLS takes its random numbers from PSA, which ESP-IDF gives the chip's generator. Before, whoever calls says from where. */
int tls_noise(void *context, unsigned char *bytes, size_t count);
#endif

enum tls_state { TLS_NONE, TLS_SHAKING, TLS_OPEN, TLS_ENDED };

/* As src/io/ecma419.ts numbers them. */
enum tls_trouble {
  TLS_LOST,
  TLS_UNTRUSTED,
  TLS_SELF_SIGNED,
  TLS_WRONG_NAME,
  TLS_EXPIRED,
  TLS_FAILED,
};

#define TLS_BUFFER 2048
/* year, month, day, hour, minute, second; the year since 2000 */
#define TLS_TIME 6

struct tls_session {
  enum tls_state state;
  enum tls_trouble trouble;
  bool self_signed;
  bool socket_ended;
  uint8_t now[TLS_TIME];
  mbedtls_ssl_context ssl;
  mbedtls_ssl_config config;
  mbedtls_x509_crt authority;
  /* Enciphered: come and not yet read; to go and not yet taken. */
  uint8_t in[TLS_BUFFER];
  size_t in_at, in_end;
  uint8_t out[TLS_BUFFER];
  size_t out_at, out_end;
};

/* From TLS_NONE. False: no memory, or the authority is no certificate; then there is nothing to end. */
bool tls_begin(struct tls_session *s, const uint8_t *authority, size_t size, const char *name,
               const uint8_t now[TLS_TIME]);
/* Back to TLS_NONE, whatever it was. */
void tls_end(struct tls_session *s);

/* Of the socket. How many bytes there is room for; fewer are never taken. */
size_t tls_room(const struct tls_session *s);
void tls_feed(struct tls_session *s, const uint8_t *bytes, size_t count);
void tls_socket_ended(struct tls_session *s);
size_t tls_take(struct tls_session *s, uint8_t *bytes, size_t count);

/* Goes on as far as the bytes reach. */
enum tls_state tls_step(struct tls_session *s);

/* Of the caller, once open. */
size_t tls_readable(struct tls_session *s);
size_t tls_read(struct tls_session *s, uint8_t *bytes, size_t count);
/* How many were taken: all, or fewer while others wait to go. */
size_t tls_write(struct tls_session *s, const uint8_t *bytes, size_t count);

#endif
