// SPDX-License-Identifier: Apache-2.0
//
// All faults by name.

import { addressFaults } from './address.ts';
import { cardFaults } from './card.ts';
import { caseFaults } from './case.ts';
import { clockFaults } from './clock.ts';
import type { Fault } from './fault.ts';
import { fingerFaults } from './finger.ts';
import { flashFaults } from './flash.ts';
import { hostFaults } from './host.ts';
import { lineFaults } from './line.ts';
import { powerFaults } from './power.ts';
import { printerFaults } from './printer.ts';

export const faults: readonly Fault[] = [
  ...lineFaults,
  ...hostFaults,
  ...cardFaults,
  ...printerFaults,
  ...flashFaults,
  ...clockFaults,
  ...fingerFaults,
  ...powerFaults,
  ...caseFaults,
  ...addressFaults,
];

export function faultNamed(name: string): Fault {
  const fault = faults.find((each) => each.name === name);
  if (!fault) throw new RangeError(`no fault ${name}`);
  return fault;
}
