// SPDX-License-Identifier: Apache-2.0
//
// What holders type when they are asked for a PIN: a table.

import type { PinAct } from './workloads/workload.ts';

/** Of the same length. */
export function wrongPin(pin: string): string {
  return `${(Number(pin[0]) + 1) % 10}${pin.slice(1)}`;
}

export function keysOfPin(act: PinAct, pin: string): readonly string[] {
  const wrong = wrongPin(pin);
  const keys: { readonly [Act in PinAct]: readonly string[] } = {
    right: [...pin, 'enter'],
    wrong: [...wrong, 'enter'],
    corrected: [wrong[0]!, 'clear', ...pin, 'enter'],
    short: [...pin.slice(0, 3), 'enter', 'cancel'],
    bypass: ['enter'],
    cancel: [...pin.slice(0, 2), 'cancel'],
    nothing: [],
  };
  return keys[act];
}
