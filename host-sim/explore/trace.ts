// SPDX-License-Identifier: Apache-2.0
//
// The trace of a run in fixed columns, one line for each thing that was seen: docs/internals/explorer.md has a worked example.

import type { Report } from './run.ts';
import type { Seen } from './seen.ts';

const widths = { time: 10, epoch: 2, screen: 21, point: 5 } as const;

export const traceHead = `${'time ms'.padStart(widths.time)}  ${'ep'.padStart(widths.epoch)}  ${'screen'.padEnd(widths.screen)}  ${'point'.padStart(widths.point)}  what`;

export function traceOf({ seen }: Report): string[] {
  let screen = 'dark';
  return seen.map((each) => {
    if (each.what === 'screen') screen = each.kind;
    const point = each.what === 'act' ? String(each.point) : '';
    return [
      (each.atUs / 1000).toFixed(1).padStart(widths.time),
      String(each.epoch).padStart(widths.epoch),
      screen.padEnd(widths.screen),
      point.padStart(widths.point),
      wordsFor(each),
    ].join('  ');
  });
}

/** What was seen, in a few words. */
export function wordsFor(each: Seen): string {
  switch (each.what) {
    case 'screen':
      return each.amountMinor === undefined ? '= shown' : `= shown, ${each.amountMinor}`;
    case 'act':
      return `${each.done ? 'done' : 'begin'} ${each.name}`;
    case 'request':
      return `> ${each.message} ${each.mti} stan=${each.stan} amount=${each.amountMinor}${each.address === 2 ? ', by the second address' : ''}`;
    case 'answer':
      return `< ${each.code}`;
    case 'no-answer':
      return `< nothing: ${each.reason}`;
    case 'tap':
      return `* ${each.card} for ${each.amountMinor}`;
    case 'power':
      return `! power ${each.on ? 'on' : 'off'}${each.why && ` (${each.why})`}`;
    case 'death':
      return `! died: ${each.name} ${each.report}`;
    case 'fault':
      return `${each.begins ? '!' : '.'} ${each.name}${each.begins ? '' : ' is over'}`;
    case 'key':
      return `* key ${each.name}`;
    case 'key-file':
      return `* key-loading file ${each.id}`;
    case 'switch':
      return '* off and on: nothing else helped';
    case 'calm':
      return '. calm';
  }
}
