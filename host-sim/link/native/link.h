/* SPDX-License-Identifier: Apache-2.0
 *
 * The firmware's end of the link: every effect of a program on desk and rv32 goes through here as bytes.
 * docs/internals/link.md describes the records. Writes are posted: they wait in the mailbox until something asks for an
 * answer or the turn ends, so that a store to a pin costs no round trip.
 */
#ifndef JIAOZI_LINK_H
#define JIAOZI_LINK_H

#include <stdbool.h>
#include <stdint.h>

enum link_op { LINK_OPEN = 1, LINK_CLOSE = 2, LINK_WRITE = 3, LINK_TRANSFER = 4, LINK_REPORT = 6 };
enum link_status { LINK_OK = 0, LINK_ERROR = 1, LINK_POWER_LOST = 2 };
enum link_event { LINK_EVENT_READABLE = 1, LINK_EVENT_WRITABLE = 2, LINK_EVENT_ERROR = 3, LINK_EVENT_TIMER = 4, LINK_EVENT_KEYPAD = 5 };

#define LINK_RECORD_HEADER 8 /* op u8, kind u8, handle u16, length u32 */
#define LINK_ANSWER_HEADER 16 /* status u8, class u8, handle u16, length u32, now in microseconds u64 */
#define LINK_EVENT_SIZE 8 /* handle u16, kind u8, zero u8, value u32 */

struct link {
  uint8_t *mailbox;
  uint32_t size;
  uint32_t posted; /* bytes of records that wait in the mailbox */
  bool batched;
  bool power_lost;
  uint64_t now_us; /* since power-on */
  void *world;
  /* Gives `length` bytes of records to the world, which leaves its answer to the last one at the mailbox's start. */
  void (*exchange)(void *world, uint32_t length);
};

struct link_answer {
  enum link_status status;
  uint8_t error_class;
  uint16_t handle;
  uint32_t length;
  const uint8_t *bytes; /* in the mailbox: valid until the next call */
};

void link_post(struct link *link, enum link_op op, uint16_t handle, const void *bytes, uint32_t length);
struct link_answer link_call(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, const void *bytes, uint32_t length);
/** The same with a byte before the others. */
struct link_answer link_call_with(struct link *link, enum link_op op, uint16_t handle, uint8_t first, const void *bytes, uint32_t length);
void link_flush(struct link *link);

uint32_t link_get_u32(const uint8_t *bytes);
void link_put_u32(uint8_t *bytes, uint32_t value);

#endif
