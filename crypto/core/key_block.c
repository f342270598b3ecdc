/* SPDX-License-Identifier: Apache-2.0
 *
 * Wrapping and unwrapping. See key_block.h.
 *
 * The one thing a reader would get wrong: versions B and D authenticate the key in clear, so it must be decrypted before the MAC
 * can be checked. Until then what it says, its length too, is secret and is not looked at.
 */
#include "key_block.h"

#include "ct.h"
#include "key_block_cipher.h"
#include "octets.h"
#include "wipe.h"

#include <string.h>

enum { LENGTH_SIZE = 2 };

/* Header, then key data in clear or enciphered: what the MAC covers. */
struct block {
  uint8_t message[KEY_BLOCK_SIZE_MAX];
  size_t header_size;
  size_t data_size;
  uint8_t mac[KEY_BLOCK_MAC_SIZE_MAX];
};

/* Sizes that a key of an algorithm may have; other algorithms take any that fits. */
static bool is_key_size(char algorithm, size_t size) {
  switch (algorithm) {
    case 'T': return size == 16 || size == 24;
    case 'D': return size == 8;
    case 'A': return size == 16 || size == 24 || size == 32;
    default: return size >= 1 && size <= KEY_BLOCK_KEY_SIZE_MAX;
  }
}

/* The value of an upper-case hexadecimal digit; above 15 for what is none. By masks, though the text is public: so that no count of
 * instructions differs between two blocks. */
static uint32_t hex_value(uint8_t character) {
  uint32_t digit = character - (uint32_t)'0';
  uint32_t letter = character - (uint32_t)'A';
  uint32_t is_digit = ~(0u - ((9u - digit) >> 31 | digit >> 31));
  uint32_t is_letter = ~(0u - ((5u - letter) >> 31 | letter >> 31));
  return (digit & is_digit) | ((letter + 10) & is_letter) | (16u & ~(is_digit | is_letter));
}

static bool read_bytes(const uint8_t *text, uint8_t *bytes, size_t size) {
  uint32_t all = 0;
  for (size_t i = 0; i < size; i++) {
    uint32_t high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
    all |= high | low;
    bytes[i] = (uint8_t)(high << 4 | low);
  }
  return all <= 15;
}

static void write_bytes(uint8_t *text, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    text[2 * i] = ct_hex_digit(bytes[i] >> 4);
    text[2 * i + 1] = ct_hex_digit(bytes[i] & 15u);
  }
}

/* From the text to header, data and MAC; all sizes are checked here. */
static enum key_block_status take_apart(const struct key_block_cipher *cipher, const struct key_block_header *header,
                                        const uint8_t *text, size_t size, struct block *block) {
  size_t mac_text = 2u * cipher->mac_size;
  if (header->block_size != size || size < header->size + mac_text) return KEY_BLOCK_WRONG_SIZE;
  size_t data_text = size - header->size - mac_text;
  if (data_text == 0 || (data_text & (2u * cipher->block_size - 1)) != 0) return KEY_BLOCK_WRONG_SIZE;
  block->header_size = header->size;
  block->data_size = data_text / 2;
  if (block->data_size > KEY_BLOCK_PLAIN_SIZE_MAX) return KEY_BLOCK_WRONG_SIZE;
  memcpy(block->message, text, header->size);
  bool good = read_bytes(text + header->size, block->message + header->size, block->data_size);
  good = good && read_bytes(text + header->size + data_text, block->mac, cipher->mac_size);
  return good ? KEY_BLOCK_OK : KEY_BLOCK_MALFORMED;
}

/* Decrypts the data and checks the MAC, in the version's order. The CBC begins with the MAC (B, D) or the header (C). */
static bool open_block(const struct key_block_cipher *cipher, const struct key_block_keys *keys, struct block *block) {
  uint8_t expected[KEY_BLOCK_MAC_SIZE_MAX];
  uint8_t *data = block->message + block->header_size;
  size_t size = block->header_size + block->data_size;
  if (cipher->mac_of_clear) {
    key_block_crypt(cipher, keys, false, block->mac, data, block->data_size);
    key_block_mac(cipher, keys, block->message, size, expected);
  } else {
    key_block_mac(cipher, keys, block->message, size, expected);
    key_block_crypt(cipher, keys, false, block->message, data, block->data_size);
  }
  /* Public: that a block is refused is plain to see. Where it differs is not. */
  uint32_t equal = ct_public(ct_mask_equal(expected, block->mac, cipher->mac_size));
  jz_wipe(expected, sizeof expected);
  return equal != 0;
}

static enum key_block_status take_key(const struct key_block_header *header, const struct block *block, uint8_t *key,
                                      size_t *key_size) {
  const uint8_t *data = block->message + block->header_size;
  /* Public: the block is authentic, so its maker decided this; a key's length is no secret here. */
  uint32_t bits = ct_public((uint32_t)data[0] << 8 | data[1]);
  size_t size = bits / 8;
  if (bits % 8 != 0 || size > block->data_size - LENGTH_SIZE || size > KEY_BLOCK_KEY_SIZE_MAX) return KEY_BLOCK_BAD_KEY;
  if (!is_key_size(header->algorithm, size)) return KEY_BLOCK_BAD_KEY;
  memcpy(key, data + LENGTH_SIZE, size);
  *key_size = size;
  return KEY_BLOCK_OK;
}

