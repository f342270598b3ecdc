/* SPDX-License-Identifier: Apache-2.0
 *
 * Erasing secrets. A plain memset before a function returns is dead code to a compiler and disappears; this one stays.
 */
#ifndef JIAOZI_WIPE_H
#define JIAOZI_WIPE_H

#include <stddef.h>

/** Sets `size` bytes at `memory` to zero, also when nobody reads them afterwards. */
void wipe(void *memory, size_t size);

#endif
