// SPDX-License-Identifier: Apache-2.0
//
// The simulator's acquirer on a TCP port of this computer, for a board that provision.ts has made keys for. Loopback only, like
// every part of the simulator; docs/hardware/flashing.md says how a board reaches it. It approves only cards whose cryptogram
// it can check: those made under <folder>/issuer-master-key.hex (32 hex digits).
//
//   npx tsx docs/hardware/bench-acquirer.ts <folder> [port]

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Acquirer } from '../../host-sim/acquirer/acquirer.ts';
import { type Listener, listenTcp, wallClock } from '../../host-sim/acquirer/listen-tcp.ts';
import { Random } from '../../host-sim/link/kernel.ts';

export function benchAcquirer(
  folder: string,
  port: number,
  log: (line: string) => void,
): Promise<Listener> {
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
  const key = (name: string): Buffer =>
    Buffer.from(readFileSync(join(folder, name), 'latin1').trim(), 'hex');
  const { terminalId: tid, merchantId: mid, hostProfile } = settings;
  const cipher = hostProfile === 'unionpay-sm4' ? 'sm4' : 'tdes';
  const issuer = 'issuer-master-key.hex';
  const acquirer = new Acquirer({
    ...wallClock,
    random: new Random(randomBytes(16).toString('hex')),
    terminals: [{ tid, mid, tmk: key('master-key.hex'), cipher }],
    issuerMasterKey: existsSync(join(folder, issuer)) ? key(issuer) : randomBytes(16),
  });
  acquirer.onEvent((event) => {
    const { kind } = event;
    if (kind === 'request') log(`request: ${event.what}`);
    else if (kind === 'answer') log(`answer: ${event.code}`);
    else if (kind === 'no-answer') log(`no answer: ${event.reason}`);
    else if (kind === 'entry') {
      const { stan, amountMinor, maskedPan, state, note } = event.entry;
      log(`booked: trace ${stan}, ${amountMinor} minor units, ${maskedPan}, ${state} ${note}`);
    }
  });
  return listenTcp(acquirer, port);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, port = '8583'] = process.argv.slice(2);
  if (folder === undefined) {
    throw new Error('usage: npx tsx docs/hardware/bench-acquirer.ts <folder> [port]');
  }
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const listener = await benchAcquirer(folder, Number(port), log);
  log(`acquirer: 127.0.0.1:${listener.port}`);
}
