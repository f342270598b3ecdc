/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in for crypto/core/key_loading.h: the scanner knows nothing of keys that are loaded, but that lies beside its state in
 * struct terminal.
 */
#ifndef JIAOZI_KEY_LOADING_H
#define JIAOZI_KEY_LOADING_H

struct key_loading {
  int unused;
};

#endif
