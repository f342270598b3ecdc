/* SPDX-License-Identifier: Apache-2.0
 *
 * src/board/esp32/tls.ts to tls_session.h. A handle is a place in a table of the device; two are enough for a message and for a look at
 * the other host.
 */
#include "xsmc.h"

#include "xs_shim.h"

#include <string.h>

#include "tls_session.h"

#define SESSIONS 2
#define NAME_SIZE 64

static struct tls_session *session_at(unsigned handle) {
  static struct tls_session sessions[SESSIONS];
  return handle < SESSIONS ? &sessions[handle] : NULL;
}

static struct tls_session *session(xsMachine *the) {
  xsIntegerValue handle = xsmcToInteger(xsArg(0));
  struct tls_session *s = handle < 0 ? NULL : session_at((unsigned)handle);
  if (s == NULL || s->state == TLS_NONE) xsUnknownError("tls: no session");
  return s;
}

/* (authority, name in ASCII, now) → handle, or -1 */
void xs_tls_begin(xsMachine *the) {
  void *authority, *name, *now;
  xsUnsignedValue size, length, count;
  char text[NAME_SIZE + 1] = {0};
  int handle = 0;
  xsmcGetBufferReadable(xsArg(0), &authority, &size);
  xsmcGetBufferReadable(xsArg(1), &name, &length);
  xsmcGetBufferReadable(xsArg(2), &now, &count);
  if (length == 0 || length > NAME_SIZE || count != TLS_TIME) xsRangeError("tls: name or time");
  memcpy(text, name, length);
  while (handle < SESSIONS && session_at((unsigned)handle)->state != TLS_NONE) handle++;
  if (handle == SESSIONS || !tls_begin(session_at((unsigned)handle), authority, size, text, now)) handle = -1;
  xsmcSetInteger(xsResult, handle);
}

/* (handle) */
void xs_tls_end(xsMachine *the) {
  tls_end(session(the));
}

/* (handle) → bytes of the socket that can be fed */
void xs_tls_room(xsMachine *the) {
  xsmcSetInteger(xsResult, (xsIntegerValue)tls_room(session(the)));
}

/* (handle, bytes of the socket) */
void xs_tls_feed(xsMachine *the) {
  void *bytes;
  xsUnsignedValue count;
  struct tls_session *s = session(the);
  xsmcGetBufferReadable(xsArg(1), &bytes, &count);
  if (count > tls_room(s)) xsRangeError("tls: no room");
  tls_feed(s, bytes, count);
}

/* (handle) */
void xs_tls_socket_ended(xsMachine *the) {
  tls_socket_ended(session(the));
}

/* (handle, buffer) → bytes for the socket put into it */
void xs_tls_take(xsMachine *the) {
  void *bytes;
  xsUnsignedValue count;
  struct tls_session *s = session(the);
  xsmcGetBufferWritable(xsArg(1), &bytes, &count);
  xsmcSetInteger(xsResult, (xsIntegerValue)tls_take(s, bytes, count));
}

/* (handle) → state */
void xs_tls_step(xsMachine *the) {
  xsmcSetInteger(xsResult, tls_step(session(the)));
}

/* (handle) → trouble */
void xs_tls_trouble(xsMachine *the) {
  xsmcSetInteger(xsResult, session(the)->trouble);
}

/* (handle) → bytes of the host that can be read */
void xs_tls_readable(xsMachine *the) {
  xsmcSetInteger(xsResult, (xsIntegerValue)tls_readable(session(the)));
}

/* (handle, buffer) → bytes of the host put into it */
void xs_tls_read(xsMachine *the) {
  void *bytes;
  xsUnsignedValue count;
  struct tls_session *s = session(the);
  xsmcGetBufferWritable(xsArg(1), &bytes, &count);
  xsmcSetInteger(xsResult, (xsIntegerValue)tls_read(s, bytes, count));
}

/* (handle, bytes for the host) → how many were taken */
void xs_tls_write(xsMachine *the) {
  void *bytes;
  xsUnsignedValue count;
  struct tls_session *s = session(the);
  xsmcGetBufferReadable(xsArg(1), &bytes, &count);
  xsmcSetInteger(xsResult, (xsIntegerValue)tls_write(s, bytes, count));
}
