// SPDX-License-Identifier: Apache-2.0
//
// What a terminal keeps for key loading, and the key-loading file that may lie in its flash when it is switched on.
// docs/internals/key-loading.md
//
// The one thing a reader would get wrong is the order: keys first, then the record with the file's number, the file last. Cut
// anywhere, the next boot goes on: a file that was loaded but not noted is loaded again, one that was noted is erased.

import {
  deviceCard,
  type KeyFileStatus,
  loadingRecordBytes,
  openLoadingRecord,
  sealLoadingRecord,
  takeKeyFile,
} from '../../crypto/key-loading.ts';
import { ensureKey, type KeyHandle } from '../../crypto/vault.ts';
import type { Board } from '../io/devices.ts';
import type { Flash } from '../io/ecma419.ts';
import { RecordPair } from '../journal/record-pair.ts';
import { toHex } from '../lib/bytes.ts';
import { sameBytes } from '../lib/same-bytes.ts';
import type { KeyNotice, LoadedKey, ScreenOf } from '../ui/screen.ts';
import type { KeyStore } from './key-store.ts';

const headBytes = 8;
const entriesAt = 152;
const entryBytes = 8;
const fileMagic = 0x4a5a4b46;
const idAt = 8;
const idBytes = 10;

/** By slot. */
const keyOfSlot: readonly LoadedKey[] = Object.freeze(
  ['master', 'pin', 'mac', 'track', 'kbpk'],
  true,
);

/** Not here: 'ok' and 'none'. The words for the rest are those of a file that is damaged. */
const refusals: Readonly<Partial<Record<KeyFileStatus, KeyNotice>>> = Object.freeze(
  {
    'other-device': 'file-other-device',
    'unknown-authority': 'file-not-trusted',
    'not-authentic': 'file-not-trusted',
    replayed: 'file-replayed',
  },
  true,
);

/** What there is to tell of the file that lay in flash. */
export type FileNews = ScreenOf<'keys-loaded'> | ScreenOf<'key-notice'>;

/** Keys of a file are in the core and not in flash: they must not be used, and those from before are not there any more. */
export const notKept: FileNews = Object.freeze(
  { kind: 'key-notice', notice: 'not-saved' } as const,
  true,
);

export class KeyLoading {
  readonly #store: KeyStore;
  readonly #records: RecordPair;
  readonly #mailbox: Flash;
  /** Of the journal's chain: made at the first boot, and in flash before the journal has a record. */
  readonly chainKey: KeyHandle<'journal'>;
  /** The record is gone though this terminal had one: no custodian is known, and none can begin anew. */
  readonly isLost: boolean;

  /** Throws when the board has no place for it, no device secret, or no proven noise. */
  constructor(board: Pick<Board, 'openFlash'>, store: KeyStore) {
    this.#store = store;
    this.#records = new RecordPair(board.openFlash('custody'), loadingRecordBytes);
    this.#mailbox = board.openFlash('keyload');
    const found = this.#records.find(openLoadingRecord);
    this.isLost = !found && deviceCard() !== undefined;
    // In this order: whoever has an identity has a record.
    if (!this.isLost && !found && !this.saveRecord()) throw new Error('no record of key loading');
    if (!this.isLost) ensureKey('identity');
    this.chainKey = ensureKey('journal');
    if (!store.keep()) throw new Error('the keys made here were not kept');
  }

  /** In groups of four digits. */
  deviceId(): readonly string[] {
    const card = deviceCard();
    const digits = card ? toHex(card.subarray(idAt, idAt + idBytes)) : '';
    return digits.match(/.{4}/g) ?? [];
  }

  /** The record as flash has it now; undefined when it has not. */
  saveRecord(): Uint8Array | undefined {
    const record = sealLoadingRecord();
    return record && this.#records.save(record, (saved) => sameBytes(saved, record));
  }

  keepKeys(): boolean {
    return this.#store.keep();
  }

  /** All of them, for good. What follows must not need any. */
  eraseKeys(): void {
    this.#store.zeroise();
  }

  /** Takes the file that lies in flash, erases it, and leaves the terminal's card there. */
  openMailbox(): FileNews | undefined {
    if (this.isLost) return undefined;
    const file = this.#file();
    const news = file && this.#take(file);
    // The file stays: the next boot tries again.
    if (news !== notKept) this.#leaveCard();
    return news;
  }

  #take(file: Uint8Array): FileNews | undefined {
    const status = takeKeyFile(file);
    if (status === 'none') return undefined;
    if (status !== 'ok') return { kind: 'key-notice', notice: refusals[status] ?? 'file-broken' };
    if (!this.#store.keep() || !this.saveRecord()) return notKept;
    return { kind: 'keys-loaded', keys: keysIn(file) };
  }

  #file(): Uint8Array | undefined {
    const head = new DataView(this.#mailbox.read(headBytes, 0));
    if (head.getUint32(0) !== fileMagic) return undefined;
    const bytes = Math.min(head.getUint16(6), this.#mailbox.status().size);
    return new Uint8Array(this.#mailbox.read(Math.max(bytes, entriesAt), 0));
  }

  #leaveCard(): void {
    const card = deviceCard();
    if (!card) return;
    const there = new Uint8Array(this.#mailbox.read(card.length, 0));
    if (sameBytes(there, card)) return;
    this.#mailbox.eraseBlock(0);
    this.#mailbox.write(card, 0);
  }
}

/** Of a file that has been taken. */
function keysIn(file: Uint8Array): { readonly key: LoadedKey; readonly checkValue: string }[] {
  const view = new DataView(file.buffer, file.byteOffset);
  const keys: { readonly key: LoadedKey; readonly checkValue: string }[] = [];
  for (let at = entriesAt, left = file[5]!; left > 0; left--) {
    const key = keyOfSlot[file[at]!];
    if (key) keys.push({ key, checkValue: toHex(file.subarray(at + 4, at + entryBytes)) });
    at += entryBytes + view.getUint16(at + 2);
  }
  return keys;
}
