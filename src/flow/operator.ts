// SPDX-License-Identifier: Apache-2.0
//
// Who works at the terminal.

import type { App } from './app.ts';

/** Two digits. */
export function operatorOf({ settings }: Pick<App, 'settings'>): string {
  return settings.operator;
}
