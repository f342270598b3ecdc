// SPDX-License-Identifier: Apache-2.0
//
// One open page: its terminal, and the socket between them. Updates are gathered for a sixtieth of a second, and not sent at
// all to a page that is hidden or does not keep up; nothing is lost by that, since the view knows what was not sent.

import type { WebSocket } from 'ws';
import type { Seen } from '../explore/seen.ts';
import { wordsFor } from '../explore/trace.ts';
import { parameterFileNamed } from '../parameters/parameter-file.ts';
import { parameterImage } from '../parameters/parameter-image.ts';
import { Simulation, type SimulationOptions, type WallTime } from '../simulation.ts';
import { Actions } from './actions.ts';
import { FlashWatch } from './flash-watch.ts';
import { Live } from './live.ts';
import { Log } from './log.ts';
import { type PageCommand, replaySpeeds, type Update } from './protocol.ts';
import { findingsOf, isReplay, type Replay, replayIn, runOf, seedIn } from './replay.ts';
import { View } from './view.ts';

const frameMs = 16;
const unsentBytesMax = 2_000_000;
/** Where people sign in; it locks itself less soon than in a shop. */
const operators = { lockAfterS: 900, names: { '00': '店长', '01': '老张', '02': '小李' } } as const;

/** How its keys come to the terminal. */
export type KeyDelivery = Pick<
  SimulationOptions,
  'withoutMasterKey' | 'authority' | 'keyFile' | 'masterKey'
>;
/** What runs, and in which world. */
export type Terminal = Pick<SimulationOptions, 'program' | 'engine' | 'settings' | 'cardFiles'> &
  KeyDelivery;

export class Session {
  readonly #socket: WebSocket;
  readonly #terminal: Terminal;
  #live!: Live;
  #view!: View;
  #actions!: Actions;
  #visible = true;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(socket: WebSocket, terminal: Terminal, seed: string, withOperators: boolean) {
    this.#socket = socket;
    this.#terminal = terminal;
    // A replay takes a moment to come: until then there is a terminal as well.
    this.#start(isReplay(seed) ? '1' : seed, withOperators);
    if (isReplay(seed)) this.#begin(seed, withOperators);
    socket.on('message', (data, isBinary) => {
      const command = isBinary ? undefined : commandOf(String(data));
      if (command) this.#do(command);
    });
    socket.on('close', () => this.close());
    socket.on('error', () => socket.terminate());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#live.stop();
  }

  #start(text: string, withOperators: boolean): void {
    const simulation = new Simulation({
      seed: seedIn(text),
      pinDigits: 6,
      // Visa and Mastercard as well.
      parameters: parameterImage(parameterFileNamed('test')),
      ...this.#terminal,
      settings: { ...this.#terminal.settings, ...(withOperators && { operators }) },
      wallTime: wallTime(),
    });
    const { log, watch } = this.#watched(simulation);
    this.#live = new Live(simulation);
    this.#show(log, watch);
  }

  /** Plays a run of the explorer in the terminal's place; what the terminal was started with is not in it. */
  async #play(replay: Replay): Promise<void> {
    const run = await runOf(replay, this.#terminal.program, this.#terminal.engine);
    if (this.#closed) return;
    this.#live.stop();
    const { sim } = run;
    const { log, watch } = this.#watched(sim);
    run.onSeen = (seen) => {
      if (isShown(seen)) log.add('run', titleOf(seen));
    };
    this.#live = new Live(sim, run, () => {
      run.release();
      const findings = findingsOf(run.report());
      this.#view.replay = { over: true, findings };
      log.add('run', findings.length === 0 ? 'over: nothing is wrong' : 'over', findings);
    });
    this.#show(log, watch, replay.command);
  }

  #watched(simulation: Simulation): { log: Log; watch: FlashWatch } {
    const log = new Log(simulation);
    const watch = new FlashWatch(simulation, (partition) =>
      log.add('you', `power cut while ${partition} is being written`),
    );
    return { log, watch };
  }

  #show(log: Log, watch: FlashWatch, replaying?: string): void {
    this.#view = new View(this.#live, log, watch, replaying);
    this.#actions = new Actions(this.#live.simulation, log, this.#view, watch);
    this.#live.onChange = () => this.#later();
    this.#later();
  }

  /** A new world; what cannot be is refused, and the old one stays. */
  #begin(text: string, withOperators: boolean): void {
    try {
      const replay = replayIn(text);
      if (replay) {
        this.#play(replay).catch((error) => this.#refuse(error));
        return;
      }
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.#live.stop();
    this.#start(text, withOperators);
  }

  #refuse(error: unknown): void {
    const refused = error instanceof Error ? error.message : String(error);
    this.#socket.send(JSON.stringify({ nowUs: 0, refused } satisfies Update));
  }

  #do(command: PageCommand): void {
    switch (command.do) {
      case 'visible':
        this.#visible = command.visible === true;
        this.#later();
        break;
      case 'seed':
        this.#begin(String(command.seed), command.operators === true);
        break;
      case 'speed':
        if (this.#isPlaying && replaySpeeds.some((times) => times === command.times))
          this.#live.act(() => {
            this.#live.speed = command.times;
          });
        break;
      default:
        if (!this.#isPlaying) this.#live.act(() => this.#actions.run(command));
    }
  }

  get #isPlaying(): boolean {
    return this.#view.replay?.over === false;
  }

  #later(): void {
    if (this.#closed || !this.#visible || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, frameMs);
  }

  #send(): void {
    if (!this.#visible) return;
    if (this.#socket.bufferedAmount > unsentBytesMax) {
      this.#later();
      return;
    }
    const update = this.#view.update();
    if (update) this.#socket.send(JSON.stringify(update));
    const screen = this.#view.screen();
    if (screen) this.#socket.send(screen);
    const paper = this.#view.paperRows();
    if (paper) this.#socket.send(paper);
  }
}

/** What the host hears stands in the log already, and acts are hundreds. */
function isShown({ what }: Seen): boolean {
  return what !== 'act' && what !== 'request' && what !== 'answer' && what !== 'no-answer';
}

/** A line of the trace; its column of screens is not there. */
function titleOf(seen: Seen): string {
  const words = wordsFor(seen);
  return seen.what === 'screen' ? words.replace('= shown', `= ${seen.kind}`) : words;
}

function commandOf(text: string): PageCommand | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'do' in value
      ? (value as PageCommand)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The computer's own, in its own zone. */
function wallTime(): WallTime {
  const now = new Date();
  return {
    year: now.getFullYear(),
    month: now.getMonth() + 1,
    day: now.getDate(),
    hour: now.getHours(),
    minute: now.getMinutes(),
    second: now.getSeconds(),
  };
}
