/* SPDX-License-Identifier: Apache-2.0
 *
 * Which functions were entered: crypto/ct programs built with -finstrument-functions and trace.c say it on stdout after each of
 * their groups ("entered<tab>group<tab>address…"); built without, they say nothing. See tests/crypto/evidence/trace.ts.
 */
#ifndef JIAOZI_CT_TRACE_H
#define JIAOZI_CT_TRACE_H

/** Prints what has been entered since the last call, and forgets it. */
#ifdef JIAOZI_CT_TRACE
void trace_group(const char *name);
#else
static inline void trace_group(const char *name) {
  (void)name;
}
#endif

#endif
