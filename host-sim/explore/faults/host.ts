// SPDX-License-Identifier: Apache-2.0
//
// The acquirer: everything that its double can do wrong, once or for a while.

import { type Behaviour, behaviours } from '../../acquirer/behaviour.ts';
import { type Fault, once } from './fault.ts';

/** Besides those that the page offers. */
const more: Readonly<Record<string, Behaviour>> = {
  'refuses without a MAC': { only: 'sale', decline: '05', noMac: true },
  'approves without a MAC': { only: 'sale', noMac: true },
  'approves a part': { only: 'sale', fields: { 39: '10' } },
  'trace number is taken': { only: 'sale', decline: '94' },
  'does not know the terminal': { only: 'sign-in', decline: '97' },
  'refers to the issuer': { only: 'sale', decline: '01' },
  'answers twice': { repeats: true },
  'reversal lost': { only: 'reversal', lost: true },
  'reversal not acknowledged': { only: 'reversal', silent: true },
  'reversal answered with a wrong MAC': { only: 'reversal', badMac: true },
  'reversal refused': { only: 'reversal', decline: '96' },
  'sends bytes too many': { malformed: 'trailing' },
  'sends an impossible length': { malformed: 'oversize' },
  'sends nothing in a frame': { malformed: 'empty' },
};

const ofSettlement: Readonly<Record<string, Behaviour>> = {
  'settlement lost': { only: 'settlement', lost: true },
  'settlement not answered': { only: 'settlement', silent: true },
  'settlement refused': { only: 'settlement', decline: '96' },
  'detail not answered': { only: 'upload', silent: true },
  'detail refused': { only: 'upload', decline: '96' },
  'end of the details not answered': { only: 'upload-end', silent: true },
};

/** After these nobody knows what the acquirer has done, or it still does not know of the reversal. */
const doubtful = /silent|lost|slower|hangs up at once|^reversal/;
const doubtfulWeight = 4;

const { normal: _normal, ...offered } = behaviours;
const at = ['tap-card', 'remove-card', 'signing-in', 'unknown-result'] as const;

const rows = (behaving: Readonly<Record<string, Behaviour>>, at: Fault['at']): readonly Fault[] =>
  Object.entries(behaving).flatMap(([name, behaviour]): Fault[] => [
    {
      name: `host ${name}, once`,
      layer: 'host',
      at,
      forMs: once,
      weight: doubtful.test(name) ? doubtfulWeight : 1,
      begin: (sim) => sim.acquirer.behaveNext(behaviour),
    },
    {
      name: `host ${name}`,
      layer: 'host',
      at,
      forMs: [2000, 250_000],
      weight: doubtful.test(name) ? doubtfulWeight : 1,
      begin: (sim) => sim.acquirer.behave(behaviour),
      end: (sim) => sim.acquirer.behave({}),
    },
  ]);

export const hostFaults = [...rows({ ...offered, ...more }, at), ...rows(ofSettlement, [])];
