/* SPDX-License-Identifier: Apache-2.0
 *
 * The key-loading file: keys on their way from the key-loading authority to one terminal. A format of this project (ADR 0029);
 * its key blocks are TR-31 version D (key_block.h). Numbers are big-endian, points x | y.
 *
 *     0   "JZKF" | version 1 | key count 1–8 | size of all 2
 *     8   sequence 4 | device id 10 | 00 00
 *    24   the authority's public key 64 | a public key made for this file 64
 *   152   per key: slot | 00 | size of the block 2 | check value 4 | the key block
 *         ECDSA P-256 signature of the authority over all before it 64
 *
 * The key blocks' protection key is SHA-256(00000001 | x of the ECDH of the file's key and the device's | label | the two public
 * keys | the first 88 bytes of the file): a one-step key derivation in the manner of SP 800-56C, whose text was not at hand.
 * A check value is 4 bytes: of an encryption of zeros for TDES and SM4, of the CMAC of zeros for AES (key_check.h).
 * host-sim/keys/key-file.ts makes such files and was written separately.
 *
 * The one thing a reader would get wrong: the device's key makes a file readable, not trustworthy, for anybody may know the public
 * half. What makes it trustworthy is the signature, of the one authority whose key's hash this terminal was delivered with.
 */
#ifndef JIAOZI_KEY_FILE_H
#define JIAOZI_KEY_FILE_H

#include "key_block.h"

enum {
  KEY_FILE_VERSION = 1,
  KEY_FILE_KEYS_MAX = 8,
  KEY_FILE_SLOTS = 16,
  KEY_FILE_SIZE_MAX = 2048,
  KEY_FILE_HEADER_SIZE = 152,
  KEY_FILE_ENTRY_SIZE = 8,
  KEY_FILE_SIGNATURE_SIZE = 64,
  KEY_FILE_DEVICE_ID_SIZE = 10,
  KEY_FILE_CHECK_VALUE_SIZE = 4,
};

/** Known to crypto/key-loading.ts. */
enum key_file_status {
  KEY_FILE_OK = 0,
  KEY_FILE_NONE = 1, /* these bytes are no key-loading file: none was delivered */
  KEY_FILE_UNKNOWN_VERSION = 2,
  KEY_FILE_TRUNCATED = 3,
  KEY_FILE_MALFORMED = 4, /* a size, a number or a byte that the format does not have */
  KEY_FILE_OTHER_DEVICE = 5,
  KEY_FILE_UNKNOWN_AUTHORITY = 6, /* not the one this terminal was delivered with */
  KEY_FILE_NOT_AUTHENTIC = 7,     /* the signature, or the MAC of a key block, is wrong */
  KEY_FILE_REPLAYED = 8,          /* as old as the last one taken, or older */
  KEY_FILE_BAD_KEY = 9,           /* a key that may not come this way */
  KEY_FILE_WRONG_CHECK_VALUE = 10,
  KEY_FILE_NO_IDENTITY = 11, /* this terminal has no key pair to open files with */
};

/** What a terminal knows before a file comes. */
struct key_file_trust {
  uint8_t device_private[32];
  /** SHA-256 of the authority's public key, 04 | x | y */
  uint8_t authority[32];
  uint32_t last_sequence;
};

/** A file being read. Refers to the caller's bytes; key_file_close wipes the rest. */
struct key_file {
  uint8_t protection[32];
  const uint8_t *next;
  unsigned remaining;
  uint32_t sequence;
};

struct key_file_key {
  uint8_t slot;
  uint8_t check_value[KEY_FILE_CHECK_VALUE_SIZE];
  struct key_block_header header;
  size_t key_size;
  uint8_t key[KEY_BLOCK_KEY_SIZE_MAX];
};

/** The id of the device (first bytes of SHA-256) whose public key, 04 | x | y, this is. People compare it: 80 bits. */
void key_file_device_id(const uint8_t public_key[65], uint8_t id[KEY_FILE_DEVICE_ID_SIZE]);

/** Checks all of a file, each key too; what follows it in its flash partition is ignored. KEY_FILE_OK: it must be closed; else
 * nothing is left behind. */
enum key_file_status key_file_open(struct key_file *file, const struct key_file_trust *trust, const uint8_t *bytes, size_t size)
    __attribute__((warn_unused_result));

/** The next key, in clear, or false when there is none. The caller wipes it. */
bool key_file_next(struct key_file *file, struct key_file_key *key, enum key_file_status *status)
    __attribute__((warn_unused_result));

void key_file_close(struct key_file *file);

#endif
