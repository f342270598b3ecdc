/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the search for residues share. See residue.c.
 */
#ifndef JIAOZI_CT_RESIDUE_H
#define JIAOZI_CT_RESIDUE_H

#include "aes.h"
#include "des.h"
#include "key_loading.h"
#include "made_key_file.h"
#include "operators_image.h"
#include "pinpad.h"
#include "vault_keys.h"

enum { STACK_SIZE = 65536 };

struct scene {
  struct vault vault;
  uint8_t image[128];
  uint8_t working[16];
  uint8_t wrapped[16];
  uint8_t check[8];
  struct aes_key encryption;
  struct aes_key authentication;
  uint8_t encryption_bytes[32];
  uint8_t authentication_bytes[32];
  struct des_key expanded_master;
  struct des_key expanded_working;
  uint8_t pin_key[16];
  uint8_t clear_block[8];
  struct des_key expanded_pin_key;
  struct pinpad pad;
  struct key_loading loading;
  struct operators operators;
  uint8_t device[32];
  uint8_t file[MADE_FILE_SIZE];
  /** What must not fail did. */
  bool failed;
};

/** Of the board, and of whoever delivered it. */
extern const uint8_t device_secret[32], master[16];

/** Ends the program when it is not so. */
void expect(bool good, const char *what);
/** How many windows of the secret lie on the stack, as they are or with the bytes of each word turned around. */
unsigned count_finds(const uint8_t *stack, const void *secret, size_t size, const char *name);

/** A terminal with an identity, and a file for it. */
void prepare_loading(struct scene *scene);
/** Each is run on a stack of its own. Ends with NULL. */
extern void (*const loading_scenes[])(struct scene *scene);
unsigned search_loading(const uint8_t *stack, const struct scene *scene);

#endif
