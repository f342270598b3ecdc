/* SPDX-License-Identifier: Apache-2.0
 *
 * The Node face of the engine. Calls from XS into Node never re-enter XS; no longjmp crosses a Node frame (the link
 * answers first, then the machine dies); every Node-API status is checked.
 */
#include <stdio.h>

#include "compile.h"
#include "program.h"

#define NAPI_VERSION 8
#include <node_api.h>

#define MUST(call)                                                 \
  do {                                                             \
    if ((call) != napi_ok) {                                       \
      napi_throw_error(env, NULL, "engine: " #call " failed");     \
      return NULL;                                                 \
    }                                                              \
  } while (0)

enum {
  NATIVE_STACK_BYTES = 256 * 1024,
  /* Of a root: enough for any program. */
  ROOT_CHUNK_BYTES = 1024 * 1024,
  ROOT_SLOTS = 60000,
  ROOT_STACK_SLOTS = 8192,
  ROOT_TURN_BUDGET = 100000000
};

char *fxCStackLimit(void) { return (char *)__builtin_frame_address(0) - NATIVE_STACK_BYTES; }

/** A program as its imports leave it, of which machines are made. It goes when the last of them has gone. */
struct root {
  struct machine *machine;
  uint8_t mailbox[1024];
  uint32_t uses;
};

/** A machine and its way back to Node. */
struct desk {
  napi_env env;
  napi_ref exchange, mailbox;
  struct machine *machine;
  struct root *root; /* NULL when it has a program of its own */
};

static void release(struct root *root) {
  if (!root || --root->uses) return;
  if (root->machine) machine_delete(root->machine);
  free(root);
}

static void power_off(struct desk *desk) {
  if (desk->machine) machine_delete(desk->machine);
  desk->machine = NULL;
  release(desk->root);
  desk->root = NULL;
  /* Through `exchange` the whole world holds on to itself: without this nothing of it would ever be collected. */
  if (desk->exchange) napi_delete_reference(desk->env, desk->exchange);
  if (desk->mailbox) napi_delete_reference(desk->env, desk->mailbox);
  desk->exchange = desk->mailbox = NULL;
}

static void exchange(void *world, uint32_t length) {
  struct desk *desk = world;
  napi_handle_scope scope;
  napi_value callback, undefined, argument, ignored;
  bool done = napi_open_handle_scope(desk->env, &scope) == napi_ok;
  done = done && napi_get_reference_value(desk->env, desk->exchange, &callback) == napi_ok;
  done = done && napi_get_undefined(desk->env, &undefined) == napi_ok;
  done = done && napi_create_uint32(desk->env, length, &argument) == napi_ok;
  done = done && napi_call_function(desk->env, undefined, callback, 1, &argument, &ignored) == napi_ok;
  /* The world catches its own errors; one that comes through all the same ends the run. */
  if (!done) desk->machine->link.mailbox[0] = LINK_POWER_LOST;
  napi_close_handle_scope(desk->env, scope);
}

static void finalize(napi_env env, void *data, void *hint) {
  struct desk *desk = data;
  (void)env, (void)hint;
  power_off(desk);
  free(desk);
}

static uint32_t number_of(napi_env env, napi_value object, const char *name) {
  napi_value value;
  uint32_t number = 0;
  if (napi_get_named_property(env, object, name, &value) != napi_ok) return 0;
  napi_get_value_uint32(env, value, &number);
  return number;
}

static struct program program_of(napi_env env, napi_value code, napi_value symbols) {
  void *code_bytes = NULL, *symbol_bytes = NULL;
  size_t code_size = 0, symbols_size = 0;
  if (napi_get_buffer_info(env, code, &code_bytes, &code_size) != napi_ok) return (struct program){0};
  if (napi_get_buffer_info(env, symbols, &symbol_bytes, &symbols_size) != napi_ok) return (struct program){0};
  return (struct program){code_bytes, (uint32_t)code_size, symbol_bytes, (uint32_t)symbols_size};
}

static void *in_its_chunk(void *data, uint32_t size) { return (void)size, data; }

/* The top level of a module may not touch the world. */
static void refuse(void *world, uint32_t length) {
  struct root *root = world;
  (void)length;
  root->mailbox[0] = LINK_POWER_LOST;
}

static void finalize_root(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  release(data);
}

/** Why a program cannot be preloaded. */
static void throw_why(napi_env env, const struct machine *machine) {
  char text[sizeof machine->report + 64];
  if (machine && machine->death == MACHINE_POWER_LOST) snprintf(text, sizeof text, "its top level wants something of the board");
  else if (machine && machine->report[0]) snprintf(text, sizeof text, "%s", machine->report);
  else snprintf(text, sizeof text, "it died with %d", machine ? machine->death : 0);
  napi_throw_error(env, NULL, text);
}

/** share(code, symbols): root; throws when the program dies of its top level, or wants something of the world there */
static napi_value share(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result;
  MUST(napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  struct program program = program_of(env, arguments[0], arguments[1]);
  struct root *root = calloc(1, sizeof *root);
  if (!root) {
    throw_why(env, NULL);
    return NULL;
  }
  root->uses = 1;
  struct machine_limits limits = {ROOT_CHUNK_BYTES, ROOT_SLOTS, ROOT_STACK_SLOTS, ROOT_TURN_BUDGET, NULL};
  root->machine = machine_create(&limits, root->mailbox, sizeof root->mailbox, true, refuse, root);
  if (!root->machine || !program_load(root->machine, &program, PROGRAM_PRELOADED)) {
    throw_why(env, root->machine);
    release(root);
    return NULL;
  }
  program_root(root->machine->xs, in_its_chunk);
  MUST(napi_create_external(env, root, finalize_root, NULL, &result));
  return result;
}

/** create({chunkBytes, heapSlots, stackSlots, turnBudget, batched}, mailbox, exchange, root?): machine */
static napi_value create(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4], result;
  void *root = NULL;
  void *mailbox;
  size_t size;
  MUST(napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  MUST(napi_get_arraybuffer_info(env, arguments[1], &mailbox, &size));
  struct desk *desk = calloc(1, sizeof *desk);
  if (!desk) return NULL;
  desk->env = env;
  MUST(napi_create_reference(env, arguments[1], 1, &desk->mailbox));
  MUST(napi_create_reference(env, arguments[2], 1, &desk->exchange));
  napi_get_value_external(env, arguments[3], &root); /* undefined: none */
  desk->root = root;
  if (desk->root) desk->root->uses++;
  struct machine_limits limits = {number_of(env, arguments[0], "chunkBytes"), number_of(env, arguments[0], "heapSlots"),
                                  number_of(env, arguments[0], "stackSlots"), number_of(env, arguments[0], "turnBudget"),
                                  desk->root ? desk->root->machine->xs : NULL};
  desk->machine = machine_create(&limits, mailbox, (uint32_t)size, number_of(env, arguments[0], "batched") != 0, exchange, desk);
  if (!desk->machine) {
    napi_throw_error(env, NULL, "engine: no memory for a machine");
    return NULL;
  }
  MUST(napi_create_external(env, desk, finalize, NULL, &result));
  return result;
}

static struct desk *desk_of(napi_env env, napi_callback_info info, size_t count, napi_value *arguments) {
  void *desk;
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, arguments, NULL, NULL) != napi_ok || given < 1 ||
      napi_get_value_external(env, arguments[0], &desk) != napi_ok || !((struct desk *)desk)->machine) {
    napi_throw_error(env, NULL, "engine: not a living machine");
    return NULL;
  }
  return desk;
}

