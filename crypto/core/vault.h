/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of one terminal. Keys exist here and nowhere else: they enter enciphered (a key image, under the master key, as key
 * blocks), are used inside, and leave as a check value, or as a key block when they say that they may. Hierarchy and check
 * values: docs/sources.md [domain A6, A11]. Ways in and out: vault_keys.h; uses: vault_mac.h, vault_dukpt.h, vault_pin.h; how keys
 * survive the power: vault_image.h.
 *
 * The one thing a reader would get wrong: a slot is not enough to name a key. Sign-in puts new keys into the same slots, so
 * whoever uses a key also says its check value, and gets VAULT_STALE when the slot has changed hands.
 */
#ifndef JIAOZI_VAULT_H
#define JIAOZI_VAULT_H

#include "dukpt_aes.h"
#include "dukpt_tdes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VAULT_SLOT_COUNT = 16, VAULT_KEY_SIZE_MAX = 32, VAULT_CHECK_VALUE_SIZE = 4 };

/** What a key is for; 0 is an empty slot. The numbers are stored and known to crypto/vault.ts. */
enum vault_purpose {
  VAULT_PURPOSE_MASTER = 1,   /* decrypts working keys */
  VAULT_PURPOSE_PIN = 2,      /* enciphers PIN blocks */
  VAULT_PURPOSE_MAC = 3,      /* authenticates messages */
  VAULT_PURPOSE_TRACK = 4,    /* enciphers track data and the like */
  VAULT_PURPOSE_KBPK = 5,     /* protects key blocks */
  VAULT_PURPOSE_DUKPT = 6,    /* gives a key for each transaction */
  VAULT_PURPOSE_JOURNAL = 7,  /* chains the journal's records */
  VAULT_PURPOSE_PEPPER = 8,   /* goes into the hashes of operators' passwords */
  VAULT_PURPOSE_IDENTITY = 9, /* the terminal's own private key */
  VAULT_PURPOSE_AUTHORITY = 10, /* no key: the hash of the public key of whoever may load keys */
};

/** Likewise stored. Single length exists for MAC keys only (domain A6). */
enum vault_algorithm {
  VAULT_ALGORITHM_DES = 1,    /* 8 bytes */
  VAULT_ALGORITHM_TDES = 2,   /* 16 bytes */
  VAULT_ALGORITHM_TDES3 = 3,  /* 24 bytes */
  VAULT_ALGORITHM_AES128 = 4,
  VAULT_ALGORITHM_AES192 = 5,
  VAULT_ALGORITHM_AES256 = 6,
  VAULT_ALGORITHM_SM4 = 7,
  VAULT_ALGORITHM_HMAC = 8, /* HMAC-SHA-256, 32 bytes */
  VAULT_ALGORITHM_P256 = 9, /* a private key */
  VAULT_ALGORITHM_SHA256 = 10, /* a hash, public */
};

/** What can be done with a key; which purpose allows which is a table in vault_rules.c. Stored. */
enum vault_use {
  VAULT_USE_UNWRAP = 1,
  VAULT_USE_PIN_ENCRYPT = 2,
  VAULT_USE_MAC = 4, /* make one */
  VAULT_USE_TRACK_ENCRYPT = 8,
  VAULT_USE_MAC_VERIFY = 16,
  VAULT_USE_UNBLOCK = 32, /* open key blocks */
  VAULT_USE_BLOCK = 64,   /* make key blocks */
  VAULT_USE_DERIVE = 128,
  VAULT_USE_LINK = 256, /* chain the journal's records */
  VAULT_USE_HASH = 512,
  VAULT_USE_AGREE = 1024,
  VAULT_USE_TRUST = 2048, /* believe what its owner has signed */
};

/** How a key came. Stored. A bit each: vault_rules.c says which purpose may come which way. */
enum vault_origin {
  VAULT_ORIGIN_IMAGE = 1,     /* delivered with the terminal */
  VAULT_ORIGIN_SIGN_IN = 2,   /* from the host, under the master key: until the power goes */
  VAULT_ORIGIN_BLOCK = 4,     /* in a key block */
  VAULT_ORIGIN_LOADED = 8,    /* at the terminal: components, key file */
  VAULT_ORIGIN_GENERATED = 16, /* made here */
};

