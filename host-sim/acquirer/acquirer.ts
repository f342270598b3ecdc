// SPDX-License-Identifier: Apache-2.0
//
// The acquirer and issuer test double: a function of bytes and time. Bytes come in over a connection of whatever kind; answers
// go out later, through `schedule`, never from within `receive`. It owns no socket, no clock and no timer.

import { type Behaviour, checkBehaviour, type MessageKind, malformations } from './behaviour.ts';
import type { Downloads } from './downloads.ts';
import { Host, type HostOptions, type Reply } from './host.ts';
import type { Entry, Ledger } from './ledger.ts';
import { kindOf } from './message-kinds.ts';
import type { Scripts } from './scripts.ts';
import type { Settlements } from './settlement.ts';
import { FrameStream } from './stream.ts';
import { readMessage, type WireMessage, writeMessage } from './wire.ts';

export interface AcquirerOptions extends HostOptions {
  /** Calls back once after at least `delayUs`, never from within this call. */
  readonly schedule: (delayUs: number, run: () => void) => void;
  /** From the last byte of a request to the first of its answer. */
  readonly thinkUs?: number;
}

/** The terminal's end of a connection. */
export interface Peer {
  send(bytes: Uint8Array): void;
  close(): void;
}

/** Our end. After `closed()` nothing is sent to the peer any more. */
export interface Connection {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

/** `bytes` are whole frames with all that is in them: whoever shows them masks them. */
export type AcquirerEvent = { readonly connection: number; readonly atUs: number } & (
  | { readonly kind: 'connected' | 'disconnected' }
  | { readonly kind: 'request'; readonly what: MessageKind; readonly bytes: Uint8Array }
  | { readonly kind: 'answer'; readonly code: string; readonly bytes: Uint8Array }
  | { readonly kind: 'no-answer'; readonly reason: string }
  | { readonly kind: 'entry'; readonly entry: Entry }
);

type EventBody = AcquirerEvent extends infer Event
  ? Event extends AcquirerEvent
    ? Omit<Event, 'connection' | 'atUs'>
    : never
  : never;

interface Wire {
  readonly id: number;
  readonly peer: Peer;
  readonly stream: FrameStream;
  isOpen: boolean;
  /** Sent something that is no message; is hung up on soon. */
  isRefused: boolean;
}

export class Acquirer {
  #options: AcquirerOptions;
  #host: Host;
  #next: Behaviour[] = [];
  #lasting: Behaviour = {};
  #listeners = new Set<(event: AcquirerEvent) => void>();
  #connections = 0;

  constructor(options: AcquirerOptions) {
    this.#options = options;
    this.#host = new Host(options);
  }

  get ledger(): Ledger {
    return this.#host.ledger;
  }

  /** What terminals fetch; may be changed. */
  get downloads(): Downloads {
    return this.#host.downloads;
  }

  /** What was sent to cards, and what was heard of it. */
  get scripts(): Scripts {
    return this.#host.scripts;
  }

  get settlements(): Settlements {
    return this.#host.settlements;
  }

  /** Every working key handed out so far, in clear: for the oracle that looks for them where they must not be. */
  get workingKeys(): readonly Uint8Array[] {
    return this.#host.workingKeys;
  }

  /** Misbehaves once, at the next message that fits; calls queue up. */
  behaveNext(behaviour: Behaviour): void {
    checkBehaviour(behaviour);
    this.#next.push(behaviour);
  }

  /** What `behaveNext` said and has not happened yet will not. */
  forgetNext(): void {
    this.#next = [];
  }

  /** Misbehaves from now on; `{}` ends it. What `behaveNext` says adds to it and comes first. */
  behave(behaviour: Behaviour): void {
    checkBehaviour(behaviour);
    this.#lasting = behaviour;
  }

  /** Returns how to stop listening. */
  onEvent(listener: (event: AcquirerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(peer: Peer): Connection {
    const id = ++this.#connections;
    const wire: Wire = { id, peer, stream: new FrameStream(), isOpen: true, isRefused: false };
    this.#tell(wire, { kind: 'connected' });
    return {
      receive: (bytes) => this.#receive(wire, bytes),
      closed: () => this.#disconnect(wire),
    };
  }

  #disconnect(wire: Wire): void {
    if (!wire.isOpen) return;
    wire.isOpen = false;
    this.#tell(wire, { kind: 'disconnected' });
  }

  /** From our side; never from within a call of the peer. */
  #hangUp(wire: Wire): void {
    if (!wire.isOpen) return;
    this.#disconnect(wire);
    wire.peer.close();
  }

