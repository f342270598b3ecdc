/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of one terminal. Keys exist here and nowhere else: they enter encrypted (a key image, or under the master key),
 * are used inside, and leave only as a check value. Hierarchy and check values: docs/sources.md [domain A6, A11].
 *
 * The one thing a reader would get wrong: a slot is not enough to name a key. Sign-in puts new keys into the same slots, so
 * whoever uses a key also says its check value, and gets VAULT_STALE when the slot has changed hands.
 */
#ifndef JIAOZI_VAULT_H
#define JIAOZI_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VAULT_SLOT_COUNT = 16, VAULT_KEY_SIZE_MAX = 32, VAULT_CHECK_VALUE_SIZE = 4 };

/** What a key is for; 0 is an empty slot. The numbers are stored in key images and known to crypto/vault.ts. */
enum vault_purpose {
  VAULT_PURPOSE_MASTER = 1, /* decrypts working keys */
  VAULT_PURPOSE_PIN = 2,    /* encrypts PIN blocks */
  VAULT_PURPOSE_MAC = 3,    /* authenticates messages */
  VAULT_PURPOSE_TRACK = 4, /* encrypts track data */
};

/** Likewise stored. Single length exists for MAC keys only (domain A6). */
enum vault_algorithm {
  VAULT_ALGORITHM_DES = 1,  /* 8 bytes */
  VAULT_ALGORITHM_TDES = 2, /* 16 bytes */
};

/** What can be done with a key; which purpose allows which is a table in vault.c. */
enum vault_use {
  VAULT_USE_UNWRAP = 1,
  VAULT_USE_PIN_ENCRYPT = 2,
  VAULT_USE_MAC = 4,
  VAULT_USE_TRACK_ENCRYPT = 8,
};

/** Known to crypto/vault.ts. Whatever is not VAULT_OK has changed nothing. */
enum vault_status {
  VAULT_OK = 0,
  VAULT_NO_DEVICE_SECRET = 1, /* the board has none: no keys on this board */
  VAULT_NO_IMAGE = 2,         /* these bytes are no key image: none was delivered */
  VAULT_UNKNOWN_VERSION = 3,
  VAULT_TRUNCATED = 4,
  VAULT_NOT_AUTHENTIC = 5, /* altered, or made for another terminal */
  VAULT_MALFORMED = 6,     /* a size or a record that the format or the purpose does not know */
  VAULT_WRONG_CHECK_VALUE = 7,
  VAULT_FORBIDDEN = 8, /* the purpose, or the slot, does not allow it */
  VAULT_NO_KEY = 9,    /* no such slot, or nothing in it */
  VAULT_STALE = 10,    /* the slot now holds another key */
};

struct vault_slot {
  uint8_t purpose;
  uint8_t algorithm;
  uint8_t uses;
  uint8_t key_size;
  uint32_t check_value;
  uint8_t key[VAULT_KEY_SIZE_MAX];
};

/** All zero: empty. */
struct vault {
  struct vault_slot slots[VAULT_SLOT_COUNT];
};

/** What may be told about a key. */
struct vault_description {
  enum vault_purpose purpose;
  enum vault_algorithm algorithm;
  uint32_t check_value;
};

/**
 * Replaces all keys by those of a key image (key_image.h; what follows the image in its flash partition is ignored).
 * `board` goes to port_device_secret. Nothing is used before everything is checked.
 */
enum vault_status vault_load_key_image(struct vault *vault, void *board, const uint8_t *image, size_t size)
    __attribute__((warn_unused_result));

/**
 * Puts a working key that came encrypted (ECB) under the master key in slot `master` into `slot`, if it gives
 * `check_value`. 8 bytes, or 16 whose second half is zero, encrypted or clear: a DES key. Other 16 bytes: a TDES key.
 */
enum vault_status vault_load_working_key(struct vault *vault, unsigned master, unsigned slot, unsigned purpose,
                                         const uint8_t *encrypted, size_t size, const uint8_t check_value[4])
    __attribute__((warn_unused_result));

/** UnionPay's MAC (mac_unionpay.h) with the key in `slot`. */
enum vault_status vault_mac_unionpay(const struct vault *vault, unsigned slot, uint32_t check_value,
                                     const uint8_t *message, size_t size, uint8_t mac[8])
    __attribute__((warn_unused_result));

/** VAULT_NO_KEY leaves the description as it was. */
enum vault_status vault_describe(const struct vault *vault, unsigned slot, struct vault_description *description)
    __attribute__((warn_unused_result));

/** A slot that does not exist is as good as wiped. */
void vault_wipe_slot(struct vault *vault, unsigned slot);
void vault_wipe(struct vault *vault);

#endif
