// SPDX-License-Identifier: Apache-2.0
//
// The oracles that judge every run of the explorer, in the order in which their findings are worth reading.

import { ScenarioFailure } from '../scenario/vocabulary.ts';
import { boundsHold } from './bounds.ts';
import { byTheClock } from './by-the-clock.ts';
import { cards } from './cards.ts';
import { openedCase } from './case.ts';
import { counters } from './counters.ts';
import { typedSecretsStayHome } from './custodians.ts';
import { functions } from './functions.ts';
import { journalFirst } from './journal-first.ts';
import { keyFiles } from './key-files.ts';
import { liveness, survival } from './liveness.ts';
import { money } from './money.ts';
import type { Evidence, Finding, Oracle } from './oracle.ts';
import { pinsStayHome } from './pins.ts';
import { sameAgain } from './same-again.ts';
import { screens } from './screens.ts';
import { secretsStayHome } from './secrets.ts';
import { slips } from './slips.ts';
import { totals } from './totals.ts';

const secrets: Oracle = {
  name: 'secrets',
  kind: 'correctness',
  claim: 'no secret is anywhere but where it belongs',
  findings: ({ world, isIdle, looksForSecrets }) => {
    if (!looksForSecrets) return [];
    try {
      secretsStayHome(world, isIdle);
      pinsStayHome(world, isIdle);
      typedSecretsStayHome(world, isIdle);
    } catch (error) {
      if (error instanceof ScenarioFailure) return [error.message];
      throw error;
    }
    return [];
  },
};

const oracles: readonly Oracle[] = [
  survival,
  money,
  slips,
  totals,
  byTheClock,
  counters,
  cards,
  sameAgain,
  functions,
  keyFiles,
  journalFirst,
  openedCase,
  screens,
  boundsHold,
  secrets,
  liveness,
];

export function judged(evidence: Evidence): Finding[] {
  return oracles.flatMap(({ name, kind, findings }) =>
    findings(evidence).map((text) => ({ oracle: name, kind, text })),
  );
}
