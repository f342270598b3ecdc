// SPDX-License-Identifier: Apache-2.0
//
// Who may do what a cashier may not.

import type { App } from './app.ts';

/** Who allows what is being done now, two digits; undefined: nobody, and where nobody signs in there is nobody who could. */
export function allowedBy({ shift }: App): string | undefined {
  return shift.approver;
}
