/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto/vault-image.ts to crypto/core/vault_image.h.
 */
#include "xsmc.h"
#include "xs_shim.h"
#include "noise.h"
#include "terminal.h"
#include "vault_image.h"

/* () → the size of an image that has to be made and kept, 0 when none has */
void xs_vault_image_due(xsMachine *the) {
  struct vault *vault = &terminal_of(the)->vault;
  xsmcSetInteger(xsResult, vault_image_is_due(vault) ? (xsIntegerValue)vault_image_size(vault) : 0);
}

/* (image) → status */
void xs_vault_image_make(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  struct drbg *random = noise_generator(terminal);
  void *image;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &image, &size);
  xsmcSetInteger(xsResult, vault_image_make(&terminal->vault, terminal, random, image, size));
}

/* (image) → status */
void xs_vault_image_confirm(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  void *image;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &image, &size);
  xsmcSetInteger(xsResult, vault_image_confirm(&terminal->vault, terminal, image, size));
}

/* (image) → status */
void xs_vault_image_open(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  void *image;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(0), &image, &size);
  xsmcSetInteger(xsResult, vault_image_open(&terminal->vault, terminal, image, size));
}

/* () */
void xs_vault_zeroise(xsMachine *the) {
  struct terminal *terminal = terminal_of(the);
  vault_zeroise(&terminal->vault);
  key_loading_end(&terminal->loading);
  operators_dismiss(&terminal->operators, OPERATORS_NOBODY);
}
