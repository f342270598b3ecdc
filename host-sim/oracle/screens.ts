// SPDX-License-Identifier: Apache-2.0
//
// The screens are a path in the declared graph, and everything on the glass is a declared screen. Judged from the pixels.

import type { ScreenKind } from '../../src/ui/screen.ts';
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
      if (before.kind === 'undeclared' || mayFollow(before.kind, kind)) return [];
      return [`${kind} came after ${before.kind}`];
    });
  },
};

/** What two keys at once, or one that was pressed early, answer in the turn in which it comes: then nobody sees it. */
const fleeting = ['idle', 'amount-entry', 'menu'] as const satisfies readonly ScreenKind[];

function mayFollow(before: ScreenKind, kind: ScreenKind): boolean {
  const next = screenGraph[before];
  return (
    next.includes(kind) ||
    fleeting.some((unseen) => next.includes(unseen) && screenGraph[unseen].includes(kind))
  );
}
