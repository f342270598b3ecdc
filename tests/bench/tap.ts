// SPDX-License-Identifier: Apache-2.0
//
// How long a tap takes: from the card in the field, at a random point of the poll loop, to "remove card" on the glass. By
// part: until the reader's poll has found the card; the card's own computing; bytes on the reader's serial line; bytes on
// the air and the reader's own time; and the terminal's computing and drawing, which is the rest.

import type { Card } from '../../host-sim/cards/card.ts';
import type { UartDevice } from '../../host-sim/chips/model.ts';
import type { Program } from '../../host-sim/engine/bundle.ts';
import type { Kernel } from '../../host-sim/link/kernel.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';

const seeds = 25;
const cards = ['quickpass-debit', 'quickpass-credit', 'phone'];

interface TapTimes {
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

/** One tap in a world of its own; microseconds. */
interface Tap {
  readonly total: number;
  readonly poll: number;
  readonly card: number;
  readonly uart: number;
  readonly terminal: number;
}

const byteCodesPerUs = 4;

export async function tapTimes(program: Program): Promise<TapTimes> {
  const screens = await ScreenReader.create();
  const taps: Tap[] = [];
  for (let i = 0; i < seeds; i++) {
    taps.push(measure(new World({ program, screens, seed: `tap ${i}` }), cards[i % cards.length]!));
  }
  const totals = taps.map(({ total }) => total / 1000).sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(totals[Math.min(totals.length - 1, Math.floor(totals.length * share))]!);
  const mean = (part: (tap: Tap) => number) =>
    Math.round(taps.reduce((sum, tap) => sum + part(tap), 0) / seeds / 1000);
  return {
    median: at(0.5),
    p95: at(0.95),
    max: at(1),
    parts: {
      poll: mean(({ poll }) => poll),
      card: mean(({ card }) => card),
      uart: mean(({ uart }) => uart),
      rf: mean(({ total, poll, card, uart, terminal }) => total - poll - card - uart - terminal),
      terminal: mean(({ terminal }) => terminal),
    },
  };
}

const schemes = ['unionpay-online', 'visa-online', 'mastercard-online'] as const;
const schemeSeeds = 8;

/** Cards of each scheme that ask their issuer, with the reader looking at their signature where its kernel does so; median and most. */
export async function schemeTimes(program: Program): Promise<Record<string, object>> {
  const screens = await ScreenReader.create();
  const parameters = parameterImage(parameterFileNamed('test'));
  return Object.fromEntries(
    schemes.map((name) => {
      const taps = Array.from({ length: schemeSeeds }, (_, i) =>
        measure(new World({ program, screens, seed: `scheme ${i}` }, { parameters }), name),
      ).sort((a, b) => a.total - b.total);
      const at = (index: number) => Math.round(taps[index]!.total / 1000);
      const terminal = taps.reduce((sum, tap) => sum + tap.terminal, 0) / taps.length;
      const times = { median: at(schemeSeeds >> 1), max: at(schemeSeeds - 1) };
      return [name, { ...times, terminal: Math.round(terminal / 1000) }];
    }),
  );
}

function measure(world: World, name: string): Tap {
  const { sim } = world;
  const { kernel, desk } = sim;
  const cardWatch = watchCard(sim.card(name), kernel);
  const uartUs = watchUart(sim.board.reader.bus.uart);
  world.boots();
  world.clerk.types('1234', 'enter');
  world.reaches({ kind: 'tap-card', amountMinor: 1234 });
  world.waits(300 + kernel.random('tap').below(200));
  const startUs = kernel.nowUs;
  sim.present(name);
  desk.advance(kernel.nowUs + 2_000_000, () => cardWatch.firstUs > 0);
  const uartBefore = uartUs();
  const codesBefore = codesOf(desk.meter);
  world.reaches({ kind: 'remove-card' });
  const tap = {
    total: kernel.nowUs - startUs,
    poll: cardWatch.firstUs - startUs,
    card: cardWatch.us,
    uart: uartUs() - uartBefore,
    terminal: (codesOf(desk.meter) - codesBefore) / byteCodesPerUs,
  };
  world.power.off();
  return tap;
}

function codesOf(meter: readonly number[]): number {
  return meter.reduce((sum, codes) => sum + codes, 0);
}

/** When the card got its first command, and how long it has computed in all. */
function watchCard(card: Card, kernel: Kernel): { firstUs: number; us: number } {
  const watch = { firstUs: 0, us: 0 };
  const command = card.command.bind(card);
  card.command = (apdu) => {
    watch.firstUs ||= kernel.nowUs;
    const answer = command(apdu);
    watch.us += answer.us;
    return answer;
  };
  return watch;
}

/** How long the bytes of both directions have taken so far. */
function watchUart(uart: UartDevice): () => number {
  let us = 0;
  const count = (bytes: Uint8Array) => {
    us += (bytes.length * 10_000_000) / uart.baud;
  };
  const { receive, attach } = uart;
  uart.receive = (bytes) => {
    count(bytes);
    receive(bytes);
  };
  uart.attach = (line) =>
    attach({
      send: (bytes) => {
        count(bytes);
        line.send(bytes);
      },
    });
  return () => us;
}
