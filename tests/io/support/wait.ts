// SPDX-License-Identifier: Apache-2.0

import Timer from '../../../host-sim/io/timer.ts';

/** Fulfilled in `ms` or a little more. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    Timer.set(() => resolve(), ms + 1);
  });
}
