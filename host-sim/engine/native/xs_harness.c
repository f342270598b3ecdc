/* SPDX-License-Identifier: Apache-2.0
 *
 * How the test harness on the machine reaches its host: a line is written to handle 0 of the link.
 */
#include "machine.h"

/** (line) */
void xs_harness_report(txMachine *the) {
  struct machine *machine = machine_of(the);
  txString line = fxToString(the, mxArgv(0));
  size_t room = machine->link.size - LINK_RECORD_HEADER, length = c_strlen(line);
  link_post(&machine->link, LINK_REPORT, 0, line, (uint32_t)(length < room ? length : room));
  link_flush(&machine->link);
}
