// SPDX-License-Identifier: Apache-2.0
//
// Two addresses of one acquirer: when the first does not answer the second is taken, and later the first again. No message that an
// address has taken goes to the other.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import type { Server } from '../../host-sim/link/network.ts';
import { type Scenario, scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { amountMinor, sells, untilTapped } from './small-sale.ts';

const addresses = ['192.0.2.1', '192.0.2.2'] as const;
const port = 8583;
const settings = { hostAddress2: addresses[1], hostPort2: port };

/** What each address got: MTI, message type, network code and trace number. */
interface Hosts {
  readonly got: readonly [string[], string[]];
  /** Connections: now, and the most at any time. */
  readonly open: { now: number; most: number };
  /** Refuses connections. */
  stop(host: 0 | 1): void;
  /** Takes connections, and bytes, and gives them to nobody. */
  mute(host: 0 | 1): void;
  start(host: 0 | 1): void;
}

function hostsOf({ sim }: Vocabulary): Hosts {
  const got: readonly [string[], string[]] = [[], []];
  const open = { now: 0, most: 0 };
  const serve = (host: 0 | 1, server: Server) => {
    sim.network.serve(addresses[host], port, {
      connect(peer) {
        const session = server.connect(peer);
        open.now++;
        open.most = Math.max(open.most, open.now);
        return {
          receive(bytes) {
            const { mti, fields } = readMessage(bytes.subarray(2));
            got[host].push(`${mti} ${fields.get(60)?.slice(8, 11)} ${fields.get(11)}`);
            session.receive(bytes);
          },
          closed: () => {
            open.now--;
            session.closed();
          },
        };
      },
    });
  };
  const start = (host: 0 | 1) => serve(host, sim.acquirer);
  start(0);
  start(1);
  return {
    got,
    open,
    start,
    stop: (host) => sim.network.stop(addresses[host], port),
    mute: (host) => serve(host, { connect: () => ({ receive: () => {}, closed: () => {} }) }),
  };
}

/** Each trace number of a sale was seen by one address only, and one exchange was in the air at a time. */
function checkOnce(t: Vocabulary, { got: [first, second], open }: Hosts): void {
  if (open.most > 1) t.fail(`${open.most} connections at once`);
  const both = first.filter((each) => each.startsWith('0200') && second.includes(each));
  if (both.length > 0) t.fail(`at both hosts: ${both.join()}`);
}

function withHosts(name: string, story: (t: Vocabulary, hosts: Hosts) => void): void {
  const tell: Scenario['story'] = (t) => {
    const hosts = hostsOf(t);
    story(t, hosts);
    checkOnce(t, hosts);
  };
  scenario(name, { settings }, tell);
}

withHosts('while the first address answers, the second is not asked', (t, hosts) => {
  t.boots();
  sells(t);
  t.waits(30 * 60_000);
  sells(t);
  if (hosts.got[1].length > 0) t.fail(hosts.got[1].join());
});

withHosts(
  'two refused connections: the very message goes to the second, which took its place',
  (t, hosts) => {
    t.boots();
    hosts.stop(0);
    untilTapped(t);
    t.reaches({ kind: 'line-failure', trouble: 'refused' });
    t.reachesIdle();
    sells(t);
    sells(t);
    t.acquirer.shows({ netMinor: amountMinor }, { netMinor: amountMinor });
  },
);

withHosts('the first is asked again at idle, and used when it answers', (t, hosts) => {
  t.boots();
  hosts.stop(0);
  untilTapped(t);
  t.reaches({ kind: 'line-failure', trouble: 'refused' });
  t.reachesIdle();
  sells(t);
  t.waits(25 * 60_000);
  sells(t);
  // Asked, and silent: a sale that comes meanwhile ends the asking.
  hosts.mute(0);
  for (let s = 0; hosts.open.now === 0; s++) {
    if (s > 1200) t.fail('the first is not asked');
    t.waits(1000);
  }
  sells(t);
  hosts.start(0);
  const { length } = hosts.got[0];
  t.waits(12 * 60_000);
  const [echo, ...more] = hosts.got[0].slice(length);
  if (!echo?.startsWith('0820 301') || more.length > 0) t.fail(hosts.got[0].join());
  const asked = hosts.got[1].length;
  sells(t);
  if (hosts.got[1].length > asked) t.fail('the second address was used');
});

withHosts(
  'an address that takes the sale and is silent: the reversal goes to where it is answered',
  (t, hosts) => {
    t.boots();
    hosts.mute(0);
    untilTapped(t);
    t.reaches({ kind: 'unknown-result' });
    t.reaches({ kind: 'reversed' }, 300_000);
    t.reachesIdle();
    const reversals = hosts.got[1].filter((each) => each.startsWith('0400'));
    if (reversals.length !== 1) t.fail(`${reversals.length} reversals at the second address`);
    t.acquirer.shows({ state: 'reversed-before-seen', netMinor: 0 });
    sells(t);
  },
);

withHosts(
  'the first dies after it has booked a sale: the second undoes it in the same books',
  (t, hosts) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', silent: true });
    untilTapped(t);
    t.reaches({ kind: 'authorising', amountMinor, elapsedS: 1 });
    hosts.stop(0);
    t.reaches({ kind: 'reversed' }, 300_000);
    t.reachesIdle();
    t.acquirer.shows({ state: 'reversed', netMinor: 0, reversals: 1 });
  },
);

withHosts('with both gone nothing is sent, and the line is told to be down', (t, hosts) => {
  t.boots();
  hosts.stop(0);
  hosts.stop(1);
  for (let i = 0; i < 3; i++) {
    untilTapped(t);
    t.reaches({ kind: 'line-failure', trouble: 'refused' });
    t.reachesIdle();
  }
  hosts.start(1);
  untilTapped(t);
  t.reaches([
    { kind: 'approved', amountMinor },
    { kind: 'line-failure', trouble: 'refused' },
  ]);
  t.clerk.types('cancel');
  t.reachesIdle();
  sells(t);
});
