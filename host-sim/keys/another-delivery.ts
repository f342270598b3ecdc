// SPDX-License-Identifier: Apache-2.0
//
// A terminal whose keys are erased is delivered anew: a key image for what its fuses count by now.

import { deliveryImage } from '../boards/key-image.ts';
import type { Simulation } from '../simulation.ts';

/** Switched off. */
export function deliversAnew({ board, kernel, masterKey, keyAuthority }: Simulation): void {
  const { deviceSecret, counter } = board.wiring;
  const delivery = {
    masterKey,
    masterAlgorithm: 'TDES' as const,
    count: counter!.count,
    authority: keyAuthority.fingerprint,
  };
  const nonce = kernel.random('another delivery').bytes(16);
  board.flash.world.load('keys', deliveryImage(deviceSecret, nonce, delivery));
}
