// SPDX-License-Identifier: Apache-2.0
//
// Writes down what went wrong: it watches the screens (error-events.ts says which of them tell of an error) and what no screen shows.
// What a reader would get wrong: nothing here may stop a sale. A log that cannot be kept is given up until the next power-on.

import { extendChain } from '../../crypto/chain.ts';
import { ErrorLog } from '../journal/error-log.ts';
import { crc32 } from '../lib/crc32.ts';
import type { ErrorName } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';
import { type App, timeOf } from './app.ts';
import { causeOf, errorEvents, handlings, toldBy } from './error-events.ts';
import { isDigit } from './keys.ts';
import { operatorOf } from './operator.ts';
import { digitsOfTime } from './receipt-time.ts';

type Around = Pick<App, 'board' | 'settings' | 'book' | 'keys'>;

export class Errors {
  readonly #app: Around;
  #log: ErrorLog | 'none' | undefined;
  /** The last one that the terminal met by itself: it is not written down again until somebody has pressed a key. */
  #before = '';
  #hasStranded = false;

  constructor(app: Around) {
    this.#app = app;
  }

  /** Undefined when this board keeps none. */
  get log(): ErrorLog | undefined {
    this.#log ??= this.#open();
    return this.#log === 'none' ? undefined : this.#log;
  }

  /** A screen is shown. */
  sees(screen: Screen): void {
    const told = toldBy(screen);
    if (told) this.note(...told);
  }

  /** The keypad has given a key up. Which digit it was may be somebody's secret. */
  seesStuckKey(code: number): void {
    this.note('stuck-key', isDigit(code) ? 'digit' : `key ${code}`);
  }

  /** Somebody is there. */
  touched(): void {
    this.#before = '';
  }

  note(name: ErrorName, detail: string): void {
    const { number, handling, strands } = errorEvents[name];
    if (strands) this.#hasStranded = true;
    const isTyped = causeOf(number) === 'typed';
    const what = `${name} ${detail}`;
    if (!isTyped && what === this.#before) return;
    this.#before = what;
    this.#try((log) =>
      log.append({
        event: number,
        operator: operatorOf(this.#app),
        time: this.now,
        lastStan: this.#app.book.trace.last,
        handling: handlings[handling],
        detail,
      }),
    );
  }

  /** Whether something has left its doer without a next step since the last time that this was asked. */
  takeStranded(): boolean {
    const has = this.#hasStranded;
    this.#hasStranded = false;
    return has;
  }

  /** An operator whose errors have reached the threshold, once: it is in the log before it is said. */
  takeNotice(): { readonly operator: string; readonly count: number } | undefined {
    const { errorThreshold } = this.#app.settings;
    // A log that nobody has needed since the boot has nothing new.
    const log = this.#log;
    if (errorThreshold === undefined || log === undefined || log === 'none') return undefined;
    const number = log.due(errorThreshold);
    if (number === undefined) return undefined;
    const notice = { operator: String(number).padStart(2, '0'), count: log.counts[number]! };
    this.#try(() => log.notice({ ...notice, time: this.now }));
    return this.#log === log ? notice : undefined;
  }

  get now(): string {
    return digitsOfTime(timeOf(this.#app.board));
  }

  #try(act: (log: ErrorLog) => void): void {
    try {
      const { log } = this;
      if (log) act(log);
    } catch {
      this.#log = 'none';
    }
  }

  #open(): ErrorLog | 'none' {
    const { board, settings, keys } = this.#app;
    const { terminalId: terminal, merchantId: merchant } = settings;
    try {
      return new ErrorLog(
        board.openFlash('errors'),
        { crc32, extendChain: (linked) => extendChain(keys.chainKey, linked) },
        { terminal, merchant },
      );
    } catch {
      return 'none';
    }
  }
}
