/* SPDX-License-Identifier: Apache-2.0
 *
 * A key out of the components of two or three custodians, by exclusive or: whoever knows all but one of them knows nothing of the
 * key. docs/sources.md [domain F1]
 *
 * A component waits until its custodian has compared its check value, and counts from then on; the sum is taken out once.
 *
 * The one thing a reader would get wrong: check values are public, so a component must be as hard to guess as a key. A component
 * of zeros, two that are the same, and a TDES key of two equal halves are refused.
 */
#ifndef JIAOZI_KEY_COMPONENTS_H
#define JIAOZI_KEY_COMPONENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_COMPONENTS_KEY_SIZE_MAX = 32, KEY_COMPONENTS_CHECK_VALUE_SIZE = 4 };

/** Known to crypto/key-loading.ts. */
enum key_components_kind {
  KEY_COMPONENTS_TDES = 1, /* double length */
  KEY_COMPONENTS_AES_128 = 2,
  KEY_COMPONENTS_AES_256 = 3,
  KEY_COMPONENTS_SM4 = 4,
};

/** All zero: none is being made. */
struct key_components {
  uint8_t kind;
  uint8_t wanted;
  uint8_t given;
  bool is_waiting;
  uint8_t waiting[KEY_COMPONENTS_KEY_SIZE_MAX];
  uint8_t sum[KEY_COMPONENTS_KEY_SIZE_MAX];
};

/** Bytes of a key of that kind; 0 when there is none. */
size_t key_components_size(unsigned kind);

/** Forgets whatever was there. False for a kind that does not exist, or a count other than 2 and 3. */
bool key_components_begin(struct key_components *components, unsigned kind, unsigned count)
    __attribute__((warn_unused_result));

/** The next component, of key_components_size bytes. False, and it is not kept, when all are there or it is zero. */
bool key_components_offer(struct key_components *components, const uint8_t *component,
                          uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) __attribute__((warn_unused_result));
/** The component that waits counts, or is forgotten. False when none waits. */
bool key_components_decide(struct key_components *components, bool accept) __attribute__((warn_unused_result));

/** Of the whole key. False when a component is missing, or the key is one that nobody may use. */
bool key_components_check_value(const struct key_components *components,
                                uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) __attribute__((warn_unused_result));
/** The key, key_components_size bytes, and then nothing is left here. False as above. */
bool key_components_take(struct key_components *components, uint8_t *key) __attribute__((warn_unused_result));

void key_components_wipe(struct key_components *components);

#endif
