// SPDX-License-Identifier: Apache-2.0
//
// The agent of a board's HIL image as its host sees it, docs/hardware/hil.md: the numbers of its commands, and what their bytes
// mean. The agent has a list of its own; a test compares both with that page.

export const AgentCommand = {
  start: 16,
  status: 17,
  reset: 18,
  key: 19,
  screenRow: 20,
  takePrinted: 21,
  card: 22,
  takeCommand: 23,
  giveAnswer: 24,
  failCommand: 25,
  takeLine: 26,
  giveLine: 27,
} as const;

/** What the host plays instead of the board's own part. */
export const Part = { card: 1, line: 2, printer: 4 } as const;

export const StatusFlag = {
  started: 1,
  printed: 2,
  printedLost: 4,
  command: 8,
  line: 16,
  field: 32,
} as const;

export const LineEvent = {
  none: 0,
  connect: 1,
  data: 2,
  close: 3,
  connected: 4,
  ended: 5,
  acknowledged: 6,
} as const;

export const fieldNumbers = { none: 0, target: 1, collision: 2, unsupported: 3 } as const;
export const failureNumbers = { removed: 0, timeout: 1, protocol: 2 } as const;

/** Codes of the keys by their names on the keypad. */
export const keyCodes: Readonly<Record<string, number>> = {
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, Number(digit)])),
  '00': 10,
  '.': 11,
  enter: 12,
  cancel: 13,
  clear: 14,
  up: 15,
  down: 16,
  menu: 17,
  lang: 18,
  help: 19,
};

export interface Status {
  /** Since the board's start. */
  readonly ms: number;
  readonly revision: number;
  /** Of the mirror of the glass. */
  readonly crc: number;
  readonly flags: number;
}

export interface CardCommand {
  readonly selections: number;
  readonly bytes: Uint8Array;
}

/** One command to the board and its answer; throws LineTrouble. Blocks. */
export type Call = (command: number, payload?: Uint8Array) => Uint8Array;

const answerPieceBytes = 100;
const linePieceBytes = 100;

/** The commands as functions. */
export class AgentClient {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  start(parts: number): void {
    this.#call(AgentCommand.start, Uint8Array.of(parts));
  }

  reset(): void {
    this.#call(AgentCommand.reset);
  }

  status(): Status {
    const bytes = this.#call(AgentCommand.status);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return {
      ms: view.getUint32(0, true),
      revision: view.getUint32(4, true),
      crc: view.getUint32(8, true),
      flags: bytes[12]!,
    };
  }

  key(name: string, pressed: boolean): void {
    const code = keyCodes[name];
    if (code === undefined) throw new RangeError(`no key ${name}`);
    this.#call(AgentCommand.key, Uint8Array.of(pressed ? 1 : 0, code));
  }

  /** RGB332, a byte a pixel. */
  screenRow(row: number): Uint8Array {
    return this.#call(AgentCommand.screenRow, u16(row));
  }

  takePrinted(): Uint8Array {
    return this.#call(AgentCommand.takePrinted);
  }

  field(state: keyof typeof fieldNumbers): void {
    this.#call(AgentCommand.card, Uint8Array.of(fieldNumbers[state]));
  }

  /** The command that waits for a card, whole. Its length is 0 when there is none any more. */
  takeCommand(): CardCommand {
    const bytes: number[] = [];
    for (;;) {
      const piece = this.#call(AgentCommand.takeCommand, u16(bytes.length));
      const total = piece[1]! | (piece[2]! << 8);
      bytes.push(...piece.subarray(3));
      if (bytes.length >= total || piece.length === 3)
        return { selections: piece[0]!, bytes: Uint8Array.from(bytes.slice(0, total)) };
    }
  }

  giveAnswer(answer: Uint8Array): void {
    for (let at = 0; at === 0 || at < answer.length; at += answerPieceBytes) {
      const piece = answer.subarray(at, at + answerPieceBytes);
      this.#call(
        AgentCommand.giveAnswer,
        Uint8Array.of(...u16(at), ...u16(answer.length), ...piece),
      );
    }
  }

  failCommand(reason: keyof typeof failureNumbers): void {
    this.#call(AgentCommand.failCommand, Uint8Array.of(failureNumbers[reason]));
  }

  takeLine(): { kind: number; socket: number; bytes: Uint8Array } {
    const [kind = 0, socket = 0, ...bytes] = this.#call(AgentCommand.takeLine);
    return { kind, socket, bytes: Uint8Array.from(bytes) };
  }

  giveLine(kind: number, socket: number, bytes: Uint8Array = new Uint8Array(0)): void {
    for (let at = 0; at === 0 || at < bytes.length; at += linePieceBytes) {
      const piece = bytes.subarray(at, at + linePieceBytes);
      this.#call(AgentCommand.giveLine, Uint8Array.of(kind, socket, ...piece));
    }
  }
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}
