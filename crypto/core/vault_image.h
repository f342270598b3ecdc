/* SPDX-License-Identifier: Apache-2.0
 *
 * How keys survive the power: an image of the vault under the device secret, in whole units of 32 bytes that are programmed once.
 * All but what came at sign-in is in it. Numbers are big-endian. docs/adr/0020 has the reasons.
 *
 *   header, 32 bytes   "JZVI" | version 1 | flags | units of the whole | records | generation 4 | count 4 | nonce 16
 *   body               nonce of the delivered key image 16 | records | DUKPT state | 00 to whole units, less 16
 *   trailer, 16 bytes  AES-256-CMAC over header and encrypted body
 *   record, 48 bytes   slot | purpose | algorithm | origin | key size | MAC method | exportable | 00 | uses 2 | 00 00 | check value 4
 *                      | key, zero-filled to 32
 *
 * The body is encrypted with AES-256 in counter mode; keys as in seal.h, labels "jiaozi vault 1 encryption" and "… authentication".
 * Flag 1: the keys were erased on purpose. The generation grows with each image; who keeps images (src/journal/image-log.ts)
 * reads it to offer the newest first, and need not be believed.
 *
 * The one thing a reader would get wrong: the count is the board's (port_monotonic_count), and an image holds for it or for the
 * next. Loading a key that others hang on, and erasing all, make an image for the next count, and when it is confirmed, or opened
 * after a cut, the board's count goes on: then no older image opens any more. A board that cannot count further, or at all,
 * cannot tell an older image (SECURITY.md).
 */
#ifndef JIAOZI_VAULT_IMAGE_H
#define JIAOZI_VAULT_IMAGE_H

#include "drbg.h"
#include "vault.h"

enum { VAULT_IMAGE_UNIT = 32, VAULT_IMAGE_SIZE_MAX = 1888 };

/** Whether there is something that the image known to be in flash does not have. */
bool vault_image_is_due(const struct vault *vault);

/** Of an image that would be made now: whole units. */
size_t vault_image_size(const struct vault *vault);

/** Makes one of exactly that size. Its bytes may be anywhere: they are never clear. `board` goes to the ports. */
enum vault_status vault_image_make(struct vault *vault, void *board, struct drbg *random, uint8_t *image, size_t size)
    __attribute__((warn_unused_result));

/** Takes back what was made last, as it was read from flash: now it counts as kept. VAULT_NOT_STORED when there was none, or
 * something has changed since; VAULT_NOT_AUTHENTIC when it is another. */
enum vault_status vault_image_confirm(struct vault *vault, void *board, const uint8_t *image, size_t size)
    __attribute__((warn_unused_result));

/** Replaces everything by what an image has. VAULT_ZEROISED: it says that the keys were erased, and so they are now. VAULT_MALFORMED:
 * authentic, and not understood; everything is erased. Any other reason: nothing has changed. */
enum vault_status vault_image_open(struct vault *vault, void *board, const uint8_t *image, size_t size)
    __attribute__((warn_unused_result));

#endif
