// SPDX-License-Identifier: Apache-2.0
//
// What the host asks for in the header of an answer: done at idle, believed under a MAC, kept over a power cut; or answered in words.

import type { Behaviour } from '../../host-sim/acquirer/behaviour.ts';
import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { UpdateNotice } from '../../src/ui/screen.ts';
import type { Screen } from '../../src/ui/screens.ts';
import { entersAskedPin } from '../cards/support/double-stories.ts';
import { amountMinor, sells, untilTapped } from './small-sale.ts';

const soonMs = 90_000;

/** A sale whose answer asks for it; then the notice of what came of it. */
function asks(t: Vocabulary, processingRequest: string, notice: UpdateNotice): void {
  t.acquirer.behavesNext({ only: 'sale', processingRequest });
  sells(t);
  t.reaches({ kind: 'update-notice', notice }, soonMs);
  t.clerk.types('enter');
  t.reachesIdle();
}

/** One bit of the list that switches refunds off. */
function spoils({ sim }: Vocabulary): void {
  const { world } = sim.board.flash;
  const cells = world.cells('params').slice();
  cells[cells.indexOf(0xfe)] = 0xfc;
  world.load('params', cells);
}

/** Network codes of the requests from now on, in order. */
function codesOf({ sim }: Vocabulary): string[] {
  const codes: string[] = [];
  sim.acquirer.onEvent((event) => {
    if (event.kind !== 'request') return;
    codes.push(readMessage(event.bytes.subarray(2)).fields.get(60)?.slice(8, 11) ?? '');
  });
  return codes;
}

const withoutRefunds = '0xFEFFFFFF';

scenario(
  'parameters of the terminal are fetched, used at once, and still there after a cut',
  (t) => {
    t.sim.acquirer.downloads.list = [
      ['12', '20'],
      ['14', '01012345678   '],
      ['22', 'Corner shop'.padEnd(40)],
      ['26', withoutRefunds],
    ];
    t.boots();
    const codes = codesOf(t);
    asks(t, '1', 'done');
    if (codes.join() !== '000,360,361') t.fail(codes.join());
    // Once more the same: done as soon as flash has it, which is not written anew, whether the host hears of it or not.
    const cells = t.sim.board.flash.world.cells('params');
    const kept = cells.slice();
    t.acquirer.behavesNext({ only: 'download', slowMs: 100 });
    t.acquirer.behavesNext({ only: 'download', silent: true });
    asks(t, '1', 'done');
    t.waits(180_000);
    if (codes.join() !== '000,360,361,000,360,361') t.fail(codes.join());
    if (!kept.every((byte, i) => byte === cells[i])) t.fail('flash was written for nothing');
    const refuses = () => {
      t.clerk.types('down', '4');
      t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
      t.clerk.types('enter');
      t.reachesIdle();
    };
    refuses();
    t.power.off();
    t.boots();
    refuses();
    // The answer is waited for as long as the host has said.
    t.acquirer.behavesNext({ only: 'sale', slowMs: 25_000 });
    untilTapped(t);
    t.reaches({ kind: 'unknown-result' }, 30_000);
    t.reaches({ kind: 'reversed' }, 60_000);
    t.reachesIdle();
  },
);

scenario(
  'kept parameters that do not check any more are not believed; that is told, and the host is asked for them anew',
  (t) => {
    t.sim.acquirer.downloads.list = [['26', withoutRefunds]];
    t.boots();
    asks(t, '1', 'done');
    t.power.off();
    spoils(t);
    const refunds = (screen: Screen) => {
      t.clerk.types('down', '4');
      t.reaches(screen);
      t.clerk.types('cancel');
      t.reachesIdle();
    };
    const codes = codesOf(t);
    t.power.on();
    const abilities = ['sale', 'reprint', 'menu'] as const;
    t.reaches({ kind: 'device-failure', failed: ['parameters'], abilities });
    t.clerk.types('enter');
    t.reachesIdle();
    refunds({
      kind: 'amount-entry',
      amountMinor: 0,
      limitMinor: 99_999_999,
      transaction: 'refund',
    });
    t.waits(4 * 60_000);
    if (codes.join() !== '003,360,361,372,371,394,395') t.fail(codes.join());
    refunds({ kind: 'settlement-notice', notice: 'switched-off' });
    // Mended.
    t.power.off();
    t.boots();
    refunds({ kind: 'settlement-notice', notice: 'switched-off' });
  },
);