static napi_value boolean(napi_env env, bool value) {
  napi_value result;
  MUST(napi_get_boolean(env, value, &result));
  return result;
}

/** load(machine, code, symbols): alive. A clone has the code and what it has left behind; its `main` is left to be called. */
static napi_value load(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  struct desk *desk = desk_of(env, info, 3, arguments);
  if (!desk) return NULL;
  if (desk->root) return boolean(env, program_start(desk->machine));
  struct program program = program_of(env, arguments[1], arguments[2]);
  return boolean(env, program_load(desk->machine, &program, PROGRAM_STARTED));
}

/** turn(machine, eventCount, nowUs, jobsAfterEach): milliseconds of the next deadline, -1 none, -2 dead */
static napi_value turn(napi_env env, napi_callback_info info) {
  napi_value arguments[4], result;
  uint32_t events = 0;
  int64_t now = 0;
  bool after_each = false;
  struct desk *desk = desk_of(env, info, 4, arguments);
  if (!desk) return NULL;
  MUST(napi_get_value_uint32(env, arguments[1], &events));
  MUST(napi_get_value_int64(env, arguments[2], &now));
  MUST(napi_get_value_bool(env, arguments[3], &after_each));
  bool alive = machine_turn(desk->machine, events, (uint64_t)now, after_each);
  uint32_t deadline = machine_deadline_ms(desk->machine);
  double answer = !alive ? -2 : deadline == UINT32_MAX ? -1 : (double)deadline;
  MUST(napi_create_double(env, answer, &result));
  return result;
}

static napi_value set(napi_env env, napi_value object, const char *name, double number) {
  napi_value value;
  MUST(napi_create_double(env, number, &value));
  MUST(napi_set_named_property(env, object, name, value));
  return object;
}

