/* SPDX-License-Identifier: Apache-2.0
 *
 * tls_session.h. mbedTLS 4 on the device (ESP-IDF 6); the tests run it with an older one of the host.
 */
#include "tls_session.h"

#include <string.h>

static int send_bytes(void *context, const unsigned char *bytes, size_t count) {
  struct tls_session *s = context;
  if (s->out_at == s->out_end) s->out_at = s->out_end = 0;
  size_t room = TLS_BUFFER - s->out_end;
  if (room == 0) return MBEDTLS_ERR_SSL_WANT_WRITE;
  if (count > room) count = room;
  memcpy(s->out + s->out_end, bytes, count);
  s->out_end += count;
  return (int)count;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t count) {
  struct tls_session *s = context;
  size_t there = s->in_end - s->in_at;
  if (there == 0) return s->socket_ended ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
  if (count > there) count = there;
  memcpy(bytes, s->in + s->in_at, count);
  s->in_at += count;
  if (s->in_at == s->in_end) s->in_at = s->in_end = 0;
  return (int)count;
}

/* Below zero: `time` is before now. */
static int compare(const mbedtls_x509_time *time, const uint8_t now[TLS_TIME]) {
  const int of_time[TLS_TIME] = {time->year - 2000, time->mon, time->day, time->hour, time->min, time->sec};
  for (int i = 0; i < TLS_TIME; i++)
    if (of_time[i] != now[i]) return of_time[i] < now[i] ? -1 : 1;
  return 0;
}

static bool is_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b) {
  return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* For each certificate of the chain, the server's last: what mbedTLS makes of the dates is by a clock that nobody has set. */
static int look_at(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
  struct tls_session *s = context;
  const uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
  *flags &= ~dates;
  if (compare(&certificate->valid_to, s->now) < 0) *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
  if (compare(&certificate->valid_from, s->now) > 0) *flags |= MBEDTLS_X509_BADCERT_FUTURE;
  if (depth == 0) s->self_signed = is_same(&certificate->subject_raw, &certificate->issuer_raw);
  return 0;
}

static enum tls_trouble trouble_of(const struct tls_session *s, int error) {
  /* It has gone away: nothing is known about it. */
  if (error == MBEDTLS_ERR_SSL_CONN_EOF) return TLS_LOST;
  if (error != MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) return TLS_FAILED;
  uint32_t flags = mbedtls_ssl_get_verify_result(&s->ssl);
  if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) return s->self_signed ? TLS_SELF_SIGNED : TLS_UNTRUSTED;
  if (flags & (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)) return TLS_EXPIRED;
  if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) return TLS_WRONG_NAME;
  return TLS_UNTRUSTED;
}

static bool configure(struct tls_session *s, const uint8_t *authority, size_t size, const char *name) {
  mbedtls_ssl_config *config = &s->config;
  if (mbedtls_x509_crt_parse_der(&s->authority, authority, size) != 0) return false;
  if (mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                  MBEDTLS_SSL_PRESET_DEFAULT) != 0)
    return false;
#if MBEDTLS_VERSION_MAJOR < 3
  mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#else
  mbedtls_ssl_conf_min_tls_version(config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
#if MBEDTLS_VERSION_MAJOR < 4
  mbedtls_ssl_conf_rng(config, tls_noise, NULL);
#endif
  mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
  mbedtls_ssl_conf_ca_chain(config, &s->authority, NULL);
  mbedtls_ssl_conf_verify(config, look_at, s);
  if (mbedtls_ssl_setup(&s->ssl, config) != 0) return false;
  if (mbedtls_ssl_set_hostname(&s->ssl, name) != 0) return false;
  mbedtls_ssl_set_bio(&s->ssl, s, send_bytes, receive_bytes, NULL);
  return true;
}

bool tls_begin(struct tls_session *s, const uint8_t *authority, size_t size, const char *name,
               const uint8_t now[TLS_TIME]) {
  memset(s, 0, sizeof *s);
  mbedtls_ssl_init(&s->ssl);
  mbedtls_ssl_config_init(&s->config);
  mbedtls_x509_crt_init(&s->authority);
  memcpy(s->now, now, TLS_TIME);
  s->state = TLS_SHAKING;
  if (configure(s, authority, size, name)) return true;
  tls_end(s);
  return false;
}

void tls_end(struct tls_session *s) {
  if (s->state == TLS_NONE) return;
  mbedtls_ssl_free(&s->ssl);
  mbedtls_ssl_config_free(&s->config);
  mbedtls_x509_crt_free(&s->authority);
  memset(s, 0, sizeof *s);
}

size_t tls_room(const struct tls_session *s) {
  return TLS_BUFFER - (s->in_end - s->in_at);
}

void tls_feed(struct tls_session *s, const uint8_t *bytes, size_t count) {
  if (count > tls_room(s)) return;
  memmove(s->in, s->in + s->in_at, s->in_end - s->in_at);
  s->in_end -= s->in_at;
  s->in_at = 0;
  memcpy(s->in + s->in_end, bytes, count);
  s->in_end += count;
}

void tls_socket_ended(struct tls_session *s) {
  s->socket_ended = true;
}

size_t tls_take(struct tls_session *s, uint8_t *bytes, size_t count) {
  size_t there = s->out_end - s->out_at;
  if (count > there) count = there;
  memcpy(bytes, s->out + s->out_at, count);
  s->out_at += count;
  return count;
}

static bool is_patient(int result) {
#if MBEDTLS_VERSION_MAJOR >= 3
  /* TLS 1.3 sends tickets whenever it likes. */
  if (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) return true;
#endif
  return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static void end(struct tls_session *s, enum tls_trouble trouble) {
  s->state = TLS_ENDED;
  s->trouble = trouble;
}

enum tls_state tls_step(struct tls_session *s) {
  if (s->state == TLS_SHAKING) {
    int result = mbedtls_ssl_handshake(&s->ssl);
    if (result == 0) s->state = TLS_OPEN;
    else if (!is_patient(result)) end(s, trouble_of(s, result));
  }
  return s->state;
}

size_t tls_readable(struct tls_session *s) {
  if (s->state != TLS_OPEN) return 0;
  size_t there = mbedtls_ssl_get_bytes_avail(&s->ssl);
  if (there > 0) return there;
  /* Nothing is read: this has the next record deciphered. */
  int result = mbedtls_ssl_read(&s->ssl, NULL, 0);
  there = mbedtls_ssl_get_bytes_avail(&s->ssl);
  if (there == 0 && result <= 0 && !is_patient(result) && (result < 0 || s->socket_ended)) end(s, TLS_LOST);
  return there;
}

size_t tls_read(struct tls_session *s, uint8_t *bytes, size_t count) {
  if (s->state != TLS_OPEN) return 0;
  int result = mbedtls_ssl_read(&s->ssl, bytes, count);
  return result > 0 ? (size_t)result : 0;
}

size_t tls_write(struct tls_session *s, const uint8_t *bytes, size_t count) {
  if (s->state != TLS_OPEN || s->out_at != s->out_end) return 0;
  /* A record and what TLS adds to it fit into `out`. */
  const size_t most = TLS_BUFFER / 2;
  int result = mbedtls_ssl_write(&s->ssl, bytes, count < most ? count : most);
  return result > 0 ? (size_t)result : 0;
}