  #receive(wire: Wire, bytes: Uint8Array): void {
    if (!wire.isOpen || wire.isRefused) return;
    let frames: Buffer[];
    try {
      frames = wire.stream.push(bytes);
    } catch {
      this.#refuse(wire, 'bad length');
      return;
    }
    for (const frame of frames) if (!wire.isRefused) this.#handle(wire, frame);
  }

  #refuse(wire: Wire, reason: string): void {
    wire.isRefused = true;
    this.#tell(wire, { kind: 'no-answer', reason });
    this.#options.schedule(0, () => this.#hangUp(wire));
  }

  #handle(wire: Wire, frame: Buffer): void {
    let message: WireMessage;
    try {
      message = readMessage(frame);
    } catch {
      this.#refuse(wire, 'malformed request');
      return;
    }
    const what = kindOf(message);
    this.#tell(wire, { kind: 'request', what, bytes: withLength(frame) });
    const behaviour = this.#behaviourFor(what);
    if (behaviour.lost) {
      this.#tell(wire, { kind: 'no-answer', reason: 'request lost' });
      return;
    }
    const reply = this.#host.handle(what, message, behaviour);
    if (reply.entry) this.#tell(wire, { kind: 'entry', entry: reply.entry });
    if (behaviour.silent) {
      this.#tell(wire, { kind: 'no-answer', reason: 'silent' });
      return;
    }
    const bytes = answerFrame(message, reply, behaviour);
    const delayUs = (this.#options.thinkUs ?? 120_000) + (behaviour.slowMs ?? 0) * 1000;
    this.#options.schedule(delayUs, () => this.#answer(wire, reply.code, bytes, behaviour));
  }

  #answer(wire: Wire, code: string, bytes: Buffer, behaviour: Behaviour): void {
    const { hangUpAtByte, repeats } = behaviour;
    if (!wire.isOpen) {
      this.#tell(wire, { kind: 'no-answer', reason: 'too late' });
      return;
    }
    const sent = bytes.subarray(0, hangUpAtByte ?? bytes.length);
    this.#tell(wire, { kind: 'answer', code, bytes: sent });
    if (sent.length > 0) wire.peer.send(sent);
    if (repeats) wire.peer.send(sent);
    if (hangUpAtByte !== undefined) this.#hangUp(wire);
  }

  #behaviourFor(what: MessageKind): Behaviour {
    const fits = ({ only }: Behaviour) => only === undefined || only === what;
    const index = this.#next.findIndex(fits);
    const next = index < 0 ? {} : this.#next.splice(index, 1)[0];
    return { ...(fits(this.#lasting) ? this.#lasting : {}), ...next };
  }

  #tell(wire: Wire, body: EventBody): void {
    const event = { connection: wire.id, atUs: this.#options.nowUs(), ...body } as AcquirerEvent;
    for (const listener of this.#listeners) listener(event);
  }
}

function withLength(frame: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(frame.length);
  return Buffer.concat([length, frame]);
}

function answerFrame(request: WireMessage, reply: Reply, behaviour: Behaviour): Buffer {
  const { tpdu, header } = request;
  const fields = new Map(reply.fields);
  if (behaviour.otherTrace) {
    fields.set(11, String((Number(fields.get(11)) % 999_999) + 1).padStart(6, '0'));
  }
  for (const [id, value] of Object.entries(behaviour.fields ?? {})) {
    if (value === '') fields.delete(Number(id));
    else fields.set(Number(id), value);
  }
  const right = behaviour.noMac ? undefined : reply.mac;
  const mac = right && ((covered: Uint8Array) => macFor(right(covered), behaviour.badMac === true));
  const frame = withLength(
    writeMessage(
      tpdu.slice(0, 2) + tpdu.slice(6) + tpdu.slice(2, 6),
      header.slice(0, 5) + (behaviour.processingRequest ?? '0') + header.slice(6),
      String(Number(request.mti) + 10).padStart(4, '0'),
      fields,
      mac,
    ),
  );
  return behaviour.malformed ? malformations[behaviour.malformed](frame) : frame;
}

/** A bad one differs in its last character. */
function macFor(mac: string, isBad: boolean): string {
  return isBad ? mac.slice(0, 7) + (mac[7] === '0' ? '1' : '0') : mac;
}
