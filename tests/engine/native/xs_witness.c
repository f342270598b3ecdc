/* SPDX-License-Identifier: Apache-2.0
 *
 * A host object for tests/engine/natives.test.ts: how many there are, and how many of them were destroyed, in a variable of
 * the file (as no native of the program may have), so that it outlives the machine.
 */
#include "xsmc.h"

static int living, destroyed;

void xs_witness_destructor(void *data) {
  if (!data) return;
  --*(int *)data;
  destroyed++;
}

void xs_witness_create(xsMachine *the) {
  living++;
  xsmcSetHostData(xsThis, &living);
}

void xs_witness_living(xsMachine *the) { xsmcSetInteger(xsResult, living); }

void xs_witness_destroyed(xsMachine *the) { xsmcSetInteger(xsResult, destroyed); }
