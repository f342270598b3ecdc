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

static void append(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, const void *bytes, uint32_t length) {
  if (link->posted + LINK_RECORD_HEADER + length > link->size) exchange(link);
  uint8_t *record = link->mailbox + link->posted;
  record[0] = (uint8_t)op;
  record[1] = kind;
  record[2] = (uint8_t)handle;
  record[3] = (uint8_t)(handle >> 8);
  link_put_u32(record + 4, length);
  if (length) memcpy(record + LINK_RECORD_HEADER, bytes, length);
  link->posted += LINK_RECORD_HEADER + length;
}

void link_post(struct link *link, enum link_op op, uint16_t handle, const void *bytes, uint32_t length) {
  if (link->power_lost) return;
  append(link, op, 0, handle, bytes, length);
  if (!link->batched) exchange(link);
}

struct link_answer link_call(struct link *link, enum link_op op, uint8_t kind, uint16_t handle, const void *bytes, uint32_t length) {
  struct link_answer answer = {LINK_POWER_LOST, 0, 0, 0, link->mailbox + LINK_ANSWER_HEADER};
  if (link->power_lost) return answer;
  append(link, op, kind, handle, bytes, length);
  exchange(link);
  answer.status = (enum link_status)link->mailbox[0];
  answer.error_class = link->mailbox[1];
  answer.handle = (uint16_t)(link->mailbox[2] | link->mailbox[3] << 8);
  answer.length = link_get_u32(link->mailbox + 4);
  return answer;
}

void link_flush(struct link *link) {
  if (link->posted && !link->power_lost) exchange(link);
}
