// SPDX-License-Identifier: Apache-2.0
//
// The screens are a path in the declared graph, and everything on the glass is a declared screen. Judged from the pixels.

import { only } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';
import { screenGraph } from './screen-graph.ts';

export const screens: Oracle = {
  name: 'screens',
  kind: 'correctness',
  claim: 'the glass shows declared screens in a declared order',
  findings: ({ seen }) => {
    const shown = only(seen, 'screen');
    return shown.flatMap(({ kind, epoch }, index) => {
      const before = shown[index - 1];
      if (kind === 'undeclared') return ['something is on the glass that is no declared screen'];
      if (kind === 'dark') return [];
      if (before === undefined || before.epoch !== epoch || before.kind === 'dark')
        return kind === 'boot' ? [] : [`${kind} came on a dark glass`];
      if (before.kind === 'undeclared' || screenGraph[before.kind].includes(kind)) return [];
      return [`${kind} came after ${before.kind}`];
    });
  },
};
