/* SPDX-License-Identifier: Apache-2.0 */
#include "partition.h"

#include "image.h"
#include "link_code.h"

/* Byte code names its properties by numbers that a machine deals out in the order in which it is asked. Asked in the same
 * order, every machine of this image deals the same ones, so they are written into the code once, when it is new. */
struct partition {
  uint32_t code_size, symbols_size;
  bool linked;
};

static struct partition *partition(void) { return (struct partition *)(void *)__partition_start; }
static uint8_t *code_of(const struct partition *p) { return __partition_start + ((sizeof *p + 7u) & ~7u); }
static uint8_t *symbols_of(const struct partition *p) { return code_of(p) + ((p->code_size + 7u) & ~7u); }
static txID *ids_of(const struct partition *p) { return (txID *)(void *)(symbols_of(p) + ((p->symbols_size + 7u) & ~7u)); }

void partition_write(uint32_t code_size, uint32_t symbols_size) {
  struct partition *p = partition();
  *p = (struct partition){code_size, symbols_size, false};
  /* The table of numbers is never longer than the names. */
  if (symbols_of(p) + 3 * symbols_size + 16 > __partition_end || code_size > (uint32_t)(__partition_end - __partition_start)) host_end(4);
  host_read(code_of(p), code_size);
  host_read(symbols_of(p), symbols_size);
}

struct code partition_load(txMachine *the, void *context) {
  struct partition *p = partition();
  (void)context;
  struct code code = {code_of(p), p->code_size};
  if (p->linked) {
    link_names(the, symbols_of(p), ids_of(p), true);
  } else {
    link_names(the, symbols_of(p), ids_of(p), false);
    link_code(code.bytes, code.size, ids_of(p));
    p->linked = true;
  }
  return code;
}
