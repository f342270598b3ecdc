// SPDX-License-Identifier: Apache-2.0
//
// The vault as sealed bytes (crypto/core/vault_image.h), so that its keys survive the power. Who keeps them in flash:
// src/flow/key-store.ts.

import { Status } from './vault.ts';

/** An image of what has changed and is not yet known to be kept; undefined when nothing is. Throws when none can be made. */
export function dueImage(): Uint8Array | undefined {
  const size = dueNative();
  if (size === 0) return undefined;
  const image = new Uint8Array(size);
  const status = makeNative(image);
  if (status !== Status.OK) throw new Error(`no image of the vault: ${status}`);
  return image;
}

/** Takes back what dueImage gave, as flash has it now. False when it is not that, or something has changed since. */
export function confirmImage(image: Uint8Array): boolean {
  return confirmNative(image) === Status.OK;
}

/** Replaces all keys by those of an image. 'erased': it says that they were erased on purpose; 'refused': nothing has changed. */
export function openImage(image: Uint8Array): 'opened' | 'erased' | 'refused' {
  const status = openNative(image);
  if (status === Status.OK) return 'opened';
  return status === Status.ZEROISED ? 'erased' : 'refused';
}

/** Erases all keys on purpose, at once; the image that is then due makes it last. Until a new delivery no key is taken. */
export function zeroiseKeys(): void {
  zeroiseNative();
}

function dueNative(this: unknown): number {
  return native('xs_vault_image_due').call(this);
}

function makeNative(this: unknown, image: Uint8Array): number {
  return native('xs_vault_image_make').call(this, image);
}

function confirmNative(this: unknown, image: Uint8Array): number {
  return native('xs_vault_image_confirm').call(this, image);
}

function openNative(this: unknown, image: Uint8Array): number {
  return native('xs_vault_image_open').call(this, image);
}

function zeroiseNative(this: unknown): void {
  native('xs_vault_zeroise').call(this);
}
