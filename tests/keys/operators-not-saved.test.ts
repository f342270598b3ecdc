// SPDX-License-Identifier: Apache-2.0
//
// A right password whose try flash goes on counting as a wrong one lets nobody in: not here, and not in the core. On Node, over natives
// that stand in for the core.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { App } from '../../src/flow/app.ts';
import { showsPassword } from '../../src/flow/operator-password.ts';

const administrator = 99;
const nobody = 255;

/** What the core is asked to do, in order, while `number` shows the right password and `saves` is what flash does. */
async function shows(number: number, saves: boolean[], here?: number): Promise<string[]> {
  const did: string[] = [];
  const answers: Record<string, (...values: number[]) => unknown> = {
    xs_operators_locked: () => false,
    xs_operators_wait: () => 0,
    xs_operators_charge: () => 0,
    xs_operators_verify: () => 0,
    xs_operators_dismiss: (who) => did.push(`dismisses all but ${who}`),
    xs_key_loading_ask_passcode: () => true,
    // An entry that has ended: the digits are there.
    xs_pin_entry_state: () => 0x0106,
    xs_pin_entry_close: () => undefined,
  };
  const native = (name: string) => ({
    call: (_: unknown, ...values: number[]) => answers[name]!(...values),
  });
  (globalThis as { native?: unknown }).native = native;
  const app = {
    front: { show: () => {}, tone: () => {} },
    attention: {
      clearKeys: () => {},
      glance: async () => {},
      key: async () => ({ kind: 'timeout' }),
    },
    settings: {},
    shift: {
      number: here,
      isLocked: false,
      store: { save: () => (saves.shift() ? new Uint8Array(1) : undefined) },
    },
  } as unknown as App;
  did.push(`lets in: ${await showsPassword(app, number, 'sign-in')}`);
  return did;
}

test('whoever shows a password is let in when flash has it, and stays in', async () => {
  assert.deepEqual(await shows(administrator, [true, true]), ['lets in: true']);
});

test('when flash does not take the charge back, the core forgets who showed it, and not who works here', async () => {
  const all = `dismisses all but ${nobody}`;
  assert.deepEqual(await shows(administrator, [true, false]), [all, 'lets in: false']);
  const others = `dismisses all but ${administrator}`;
  assert.deepEqual(await shows(0, [true, false], administrator), [others, 'lets in: false']);
});
