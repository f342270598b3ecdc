// SPDX-License-Identifier: Apache-2.0
//
// Whoever services a terminal erases its keys at the terminal: asked twice, then they are gone, from RAM and from flash.

import { deliveryImage } from '../../host-sim/boards/key-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const erased = { kind: 'keys-erased' } as const;
const asked = { kind: 'erase-keys', sure: false } as const;
const sure = { kind: 'erase-keys', sure: true } as const;

/** From idle to the first question. */
function asks(t: Vocabulary): void {
  t.clerk.types('menu', '5', 'clear');
  t.reaches(asked);
}

function sells(t: Vocabulary): void {
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps('quickpass-debit');
  t.reaches({ kind: 'approved', amountMinor: 100 });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

/** Nothing but FF, as an erase leaves it. */
const isErased = (cells: Uint8Array) => cells.every((byte) => byte === 0xff);

/** Whether the C state of the machine holds the master key. */
function holdsMasterKey(t: Vocabulary): boolean {
  const memory = t.sim.desk.machine?.memory(false) ?? t.fail('the terminal is off');
  return memory.some(({ bytes }) => bytes.includes(Buffer.from(t.sim.masterKey)));
}

scenario(
  'keys are erased on command: asked twice, gone from RAM and flash, and the terminal says so at each boot',
  { endsOff: true },
  (t) => {
    t.boots();
    sells(t);
    const delivery = () => t.sim.board.flash.world.cells('keys');
    if (!holdsMasterKey(t)) t.fail('the search for the master key finds none where it is');
    if (isErased(delivery())) t.fail('there was no delivery');
    asks(t);
    t.clerk.types('enter');
    t.reaches(sure);
    t.clerk.types('enter');
    t.reaches(erased);
    if (holdsMasterKey(t)) t.fail('the master key is still in RAM');
    if (!isErased(delivery())) t.fail('the delivery is still in flash');
    t.clerk.types('100', 'enter', 'menu', 'cancel');
    t.shows(erased);
    for (let i = 0; i < 2; i++) {
      t.power.off();
      t.waits(1000);
      t.power.on();
      t.reaches(erased, 10_000);
    }
  },
);

scenario(
  'a new delivery, for the count of the board, brings a terminal back; an old one does not',
  (t) => {
    t.boots();
    asks(t);
    t.clerk.types('enter');
    t.reaches(sure);
    t.clerk.types('enter');
    t.reaches(erased);
    const { deviceSecret, counter } = t.sim.board.wiring;
    const nonce = t.sim.kernel.random('another delivery').bytes(16);
    const delivers = (count: number) => {
      t.power.off();
      const common = { masterKey: t.sim.masterKey, masterAlgorithm: 'TDES' } as const;
      const authority = t.sim.keyAuthority.fingerprint;
      const delivery = { ...common, authority, count };
      t.sim.board.flash.world.load('keys', deliveryImage(deviceSecret, nonce, delivery));
      t.waits(1000);
      t.power.on();
    };
    if (!counter || counter.count === 0) return t.fail('the count did not go on');
    delivers(counter.count - 1);
    t.reaches(erased, 10_000);
    delivers(counter.count);
    t.reachesIdle();
    sells(t);
  },
);

scenario('a no to either question, or nobody at the keys, erases nothing', (t) => {
  t.boots();
  asks(t);
  t.clerk.types('cancel');
  t.waits(500);
  t.clerk.types('clear');
  t.reaches(asked);
  t.clerk.types('enter');
  t.reaches(sure);
  t.clerk.types('cancel');
  t.waits(500);
  t.clerk.types('clear', 'enter');
  t.reaches(sure);
  t.waits(31_000);
  t.clerk.types('cancel');
  t.reachesIdle();
  sells(t);
});

scenario('a clerk who keeps pressing OK after the first question has answered only that', (t) => {
  t.boots();
  asks(t);
  t.clerk.holds('enter');
  t.waits(5000);
  t.shows(sure);
  t.clerk.releases('enter');
  t.clerk.types('cancel', 'cancel');
  t.reachesIdle();
});

scenario(
  'the power goes while keys are being erased on command: at the next boot they are gone all the same',
  { endsOff: true },
  (t) => {
    t.boots();
    asks(t);
    t.clerk.types('enter');
    t.reaches(sure);
    t.clerk.holds('enter');
    // As for the case that is opened (tamper.ts), and what the scanner takes to be sure of a key.
    t.sim.kernel.schedule(90_000, () => t.sim.desk.powerOff());
    t.waits(1000);
    t.clerk.releases('enter');
    if (isErased(t.sim.board.flash.world.cells('keys'))) t.fail('the cut came too late');
    t.power.on();
    t.reaches(erased, 10_000);
  },
);
