/* SPDX-License-Identifier: Apache-2.0
 *
 * Natives of the IO classes (host-sim/io), and the ports of src/board/native/ports.h over the same link.
 */
#include "machine.h"

#include "buffers.h"
#include "keypad.h"
#include "ports.h"

enum { KIND_ENTROPY = 10, KIND_GPIO = 20, KIND_SECRET = 21, KIND_COUNTER = 22 }; /* host-sim/link/protocol.ts */

static void check(txMachine *the, const struct link_answer *answer) {
  char text[160];
  if (answer->status == LINK_OK) return;
  if (answer->status == LINK_POWER_LOST) machine_die(machine_of(the), MACHINE_POWER_LOST);
  size_t length = answer->length < sizeof text - 1 ? answer->length : sizeof text - 1;
  c_memcpy(text, answer->bytes, length);
  text[length] = 0;
  switch (answer->error_class) {
    case XS_RANGE_ERROR: mxRangeError("%s", text); break;
    case XS_SYNTAX_ERROR: mxSyntaxError("%s", text); break;
    case XS_TYPE_ERROR: mxTypeError("%s", text); break;
    default: mxUnknownError("%s", text);
  }
}

static void buffer_of(txMachine *the, txInteger index, void **bytes, uint32_t *length) {
  txUnsigned size;
  buffer_bytes(the, mxArgv(index), bytes, &size);
  if (size > machine_of(the)->link.size - LINK_RECORD_HEADER) mxRangeError("too long");
  if (size > machine_of(the)->link.size - 2 * LINK_RECORD_HEADER) mxRangeError("too long for one transfer");
  *length = (uint32_t)size;
}

static void post(struct machine *machine, enum link_op op, txInteger handle, const void *bytes, uint32_t length) {
  link_post(&machine->link, op, (uint16_t)handle, bytes, length);
  if (machine->link.power_lost) machine_die(machine, MACHINE_POWER_LOST);
}

/** (kind, options): handle */
void xs_link_open(txMachine *the) {
  struct machine *machine = machine_of(the);
  void *bytes;
  uint32_t length;
  txInteger kind = fxToInteger(the, mxArgv(0));
  buffer_of(the, 1, &bytes, &length);
  struct link_answer answer = link_call(&machine->link, LINK_OPEN, (uint8_t)kind, 0, bytes, length);
  check(the, &answer);
  fxInteger(the, mxResult, answer.handle);
}

/** (handle) */
void xs_link_close(txMachine *the) {
  post(machine_of(the), LINK_CLOSE, fxToInteger(the, mxArgv(0)), NULL, 0);
}

/** (handle, value): posted */
void xs_link_write_word(txMachine *the) {
  uint8_t bytes[4];
  txInteger handle = fxToInteger(the, mxArgv(0));
  link_put_u32(bytes, (uint32_t)fxToInteger(the, mxArgv(1)));
  post(machine_of(the), LINK_WRITE, handle, bytes, sizeof bytes);
}

/** (handle, bytes): posted */
void xs_link_write_bytes(txMachine *the) {
  void *bytes;
  uint32_t length;
  txInteger handle = fxToInteger(the, mxArgv(0));
  buffer_of(the, 1, &bytes, &length);
  post(machine_of(the), LINK_WRITE, handle, bytes, length);
}

/** (handle, value): value */
void xs_link_transfer_word(txMachine *the) {
  struct machine *machine = machine_of(the);
  uint8_t bytes[4];
  txInteger handle = fxToInteger(the, mxArgv(0));
  link_put_u32(bytes, (uint32_t)fxToInteger(the, mxArgv(1)));
  struct link_answer answer = link_call(&machine->link, LINK_TRANSFER, 0, (uint16_t)handle, bytes, sizeof bytes);
  check(the, &answer);
  fxInteger(the, mxResult, (txInteger)link_get_u32(answer.bytes));
}

