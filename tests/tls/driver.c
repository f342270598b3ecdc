/* SPDX-License-Identifier: Apache-2.0
 *
 * The device's tls_session.c on a socket of this computer: driver PORT NAME AUTHORITY.der YYMMDDhhmmss
 * Sends what standard input has, prints what comes back until as many bytes have come; or, on standard error, the number of the trouble.
 */
#include <arpa/inet.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tls_session.h"

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context generator;

int tls_noise(void *context, unsigned char *bytes, size_t count) {
  (void)context;
  return mbedtls_ctr_drbg_random(&generator, bytes, count);
}

static uint8_t file[8192];

static size_t read_all(FILE *from, uint8_t *bytes, size_t most) {
  size_t count = fread(bytes, 1, most, from);
  fclose(from);
  return count;
}

static int connected(int port) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(s, (struct sockaddr *)&to, sizeof to) == 0 ? s : -1;
}

static void flush(struct tls_session *s, int to) {
  uint8_t piece[700];
  for (size_t count; (count = tls_take(s, piece, sizeof piece)) > 0;)
    for (size_t at = 0; at < count;) {
      ssize_t sent = write(to, piece + at, count - at);
      if (sent < 0) return;
      at += (size_t)sent;
    }
}

int main(int argc, char **argv) {
  if (argc != 5 || strlen(argv[4]) != 2 * TLS_TIME) return 2;
  mbedtls_entropy_init(&entropy);
  mbedtls_ctr_drbg_init(&generator);
  if (mbedtls_ctr_drbg_seed(&generator, mbedtls_entropy_func, &entropy, NULL, 0) != 0) return 2;
  uint8_t now[TLS_TIME];
  for (int i = 0; i < TLS_TIME; i++) now[i] = (uint8_t)((argv[4][2 * i] - '0') * 10 + argv[4][2 * i + 1] - '0');
  size_t size = read_all(fopen(argv[3], "rb"), file, sizeof file);
  static struct tls_session s;
  if (!tls_begin(&s, file, size, argv[2], now)) return 3;
  static uint8_t text[4096], back[4096];
  size_t length = read_all(stdin, text, sizeof text), sent = 0, received = 0;
  int to = connected(atoi(argv[1]));
  if (to < 0) return 4;
  while (received < length && tls_step(&s) != TLS_ENDED) {
    if (s.state == TLS_OPEN && sent < length) sent += tls_write(&s, text + sent, length - sent);
    flush(&s, to);
    if (tls_readable(&s) > 0) {
      received += tls_read(&s, back + received, sizeof back - received);
      continue;
    }
    if (sent < length && s.state == TLS_OPEN) continue;
    /* Small and odd, so that records come in pieces. */
    uint8_t piece[333];
    ssize_t count = s.state == TLS_ENDED ? 0 : read(to, piece, sizeof piece);
    if (count <= 0) {
      if (s.socket_ended) break;
      tls_socket_ended(&s);
    } else
      tls_feed(&s, piece, (size_t)count);
  }
  flush(&s, to);
  fwrite(back, 1, received, stdout);
  fprintf(stderr, "%s %d", s.state == TLS_OPEN ? mbedtls_ssl_get_version(&s.ssl) : "trouble", (int)s.trouble);
  int code = received == length ? 0 : 1;
  tls_end(&s);
  close(to);
  return code;
}
