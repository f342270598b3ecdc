// SPDX-License-Identifier: Apache-2.0
//
// The host's end of the serial protocol (README.md, "The wire"): one request at a time, repeated until it is answered.
// The one thing a reader would get wrong: a repeated request has the same sequence number and is done once; a request for a
// program that has restarted meanwhile is refused and not done at all.

import {
  Command,
  encodeFrame,
  type Frame,
  FrameReader,
  FrameType,
  protocolVersion,
  Refusal,
} from './frame.ts';

export interface Hello {
  readonly boot: number;
  readonly capabilities: number;
  readonly build: string;
}

export type Trouble = 'silent' | 'version' | 'restarted' | 'refused' | 'closed';

/** What is wrong with the other end, or with the way there. */
export class LineTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble, text: string) {
    super(text);
    this.trouble = trouble;
  }
}

export interface RequesterOptions {
  readonly send: (bytes: Uint8Array) => void;
  /** Wait so long for an answer, then ask again. */
  readonly tryMs?: number;
  /** Silence after so many. */
  readonly tries?: number;
  /** Calls back after `ms`; returns how to forget it. Default: this computer's timers. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

export interface LineFigures {
  readonly requests: number;
  /** Sent once more because no answer came in time. */
  readonly repeated: number;
  /** Stretches of the line that were no frame. */
  readonly garbled: number;
}

interface Pending {
  readonly frame: Omit<Frame, 'version'>;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (trouble: LineTrouble) => void;
  triesLeft: number;
  forget: () => void;
}

const wallTimer = (ms: number, run: () => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

const refusals: Readonly<Record<number, string>> = {
  [Refusal.unknownCommand]: 'does not know the command',
  [Refusal.badPayload]: 'does not understand the payload',
  [Refusal.failed]: 'failed',
};

export class Requester {
  readonly #options: Required<RequesterOptions>;
  readonly #reader = new FrameReader((frame) => this.#take(frame));
  #pending: Pending | undefined;
  #sequence = 0;
  #boot = 0;
  #requests = 0;
  #repeated = 0;
  #closed: LineTrouble | undefined;

  constructor(options: RequesterOptions) {
    this.#options = { tryMs: 200, tries: 20, after: wallTimer, ...options };
  }

  get figures(): LineFigures {
    return { requests: this.#requests, repeated: this.#repeated, garbled: this.#reader.bad };
  }

  /** Bytes of the line, in any pieces. */
  receive(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** The port is gone: what is under way fails, and all that comes after. */
  close(why: string): void {
    this.#closed = new LineTrouble('closed', why);
    this.#finish()?.reject(this.#closed);
  }

  /** Asks who is there. What follows is for that start of the program only. `tries`: before it is called silent. */
  async hello(tries = this.#options.tries): Promise<Hello> {
    const { boot, payload } = await this.#exchange(Command.hello, 0, new Uint8Array(0), tries);
    if (payload.length < 4) throw new LineTrouble('refused', 'the hello is too short');
    this.#boot = boot;
    const view = new DataView(payload.buffer, payload.byteOffset);
    return {
      boot,
      capabilities: view.getUint32(0, true),
      build: String.fromCharCode(...payload.subarray(4)),
    };
  }

  /** The answer to a command. Rejects with LineTrouble. */
  async request(command: number, payload: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
    const answer = await this.#exchange(command, this.#boot, payload, this.#options.tries);
    return answer.payload;
  }

  #exchange(command: number, boot: number, payload: Uint8Array, tries: number): Promise<Frame> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (this.#pending) throw new TypeError('one request at a time');
    this.#sequence = (this.#sequence + 1) & 0xff;
    this.#requests++;
    const frame = { type: FrameType.request, sequence: this.#sequence, command, boot, payload };
    return new Promise((resolve, reject) => {
      this.#pending = { frame, resolve, reject, triesLeft: tries, forget: () => {} };
      this.#try(this.#pending);
    });
  }

  #try(pending: Pending): void {
    const { send, after, tryMs, tries } = this.#options;
    if (pending.triesLeft-- === 0) {
      this.#finish();
      pending.reject(new LineTrouble('silent', `no answer to ${tries} requests`));
      return;
    }
    pending.forget = after(tryMs, () => {
      this.#repeated++;
      this.#try(pending);
    });
    send(encodeFrame(pending.frame));
  }

  #take(frame: Frame): void {
    const pending = this.#pending;
    if (!pending || frame.type === FrameType.request) return;
    const { sequence, command } = pending.frame;
    if (frame.sequence !== sequence || frame.command !== command) return;
    if (frame.version !== protocolVersion) {
      this.#finish();
      pending.reject(otherVersion(frame.version));
    } else if (frame.type === FrameType.refusal) {
      this.#finish();
      pending.reject(refused(frame));
    } else if (command !== Command.hello && frame.boot !== pending.frame.boot) {
      this.#finish();
      pending.reject(restarted());
    } else {
      this.#finish();
      pending.resolve(frame);
    }
  }

  #finish(): Pending | undefined {
    const pending = this.#pending;
    pending?.forget();
    this.#pending = undefined;
    return pending;
  }
}

function restarted(): LineTrouble {
  return new LineTrouble('restarted', 'the board has restarted by itself');
}

function otherVersion(version: number): LineTrouble {
  const text = `the board speaks version ${version} of the protocol, this host ${protocolVersion}`;
  return new LineTrouble('version', text);
}

function refused({ version, command, payload: [reason = 0] }: Frame): LineTrouble {
  if (reason === Refusal.version) return otherVersion(version);
  if (reason === Refusal.otherBoot) return restarted();
  const what = refusals[reason] ?? `refuses for reason ${reason}`;
  return new LineTrouble('refused', `command ${command}: the board ${what}`);
}
