// SPDX-License-Identifier: Apache-2.0
//
// The words of a scenario: a terminal on a counter, the clerk, the cardholder, the line, the paper, the acquirer's book. One
// vocabulary for every target: the simulation (world.ts) has all of it, a board on a bench (../hil/bench-world.ts) what the
// bench can do. Every "does" lets the time pass that a person takes.

import type { TransactionName } from '../../src/ui/screen.ts';
import type { Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/titles.ts';
import type { Behaviour } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { Simulation, WallTime } from '../simulation.ts';

export interface Vocabulary {
  readonly clerk: {
    /** Types keys by name; a word of digits is typed digit by digit. */
    types(...keys: readonly string[]): void;
    /** Holds a key down until `releases`. */
    holds(key: string): void;
    releases(key: string): void;
  };
  readonly cardholder: {
    /** Holds a card to the reader, at a moment drawn by the seed, until it has been read (or for `forMs`). */
    taps(name: string, forMs?: number): void;
    /** Types the PIN of that card, or `pin`, and OK. */
    entersPin(name: string, pin?: string): void;
    presents(name: string): void;
    removes(name: string): void;
  };
  readonly power: { on(): void; off(): void };
  /** The case of the terminal, which nobody but service opens. */
  readonly case: { opens(): void; closes(): void };
  readonly paper: {
    text(): string;
    /** The paper bears `text` (at least) `times` times. */
    shows(text: string, times?: number): void;
    lacks(text: string): void;
  };
  readonly acquirer: {
    behavesNext(behaviour: Behaviour): void;
    behaves(behaviour: Behaviour): void;
    entries(): readonly Entry[];
    /** The book has exactly these entries, in order; of each, what is given must be so. */
    shows(...expected: readonly Partial<Entry>[]): void;
  };
  readonly line: { down(): void; up(): void; resets(): void; slow(ms: number): void };
  /** In which the screens are expected. */
  language: Language;
  /** What the terminal was delivered with. */
  readonly settings: Simulation['settings'];
  /** Now, in the terminal's zone. */
  wallTime(): WallTime;
  /** Switches on and waits for the idle screen. */
  boots(): void;
  waits(ms: number): void;
  /** Waits until the glass shows one of `screens`; fails after `withinMs`. */
  reaches(screens: Screen | readonly Screen[], withinMs?: number): void;
  /** The glass shows one of `screens` now. */
  shows(screens: Screen | readonly Screen[]): void;
  /** Waits for the idle screen, whatever the minute. */
  reachesIdle(withinMs?: number): void;
  fail(what: string): never;
  /** Everything else of the simulation: a story that reaches for it runs nowhere else. */
  readonly sim: Simulation;
}

/** What a scenario wanted and did not get. */
export class ScenarioFailure extends Error {}

/** How people do things, in milliseconds. */
export const pace = { pressMs: 90, betweenKeysMs: 120, patienceMs: 90_000 } as const;

/** Words of three digits or more are typed one by one. */
export function keysOf(words: readonly string[]): string[] {
  return words.flatMap((word) => (/^\d{3,}$/.test(word) ? [...word] : [word]));
}

const transactions: readonly TransactionName[] = [
  'sale',
  'void',
  'refund',
  'balance',
  'preAuthorization',
  'preAuthorizationVoid',
  'completion',
  'completionVoid',
  'completionAdvice',
  'offlineSale',
];

/** "Take card", whatever the card is for. */
export const removeCardScreens: readonly Screen[] = transactions.map((transaction) => ({
  kind: 'remove-card',
  transaction,
}));

/** Idle shows the time: this minute's, the one before, or none. */
export function idleScreens(merchant: string, now: WallTime, minuteBefore: WallTime): Screen[] {
  const idle = { kind: 'idle', merchant, test: true } as const;
  return [{ ...idle, now }, { ...idle, now: minuteBefore }, idle];
}

export function entryFits(entry: Entry, expected: Partial<Entry>): boolean {
  return Object.entries(expected).every(([key, value]) => entry[key as keyof Entry] === value);
}
