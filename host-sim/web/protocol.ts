// SPDX-License-Identifier: Apache-2.0
//
// What the page and its terminal say to each other over one WebSocket. The page sends what a person does to the world; it gets
// what a person would see and hear. Text frames are JSON, one `PageCommand` or one `Update` each; binary frames are pixels:
//   screen  01 00 | y u16 | rows u16 | width u16 | RGBA of `rows` whole rows
//   paper   02 00 | 00 00 | from u32 | 48 bytes a row, 1 is black, top bit leftmost
// Numbers are little-endian. The first update holds everything; later ones only what has changed.

export type PageCommand =
  | { readonly do: 'key'; readonly key: string; readonly pressed: boolean }
  /** Holds a card to the reader for about a second. */
  | { readonly do: 'tap'; readonly card: string }
  | { readonly do: 'present' | 'remove' | 'unlock'; readonly card: string }
  | { readonly do: 'power'; readonly on: boolean }
  | { readonly do: 'paper'; readonly what: 'tear' | 'end' | 'load' }
  | { readonly do: 'cover'; readonly open: boolean }
  /** The case: what the tamper switch sees. */
  | { readonly do: 'case'; readonly open: boolean }
  | { readonly do: 'line'; readonly what: LineState | 'reset' }
  | { readonly do: 'behaviour'; readonly name: string; readonly once: boolean }
  /** The next answer to money is a refusal with this code. */
  | { readonly do: 'refuse'; readonly code: string }
  /** What the host shows at the next handshake. */
  | { readonly do: 'certificate'; readonly name: string }
  /** The terminal's own keys, pressed one after the other: a `Shortcut` by its name. */
  | { readonly do: 'shortcut'; readonly name: string }
  /** Whether the power goes in the middle of the next write to flash. */
  | { readonly do: 'cut'; readonly armed: boolean }
  /** One bit of a record of the journal changes by itself. */
  | { readonly do: 'rot' }
  /** A new terminal and a new world; a command of `jiaozi explore` will do for a seed. */
  | { readonly do: 'seed'; readonly seed: string; readonly operators: boolean }
  /** How many times as fast as a clock on the wall a replay goes. */
  | { readonly do: 'speed'; readonly times: number }
  /** Nobody looks at a hidden page: nothing is sent to it. */
  | { readonly do: 'visible'; readonly visible: boolean };

export type LineState = 'up' | 'slow' | 'down';

export type Face =
  | 'debit'
  | 'credit'
  | 'phone'
  | 'transit'
  | 'access'
  | 'visa'
  | 'mastercard'
  | 'odd';

export interface DrawerCard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly face: Face;
  /** first 6 and last 4 digits; missing when the card has none to show */
  readonly number?: string;
  readonly group: 'everyday' | 'refused' | 'awkward';
  /** A phone that its holder can unlock. */
  readonly locked?: boolean;
}

export interface Shortcut {
  readonly name: string;
  readonly group: string;
  readonly title: string;
  /** As on the keypad, from the idle screen. */
  readonly keys: readonly string[];
  /** Only with operators, or only without them. */
  readonly operators?: boolean;
}

/** What never changes while the page is open. */
export interface Fixtures {
  readonly seed: string;
  /** Second of the day, in the terminal's zone, at time 0. */
  readonly daySecond: number;
  readonly cards: readonly DrawerCard[];
  readonly behaviours: readonly string[];
  readonly shortcuts: readonly Shortcut[];
  /** People sign in at this terminal. */
  readonly operators: boolean;
  /** What the host can show; none where it does not talk TLS. */
  readonly certificates: readonly string[];
  /** Runs the explorer with the seed of this page. */
  readonly replay: string;
  /** The command whose run is played; empty where the visitor has the terminal from the start. */
  readonly replaying: string;
  readonly width: number;
  readonly height: number;
  readonly paperWidth: number;
}

export interface State {
  /** Why the run has ended, for good. */
  readonly failure: string | null;
  readonly powered: boolean;
  /** 0 … 1000 each, from the left */
  readonly leds: readonly number[];
  /** Cards near the reader. */
  readonly field: readonly string[];
  readonly line: LineState;
  readonly paper: 'ok' | 'near end' | 'out';
  readonly coverOpen: boolean;
  readonly caseOpen: boolean;
  readonly printing: boolean;
  /** How the acquirer behaves until told otherwise. */
  readonly behaviour: string;
  readonly certificate: string;
  /** The power goes at the next write to flash. */
  readonly cutArmed: boolean;
  /** Null where nothing is played. */
  readonly replay: ReplayState | null;
}

/** As long as it is not over nobody else touches the world. */
export interface ReplayState {
  readonly over: boolean;
  readonly times: number;
  /** What the oracles say when it is over; nothing: all is as it should be. */
  readonly findings: readonly string[];
}

/** How fast a replay may go. */
export const replaySpeeds = [1, 4, 16, 100] as const;

export interface PageTone {
  readonly hz: number;
  readonly fromUs: number;
  /** Missing while it sounds. */
  readonly toUs?: number;
}

export interface PaperState {
  readonly height: number;
  /** Rows at which a sheet ends. */
  readonly cuts: readonly number[];
  /** Rows that a hand has taken away. */
  readonly takenRows: number;
}

export interface LedgerEntry {
  readonly stan: string;
  readonly maskedPan: string;
  readonly amountMinor: number;
  readonly netMinor: number;
  readonly state: string;
  readonly code: string;
  readonly note: string;
  readonly atUs: number;
}

export interface PageLedger {
  readonly entries: readonly LedgerEntry[];
  readonly netMinor: number;
}

export interface JournalEntry {
  readonly sequence: number;
  /** In words. */
  readonly name: string;
  /** Empty where the record has none. */
  readonly trace: string;
  readonly amountMinor: number | null;
  readonly operator: string;
  /** All that can be shown, masked, line by line. */
  readonly lines: readonly string[];
}

/** The terminal's own book, as whoever has its flash and its keys reads it. */
export interface PageJournal {
  /** The newest last. */
  readonly entries: readonly JournalEntry[];
  /** How many there are altogether. */
  readonly records: number;
  readonly chain: 'right' | 'broken' | 'empty' | 'not checked';
  /** What is not as it was written, in words. */
  readonly findings: readonly string[];
  /** Who has signed in, as far as the journal knows; null: nobody. */
  readonly signedIn: string | null;
}

/** host: messages on the line; card: APDUs; chip: what chip models say; terminal: its life; you: what the page did; run: what
 * happens in a replay. */
export const logKinds = ['host', 'card', 'chip', 'terminal', 'you', 'run'] as const;
export type LogKind = (typeof logKinds)[number];

export interface LogEntry {
  readonly atUs: number;
  readonly kind: LogKind;
  readonly title: string;
  /** More to read, line by line. */
  readonly lines: readonly string[];
}

export interface Update {
  readonly nowUs: number;
  /** Sent first, and again after a restart: everything shown before belongs to another terminal. */
  readonly fixtures?: Fixtures;
  readonly state?: State;
  readonly tones?: readonly PageTone[];
  readonly paper?: PaperState;
  readonly ledger?: PageLedger;
  readonly journal?: PageJournal;
  readonly log?: readonly LogEntry[];
  /** Why what was asked for is not done; everything stays as it is. */
  readonly refused?: string;
}

export const frameKind = { screen: 1, paper: 2 } as const;
export const frameHeaderBytes = 8;
/** Dots are sent as they lie under the head: 384 to a row. */
export const paperRowBytes = 48;
