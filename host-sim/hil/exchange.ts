// SPDX-License-Identifier: Apache-2.0
//
// What the thread of the stories asks of the main thread. Stories are written without `await`, for every target alike; so their
// thread waits, in the operating system's sense, while the main one talks to the board.

import type { Trouble } from 'mcu-test-harness/requester';
import type { Provisioned, Rig } from './rig.ts';

export interface StoryOrders {
  readonly gate: SharedArrayBuffer;
  readonly port: import('node:worker_threads').MessagePort;
  readonly files: readonly string[];
  /** Parts of names; none: all. */
  readonly words: readonly string[];
  readonly rig: Rig;
  readonly provisioned: Provisioned;
  readonly seed: string;
  readonly longestMs: number;
  /** Folder for pictures of what went wrong. */
  readonly shots: string | undefined;
  /** Names only, with what the bench lacks for them. */
  readonly list: boolean;
}

export interface StoryResult {
  readonly name: string;
  readonly passed: boolean;
  readonly skipped?: string;
  readonly detail: string;
  /** On the board's clock. */
  readonly ms: number;
}

export type BenchRequest =
  | { readonly op: 'call'; readonly command: number; readonly payload: Uint8Array }
  | { readonly op: 'hello'; readonly boot: number }
  | { readonly op: 'reset' }
  | { readonly op: 'run'; readonly command: readonly string[] };

export type Request =
  | BenchRequest
  | { readonly op: 'ask'; readonly text: string }
  | { readonly op: 'result'; readonly result: StoryResult };

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly trouble: Trouble | undefined; readonly text: string };
