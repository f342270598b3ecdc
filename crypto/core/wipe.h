/* SPDX-License-Identifier: Apache-2.0
 *
 * Erasing secrets. A plain memset before a function returns is dead code to a compiler and disappears; this one stays.
 *
 * The prefix jz_ of the primitives is there because they are linked into the same image as a radio's supplicant, which has
 * functions called hmac_sha256 and the like of its own.
 */
#ifndef JIAOZI_WIPE_H
#define JIAOZI_WIPE_H

#include <stddef.h>

/** Sets `size` bytes at `memory` to zero, also when nobody reads them afterwards. */
void jz_wipe(void *memory, size_t size);

#endif
