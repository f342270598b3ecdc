// SPDX-License-Identifier: Apache-2.0
//
// A bug that ends the program: thrown where nobody catches it, so that the board restarts. A rejected promise that nobody
// waits for would be noticed only when it is collected.

import Timer from 'timer';

export function fatal(error: unknown): void {
  Timer.set(() => {
    throw error;
  });
}