/** (handle, bytes): ArrayBuffer */
void xs_link_transfer_bytes(txMachine *the) {
  struct machine *machine = machine_of(the);
  void *bytes;
  uint32_t length;
  txInteger handle = fxToInteger(the, mxArgv(0));
  buffer_of(the, 1, &bytes, &length);
  struct link_answer answer = link_call(&machine->link, LINK_TRANSFER, 0, (uint16_t)handle, bytes, length);
  check(the, &answer);
  fxArrayBuffer(the, mxResult, (void *)answer.bytes, (txInteger)answer.length, -1);
}

enum { STREAM_READ = 0, STREAM_WRITE = 1 }; /* Serial and TCP */

/** (handle, count): ArrayBuffer of at most so many bytes; undefined when none are there */
void xs_link_stream_read(txMachine *the) {
  struct machine *machine = machine_of(the);
  uint8_t request[5] = {STREAM_READ};
  txInteger handle = fxToInteger(the, mxArgv(0));
  link_put_u32(request + 1, fxToUnsigned(the, mxArgv(1)));
  struct link_answer answer = link_call(&machine->link, LINK_TRANSFER, 0, (uint16_t)handle, request, sizeof request);
  check(the, &answer);
  if (answer.length > 0) fxArrayBuffer(the, mxResult, (void *)answer.bytes, (txInteger)answer.length, -1);
}

/** (handle, bytes): room left, 0 when the stream does not say */
void xs_link_stream_write(txMachine *the) {
  struct machine *machine = machine_of(the);
  void *bytes;
  uint32_t length;
  txInteger handle = fxToInteger(the, mxArgv(0));
  buffer_of(the, 1, &bytes, &length);
  struct link_answer answer = link_call_with(&machine->link, LINK_TRANSFER, (uint16_t)handle, STREAM_WRITE, bytes, length);
  check(the, &answer);
  fxInteger(the, mxResult, answer.length >= 4 ? (txInteger)link_get_u32(answer.bytes) : 0);
}

/** (callback): what every event of this machine goes to, as (handle, kind, value) */
void xs_link_listen(txMachine *the) {
  struct machine *machine = machine_of(the);
  machine->dispatch.kind = mxArgv(0)->kind;
  machine->dispatch.value = mxArgv(0)->value;
  if (!machine->listening) fxRemember(the, &machine->dispatch);
  machine->listening = true;
}

/** (): milliseconds since power-on */
void xs_link_now(txMachine *the) { fxInteger(the, mxResult, (txInteger)machine_now_ms(machine_of(the))); }

/* ---- ports.h over the link ---- */

static struct machine *machine_with(void *terminal) {
  return (struct machine *)((char *)terminal - offsetof(struct machine, terminal));
}

static bool gpio_call(struct machine *machine, uint8_t action, const uint8_t *bytes, uint8_t count, uint32_t *value) {
  uint8_t request[40] = {action};
  c_memcpy(request + 1, bytes, count);
  struct link_answer answer = link_call(&machine->link, LINK_TRANSFER, 0, machine->gpio, request, 1u + count);
  if (answer.status == LINK_POWER_LOST) machine_die(machine, MACHINE_POWER_LOST);
  if (value && answer.length >= 4) *value = link_get_u32(answer.bytes);
  return answer.status == LINK_OK;
}

static void gpio_post(struct machine *machine, uint8_t action, const uint8_t *bytes, uint8_t count) {
  uint8_t request[40] = {action};
  c_memcpy(request + 1, bytes, count);
  link_post(&machine->link, LINK_WRITE, machine->gpio, request, 1u + count);
}

enum { GPIO_CONFIGURE = 1, GPIO_WRITE = 2, GPIO_READ = 3, GPIO_WAKE = 4, GPIO_DELAY = 5 };

