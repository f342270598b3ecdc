// SPDX-License-Identifier: Apache-2.0
//
// The operators between power-off and power-on: sealed images in the partition `operators`, the newest of which counts.
//
// The one thing a reader would get wrong is the order at the very first: an image of nobody, then the pepper. So a terminal with a pepper
// and no image, or with operators and no pepper, has lost something, and does not begin anew with whoever happens to stand there.

import { makeOperatorsImage, openOperators, operatorNumbers } from '../../crypto/operators.ts';
import { ensureKey, hasKey } from '../../crypto/vault.ts';
import type { Board } from '../io/devices.ts';
import { ImageLog } from '../journal/image-log.ts';
import { sameBytes } from '../lib/same-bytes.ts';
import type { KeyLoading } from './key-loading.ts';

export class OperatorStore {
  readonly #log: ImageLog;
  readonly isLost: boolean;

  /** Throws when the board has no place for it, no device secret, or no proven noise. */
  constructor(board: Pick<Board, 'openFlash'>, keys: Pick<KeyLoading, 'keepKeys'>) {
    this.#log = new ImageLog(board.openFlash('operators'));
    const found = this.#open();
    const hasPepper = hasKey('pepper');
    this.isLost = found ? !hasPepper && operatorNumbers().length > 0 : hasPepper;
    if (this.isLost || hasPepper) return;
    if (!found && !this.save()) throw new Error('no record of operators');
    ensureKey('pepper');
    if (!keys.keepKeys()) throw new Error('the pepper was not kept');
  }

  /** The image as flash has it now; undefined when it has not. */
  save(): Uint8Array | undefined {
    const image = makeOperatorsImage();
    return image && this.#log.append(image, (saved) => sameBytes(saved, image));
  }

  #open(): boolean {
    for (const place of this.#log.places()) {
      if (!openOperators(this.#log.read(place))) continue;
      this.#log.accept(place);
      return true;
    }
    return false;
  }
}
