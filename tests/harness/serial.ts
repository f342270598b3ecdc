// SPDX-License-Identifier: Apache-2.0
//
// A board on a serial line as a target of the harness: the tests are in its image already; the host says "run" and takes the
// report. So the name of the file is not used: build and flash the image of one file, or of all, before.

import { Command } from './frame.ts';
import type { Collector, Target } from './host.ts';
import type { Requester } from './requester.ts';
import { recordSeparator, testsCapability } from './serial-target.ts';

export interface SerialTargetOptions {
  readonly requester: Requester;
  /** Report pieces in a row that may be empty before the board counts as hung. */
  readonly emptyMax?: number;
  /** Waits between two empty pieces. Default: 20 ms of this computer's time. */
  readonly pause?: () => Promise<void>;
  readonly close?: () => Promise<void>;
}

const pauseMs = 20;
const wallPause = () => new Promise<void>((resolve) => setTimeout(resolve, pauseMs));

export function serialTarget(options: SerialTargetOptions): Target {
  const { requester, emptyMax = 1500, pause = wallPause, close } = options;
  return {
    name: 'serial',
    run: (_file, collector) => runImage(requester, collector, emptyMax, pause),
    ...(close && { close }),
  };
}

async function runImage(
  requester: Requester,
  collector: Collector,
  emptyMax: number,
  pause: () => Promise<void>,
): Promise<void> {
  const { capabilities, build } = await requester.hello();
  if ((capabilities & testsCapability) === 0) throw new Error(`no tests in the image ${build}`);
  await requester.request(Command.runTests);
  let text: number[] = [];
  for (let empty = 0; !collector.ended; ) {
    const piece = await requester.request(Command.takeReport);
    empty = piece.length === 0 ? empty + 1 : 0;
    if (empty > emptyMax) return;
    if (piece.length === 0) await pause();
    for (const byte of piece) {
      if (byte !== recordSeparator) text.push(byte);
      else {
        collector.line(new TextDecoder().decode(Uint8Array.from(text)));
        text = [];
      }
    }
  }
}
