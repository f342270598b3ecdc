// SPDX-License-Identifier: Apache-2.0
//
// What a shop does not have does not happen: no request of a function that is switched off. Bits counted from the highest: docs/sources.md
// [domain A6]. Written apart from src/flow/functions.ts.

import type { MessageKind } from '../acquirer/behaviour.ts';
import { only } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

const bits: Partial<Record<MessageKind, number>> = {
  balance: 0,
  'pre-authorization': 1,
  'pre-authorization-void': 2,
  completion: 3,
  'completion-void': 4,
  sale: 5,
  void: 6,
  refund: 7,
  'offline-sale': 8,
  'completion-advice': 10,
};

export const functions: Oracle = {
  name: 'functions',
  kind: 'correctness',
  claim: 'no request of a function that is switched off',
  findings: ({ seen, world }) => {
    const { functionBitmap } = world.sim.settings as { functionBitmap?: string };
    if (functionBitmap === undefined) return [];
    const on = Number.parseInt(functionBitmap, 16).toString(2).padStart(32, '0');
    return only(seen, 'request').flatMap(({ message, stan }) => {
      const bit = bits[message];
      return bit === undefined || on[bit] === '1' ? [] : [`${message} ${stan} is switched off`];
    });
  },
};
