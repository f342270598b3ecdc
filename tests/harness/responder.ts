// SPDX-License-Identifier: Apache-2.0
//
// The target's end of the serial protocol (README.md, "The wire"): does what a request asks, once, and answers it as often as
// it is asked. The host never has more than one request under way, so one remembered answer is enough.

import {
  Command,
  encodeFrame,
  type Frame,
  FrameReader,
  FrameType,
  protocolVersion,
  Refusal,
} from './frame.ts';

/** Does a command: its answer, or the reason for a refusal (one of Refusal). */
export type Handler = (payload: Uint8Array) => Uint8Array | number;

export interface ResponderOptions {
  /** 1 … 65535, another one at each start of the program: hardware entropy, or a counter in flash. */
  readonly boot: number;
  /** Bit 0: has tests. The others are the project's. */
  readonly capabilities: number;
  /** Which build this is, ASCII, at most 64 characters. */
  readonly build: string;
  readonly commands: ReadonlyMap<number, Handler>;
  readonly send: (bytes: Uint8Array) => void;
}

/** A hello and the commands of a project over a line of bytes. */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #reader = new FrameReader((frame) => this.#take(frame));
  #last: Frame | undefined;
  #answer: Uint8Array | undefined;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** Bytes of the line, in any pieces. Never throws. */
  receive(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  #take(frame: Frame): void {
    if (frame.type !== FrameType.request) return;
    const { boot, send } = this.#options;
    if (frame.version !== protocolVersion) send(this.#refusal(frame, Refusal.version));
    else if (frame.command !== Command.hello && frame.boot !== boot)
      send(this.#refusal(frame, Refusal.otherBoot));
    else {
      if (!this.#answer || !isSame(frame, this.#last)) {
        this.#last = frame;
        this.#answer = this.#execute(frame);
      }
      send(this.#answer);
    }
  }

  #execute(frame: Frame): Uint8Array {
    let result: Uint8Array | number;
    try {
      if (frame.command === Command.hello) result = this.#hello();
      else
        result =
          this.#options.commands.get(frame.command)?.(frame.payload) ?? Refusal.unknownCommand;
    } catch {
      // A handler's own mistake: the host is told, and the program lives on.
      result = Refusal.failed;
    }
    if (typeof result === 'number') return this.#refusal(frame, result);
    return this.#encode(frame, FrameType.answer, result);
  }

  #hello(): Uint8Array {
    const { capabilities, build } = this.#options;
    const bytes = new Uint8Array(4 + build.length);
    new DataView(bytes.buffer).setUint32(0, capabilities, true);
    for (let at = 0; at < build.length; at++) bytes[4 + at] = build.charCodeAt(at);
    return bytes;
  }

  #refusal(frame: Frame, reason: number): Uint8Array {
    return this.#encode(frame, FrameType.refusal, Uint8Array.of(reason));
  }

  #encode({ sequence, command }: Frame, type: number, payload: Uint8Array): Uint8Array {
    return encodeFrame({ type, sequence, command, boot: this.#options.boot, payload });
  }
}

function isSame(a: Frame, b: Frame | undefined): boolean {
  return (
    b !== undefined &&
    a.sequence === b.sequence &&
    a.command === b.command &&
    a.payload.length === b.payload.length &&
    a.payload.every((byte, at) => byte === b.payload[at])
  );
}