scenario(
  'a newer list that does not check any more: the older one counts, and the host is asked for all of it anew, once',
  (t) => {
    const { downloads } = t.sim.acquirer;
    downloads.list = [['12', '20']];
    t.boots();
    asks(t, '1', 'done');
    downloads.list = [['26', withoutRefunds]];
    asks(t, '1', 'done');
    t.power.off();
    spoils(t);
    const codes = codesOf(t);
    t.boots();
    t.waits(4 * 60_000);
    if (codes.join() !== '003,360,361,372,371,394,395') t.fail(codes.join());
    t.clerk.types('down', '4');
    t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
    t.reachesIdle();
    t.power.off();
    t.boots();
    t.waits(4 * 60_000);
    if (codes.join() !== '003,360,361,372,371,394,395,003') t.fail(codes.join());
  },
);

scenario("the PIN-free limit is the host's, for as long as its list says one", (t) => {
  t.sim.acquirer.downloads.contactless = [
    ['FF805D', '0'],
    ['FF8058', '000000002000'],
    ['FF8054', '1'],
  ];
  t.boots();
  asks(t, '9', 'done');
  untilTapped(t);
  t.reaches({
    kind: 'pin-entry',
    amountMinor,
    maskedPan: t.sim.acquirer.ledger.entries[0]!.maskedPan.replace('******', '*********'),
    digits: 0,
    mayBypass: true,
  });
  // The next list has no limit: what the terminal was delivered with counts again, at once.
  t.sim.acquirer.downloads.contactless = [['FF8054', '1']];
  t.acquirer.behavesNext({ only: 'sale', processingRequest: '9' });
  t.cardholder.entersPin('quickpass-debit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reaches({ kind: 'update-notice', notice: 'done' }, soonMs);
  t.clerk.types('enter');
  t.reachesIdle();
  sells(t);
});

const { pinFree } = parameterFileNamed('test');
/** Stage 2: debit cards of one list pay without a PIN; above 10.00 they sign. */
const stage2 = parameterImage({
  ...parameterFileNamed('test'),
  pinFree: { ...pinFree!, listB: ['623099'], signature: { enabled: true, limit: 1000 } },
});

scenario(
  'which lists of BINs count, and who signs, is the host’s: as soon as it says so, and after a cut',
  { parameters: stage2 },
  (t) => {
    const unlisted = 'unionpay-online';
    const isFree = () => {
      untilTapped(t, unlisted);
      t.reaches({ kind: 'approved', amountMinor });
      t.clerk.types('cancel');
      t.reachesIdle();
    };
    const isAsked = () => {
      untilTapped(t, unlisted);
      entersAskedPin(t, unlisted, amountMinor);
      t.reaches({ kind: 'approved', amountMinor });
      t.clerk.types('cancel');
      t.reachesIdle();
    };
    /** 9F34 of the last sale: nobody was verified, nobody signs. */
    const lacksSignature = () => {
      const sales = t.sim.wire.map(readMessage).filter(({ mti }) => mti === '0200');
      if (!sales.at(-1)?.fields.get(55)?.includes('9F34033F0000')) t.fail('somebody signs');
    };
    t.boots();
    isAsked();
    t.sim.acquirer.downloads.contactless = [
      ['FF8056', '0'],
      ['FF805A', '1'],
      ['FF8059', '000000500000'],
    ];
    t.paper.lacks('持卡人签名');
    asks(t, '9', 'done');
    t.paper.shows('持卡人签名');
    isFree();
    lacksSignature();
    t.power.off();
    t.boots();
    isFree();
    lacksSignature();
    // A list that counts and is not there: nobody is on it.
    t.sim.acquirer.downloads.contactless = [['FF8055', '1']];
    t.acquirer.behavesNext({ only: 'sale', processingRequest: '9' });
    isFree();
    t.reaches({ kind: 'update-notice', notice: 'done' }, soonMs);
    t.clerk.types('enter');
    t.reachesIdle();
    isAsked();
  },
);

const { caKeys, ...file } = parameterFileNamed('test');
/** Of the authority that vouches for the double `offline`. */
const theirs = caKeys.find(({ rid, index }) => rid === 'A000000333' && index === 'E1')!;
/** The terminal has not got it. */
const parameters = parameterImage({ ...file, caKeys: caKeys.filter((key) => key !== theirs) });
const offline = {
  ...{ floorLimitMinor: 20_000, totalLimitMinor: 50_000, queueMax: 3, thresholdMinor: 20_000 },
  ...{ targetPercent: 0, targetPercentMax: 0 },
};

scenario(
  'keys of authorities are fetched one by one, from a list in two parts; a card that one vouches for approves, before a cut and after',
  { parameters, settings: { offline } },
  (t) => {
    const { rid } = theirs;
    const key = (index: string, { modulus = 'C5'.repeat(144), exponent = '03' } = {}) =>
      ({ rid, index, modulus, exponent, expiry: '20301231' }) as const;
    t.sim.acquirer.downloads.caKeys = [key('0C'), key('E1', theirs), key('0E')];
    t.boots();
    const orders = () => {
      t.clerk.types('4200', 'enter');
      t.reaches({ kind: 'tap-card', amountMinor });
    };
    orders();
    t.cardholder.presents('offline');
    t.reaches({ kind: 'card-refused', trouble: 'unsupported' });
    t.cardholder.removes('offline');
    t.reachesIdle();
    const codes = codesOf(t);
    asks(t, '4', 'done');
    if (codes.join() !== '000,372,372,370,370,370,371') t.fail(codes.join());
    for (const _ of ['before the cut', 'after it']) {
      orders();
      t.cardholder.taps('offline');
      t.reaches({ kind: 'approved', amountMinor, transaction: 'offlineSale' });
      t.reaches({ kind: 'offer-cardholder-copy' });
      t.clerk.types('cancel');
      t.reachesIdle();
      t.power.off();
      t.boots();
    }
    // Both are told to the host.
    t.waits(soonMs);
  },
);

scenario('the state of the terminal is told', (t) => {
  t.boots();
  const codes = codesOf(t);
  t.acquirer.behavesNext({ only: 'sale', processingRequest: '2' });
  sells(t);
  t.reaches({ kind: 'update-notice', notice: 'done' }, soonMs);
  if (codes.join() !== '000,362') t.fail(codes.join());
  // A clerk who goes on typing loses nothing.
  t.clerk.types('4200', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.clerk.types('cancel');
  t.reachesIdle();
});

for (const digit of ['5', '6', '7'])
  scenario(
    `${digit}: what this terminal cannot do is said, and the host is asked for nothing`,
    (t) => {
      t.boots();
      const codes = codesOf(t);
      asks(t, digit, 'unsupported');
      if (codes.join() !== '000') t.fail(codes.join());
      sells(t);
    },
  );

/** Answers to a download that change nothing. */
const bad: readonly (readonly [what: string, behaviour: Behaviour])[] = [
  ['has no MAC', { only: 'download', noMac: true }],
  ['has a wrong MAC', { only: 'download', badMac: true }],
  ['is a refusal', { only: 'download', decline: '40' }],
  ['says a code that is none', { only: 'download', fields: { 62: '39393131' } }],
  ['ends in the middle of a value', { only: 'download', fields: { 62: '3236FE' } }],
];
for (const [what, behaviour] of bad)
  scenario(`a download whose answer ${what} changes nothing`, (t) => {
    t.sim.acquirer.downloads.list = [['26', withoutRefunds]];
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', processingRequest: '1' });
    t.acquirer.behavesNext(behaviour);
    sells(t);
    t.reaches(
      [
        { kind: 'update-notice', notice: 'refused' },
        { kind: 'update-notice', notice: 'no-answer' },
      ],
      soonMs,
    );
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('down', '4');
    t.reaches({
      kind: 'amount-entry',
      amountMinor: 0,
      limitMinor: 99_999_999,
      transaction: 'refund',
    });
    t.clerk.types('cancel');
    t.reachesIdle();
  });

scenario('a download that flash does not take is told as what it is', (t) => {
  t.sim.acquirer.downloads.list = [['26', withoutRefunds]];
  t.boots();
  const codes = codesOf(t);
  t.sim.board.flash.faults.wearOut('params');
  asks(t, '1', 'not-kept');
  if (codes.join() !== '000,360') t.fail(codes.join());
});

scenario('a download that is not answered is tried again, and in the end let go', (t) => {
  t.boots();
  const codes = codesOf(t);
  t.acquirer.behaves({ only: 'download', silent: true });
  t.acquirer.behavesNext({ only: 'sale', processingRequest: '1' });
  sells(t);
  for (const notice of ['no-answer', 'no-answer', 'let-go'] as const) {
    t.reaches({ kind: 'update-notice', notice }, 200_000);
    t.reachesIdle();
  }
  t.waits(300_000);
  if (codes.join() !== '000,360,360,360') t.fail(codes.join());
});

scenario('a sign-in that the host asks for in the middle of a download ends nothing', (t) => {
  t.sim.acquirer.downloads.list = [['12', '20']];
  t.boots();
  t.acquirer.behavesNext({ only: 'download', processingRequest: '3' });
  asks(t, '1', 'done');
});
