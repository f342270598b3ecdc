// SPDX-License-Identifier: Apache-2.0
//
// The parameters that Book B gives each outcome, beside its messages: where to start again, which other interface, receipt, data record,
// field and removal. docs/sources.md [domain B1]; which outcome has which value is own knowledge, no text at hand.
//
// The flow obeys start, field and removal (flow/tap.ts); the others say in one place what the outcome itself has, for `jiaozi tap`.
//
// What a reader would get wrong: online PIN is a parameter of Online Request (kernels 2, 3 and 7 know no outcome Request Online PIN), and a
// data record is field 55: it is there when there is something to send.

import { type KernelCvm, type Outcome, seePhoneMs } from './outcome.ts';

export interface OutcomeParameters {
  /** Start B: poll again for the same transaction. */
  readonly start: 'b' | 'none';
  readonly cvm: KernelCvm | 'not-applicable';
  readonly alternateInterface: 'contact-chip' | 'none';
  readonly dataRecord: boolean;
  readonly receipt: boolean;
  /** For how long the field is off before polling starts anew. */
  readonly fieldOffMs: number;
  /** For how long the terminal waits for the card to leave before it goes on. */
  readonly removalTimeoutMs: number;
}

/** [M] A card that stays in the field longer is not waited for. */
export const removalTimeoutMs = 10_000;

type Fixed = Omit<OutcomeParameters, 'cvm' | 'fieldOffMs'>;

const none: Fixed = Object.freeze(
  {
    start: 'none',
    alternateInterface: 'none',
    dataRecord: false,
    receipt: false,
    removalTimeoutMs: 0,
  },
  true,
);
const handedOver: Fixed = Object.freeze({ ...none, dataRecord: true, receipt: true }, true);

const fixed: Readonly<Record<Outcome['kind'], Fixed>> = Object.freeze(
  {
    'online-request': handedOver,
    approved: handedOver,
    declined: none,
    'try-again': { ...none, start: 'b', removalTimeoutMs },
    'try-another-interface': { ...none, alternateInterface: 'contact-chip' },
    'end-application': none,
  },
  true,
);

export function outcomeParameters(outcome: Outcome): OutcomeParameters {
  const isPhone = outcome.kind === 'try-again' && outcome.cause === 'see-phone';
  return {
    ...fixed[outcome.kind],
    cvm: 'kernelCvm' in outcome ? outcome.kernelCvm : 'not-applicable',
    fieldOffMs: isPhone ? seePhoneMs : 0,
  };
}
