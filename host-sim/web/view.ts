// SPDX-License-Identifier: Apache-2.0
//
// What a page has seen of its terminal, and therefore what it has to be told next.

import { behaviours } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import { testCertificates } from '../acquirer/test-certificates.ts';
import { headDots } from '../chips/escpos-printer-paper.ts';
import type { Simulation } from '../simulation.ts';
import { drawerOf } from './drawer.ts';
import type { FlashWatch } from './flash-watch.ts';
import { journalOf } from './journal.ts';
import type { Live } from './live.ts';
import type { Log } from './log.ts';
import {
  type Fixtures,
  frameHeaderBytes,
  frameKind,
  type LedgerEntry,
  type LineState,
  type PageLedger,
  type PageTone,
  type PaperState,
  type ReplayState,
  type State,
  type Update,
} from './protocol.ts';
import { replayCommand } from './replay.ts';
import { shortcuts } from './shortcuts.ts';

/** What each state of the line is to the network. */
export const lines: Readonly<
  Record<LineState, { readonly up: boolean; readonly latencyUs: number }>
> = {
  up: { up: true, latencyUs: 30_000 },
  slow: { up: true, latencyUs: 1_500_000 },
  down: { up: false, latencyUs: 30_000 },
};
/** What the host can show of itself; the root is no host's. */
export const certificates = (
  Object.keys(testCertificates) as (keyof typeof testCertificates)[]
).filter((name) => name !== 'root');
const entriesShown = 100;
const width = 240;
const height = 320;

type Changes = { -readonly [Key in keyof Update]: Update[Key] };

export class View {
  /** Name of what the acquirer was told to do from now on. */
  behaviour = 'normal';
  /** How the replay stands that this world is on. */
  replay: Omit<ReplayState, 'times'> | null = null;
  /** The command that is played. */
  readonly #replaying: string;
  /** Rows of paper that are no longer in the printer: the model knows cuts, not hands. */
  takenRows = 0;
  readonly #live: Live;
  readonly #log: Log;
  readonly #watch: FlashWatch;
  #started = false;
  #state = '';
  #screenRevision = -1;
  #paper = '';
  #paperRows = 0;
  #toneTold = { fromUs: -1, ended: true };
  #ledgerChanged = true;

  constructor(live: Live, log: Log, watch: FlashWatch, replaying = '') {
    this.#replaying = replaying;
    if (replaying) this.replay = { over: false, findings: [] };
    this.#live = live;
    this.#log = log;
    this.#watch = watch;
    live.simulation.acquirer.onEvent(({ kind }) => {
      if (kind === 'entry') this.#ledgerChanged = true;
    });
  }

