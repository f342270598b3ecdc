// SPDX-License-Identifier: Apache-2.0
//
// The whole way of a key with the command line: an authority, the simulator's terminal of a seed, a file for it, and that terminal
// with the file in its flash.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keys } from '../../host-sim/cli/keys.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-keys-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

async function run(...args: string[]): Promise<Record<string, unknown>> {
  let [out, err] = ['', ''];
  async function* stdin() {
    yield Buffer.from('a passphrase of a test\n');
  }
  const code = await keys(args, {
    stdin: stdin(),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  assert.equal(code, 0, err);
  return JSON.parse(out) as Record<string, unknown>;
}

test('a file made for the terminal of a seed is taken by it, and it signs in with the key', async () => {
  const { authority } = await run('identity', '--out', at('authority.pem'));
  writeFileSync(at('device.json'), JSON.stringify(await run('device', '--seed', 'seven')));
  await run(
    ...['make', '--authority', at('authority.pem'), '--device', at('device.json')],
    ...['--sequence', '1', '--out', at('file.jzkf')],
    ...['--key', `master:tdes:new=${at('master.hex')}`],
  );
  const sim = new Simulation({
    seed: 'seven',
    program: await firmware(),
    withoutMasterKey: true,
    authority: Buffer.from(String(authority), 'hex'),
    keyFile: readFileSync(at('file.jzkf')),
    masterKey: Buffer.from(readFileSync(at('master.hex'), 'latin1').trim(), 'hex'),
  });
  sim.desk.powerOn();
  sim.desk.advance(60_000_000, () => sim.acquirer.workingKeys.length > 0);
  assert.ok(sim.acquirer.workingKeys.length > 0, 'no sign-in');
  sim.desk.powerOff();
});
