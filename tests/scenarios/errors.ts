// SPDX-License-Identifier: Apache-2.0
//
// Error records: what goes wrong is written down, can be looked at, closed and printed, and outlives the power.

import { readErrors } from '../../host-sim/journal/errors.ts';
import { chainKeyIn } from '../../host-sim/journal/vault.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { Screen } from '../../src/ui/screens.ts';

const limitMinor = 99_999_999;
const errorMenu: Screen = {
  kind: 'menu',
  entries: ['error-list', 'error-counts', 'error-print', 'error-clear'],
  selected: 0,
};

/** The errors in the flash, as words; a chain that is not right fails the story. */
function errors(t: Vocabulary): string[] {
  const { flash, wiring } = t.sim.board;
  const image = Buffer.from(flash.world.image());
  const found = readErrors(image, chainKeyIn(image, Buffer.from(wiring.deviceSecret)));
  if (!found) return [];
  if (found.findings.length > 0) t.fail(`findings: ${JSON.stringify(found.findings)}`);
  return found.lines.map(({ name, fields: { cause, event, operator, detail } }) =>
    name === 'seen' ? `${cause} ${event} ${operator} ${detail}`.trimEnd() : name,
  );
}

function expects(t: Vocabulary, ...wanted: string[]): void {
  const found = errors(t).filter((name) => name !== 'place');
  if (found.join('; ') !== wanted.join('; ')) t.fail(`error records: ${found.join('; ')}`);
}

/** The row of the ninth entry of the menu, and then that row of its own. */
function opens(t: Vocabulary, row: number): void {
  t.clerk.types('menu', '9');
  t.reaches(errorMenu);
  t.clerk.types(String(row));
}

/** A digit too many. */
function mistypes(t: Vocabulary): void {
  t.clerk.types('9999', '9999', '9');
  t.reaches({ kind: 'amount-entry', amountMinor: limitMinor, limitMinor, complaint: 'over-limit' });
  t.clerk.types('cancel');
}

scenario('a good sale leaves no error record, and nothing at all in that flash', (t) => {
  t.boots();
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  if (t.sim.board.flash.world.cells('errors').length > 0) t.fail('the partition was touched');
  opens(t, 1);
  t.reaches({ kind: 'error-notice', notice: 'none' });
});

scenario(
  'what is mistyped, what the host and the line refuse: each leaves a record of its class',
  (t) => {
    t.boots();
    mistypes(t);
    t.reachesIdle();
    t.clerk.types('down', '3');
    t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6 });
    t.clerk.types('enter');
    t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6, complaint: true });
    t.clerk.types('9', 'enter');
    t.reaches({ kind: 'not-possible', why: 'unknown' });
    t.clerk.types('enter');
    t.reachesIdle();
    t.acquirer.behavesNext({ only: 'sale', decline: '51' });
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps('quickpass-credit');
    t.reachesIdle();
    t.line.down();
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.cardholder.taps('quickpass-credit');
    t.reachesIdle();
    expects(
      t,
      'typed amount-refused 01 over-limit 999999.99',
      'typed number-refused 01 trace 0',
      'typed not-possible 01 unknown',
      'host declined 01 51',
      'line line-failure 01 refused',
    );
  },
);

scenario(
  'a key that is held for half a minute is recorded as stuck, without saying which digit',
  (t) => {
    t.boots();
    t.clerk.holds('7');
    t.waits(40_000);
    t.clerk.types('cancel');
    t.reachesIdle();
    t.clerk.releases('7');
    t.clerk.holds('up');
    t.waits(40_000);
    t.clerk.releases('up');
    t.reachesIdle();
    expects(t, 'device stuck-key 01 digit', 'device stuck-key 01 key 15');
  },
);

scenario('an error is looked at, closed once, and who closed it stays', (t) => {
  t.boots();
  mistypes(t);
  t.reachesIdle();
  opens(t, 1);
  t.waits(1000);
  t.clerk.types('enter');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({
    kind: 'menu',
    entries: ['corrected', 'undone', 'service-called', 'explained'],
    selected: 0,
  });
  t.clerk.types('4');
  t.reaches({ kind: 'error-notice', notice: 'closed' });
  t.clerk.types('enter');
  t.waits(1000);
  t.clerk.types('enter', 'enter');
  t.waits(1000);
  // Closed already: OK does nothing there.
  t.clerk.types('cancel', 'cancel');
  t.reachesIdle();
  expects(t, 'typed amount-refused 01 over-limit 999999.99', 'closed');
});

scenario(
  'the report is printed with the check of the chain; nobody without authority clears, and who tries is written down',
  (t) => {
    t.boots();
    mistypes(t);
    t.reachesIdle();
    opens(t, 3);
    t.reachesIdle();
    t.paper.shows('错误报告');
    t.paper.shows('over-limit 999999.99');
    opens(t, 4);
    t.reaches({ kind: 'error-notice', notice: 'not-allowed' });
    t.clerk.types('enter');
    t.reachesIdle();
    expects(t, 'typed amount-refused 01 over-limit 999999.99', 'typed not-allowed 01 error-clear');
  },
);

scenario(
  'a record of an error that has rotted is missed: the list says so, and so does the report',
  (t) => {
    t.boots();
    for (const _ of [1, 2]) {
      mistypes(t);
      t.reachesIdle();
    }
    t.power.off();
    // Of each segment: behind its head and the record "place" is the first error.
    for (let at = 0; at < 8 * 4096; at += 4096)
      t.sim.board.flash.faults.flipBit('errors', at + 150, 2);
    t.power.on();
    t.reachesIdle();
    opens(t, 1);
    t.reaches({ kind: 'error-notice', notice: 'damaged' });
    t.clerk.types('enter');
    t.waits(500);
    t.clerk.types('cancel');
    t.reachesIdle();
    opens(t, 3);
    t.clerk.types('enter');
    t.reachesIdle();
    t.paper.shows('部分记录已损坏');
  },
);

scenario('error records outlive a power cut, and are counted by operator', (t) => {
  t.boots();
  mistypes(t);
  t.reachesIdle();
  t.power.off();
  t.power.on();
  t.reachesIdle();
  mistypes(t);
  t.reachesIdle();
  opens(t, 2);
  t.reaches({ kind: 'error-counts', rows: [{ operator: '01', count: 2 }], total: 2 });
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario(
  'so many errors of an operator are told once',
  { settings: { errorThreshold: 2 } },
  (t) => {
    t.boots();
    mistypes(t);
    t.reachesIdle();
    mistypes(t);
    t.reaches({ kind: 'error-notice', notice: 'many', operator: '01', count: 2 });
    t.clerk.types('enter');
    t.reachesIdle();
    mistypes(t);
    t.reachesIdle();
    t.power.off();
    t.power.on();
    t.reachesIdle();
    mistypes(t);
    t.reachesIdle();
    t.waits(5000);
    t.reachesIdle(1000);
  },
);

scenario('a line that stays down is recorded once for as long as nobody is there', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'sale', silent: true });
  t.clerk.types('100', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 100 });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'authorising', amountMinor: 100, elapsedS: 5 });
  t.line.down();
  t.waits(200_000);
  expects(t, 'line unknown-result 01', 'line still-owed 01 refused');
  t.line.up();
  t.waits(70_000);
  t.reachesIdle();
});

scenario(
  'a check of the three that is not right says which',
  { settings: { threeCheck: true } },
  (t) => {
    t.boots();
    t.clerk.types('1250', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1250 });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.waits(500);
    t.clerk.types('enter', 'cancel', 'enter');
    t.reachesIdle();
    expects(t, 'typed check-failed 01 amount');
  },
);
