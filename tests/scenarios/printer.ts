// SPDX-License-Identifier: Apache-2.0
//
// Paper that runs out, covers that open, printers that fall silent: the sale stands, and its slip comes out in the end.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const amountMinor = 8800;

function untilApproved(t: Vocabulary): void {
  t.clerk.types('8800', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps('quickpass-credit');
  t.reaches({ kind: 'approved', amountMinor });
}

scenario('paper out before printing: load paper, press OK, the slip comes out', (t) => {
  t.boots();
  t.sim.board.printer.world.endPaper();
  untilApproved(t);
  t.reaches({ kind: 'printer-trouble', trouble: 'paper-out' });
  t.clerk.types('enter');
  t.reaches({ kind: 'printer-trouble', trouble: 'paper-out' });
  t.sim.board.printer.world.loadPaper();
  t.clerk.types('enter');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.paper.shows('88.00');
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

for (const rows of [40, 200, 400, 700]) {
  scenario(
    `paper ends after ${rows} dot rows of the slip: it is printed again, marked as a reprint`,
    (t) => {
      t.boots();
      t.sim.board.printer.world.loadPaper(rows);
      untilApproved(t);
      t.reaches({ kind: 'printer-trouble', trouble: 'paper-out' });
      t.sim.board.printer.world.loadPaper();
      t.clerk.types('enter');
      t.reaches({ kind: 'offer-cardholder-copy' });
      t.paper.shows('重印');
      t.paper.shows('88.00');
      t.clerk.types('enter');
      t.reachesIdle();
      t.paper.shows('持卡人存根');
      t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
    },
  );
}

scenario('the cover is opened while the slip is printed', (t) => {
  t.boots();
  untilApproved(t);
  t.reaches({ kind: 'printing', copy: 'merchant' });
  t.waits(400);
  t.sim.board.printer.world.openCover();
  t.reaches({ kind: 'printer-trouble', trouble: 'cover-open' });
  t.sim.board.printer.world.closeCover();
  t.clerk.types('enter');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.paper.shows('重印');
  t.clerk.types('cancel');
  t.reachesIdle();
  t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
});

scenario('without paper the clerk may go on; the slip is reprinted from the menu later', (t) => {
  t.boots();
  t.sim.board.printer.world.endPaper();
  untilApproved(t);
  t.reaches({ kind: 'printer-trouble', trouble: 'paper-out' });
  t.clerk.types('5', 'cancel');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
  t.paper.lacks('88.00');
  t.sim.board.printer.world.loadPaper();
  t.clerk.types('menu', 'down', 'enter');
  t.reachesIdle();
  t.paper.shows('88.00');
  t.paper.shows('重印');
});

scenario(
  'nobody answers the printer: after two minutes the terminal goes on, the sale stands',
  { unprinted: 1 },
  (t) => {
    t.boots();
    t.sim.board.printer.world.endPaper();
    untilApproved(t);
    t.reaches({ kind: 'printer-trouble', trouble: 'paper-out' });
    t.reaches({ kind: 'offer-cardholder-copy' }, 130_000);
    t.reachesIdle();
    t.acquirer.shows({ state: 'approved', netMinor: amountMinor });
  },
);

scenario('a printer that falls silent is named, and asked again on OK', (t) => {
  t.boots();
  untilApproved(t);
  t.reaches({ kind: 'printing', copy: 'merchant' });
  t.sim.board.printer.faults.mute(true);
  t.reaches({ kind: 'printer-trouble', trouble: 'silent' });
  t.sim.board.printer.faults.mute(false);
  t.clerk.types('enter');
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.paper.shows('88.00');
  t.clerk.types('cancel');
  t.reachesIdle();
});

scenario('the cardholder copy may be left out, and is after a quarter of a minute', (t) => {
  t.boots();
  untilApproved(t);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('7');
  t.waits(16_000);
  t.reachesIdle();
  t.paper.lacks('持卡人存根');
});

scenario('a hot print head: the slip waits and comes out whole', (t) => {
  t.boots();
  untilApproved(t);
  t.reaches({ kind: 'printing', copy: 'merchant' });
  t.sim.board.printer.faults.headHot(true);
  t.waits(3000);
  t.sim.board.printer.faults.headHot(false);
  t.reaches([{ kind: 'offer-cardholder-copy' }, { kind: 'printer-trouble', trouble: 'hot' }]);
  t.clerk.types('enter');
  t.reachesIdle(200_000);
  t.paper.shows('88.00');
});