/** status(machine): {death, report, deadlineMs, meter, slots, slotsPeak, slotsMax, chunkBytes, …} */
static napi_value status(napi_env env, napi_callback_info info) {
  napi_value arguments[1], result, text;
  struct desk *desk = desk_of(env, info, 1, arguments);
  if (!desk) return NULL;
  struct machine *machine = desk->machine;
  txMachine *xs = machine->xs;
  uint32_t deadline = machine_deadline_ms(machine);
  MUST(napi_create_object(env, &result));
  set(env, result, "death", machine->death);
  set(env, result, "deadlineMs", deadline == UINT32_MAX ? -1 : (double)deadline);
  set(env, result, "meter", (double)machine->meter);
  set(env, result, "slots", xs->currentHeapCount);
  set(env, result, "slotsPeak", xs->peakHeapCount);
  set(env, result, "slotsMax", xs->maximumHeapCount);
  set(env, result, "chunkBytes", xs->currentChunksSize);
  set(env, result, "chunkBytesPeak", xs->peakChunksSize);
  set(env, result, "chunkBytesMax", xs->maximumChunksSize);
  MUST(napi_create_string_utf8(env, machine->report, NAPI_AUTO_LENGTH, &text));
  MUST(napi_set_named_property(env, result, "report", text));
  return result;
}

/** meter(machine): byte codes run so far; asked after every turn, so it is cheap */
static napi_value meter(napi_env env, napi_callback_info info) {
  napi_value arguments[1], result;
  struct desk *desk = desk_of(env, info, 1, arguments);
  if (!desk) return NULL;
  MUST(napi_create_double(env, (double)desk->machine->meter, &result));
  return result;
}

static napi_value collect(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  struct desk *desk = desk_of(env, info, 1, arguments);
  if (desk) machine_collect(desk->machine);
  return NULL;
}

struct dump {
  napi_env env;
  napi_value list;
  uint32_t count;
};

static void copy_piece(void *context, const char *name, const void *start, size_t size) {
  struct dump *dump = context;
  napi_value object, text, bytes;
  void *copy;
  if (napi_create_object(dump->env, &object) != napi_ok) return;
  if (napi_create_string_utf8(dump->env, name, NAPI_AUTO_LENGTH, &text) != napi_ok) return;
  if (napi_create_buffer_copy(dump->env, size, start, &copy, &bytes) != napi_ok) return;
  napi_set_named_property(dump->env, object, "name", text);
  napi_set_named_property(dump->env, object, "bytes", bytes);
  napi_set_element(dump->env, dump->list, dump->count++, object);
}

/** memory(machine, live): [{name, bytes}], copies; with the C state unless `live` */
static napi_value memory(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  bool live = false;
  struct desk *desk = desk_of(env, info, 2, arguments);
  if (!desk) return NULL;
  struct dump dump = {env, NULL, 0};
  MUST(napi_get_value_bool(env, arguments[1], &live));
  MUST(napi_create_array(env, &dump.list));
  machine_memory(desk->machine, live, copy_piece, &dump);
  if (!live) copy_piece(&dump, "c state", &desk->machine->terminal, sizeof desk->machine->terminal);
  return dump.list;
}

/** destroy(machine): power off; idempotent through the finalizer */
static napi_value destroy(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  struct desk *desk = desk_of(env, info, 1, arguments);
  if (!desk) return NULL;
  power_off(desk);
  return NULL;
}

/** compile(source, path, lines): {code, symbols} */
static napi_value compile(napi_env env, napi_callback_info info) {
  size_t count = 3, length, path_length;
  napi_value arguments[3], result, code, symbols;
  char path[256];
  bool lines = false;
  struct compiled compiled;
  MUST(napi_get_cb_info(env, info, &count, arguments, NULL, NULL));
  MUST(napi_get_value_string_utf8(env, arguments[0], NULL, 0, &length));
  MUST(napi_get_value_string_utf8(env, arguments[1], path, sizeof path, &path_length));
  MUST(napi_get_value_bool(env, arguments[2], &lines));
  char *source = malloc(length + 1);
  if (!source) return NULL;
  napi_get_value_string_utf8(env, arguments[0], source, length + 1, &length);
  bool good = compile_script(source, length, path, lines, &compiled);
  free(source);
  if (!good) {
    napi_throw_error(env, NULL, compiled.error[0] ? compiled.error : "engine: cannot compile");
    return NULL;
  }
  void *copy;
  MUST(napi_create_object(env, &result));
  MUST(napi_create_buffer_copy(env, compiled.code_size, compiled.code, &copy, &code));
  MUST(napi_create_buffer_copy(env, compiled.symbols_size, compiled.symbols, &copy, &symbols));
  free(compiled.code);
  free(compiled.symbols);
  MUST(napi_set_named_property(env, result, "code", code));
  MUST(napi_set_named_property(env, result, "symbols", symbols));
  return result;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback callback;
  } functions[] = {{"share", share}, {"create", create}, {"load", load},     {"turn", turn},       {"status", status},
                   {"meter", meter}, {"collect", collect}, {"memory", memory}, {"destroy", destroy}, {"compile", compile}};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    MUST(napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, NULL, &function));
    MUST(napi_set_named_property(env, exports, functions[i].name, function));
  }
  return exports;
}
