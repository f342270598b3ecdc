// SPDX-License-Identifier: Apache-2.0
//
// What an oracle of the explorer is: a function from what was seen of a run, and from what the world says at its end, to what
// is wrong. It knows nothing of the program.

import type { Seen } from '../explore/seen.ts';
import type { World } from '../scenario/world.ts';

/** Which exit code a finding leads to: the program broke down, never came to rest, or did wrong. */
export type FindingKind = 'breakdown' | 'liveness' | 'correctness';

export interface Finding {
  readonly oracle: string;
  readonly kind: FindingKind;
  readonly text: string;
}

export interface Evidence {
  readonly seen: readonly Seen[];
  /** At the end: faults over, people content, everything drained. */
  readonly world: World;
  /** At the end nothing happened any more: the terminal was idle, or said that only service helps. */
  readonly isAtRest: boolean;
  /** It was idle. */
  readonly isIdle: boolean;
  readonly looksForSecrets: boolean;
}

export interface Oracle {
  readonly name: string;
  readonly kind: FindingKind;
  /** What must hold, in a sentence for people. */
  readonly claim: string;
  readonly findings: (evidence: Evidence) => readonly string[];
}