  /** What is new as text; undefined when nothing is. */
  update(): Update | undefined {
    const { simulation } = this.#live;
    const nowUs = simulation.kernel.nowUs;
    const changes: Changes = { nowUs };
    if (!this.#started) changes.fixtures = this.#fixtures();
    this.#started = true;
    const state = this.#stateNow();
    const text = JSON.stringify(state);
    if (text !== this.#state) changes.state = state;
    this.#state = text;
    const tones = this.#tonesNow();
    if (tones.length > 0) changes.tones = tones;
    const paper = this.#paperNow();
    if (paper) changes.paper = paper;
    if (this.#ledgerChanged) changes.ledger = this.#ledgerNow();
    this.#ledgerChanged = false;
    if (this.#watch.journalChanged)
      changes.journal = journalOf(
        simulation,
        this.#operators ? this.#watch.poweredSince : undefined,
      );
    this.#watch.journalChanged = false;
    const log = this.#log.take();
    if (log.length > 0) changes.log = log;
    return Object.keys(changes).length > 1 ? changes : undefined;
  }

  get #operators(): boolean {
    return 'operators' in this.#live.simulation.settings;
  }

  /** The rows of the glass that have changed. */
  screen(): Buffer | undefined {
    const { display } = this.#live.simulation.board;
    const area = display.changedSince(this.#screenRevision);
    this.#screenRevision = display.revision;
    if (!area) return undefined;
    const start = area.y * width * 4;
    const pixels = display.glass().subarray(start, start + area.height * width * 4);
    const frame = Buffer.alloc(frameHeaderBytes + pixels.length);
    frame[0] = frameKind.screen;
    frame.writeUInt16LE(area.y, 2);
    frame.writeUInt16LE(area.height, 4);
    frame.writeUInt16LE(width, 6);
    frame.set(pixels, frameHeaderBytes);
    return frame;
  }

  /** The rows of paper that have come out. */
  paperRows(): Buffer | undefined {
    const { paper } = this.#live.simulation.board.printer;
    if (paper.height === this.#paperRows) return undefined;
    const rows = paper.rows(this.#paperRows);
    const frame = Buffer.alloc(frameHeaderBytes + rows.length);
    frame[0] = frameKind.paper;
    frame.writeUInt32LE(this.#paperRows, 4);
    frame.set(rows, frameHeaderBytes);
    this.#paperRows = paper.height;
    return frame;
  }

  #fixtures(): Fixtures {
    const { simulation } = this.#live;
    return {
      seed: simulation.kernel.seed,
      daySecond: daySecond(simulation),
      cards: drawerOf(simulation),
      behaviours: Object.keys(behaviours),
      shortcuts,
      operators: this.#operators,
      certificates: 'hostTls' in simulation.settings ? certificates : [],
      replay: this.#replaying || replayCommand(simulation.kernel.seed),
      replaying: this.#replaying,
      width,
      height,
      paperWidth: headDots,
    };
  }

  #stateNow(): State {
    const { board, desk, network } = this.#live.simulation;
    const printer = board.printer.snapshot();
    return {
      failure: this.#live.failure ?? null,
      powered: desk.powered,
      leds: board.leds.map((led) => led.world.brightness()),
      field: board.reader.world.cards.map(({ name }) => name),
      line: lineState(network),
      paper: printer.paper as State['paper'],
      coverOpen: printer.coverOpen,
      caseOpen: board.tamper.world.isOpen(),
      printing: printer.moving,
      behaviour: this.behaviour,
      certificate: this.#live.simulation.hostCertificate,
      cutArmed: this.#watch.armed,
      replay: this.replay && { ...this.replay, times: this.#live.speed },
    };
  }

  /** Tones that began or ended since the last time: each is told when it begins and when it ends, or once. */
  #tonesNow(): readonly PageTone[] {
    const { fromUs: toldUs, ended } = this.#toneTold;
    const isNews = ({ fromUs, toUs }: PageTone) =>
      fromUs > toldUs || (fromUs === toldUs && !ended && toUs !== undefined);
    const news = this.#live.simulation.board.buzzer.world.tones().filter(isNews);
    const last = news.at(-1);
    if (last) this.#toneTold = { fromUs: last.fromUs, ended: last.toUs !== undefined };
    return news;
  }

  #paperNow(): PaperState | undefined {
    const { paper } = this.#live.simulation.board.printer;
    const state = {
      height: paper.height,
      cuts: paper.cuts.map(({ row }) => row),
      takenRows: this.takenRows,
    };
    const text = JSON.stringify(state);
    if (text === this.#paper) return undefined;
    this.#paper = text;
    return state;
  }

  #ledgerNow(): PageLedger {
    const { ledger } = this.#live.simulation.acquirer;
    const entries = ledger.entries.slice(-entriesShown);
    return { entries: entries.map(entryOf), netMinor: ledger.netMinor };
  }
}

function entryOf(entry: Entry): LedgerEntry {
  const { stan, maskedPan, amountMinor, netMinor, state, code, note, atUs } = entry;
  return { stan, maskedPan, amountMinor, netMinor, state, code, note, atUs };
}

/** Second of the day at kernel time 0. */
function daySecond(simulation: Simulation): number {
  const { hour, minute, second } = simulation.wallTime();
  return hour * 3600 + minute * 60 + second - Math.floor(simulation.kernel.nowUs / 1_000_000);
}

function lineState(network: { readonly up: boolean; readonly latencyUs: number }): LineState {
  if (!network.up) return 'down';
  return network.latencyUs >= lines.slow.latencyUs ? 'slow' : 'up';
}