/** The one kind of MAC that a key may make; what a key block's header can say. Stored. */
enum vault_mac_method {
  VAULT_MAC_ANY = 0,
  VAULT_MAC_UNIONPAY = 1,
  VAULT_MAC_ISO9797_1 = 2,
  VAULT_MAC_ISO9797_3 = 3,
  VAULT_MAC_CMAC = 4,
};

/** Known to crypto/vault.ts. Whatever is not VAULT_OK has changed nothing, unless its function says so. */
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
  VAULT_OLD = 11,      /* the board's count says that a later image exists */
  VAULT_ZEROISED = 12, /* authentic, and says that the keys were erased */
  VAULT_EXHAUSTED = 13, /* DUKPT: no key is left */
  VAULT_NOT_STORED = 14, /* the state that a key depends on is not yet known to be in flash */
  VAULT_NO_RANDOM = 15, /* the board's noise is not proven */
};

/** All zero: empty. */
struct vault_slot {
  uint8_t purpose;
  uint8_t algorithm;
  uint8_t origin;
  uint8_t key_size;
  uint16_t uses;
  uint8_t mac_method;
  /** May leave in a key block. */
  bool exportable;
  uint32_t check_value;
  uint8_t key[VAULT_KEY_SIZE_MAX];
};

/** The one DUKPT key of a terminal: the slot of purpose DUKPT has its description, and no key. See vault_dukpt.h. */
struct vault_dukpt {
  union {
    struct dukpt_tdes tdes;
    struct dukpt_aes aes;
  } state;
  /** The key of the present transaction, and its KSN. */
  uint8_t key[DUKPT_AES_KEY_SIZE_MAX];
  uint8_t ksn[DUKPT_AES_KSN_SIZE];
  /** 0: no transaction */
  uint8_t key_size;
  /** The state in which this key is gone is known to be in flash: it may be used. */
  bool stored;
};

/** All zero: empty. */
struct vault {
  struct vault_slot slots[VAULT_SLOT_COUNT];
  struct vault_dukpt dukpt;
  /** Of the last image (vault_image.h), and the board's count for which it holds. */
  uint32_t generation;
  uint32_t count;
  uint8_t image_mac[16];
  /** The nonce of the key image that was delivered. */
  uint8_t delivered[16];
  /** What is kept has changed since the last image was made; */
  bool changed;
  /** … so that older images must not come back. */
  bool steps;
  /** The last image is not yet known to be in flash. */
  bool unconfirmed;
  /** Keys have been erased on purpose: only a new delivery brings others. */
  bool zeroised;
};

/** What may be told about a key. */
struct vault_description {
  enum vault_purpose purpose;
  enum vault_algorithm algorithm;
  uint32_t check_value;
  enum vault_origin origin;
  bool exportable;
};

/**
 * Replaces all keys by those of a key image (key_image.h; what follows the image in its flash partition is ignored).
 * `board` goes to port_device_secret and port_monotonic_count. Nothing is used before everything is checked.
 */
enum vault_status vault_load_key_image(struct vault *vault, void *board, const uint8_t *image, size_t size)
    __attribute__((warn_unused_result));

/** VAULT_NO_KEY leaves the description as it was. */
enum vault_status vault_describe(const struct vault *vault, unsigned slot, struct vault_description *description)
    __attribute__((warn_unused_result));

/** A slot that does not exist is as good as wiped. */
void vault_wipe_slot(struct vault *vault, unsigned slot);
/** Forgets everything: RAM only, and nothing will be kept of it. */
void vault_wipe(struct vault *vault);

/** Erases all keys on purpose, and takes none until new ones are delivered. What is in flash: vault_image.h. */
void vault_zeroise(struct vault *vault);

#endif
