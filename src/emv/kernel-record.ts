// SPDX-License-Identifier: Apache-2.0
//
// What a kernel has found out about one card, beside its outcome: for tools, logs and whatever comes after the kernel.
//
// What a reader would get wrong: `tvr` is not tag 95 of field 55. The cryptogram covers 95 as it was when the card computed it; what the
// kernel finds afterwards is here (docs/adr/0036).

import { DataObjects } from './data-objects.ts';
import type { OdaFailure } from './oda-step.ts';

export interface OdaReport {
  readonly method: 'none' | 'sda' | 'dda' | 'fdda' | 'cda';
  readonly result: 'not-performed' | 'successful' | 'failed';
  readonly failure?: OdaFailure;
}

const odaNotPerformed: OdaReport = Object.freeze({ method: 'none', result: 'not-performed' }, true);

export class KernelRecord {
  readonly kernelId: number;
  readonly terminal: DataObjects;
  readonly fci: DataObjects;
  readonly card: DataObjects;
  readonly tvr = new Uint8Array(5);
  readonly tsi = new Uint8Array(2);
  oda = odaNotPerformed;
  /** Told what certificates and signatures held. */
  readonly onRecovered: ((name: string, value: Uint8Array) => void) | undefined;

  constructor(
    kernelId: number,
    terminal: DataObjects,
    onRecovered?: (name: string, value: Uint8Array) => void,
  ) {
    this.kernelId = kernelId;
    this.terminal = terminal;
    this.fci = new DataObjects(kernelId);
    this.card = new DataObjects(kernelId);
    this.onRecovered = onRecovered;
  }

  /** `row`: byte, counted from 1, and mask, as in the tables of bits.ts. */
  find([byte, mask]: readonly [byte: number, mask: number]): void {
    this.tvr[byte - 1]! |= mask;
  }
}
