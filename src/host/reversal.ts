// SPDX-License-Identifier: Apache-2.0
//
// What to do after one attempt to send a reversal: docs/sources.md [domain G4, G10]. Pure: the caller counts, journals, sends.
// A reversal is never dropped: it is done, or still owed, and while it is owed no new money moves.

import type { HostProfile } from './profile.ts';
import { wantsSignIn } from './response-codes.ts';

/** How the attempt ended. */
export type ReversalReply =
  | { readonly kind: 'answered'; readonly code: string; readonly isAuthentic: boolean }
  /** No answer, or one that is malformed or not ours. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'mac-wrong' }
  /** The socket accepted no byte. */
  | { readonly kind: 'not-sent' };

export type ReversalStep =
  | 'done'
  /** Still owed: send the same again, at once or before the next online transaction. */
  | 'send-again'
  /** Still owed: fetch new working keys, then send again with a new MAC. */
  | 'sign-in';

type ReplySort = 'settled' | 'keys' | 'refused' | 'unknown' | 'not-sent';

/** `counts`: uses up one of the attempts. */
const table: { readonly [Sort in ReplySort]: { step: ReversalStep; counts: boolean } } =
  Object.freeze(
    {
      settled: { step: 'done', counts: true },
      keys: { step: 'sign-in', counts: true },
      refused: { step: 'send-again', counts: true },
      unknown: { step: 'send-again', counts: true },
      'not-sent': { step: 'send-again', counts: false },
    },
    true,
  );

/** Reversed; original not found; nothing to reverse. In each case the host holds no money for it. */
const settledCodes: readonly string[] = Object.freeze(['00', '25', '12'], true);

function sortOf(profile: HostProfile, reply: ReversalReply): ReplySort {
  switch (reply.kind) {
    case 'not-sent':
    case 'unknown':
      return reply.kind;
    case 'mac-wrong':
      return 'keys';
    case 'answered':
      if (settledCodes.includes(reply.code)) {
        const isTrusted = reply.isAuthentic || profile.trustsReversalAnswerWithoutMac;
        return isTrusted ? 'settled' : 'unknown';
      }
      return wantsSignIn(reply.code) ? 'keys' : 'refused';
  }
}

/**
 * `sends`: attempts that counted before this one; the result's goes into the journal. However many there were, the step is the
 * reply's alone: that it was sent often enough opens a way out for people (flow/give-up.ts) and says nothing of the money.
 */
export function afterReversal(
  profile: HostProfile,
  reply: ReversalReply,
  sends: number,
): { readonly step: ReversalStep; readonly sends: number } {
  const { step, counts } = table[sortOf(profile, reply)];
  // Beyond the most nothing changes any more, and each change is a record in the journal.
  return { step, sends: counts ? Math.min(sends + 1, profile.reversalSendsMax) : sends };
}
