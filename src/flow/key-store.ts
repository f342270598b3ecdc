// SPDX-License-Identifier: Apache-2.0
//
// The terminal's keys between power-off and power-on: the image of the vault in the partition `vault`, and the key image with
// which the terminal was delivered in `keys`. What was loaded at the terminal is in the first, and goes before the second.
// With the keys goes the pepper, and without it no operator's password is known any more (operator-store.ts): so the operators go, too.
//
// What a reader would get wrong: bytes only pass through here. They are sealed; what they say is the core's business.

import { nextTransaction, transactionKsn } from '../../crypto/dukpt.ts';
import { loadKeyImage } from '../../crypto/vault.ts';
import { confirmImage, dueImage, openImage, zeroiseKeys } from '../../crypto/vault-image.ts';
import type { Board } from '../io/devices.ts';
import type { Flash } from '../io/ecma419.ts';
import { ImageLog } from '../journal/image-log.ts';

/** 'erased': on purpose; the terminal has to be serviced. */
export type KeysFound = 'ready' | 'missing' | 'erased';

export class KeyStore {
  readonly #delivered: Flash;
  readonly #log: ImageLog;
  readonly #board: Pick<Board, 'openFlash'>;

  /** Throws when the board has no place for keys. */
  constructor(board: Pick<Board, 'openFlash'>) {
    this.#delivered = board.openFlash('keys');
    this.#log = new ImageLog(board.openFlash('vault'));
    this.#board = board;
  }

  /** Loads the newest keys that this board takes. */
  open(): KeysFound {
    const kept = this.#openKept();
    if (kept === 'opened') return 'ready';
    // While the mark still is the newest image: what a cut leaves is erased at the next boot, whatever is delivered in between.
    if (kept === 'erased') this.#eraseOperators();
    const image = new Uint8Array(this.#delivered.read(this.#delivered.status().size, 0));
    const loaded = loadKeyImage(image);
    if (loaded.ok) return 'ready';
    if (kept === 'refused') return 'missing';
    // A cut may have come between the mark and the erasing of what it says is erased.
    if (loaded.reason !== 'no-image') this.#eraseDelivered();
    return 'erased';
  }

  /** Keeps what has changed since the last time. False when flash does not have it: then it must not be relied on. */
  keep(): boolean {
    const image = dueImage();
    return image === undefined || this.#log.append(image, confirmImage) !== undefined;
  }

  /** Goes to the next DUKPT transaction: its KSN, once flash has the state in which its key is gone. Undefined when there is none. */
  nextDukptTransaction(): Uint8Array | undefined {
    return nextTransaction() === 'ok' && this.keep() ? transactionKsn() : undefined;
  }

  /** Erases all keys: in RAM at once, then in flash. What follows must not need any. */
  zeroise(): void {
    zeroiseKeys();
    this.#log.turnPage();
    let isMarked = false;
    try {
      isMarked = this.keep();
    } catch {
      // A board that can seal nothing has nothing sealed; erasing needs no seal.
    }
    this.#eraseDelivered();
    if (isMarked) this.#log.eraseOthers();
    else this.#log.eraseAll();
  }

  #openKept(): 'opened' | 'erased' | 'refused' {
    for (const place of this.#log.places()) {
      const opened = openImage(this.#log.read(place));
      if (opened === 'refused') continue;
      this.#log.accept(place);
      return opened;
    }
    return 'refused';
  }

  #eraseOperators(): void {
    const flash = this.#operatorFlash();
    const log = flash && new ImageLog(flash);
    if (log && log.places().length > 0) log.eraseAll();
  }

  /** Undefined: a table of partitions from before there were operators. */
  #operatorFlash(): Flash | undefined {
    try {
      return this.#board.openFlash('operators');
    } catch {
      return undefined;
    }
  }

  #eraseDelivered(): void {
    const { blocks } = this.#delivered.status();
    for (let block = 0; block < blocks; block++) this.#delivered.eraseBlock(block);
  }
}
