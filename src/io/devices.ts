// SPDX-License-Identifier: Apache-2.0
//
// What a board gives to the program: parts that are already open, and what was found broken while opening them. Drivers
// fit these interfaces without knowing them.

import type { Clock, DateTime } from './clock.ts';
import type { Flash, Io, Tcp, TcpOptions, TlsOptions } from './ecma419.ts';

export interface Display {
  readonly width: number;
  readonly height: number;
  begin(area: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }): void;
  send(pixels: Uint8Array): void;
  end(): void;
}

export interface KeyEvent {
  /** `secret`: of an entry whose digits stay in C, the count has changed, or it has ended. */
  readonly kind: 'press' | 'release' | 'chord' | 'stuck' | 'secret';
  readonly code: number;
}

export type Polled =
  | { readonly kind: 'target' }
  | { readonly kind: 'none' }
  /** More than one card in the field. */
  | { readonly kind: 'collision' }
  /** A card that does not speak ISO 14443-4. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed' };

export type Transceived =
  | { readonly ok: true; readonly response: Uint8Array }
  | { readonly ok: false; readonly reason: 'removed' | 'timeout' | 'protocol' | 'closed' };

export interface NfcReader {
  /** Turns the field on and looks for a card until one is there, or for `timeoutMs`. One poll at a time. */
  poll(timeoutMs: number): Promise<Polled>;
  /** Ends a running poll soon. */
  cancel(): void;
  transceive(command: Uint8Array): Promise<Transceived>;
  /**
   * A stopwatch that has run while cards were asked, without the line between program and reader: how much it has grown is what a card took,
   * with the way through the air, to a millisecond or two. Undefined: the reader cannot tell.
   */
  readonly answeredUs?: number;
  /** Whether a card is in the field. */
  present(): Promise<boolean>;
  /** Lets the card go and turns the field off. */
  release(): Promise<void>;
}

export type Printed =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'paper-out' | 'cover-open' | 'overheated' | 'no-answer' | 'closed';
    };

export interface Printer {
  /** Fulfilled when the whole job is on paper, or as soon as it is known that it is not. */
  print(job: Uint8Array): Promise<Printed>;
}

export interface Rtc {
  /** Undefined when it has lost the time. */
  read(): DateTime | undefined;
  write(time: DateTime): void;
}

export interface Leds {
  set(mask: number): void;
  play(
    steps: readonly { readonly mask: number; readonly durationMs: number }[],
    repeat?: boolean,
  ): void;
}

export interface Buzzer {
  play(notes: readonly { readonly hz: number; readonly durationMs: number }[]): void;
}

/** A switch that knows whether the case has been opened. */
export interface Tamper {
  /** It is open, or was since power-on. */
  isOpen(): boolean;
}

export type DeviceName = 'display' | 'keypad' | 'reader' | 'printer' | 'clock' | 'storage';

/** A board whose parts are open. A part that could not be opened is missing, and its name is in `failed`. */
export interface Board {
  readonly clock: Clock;
  readonly failed: readonly DeviceName[];
  readonly display: Display | undefined;
  readonly reader: NfcReader | undefined;
  readonly printer: Printer | undefined;
  readonly rtc: Rtc | undefined;
  readonly leds: Leds | undefined;
  readonly buzzer: Buzzer | undefined;
  readonly tamper: Tamper | undefined;
  readonly tcp: Omit<Io<TcpOptions, Tcp>, 'address' | 'port'>;
  /** The board's own TLS 1.2 or later; its connections are used as TCP's are. */
  readonly tls: Pick<Io<TlsOptions, Tcp>, 'io'>;
  /** `count` (at most 256) bytes of the hardware generator. */
  entropy(count: number): Uint8Array;
  /** A partition by its label; throws when there is none. */
  openFlash(label: string): Flash;
  /** Keys go to the last handler set. */
  onKey(handler: (event: KeyEvent) => void): void;
  /** Called when the case is opened: the last handler set, and before anything else that happens at that moment. */
  onTamper(handler: () => void): void;
}
