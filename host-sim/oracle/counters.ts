// SPDX-License-Identifier: Apache-2.0
//
// Counters only grow, seen from the acquirer: no trace number stands for two things, none goes back, whatever is cut; the batch
// never goes back either. A reversal bears the number of what it reverses.
// What a reader would get wrong: requests of one connection keep their order, those of two need not. A late one is old, not
// wrong; so only those are compared that arrived as soon as they were sent.

import { only, type SeenOf } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

type Request = SeenOf<'request'>;

export const counters: Oracle = {
  name: 'counters',
  kind: 'correctness',
  claim: 'trace numbers are used once and only grow, and so do batches',
  findings: ({ seen }) => {
    const all = only(seen, 'request').filter(({ message }) => message !== 'reversal');
    const requests = all.filter((request, index) => !isRepeated(request, all.slice(0, index)));
    // An advice whose first sending was lost comes late, under the number that it had; an offline approval under that of its sale,
    // what became of a script under the one that was taken when it came.
    const sent = only(seen, 'act').filter(({ name }) => name.startsWith('line '));
    const prompt = requests.filter(
      (request) => !advices.includes(request.message) && !isLate(request, sent),
    );
    return [...reused(requests), ...wentBack(prompt), ...batchesBack(prompt)];
  },
};

/** A usual line takes 30 ms. */
const promptUs = 1e6;

function isLate({ mti, atUs }: Request, sent: readonly SeenOf<'act'>[]): boolean {
  return !sent.some(
    (act) => act.name === `line ${mti}` && act.atUs <= atUs && act.atUs > atUs - promptUs,
  );
}

/** An advice is sent until it is answered: the same once more. */
const advices: readonly string[] = ['refund', 'completion-advice', 'offline-sale', 'script-result'];

function isRepeated(request: Request, before: readonly Request[]): boolean {
  const { message, stan, batch, amountMinor, card, atc } = request;
  return (
    advices.includes(message) &&
    before.some(
      (each) =>
        each.message === message &&
        each.stan === stan &&
        each.batch === batch &&
        each.amountMinor === amountMinor &&
        each.card === card &&
        each.atc === atc,
    )
  );
}

function reused(requests: readonly Request[]): string[] {
  const known = new Set<string>();
  return requests.flatMap(({ stan, batch, message }) => {
    const number = `${batch}/${stan}`;
    if (known.has(number))
      return [`trace ${stan} was used twice, the second time for a ${message}`];
    known.add(number);
    return [];
  });
}

/** Half of the numbers lie ahead, half behind: so it goes on after 999999. */
const numbers = 999_999;

function isBehind(stan: string, other: string): boolean {
  const ahead = (Number(stan) - Number(other) + numbers) % numbers;
  return ahead >= numbers / 2;
}

function wentBack(requests: readonly Request[]): string[] {
  return requests.flatMap(({ stan }, index) => {
    const before = requests[index - 1];
    if (!before || !isBehind(stan, before.stan)) return [];
    return [`trace ${stan} came after ${before.stan}`];
  });
}

function batchesBack(requests: readonly Request[]): string[] {
  // Before the first sign-in of an epoch there is none.
  const known = requests.filter(({ message }) => message !== 'sign-in');
  return known.flatMap(({ batch }, index) => {
    const before = known[index - 1]?.batch;
    return before !== undefined && batch < before ? [`batch ${batch} came after ${before}`] : [];
  });
}
