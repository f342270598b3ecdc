// SPDX-License-Identifier: Apache-2.0
//
// What to do after one attempt to tell the host of an offline approval: docs/sources.md [domain A12, G8]. Pure: the caller counts,
// journals, sends. The message is the same each time, trace number included, so that a host that has it can say so.

import type { HostProfile } from './profile.ts';
import { duplicateTrace, isApproved, partlyApproved, wantsSignIn } from './response-codes.ts';
import type { ReversalReply } from './reversal.ts';

export type AdviceStep =
  /** The host has it. */
  | 'taken'
  /** The host will not have it: the batch upload tells of it once more. */
  | 'refused'
  /** Sent often enough without a clear answer: left for the batch upload. */
  | 'left'
  /** The same again, at the next occasion. */
  | 'later';

/** `sends`: attempts that counted before this one; the result's goes into the journal. */
export function afterAdvice(
  profile: HostProfile,
  reply: ReversalReply,
  sends: number,
): { readonly step: AdviceStep; readonly sends: number } {
  if (reply.kind === 'not-sent') return { step: 'later', sends };
  const step = reply.kind === 'answered' ? stepFor(profile, reply) : 'later';
  const total = sends + 1;
  return {
    step: step === 'later' && total >= profile.offline.sendsMax ? 'left' : step,
    sends: total,
  };
}

function stepFor(
  { offline }: HostProfile,
  { code, isAuthentic }: Extract<ReversalReply, { kind: 'answered' }>,
): AdviceStep {
  // Anybody on the line can write an answer without a MAC.
  if (!isAuthentic) return 'later';
  // A trace number of this terminal is never used twice: what the host has under it is this very sale.
  if (code === duplicateTrace) return 'taken';
  if (isApproved(code)) return code === partlyApproved ? 'refused' : 'taken';
  if (wantsSignIn(code) || offline.laterCodes.includes(code)) return 'later';
  return 'refused';
}
