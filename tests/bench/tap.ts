// SPDX-License-Identifier: Apache-2.0
//
// How long a tap takes: from the card in the field, at a random point of the poll loop, to "remove card" on the glass. By
// part: until the reader's poll has found the card; the card's own computing; bytes on the reader's serial line; bytes on
// the air and the reader's own time; and the terminal's computing and drawing, which is the rest.

import type { Program } from '../../host-sim/engine/bundle.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';

const seeds = 25;
const cards = ['quickpass-debit', 'quickpass-credit', 'phone'];

export interface TapTimes {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly parts: {
    readonly poll: number;
    readonly card: number;
    readonly uart: number;
    readonly rf: number;
    readonly terminal: number;
  };
}

export async function tapTimes(program: Program): Promise<TapTimes> {
  const screens = await ScreenReader.create();
  const totals: number[] = [];
  const parts = { poll: 0, card: 0, uart: 0, rf: 0, terminal: 0 };
  for (let i = 0; i < seeds; i++) {
    const world = new World({ program, screens, seed: `tap ${i}` });
    const { sim } = world;
    const { kernel } = sim;
    const name = cards[i % cards.length]!;
    const card = sim.card(name);
    let cardUs = 0;
    let firstCommandUs = 0;
    const command = card.command.bind(card);
    card.command = (apdu) => {
      firstCommandUs ||= kernel.nowUs;
      const answer = command(apdu);
      cardUs += answer.us;
      return answer;
    };
    const { uart } = sim.board.reader.bus;
    let uartUs = 0;
    const line = { counting: false };
    const count = (bytes: Uint8Array) => {
      if (line.counting) uartUs += (bytes.length * 10_000_000) / uart.baud;
    };
    const { receive, attach } = uart;
    uart.receive = (bytes) => {
      count(bytes);
      receive(bytes);
    };
    uart.attach = (to) =>
      attach({
        send: (bytes) => {
          count(bytes);
          to.send(bytes);
        },
      });
    world.boots();
    world.clerk.types('1234', 'enter');
    world.reaches({ kind: 'tap-card', amountMinor: 1234 });
    world.waits(300 + kernel.random('tap').below(200));
    const startUs = kernel.nowUs;
    sim.present(name);
    line.counting = true;
    sim.desk.advance(kernel.nowUs + 2_000_000, () => firstCommandUs > 0);
    const pollUs = firstCommandUs - startUs;
    uartUs = 0;
    const meterBefore = sim.desk.meter.reduce((sum, codes) => sum + codes, 0);
    world.reaches({ kind: 'remove-card' });
    const totalUs = kernel.nowUs - startUs;
    const codes = sim.desk.meter.reduce((sum, each) => sum + each, 0) - meterBefore;
    const terminalUs = codes / 4;
    totals.push(totalUs / 1000);
    parts.poll += pollUs;
    parts.card += cardUs;
    parts.uart += uartUs;
    parts.terminal += terminalUs;
    parts.rf += totalUs - pollUs - cardUs - uartUs - terminalUs;
    world.power.off();
  }
  totals.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(totals[Math.min(totals.length - 1, Math.floor(totals.length * share))]!);
  const mean = (us: number) => Math.round(us / seeds / 1000);
  return {
    median: at(0.5),
    p95: at(0.95),
    max: at(1),
    parts: {
      poll: mean(parts.poll),
      card: mean(parts.card),
      uart: mean(parts.uart),
      rf: mean(parts.rf),
      terminal: mean(parts.terminal),
    },
  };
}
