// SPDX-License-Identifier: Apache-2.0
//
// `mcu-test-harness` on a target that is reached over a serial line: the same API, and the two commands with which the host
// runs the tests and takes the report. What carries the line is the project's: see `Responder` and `SerialLine`.

import { answerPayloadMax, Command, Refusal } from './frame.ts';
import type { Handler } from './responder.ts';
import { runTests } from './tests.ts';

export { assert, describe, test } from './tests.ts';

/** Between two texts of the report. */
export const recordSeparator = 0x1e;

/** Capability bit of an image with tests. */
export const testsCapability = 1;

/** The commands of an image with tests; they are for the responder's table. */
export function testCommands(): [number, Handler][] {
  const waiting: Uint8Array[] = [];
  let running = false;
  return [
    [
      Command.runTests,
      () => {
        if (running) return Refusal.failed;
        running = true;
        runTests((line) => waiting.push(utf8(line)));
        return new Uint8Array(0);
      },
    ],
    [Command.takeReport, () => takeFrom(waiting, answerPayloadMax)],
  ];
}

/** Takes what comes next, at most `count` bytes. */
function takeFrom(waiting: Uint8Array[], count: number): Uint8Array {
  const [first] = waiting;
  if (!first) return new Uint8Array(0);
  if (first.length <= count) waiting.shift();
  else waiting[0] = first.subarray(count);
  return first.slice(0, count);
}

/** With the separator. An engine without TextEncoder has `for … of` over code points. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
    bytes.push([0, 0xc0, 0xe0, 0xf0][more]! | (point >> (6 * more)));
    for (let left = more - 1; left >= 0; left--) bytes.push(0x80 | ((point >> (6 * left)) & 0x3f));
  }
  bytes.push(recordSeparator);
  return Uint8Array.from(bytes);
}
