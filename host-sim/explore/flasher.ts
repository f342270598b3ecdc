// SPDX-License-Identifier: Apache-2.0
//
// Whoever brings keys to a terminal that is switched off: reads the card that the terminal has left in its flash, has a
// key-loading file made for it, and puts that into the mailbox. docs/internals/key-loading.md
// What a reader would get wrong: the key in the file is the one that the acquirer has, so whatever becomes of a file, the terminal
// sells with its keys or has none.

import { createHash } from 'node:crypto';
import { KeyAuthority, masterKeyEntry } from '../keys/authority.ts';
import { findDeviceCard } from '../keys/device-card.ts';
import type { Simulation } from '../simulation.ts';
import type { Happening } from './seen.ts';
import type { KeyFile } from './workloads/workload.ts';

export class Flasher {
  readonly #sim: Simulation;
  readonly #letter: '4' | 'T';
  readonly #note: (happening: Happening) => void;
  #last: Uint8Array | undefined;

  /** `letter`: of the master key's algorithm, as in a key block. */
  constructor(sim: Simulation, letter: '4' | 'T', note: (happening: Happening) => void) {
    this.#note = note;
    this.#sim = sim;
    this.#letter = letter;
  }

  /** Nothing, where the terminal has not left its card yet. */
  put(kind: KeyFile): void {
    const file = kind === 'replayed' ? (this.#last ?? this.#make(kind)) : this.#make(kind);
    if (!file) return;
    this.#last = file;
    this.#sim.flashKeyFile(file);
    const id = createHash('sha256').update(file).digest('hex').slice(0, 8);
    this.#note({ what: 'key-file', id });
  }

  #make(kind: KeyFile): Uint8Array | undefined {
    const { keyAuthority, kernel, masterKey } = this.#sim;
    const card = findDeviceCard(this.#sim.readKeyload());
    if (!card) return undefined;
    const stranger = kind === 'of a stranger';
    const authority = stranger ? new KeyAuthority(kernel.random('a stranger')) : keyAuthority;
    const file = authority.fileFor(card, { ...masterKeyEntry(masterKey), letter: this.#letter });
    if (kind === 'broken') file[file.length >> 1]! ^= 1;
    return file;
  }
}
