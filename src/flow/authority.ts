// SPDX-License-Identifier: Apache-2.0
//
// Who may do what a cashier may not.

import type { App } from './app.ts';

export type Guarded = 'clear-errors';

/** Who allows it, two digits; undefined: nobody. A terminal without operators has nobody who could. */
export async function allows(_app: App, _what: Guarded): Promise<string | undefined> {
  return undefined;
}
