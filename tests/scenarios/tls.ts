// SPDX-License-Identifier: Apache-2.0
//
// A terminal whose settings want TLS: it talks to a host with the right certificate and to nobody else, says why, and writes it down.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import { type Simulation, tlsSettings } from '../../host-sim/simulation.ts';
import type { LineTrouble } from '../../src/ui/screen.ts';
import { amountMinor, sells, untilTapped } from './small-sale.ts';

const secure = { settings: tlsSettings };

scenario('over TLS a sale is made as without', secure, (t) => {
  t.boots();
  sells(t);
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

scenario('over TLS an answer that never comes is reversed as without', secure, (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', silent: true });
  untilTapped(t);
  t.reaches({ kind: 'reversed' }, 200_000);
  t.reachesIdle();
  t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
});

/** What an impostor shows, and what the terminal says of it. */
const impostors: readonly (readonly [Simulation['hostCertificate'], LineTrouble])[] = [
  ['stranger', 'untrusted'],
  ['selfSigned', 'self-signed'],
  ['otherName', 'wrong-name'],
  ['expired', 'expired'],
  ['notYet', 'expired'],
];

for (const [certificate, trouble] of impostors) {
  scenario(
    `a host with the certificate "${certificate}" gets no byte of a sale: ${trouble}`,
    secure,
    (t) => {
      const asked: string[] = [];
      t.sim.acquirer.onEvent((event) => {
        if (event.kind === 'request') asked.push(readMessage(event.bytes.subarray(2)).mti);
      });
      t.boots();
      asked.length = 0;
      t.sim.hostCertificate = certificate;
      untilTapped(t);
      t.reaches({ kind: 'line-failure', trouble });
      t.reachesIdle();
      if (asked.length > 0) t.fail(asked.join());
      t.sim.hostCertificate = 'good';
      sells(t);
      t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
    },
  );
}

scenario(
  'a host that does not speak TLS gets nothing from a terminal that wants it',
  secure,
  (t) => {
    const got: number[] = [];
    t.sim.network.serve('192.0.2.1', 8583, {
      connect: () => ({ receive: (bytes) => got.push(bytes.length), closed: () => {} }),
    });
    t.power.on();
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.reachesIdle();
    if (got.length > 0) t.fail('it got bytes');
  },
);

scenario('a terminal without TLS is hung up on by a host that wants it', (t) => {
  const { sim } = t;
  const closed: string[] = [];
  sim.network.serve('192.0.2.1', 8583, {
    connect: (peer, tls) => {
      if (!tls) sim.kernel.schedule(0, () => peer.close());
      return { receive: () => {}, closed: () => closed.push('') };
    },
  });
  t.power.on();
  t.reaches([
    { kind: 'line-failure', trouble: 'lost' },
    { kind: 'line-failure', trouble: 'refused' },
  ]);
  t.reachesIdle();
});
