/* SPDX-License-Identifier: Apache-2.0
 *
 * Key blocks of TR-31 / X9.143, versions B and C (TDES) and D (AES): a key bound to what it may be used for. docs/sources.md
 * [vectors 3].
 *
 *   header (16 characters) | optional blocks | key, enciphered, in hex | MAC, in hex
 *
 * Blocks arrive from outside: everything in the text is checked before it is believed, and nothing of the key comes out before the
 * MAC is right. Texts are ASCII; sizes are in characters or bytes.
 */
#ifndef JIAOZI_KEY_BLOCK_H
#define JIAOZI_KEY_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  KEY_BLOCK_HEADER_SIZE = 16,
  KEY_BLOCK_SIZE_MAX = 1024,     /* of what is accepted; the format would allow 9,999 */
  KEY_BLOCK_KEY_SIZE_MAX = 32,
  KEY_BLOCK_PLAIN_SIZE_MAX = 64, /* length, key and fill */
};

/** What the header says, character by character; all of it is authenticated. */
struct key_block_header {
  /** 'B', 'C' or 'D' */
  char version;
  /** "P0" PIN, "M3" MAC, "B1" DUKPT initial key, … */
  char usage[2];
  /** 'T' TDES, 'A' AES, … */
  char algorithm;
  /** 'E' encrypt, 'B' both, 'G' generate, 'X' derive, … */
  char mode;
  char key_version[2];
  /** 'E' exportable, 'N' not, 'S' sensitive */
  char exportability;
  uint8_t optional_count;
  /** With the optional blocks; what comes after is the enciphered key. */
  uint16_t size;
  /** As the header states it. */
  uint16_t block_size;
};

enum key_block_status {
  KEY_BLOCK_OK = 0,
  KEY_BLOCK_MALFORMED = 1,         /* too short, or a character where it may not stand */
  KEY_BLOCK_UNKNOWN_VERSION = 2,   /* not B, C or D */
  KEY_BLOCK_WRONG_SIZE = 3,        /* what the header states is not what there is, or no whole number of cipher blocks */
  KEY_BLOCK_BAD_OPTIONAL = 4,      /* an optional block that does not parse */
  KEY_BLOCK_BAD_WRAPPING_KEY = 5,  /* a protection key of a size that the version does not use */
  KEY_BLOCK_NOT_AUTHENTIC = 6,     /* the MAC is another */
  KEY_BLOCK_BAD_KEY = 7,           /* authentic, but of a key size that its algorithm does not have */
  KEY_BLOCK_NO_ROOM = 8,           /* wrapping only */
};

/** Checks a header and its optional blocks, which may stand alone or before a key. Nothing of it is authentic yet. */
enum key_block_status jz_key_block_parse(const uint8_t *text, size_t size, struct key_block_header *header);

/** The data of the optional block named by `id` (2 characters), in a block that has been parsed. False when it has none, or one in
 * the long form. */
bool jz_key_block_optional(const uint8_t *text, const struct key_block_header *header, const char id[2], const uint8_t **data,
                           size_t *size) __attribute__((warn_unused_result));

/** `kbpk`: the protection key, 16 or 24 bytes (B, C), 16, 24 or 32 (D). Unless KEY_BLOCK_OK, `key` is zero. */
enum key_block_status jz_key_block_unwrap(const uint8_t *kbpk, size_t kbpk_size, const uint8_t *text, size_t size,
                                          struct key_block_header *header, uint8_t key[KEY_BLOCK_KEY_SIZE_MAX],
                                          size_t *key_size);

/** Random bytes to put behind a key so that its length does not show: up to the longest key of its algorithm, then up to whole
 * cipher blocks. */
size_t jz_key_block_fill_size(char version, char algorithm, size_t key_size);

/** `header`: with optional blocks; the length it states is replaced by the right one. `fill` makes length (2 bytes), key and fill a
 * whole number of cipher blocks. `text` has room for `capacity` characters. */
enum key_block_status jz_key_block_wrap(const uint8_t *kbpk, size_t kbpk_size, const uint8_t *header, size_t header_size,
                                        const uint8_t *key, size_t key_size, const uint8_t *fill, size_t fill_size,
                                        uint8_t *text, size_t capacity, size_t *size);

#endif
