/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <string.h>

uint32_t link_get_u32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void link_put_u32(uint8_t *bytes, uint32_t value) {
  bytes[0] = (uint8_t)value;
  bytes[1] = (uint8_t)(value >> 8);
  bytes[2] = (uint8_t)(value >> 16);
  bytes[3] = (uint8_t)(value >> 24);
}

static void exchange(struct link *link) {
  uint32_t length = link->posted;
  link->posted = 0;
  link->exchange(link->world, length);
  link->now_us = (uint64_t)link_get_u32(link->mailbox + 8) | (uint64_t)link_get_u32(link->mailbox + 12) << 32;
  if (link->mailbox[0] == LINK_POWER_LOST) link->power_lost = true;
}

/** A record without its payload, for which there is room behind it. */
static uint8_t *begin(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, uint32_t length) {
  if (link->posted + LINK_RECORD_HEADER + length > link->size) exchange(link);
  uint8_t *record = link->mailbox + link->posted;
  record[0] = (uint8_t)op;
  record[1] = kind;
  record[2] = (uint8_t)handle;
  record[3] = (uint8_t)(handle >> 8);
  link_put_u32(record + 4, length);
  link->posted += LINK_RECORD_HEADER + length;
  return record + LINK_RECORD_HEADER;
}

static void append(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, const void *bytes, uint32_t length) {
  uint8_t *payload = begin(link, op, kind, handle, length);
  if (length) memcpy(payload, bytes, length);
}

static struct link_answer answer_to(struct link *link) {
  exchange(link);
  const uint8_t *mailbox = link->mailbox;
  return (struct link_answer){
      .status = (enum link_status)mailbox[0],
      .error_class = mailbox[1],
      .handle = (uint16_t)(mailbox[2] | mailbox[3] << 8),
      .length = link_get_u32(mailbox + 4),
      .bytes = mailbox + LINK_ANSWER_HEADER,
  };
}

static struct link_answer no_power(const struct link *link) {
  return (struct link_answer){.status = LINK_POWER_LOST, .bytes = link->mailbox + LINK_ANSWER_HEADER};
}

void link_post(struct link *link, enum link_op op, uint16_t handle, const void *bytes, uint32_t length) {
  if (link->power_lost) return;
  append(link, op, 0, handle, bytes, length);
  if (!link->batched) exchange(link);
}

struct link_answer link_call(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, const void *bytes, uint32_t length) {
  if (link->power_lost) return no_power(link);
  append(link, op, kind, handle, bytes, length);
  return answer_to(link);
}

struct link_answer link_call_with(struct link *link, enum link_op op, uint16_t handle, uint8_t first, const void *bytes, uint32_t length) {
  if (link->power_lost) return no_power(link);
  uint8_t *payload = begin(link, op, 0, handle, 1 + length);
  payload[0] = first;
  if (length) memcpy(payload + 1, bytes, length);
  return answer_to(link);
}

void link_flush(struct link *link) {
  if (link->posted && !link->power_lost) exchange(link);
}