bool port_gpio_claim(void *context, const uint8_t *pins, uint8_t count) {
  struct machine *machine = machine_with(context);
  struct link_answer answer = link_call(&machine->link, LINK_OPEN, KIND_GPIO, 0, pins, count);
  if (answer.status == LINK_POWER_LOST) machine_die(machine, MACHINE_POWER_LOST);
  if (answer.status != LINK_OK) return false;
  machine->gpio = answer.handle;
  return true;
}

void port_gpio_configure(void *context, uint8_t pin, enum port_gpio_mode mode) {
  gpio_post(machine_with(context), GPIO_CONFIGURE, (uint8_t[]){pin, (uint8_t)mode}, 2);
}

void port_gpio_write(void *context, uint8_t pin, uint8_t level) {
  gpio_post(machine_with(context), GPIO_WRITE, (uint8_t[]){pin, level}, 2);
}

uint32_t port_gpio_read(void *context, const uint8_t *pins, uint8_t count) {
  uint32_t levels = 0;
  gpio_call(machine_with(context), GPIO_READ, pins, count, &levels);
  return levels;
}

void port_gpio_wake(void *context, const uint8_t *pins, uint8_t count, bool enabled) {
  uint8_t request[33] = {enabled};
  c_memcpy(request + 1, pins, count);
  gpio_post(machine_with(context), GPIO_WAKE, request, (uint8_t)(count + 1));
}

void port_delay_us(void *context, uint32_t us) {
  uint8_t bytes[4];
  link_put_u32(bytes, us);
  gpio_post(machine_with(context), GPIO_DELAY, bytes, sizeof bytes);
}

void port_tick(void *context, uint32_t ms) {
  struct machine *machine = machine_with(context);
  machine->tick_ms = ms ? machine_now_ms(machine) + ms : 0;
}

uint32_t port_now_ms(void *context) { return machine_now_ms(machine_with(context)); }

void port_keypad_ready(void *context) { machine_with(context)->keypad_ready = true; }

/* Opens, asks once and closes. The answer has `size` bytes; false when the board has no such thing. */
static bool ask(struct machine *machine, uint8_t kind, uint32_t question, uint8_t *answer, uint32_t size) {
  uint8_t request[4];
  link_put_u32(request, question);
  struct link_answer opened = link_call(&machine->link, LINK_OPEN, kind, 0, NULL, 0);
  if (opened.status == LINK_POWER_LOST) machine_die(machine, MACHINE_POWER_LOST);
  if (opened.status != LINK_OK) return false;
  struct link_answer given = link_call(&machine->link, LINK_TRANSFER, 0, opened.handle, request, sizeof request);
  if (given.status == LINK_POWER_LOST) machine_die(machine, MACHINE_POWER_LOST);
  bool known = given.status == LINK_OK && given.length == size;
  if (known) c_memcpy(answer, given.bytes, size);
  c_memset(machine->link.mailbox, 0, LINK_ANSWER_HEADER + size); /* the mailbox is read by others */
  link_post(&machine->link, LINK_CLOSE, opened.handle, NULL, 0);
  return known;
}

bool port_device_secret(void *context, uint8_t secret[32]) { return ask(machine_with(context), KIND_SECRET, 0, secret, 32); }

enum { COUNTER_READ = 0, COUNTER_ADVANCE = 1 };

static bool counter(void *context, uint32_t action, uint32_t *count) {
  uint8_t answer[4];
  bool known = ask(machine_with(context), KIND_COUNTER, action, answer, sizeof answer);
  if (known) *count = link_get_u32(answer);
  return known;
}

bool port_monotonic_count(void *context, uint32_t *count) { return counter(context, COUNTER_READ, count); }

bool port_monotonic_advance(void *context) {
  uint32_t count;
  return counter(context, COUNTER_ADVANCE, &count);
}

/* The simulated generator needs nothing turned on. */
bool port_noise_source(void *context, bool on) {
  (void)context;
  (void)on;
  return true;
}

bool port_noise_read(void *context, uint8_t *samples, size_t size) {
  return ask(machine_with(context), KIND_ENTROPY, (uint32_t)size, samples, (uint32_t)size);
}