enum key_block_status jz_key_block_unwrap(const uint8_t *kbpk, size_t kbpk_size, const uint8_t *text, size_t size,
                                          struct key_block_header *header, uint8_t key[KEY_BLOCK_KEY_SIZE_MAX],
                                          size_t *key_size) {
  struct block block;
  struct key_block_keys keys;
  memset(key, 0, KEY_BLOCK_KEY_SIZE_MAX);
  *key_size = 0;
  enum key_block_status status = jz_key_block_parse(text, size, header);
  if (status != KEY_BLOCK_OK) return status;
  const struct key_block_cipher *cipher = key_block_cipher_of(text[0]);
  status = take_apart(cipher, header, text, size, &block);
  if (status != KEY_BLOCK_OK) return status;
  if (!key_block_derive(cipher, kbpk, kbpk_size, &keys)) return KEY_BLOCK_BAD_WRAPPING_KEY;
  status = open_block(cipher, &keys, &block) ? take_key(header, &block, key, key_size) : KEY_BLOCK_NOT_AUTHENTIC;
  jz_wipe(&block, sizeof block);
  jz_wipe(&keys, sizeof keys);
  return status;
}

size_t jz_key_block_fill_size(char version, char algorithm, size_t key_size) {
  const struct key_block_cipher *cipher = key_block_cipher_of((uint8_t)version);
  if (cipher == NULL) return 0;
  size_t longest = algorithm == 'T' ? 24 : algorithm == 'A' ? 32 : key_size;
  size_t size = LENGTH_SIZE + (key_size > longest ? key_size : longest);
  size_t whole = (size + cipher->block_size - 1) & ~(cipher->block_size - (size_t)1);
  return whole - LENGTH_SIZE - key_size;
}

/* Four decimal digits, by subtraction: crypto/core has no division at all. */
static void write_size(uint8_t text[4], size_t size) {
  static const uint16_t powers[4] = {1000, 100, 10, 1};
  for (unsigned i = 0; i < 4; i++) {
    for (text[i] = '0'; size >= powers[i]; size -= powers[i]) text[i]++;
  }
}

/* MAC and encryption of what take_apart would give, in the version's order. */
static void close_block(const struct key_block_cipher *cipher, const struct key_block_keys *keys, struct block *block) {
  uint8_t *data = block->message + block->header_size;
  size_t size = block->header_size + block->data_size;
  if (cipher->mac_of_clear) {
    key_block_mac(cipher, keys, block->message, size, block->mac);
    key_block_crypt(cipher, keys, true, block->mac, data, block->data_size);
  } else {
    key_block_crypt(cipher, keys, true, block->message, data, block->data_size);
    key_block_mac(cipher, keys, block->message, size, block->mac);
  }
}

enum key_block_status jz_key_block_wrap(const uint8_t *kbpk, size_t kbpk_size, const uint8_t *header, size_t header_size,
                                        const uint8_t *key, size_t key_size, const uint8_t *fill, size_t fill_size,
                                        uint8_t *text, size_t capacity, size_t *size) {
  struct key_block_header parsed;
  struct key_block_keys keys;
  struct block block;
  *size = 0;
  enum key_block_status status = jz_key_block_parse(header, header_size, &parsed);
  if (status != KEY_BLOCK_OK) return status;
  if (parsed.size != header_size) return KEY_BLOCK_BAD_OPTIONAL;
  if (key_size > KEY_BLOCK_KEY_SIZE_MAX || !is_key_size(parsed.algorithm, key_size)) return KEY_BLOCK_BAD_KEY;
  const struct key_block_cipher *cipher = key_block_cipher_of(header[0]);
  block.header_size = header_size;
  block.data_size = LENGTH_SIZE + key_size + fill_size;
  if (fill_size > KEY_BLOCK_PLAIN_SIZE_MAX || block.data_size > KEY_BLOCK_PLAIN_SIZE_MAX) return KEY_BLOCK_WRONG_SIZE;
  if ((block.data_size & (cipher->block_size - 1u)) != 0) return KEY_BLOCK_WRONG_SIZE;
  size_t total = header_size + 2 * (block.data_size + cipher->mac_size);
  if (total > capacity || total > KEY_BLOCK_SIZE_MAX) return KEY_BLOCK_NO_ROOM;
  if (!key_block_derive(cipher, kbpk, kbpk_size, &keys)) return KEY_BLOCK_BAD_WRAPPING_KEY;

  uint8_t *data = block.message + header_size;
  memcpy(block.message, header, header_size);
  write_size(block.message + 1, total);
  data[0] = (uint8_t)(key_size >> 5), data[1] = (uint8_t)(key_size << 3);
  memcpy(data + LENGTH_SIZE, key, key_size);
  if (fill_size > 0) memcpy(data + LENGTH_SIZE + key_size, fill, fill_size);
  close_block(cipher, &keys, &block);
  memcpy(text, block.message, header_size);
  write_bytes(text + header_size, data, block.data_size);
  write_bytes(text + header_size + 2 * block.data_size, block.mac, cipher->mac_size);
  *size = total;
  jz_wipe(&block, sizeof block);
  jz_wipe(&keys, sizeof keys);
  return KEY_BLOCK_OK;
}
