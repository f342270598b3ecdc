// SPDX-License-Identifier: Apache-2.0
//
// Sees what the terminal writes to its flash: tells when the journal has changed, and cuts the power in the middle of a write when
// somebody has asked for it.
// Whoever watched before it still does.
// What a reader would get wrong: a write only starts in the record that is watched. The cut comes half-way through the time that it takes.

import { FlashAction } from '../link/peripherals/storage.ts';
import { Kind } from '../link/protocol.ts';
import type { PassingRecord } from '../link/server.ts';
import type { Simulation } from '../simulation.ts';
import { newestNumber } from './journal.ts';

/** Some of the time that a write of one unit of 32 bytes takes. */
const withinUs = 40;
const text = new TextDecoder();

export class FlashWatch {
  /** The power goes at the next write. */
  armed = false;
  /** Set by each write to the journal. */
  journalChanged = true;
  /** The newest record when the power came; undefined while there is none. Whoever signed in before has to do it again. */
  poweredSince: number | undefined;

  constructor(simulation: Simulation, onCut: (partition: string) => void) {
    const { desk, kernel } = simulation;
    const { onPower } = desk;
    const { watch } = desk.link;
    desk.onPower = (on) => {
      onPower?.(on);
      this.poweredSince = on ? newestNumber(simulation) : undefined;
      this.journalChanged = true;
    };
    desk.link.watch = {
      watches: (kind, first) => isFlash(kind, first) || (watch?.watches(kind, first) ?? false),
      told: (record, moment) => {
        const { kind, bytes } = record;
        const isCut = watch?.watches(kind, bytes[0]!) ? watch.told(record, moment) : false;
        if (!isFlash(kind, bytes[0]!)) return isCut;
        const label = text.decode(record.options);
        if (label === 'journal') this.journalChanged = true;
        if (moment === 'before' && this.armed && isWrite(record)) {
          this.armed = false;
          kernel.schedule(withinUs, () => {
            onCut(label);
            desk.powerOff();
          });
        }
        return isCut;
      },
    };
  }
}

function isFlash(kind: number, first: number): boolean {
  return kind === Kind.Flash && (first === FlashAction.Write || first === FlashAction.Erase);
}

function isWrite({ bytes }: PassingRecord): boolean {
  return bytes[0] === FlashAction.Write;
}
