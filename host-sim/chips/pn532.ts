// SPDX-License-Identifier: Apache-2.0
//
// PN532 (firmware 1.6) with its host ports HSU and I2C and a field with cards. docs/sources.md [domain E1, E2].
// Easy to get wrong: after power-up the chip sleeps. On HSU five rising edges wake it (one 55h has five) and all bytes
// of the next millisecond are lost, which is what the long preamble is for; the first command must be SAMConfiguration.
// Measured on no part (assumptions): the wake-up time and the time to the ACK, within the manual's limits.

import type { Card } from '../cards/card.ts';
import type { Task } from '../link/kernel.ts';
import {
  type ChipContext,
  type I2cDevice,
  ModelViolation,
  type PinInput,
  type UartDevice,
  type UartLine,
} from './model.ts';
import { type ChipState, type Command, commands, otherRoles } from './pn532-commands.ts';
import {
  ackFrame,
  answerFrame,
  errorFrame,
  type HostFrame,
  HostFrameReader,
  nackFrame,
} from './pn532-frame.ts';
import { RfField } from './pn532-rf.ts';
import { type Job, Refusal, type Target } from './pn532-targets.ts';

const wakeUs = 1_000;
const ackUs = 400;
const answerUs = 200;
/** From the answer to PowerDown until the chip sleeps. */
const sleepUs = 1_000;
/** From the host's ACK of SetSerialBaudRate to the new rate. */
const baudUs = 200;

const WakeSource = { HSU: 0x10, I2C: 0x80 } as const;

export interface Pn532Faults {
  /** A dead chip: it reads nothing and says nothing. */
  silent(on: boolean): void;
  /** One bit of each of the next `count` answers is wrong on the wire. */
  corruptNext(count: number): void;
  /** The next `count` answers never leave. */
  loseNext(count: number): void;
  /** The next `count` commands are answered with NACK. */
  nackNext(count: number): void;
  /** Every ACK and every answer comes later by this. */
  slow(us: number): void;
}

export interface Pn532World {
  readonly cards: readonly Card[];
  /** Into the field; RangeError when it is there already. */
  present(card: Card): void;
  /** Out of the field; idempotent. */
  remove(card: Card): void;
}

export class Pn532Chip {
  readonly bus: {
    readonly uart: UartDevice;
    readonly i2c: I2cDevice;
    /** P70_IRQ: low while an answer waits on I2C. */
    irq(pin: PinInput): void;
  };
  readonly world: Pn532World;
  readonly faults: Pn532Faults;

  readonly #context: ChipContext;
  readonly #rf: RfField;
  readonly #reader = new HostFrameReader();
  readonly #port: 'hsu' | 'i2c';
  #state: ChipState;
  #baud = 115200;
  #baudWaiting: number | undefined;
  /** What wakes the sleeping chip, bits as in PowerDown; undefined when it is awake. */
  #wakeSources: number | undefined;
  #edges = 0;
  /** Bytes that arrive before this time are lost to a chip that is starting. */
  #deafUntilUs = 0;
  /** Of the command at work. */
  #tasks = new Set<Task>();
  /** What an abort does not stop: falling asleep, a new baud rate. */
  #settling: Task | undefined;
  #lastAnswer: Uint8Array | undefined;
  #line: UartLine | undefined;
  #irq: PinInput | undefined;
  /** I2C: frames the host has not read yet. */
  #outbox: Uint8Array[] = [];
  #fault = { silent: false, corrupt: 0, lose: 0, nack: 0, slowUs: 0 };

  constructor(context: ChipContext, options: { readonly port: 'hsu' | 'i2c' }) {
    this.#context = context;
    this.#port = options.port;
    this.#rf = new RfField(context.kernel);
    this.#state = this.#reset();
    this.#wakeSources = WakeSource.HSU | WakeSource.I2C;
    const chip = this;
    const fault = this.#fault;
    this.bus = {
      uart: {
        get baud() {
          return chip.#baud;
        },
        receive: (bytes) => chip.#receive(bytes),
        attach: (line) => {
          chip.#line = line;
        },
      },
      i2c: {
        address: 0x24,
        write: (bytes) => chip.#i2cWrite(bytes),
        read: (count) => chip.#i2cRead(count),
      },
      irq: (pin) => {
        chip.#irq = pin;
        pin.set(1);
      },
    };
    this.world = {
      get cards() {
        return chip.#rf.cards;
      },
      present: (card) => chip.#rf.present(card),
      remove: (card) => chip.#rf.remove(card),
    };
    this.faults = {
      silent: (on) => {
        fault.silent = on;
      },
      corruptNext: (count) => {
        fault.corrupt = count;
      },
      loseNext: (count) => {
        fault.lose = count;
      },
      nackNext: (count) => {
        fault.nack = count;
      },
      slow: (us) => {
        fault.slowUs = us;
      },
    };
  }

  /** Supply off: the field and all settings are gone. Cards stay where they are. */
  powerOff(): void {
    this.#abort();
    this.#context.kernel.cancel(this.#settling);
    this.#rf.switch(false);
    this.#state = this.#reset();
    this.#wakeSources = 0;
  }

  powerOn(): void {
    this.#wakeSources = WakeSource.HSU | WakeSource.I2C;
    this.#edges = 0;
  }

  snapshot() {
    return {
      asleep: this.#wakeSources !== undefined,
      field: this.#rf.on,
      baud: this.#baud,
      cards: this.#rf.cards.map(({ name }) => name),
      targets: this.#state.targets.map(({ card }) => card.name),
    };
  }

  #reset(): ChipState {
    this.#reader.reset();
    this.#baud = 115200;
    this.#baudWaiting = undefined;
    this.#edges = 0;
    this.#lastAnswer = undefined;
    return {
      rf: this.#rf,
      port: this.#port,
      registers: new Map([[0x6327, 0x80]]),
      gpio: [0x3f, 0x06],
      targets: [] as Target[],
      autoRats: true,
      retriesCom: 0,
      retriesPassive: 0xff,
      thruTimeoutUs: 51_200,
      configured: false,
      baudAfterAck: (baud) => {
        this.#baudWaiting = baud;
      },
      sleepAfterAnswer: (wakeSources) => this.#sleepSoon(wakeSources),
    };
  }

  // ── power ──

  #sleepSoon(wakeSources: number): void {
    this.#settling = this.#context.kernel.schedule(this.#answerDelayUs + sleepUs, () => {
      this.#rf.switch(false);
      this.#state.targets = [];
      this.#wakeSources = wakeSources;
      this.#edges = 0;
    });
  }

  #wake(atUs: number): void {
    this.#wakeSources = undefined;
    this.#deafUntilUs = atUs + wakeUs;
    this.#reader.reset();
    this.#context.log('awake');
  }

  // ── HSU ──

  #receive(bytes: Uint8Array): void {
    if (this.#port !== 'hsu' || this.#fault.silent) return;
    const byteUs = 10_000_000 / this.#baud;
    const lastUs = this.#context.kernel.nowUs;
    for (let i = 0; i < bytes.length; i++) {
      this.#receiveByte(bytes[i]!, lastUs - (bytes.length - 1 - i) * byteUs);
    }
  }

  #receiveByte(byte: number, atUs: number): void {
    if (this.#wakeSources !== undefined) {
      if ((this.#wakeSources & WakeSource.HSU) === 0) return;
      this.#edges += risingEdges(byte);
      if (this.#edges >= 5) this.#wake(atUs);
      return;
    }
    if (atUs < this.#deafUntilUs) return;
    const frame = this.#reader.push(byte);
    if (frame) this.#accept(frame);
  }

  // ── I2C ──

  #i2cWrite(bytes: Uint8Array): boolean {
    if (!this.#answersAddress()) return false;
    for (const byte of bytes) {
      const frame = this.#reader.push(byte);
      if (frame) this.#accept(frame);
    }
    return true;
  }

  /** A status byte (01 ready), then the frame from its beginning; a frame is taken once it has been read whole. */
  #i2cRead(count: number): Uint8Array | undefined {
    if (!this.#answersAddress()) return undefined;
    const answer = new Uint8Array(count);
    const frame = this.#outbox[0];
    if (!frame) return answer;
    answer[0] = 1;
    answer.set(frame.subarray(0, count - 1), 1);
    if (count - 1 >= frame.length) {
      this.#outbox.shift();
      this.#irq?.set(1);
      if (this.#outbox.length > 0) this.#irq?.set(0);
    }
    return answer;
  }

  /** The address wakes a sleeping chip, which acknowledges from then on. */
  #answersAddress(): boolean {
    if (this.#port !== 'i2c' || this.#fault.silent) return false;
    if (this.#wakeSources !== undefined) {
      if ((this.#wakeSources & WakeSource.I2C) !== 0) this.#wake(this.#context.kernel.nowUs);
      return false;
    }
    return this.#context.kernel.nowUs >= this.#deafUntilUs;
  }

  // ── dialogue ──

  #accept(frame: HostFrame): void {
    switch (frame.kind) {
      case 'ack':
        this.#acknowledged();
        return;
      case 'nack':
        this.#repeat();
        return;
      case 'syntax':
        this.#abort();
        this.#refuse(frame.why);
        return;
      case 'command':
        this.#abort();
        this.#begin(frame.code, frame.data);
        return;
    }
  }

  /** ACK from the host ends a command at work; after SetSerialBaudRate it starts the new rate. */
  #acknowledged(): void {
    const baud = this.#baudWaiting;
    this.#abort();
    if (baud === undefined) return;
    this.#settling = this.#context.kernel.schedule(baudUs, () => {
      this.#baud = baud;
    });
  }

  #repeat(): void {
    if (this.#lastAnswer) this.#offer(this.#lastAnswer);
  }

  #abort(): void {
    for (const task of this.#tasks) this.#context.kernel.cancel(task);
    this.#tasks.clear();
    this.#outbox = [];
    this.#irq?.set(1);
    this.#baudWaiting = undefined;
  }

  #begin(code: number, data: Uint8Array): void {
    if (this.#fault.nack > 0) {
      this.#fault.nack--;
      this.#schedule(ackUs, () => this.#offer(nackFrame));
      return;
    }
    this.#lastAnswer = undefined;
    const command = commands.find((each) => each.code === code);
    this.#schedule(ackUs + this.#fault.slowUs, () => {
      this.#offer(ackFrame);
      if (command) this.#run(command, data);
      else this.#runOtherRole(code);
    });
  }

  #run(command: Command, data: Uint8Array): void {
    const { code, name, least, most, run } = command;
    if (data.length < least || data.length > most) {
      this.#refuse(`${name} with ${data.length} bytes`);
      return;
    }
    if (!this.#state.configured && name !== 'SAMConfiguration' && !this.#context.foreign) {
      this.#refuse(`${name} before SAMConfiguration`);
      return;
    }
    this.#context.log(name);
    try {
      run(this.#state, this.#job(code), data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refuse(error.message);
    }
  }

  #runOtherRole(code: number): void {
    const role = otherRoles[code];
    if (!role) {
      this.#refuse(`unknown command ${code.toString(16).padStart(2, '0')}`);
      return;
    }
    if (!this.#context.foreign) throw new ModelViolation('pn532', `${role.name} is not modelled`);
    if (role.answer) this.#job(code).answer(role.answer);
  }

  #job(code: number): Job {
    const chip = this;
    return {
      after(us, run) {
        chip.#schedule(us, run);
      },
      answer(data) {
        chip.#answer(answerFrame(code, Uint8Array.from(data)));
      },
      reject(why) {
        throw new Refusal(why);
      },
    };
  }

  #refuse(why: string): void {
    if (!this.#context.foreign) throw new ModelViolation('pn532', why);
    this.#context.log(`error frame: ${why}`);
    this.#answer(errorFrame);
  }

  get #answerDelayUs(): number {
    return answerUs + this.#fault.slowUs;
  }

  #answer(frame: Uint8Array): void {
    this.#lastAnswer = frame;
    this.#schedule(this.#answerDelayUs, () => this.#offer(frame));
  }

  #offer(frame: Uint8Array): void {
    if (this.#fault.silent) return;
    const answer = frame === this.#lastAnswer;
    if (answer && this.#fault.lose > 0) {
      this.#fault.lose--;
      return;
    }
    const sent = answer ? this.#onTheWire(frame) : frame;
    if (this.#port === 'hsu') {
      this.#line?.send(sent);
      return;
    }
    this.#outbox.push(sent);
    this.#irq?.set(0);
  }

  #onTheWire(frame: Uint8Array): Uint8Array {
    if (this.#fault.corrupt === 0) return frame;
    this.#fault.corrupt--;
    const sent = frame.slice();
    // Behind preamble, start code and length: anything up to the data checksum.
    const at = this.#context.random.between(5, frame.length - 2);
    sent[at] = sent[at]! ^ (1 << this.#context.random.below(8));
    return sent;
  }

  #schedule(us: number, run: () => void): void {
    const task = this.#context.kernel.schedule(us, () => {
      this.#tasks.delete(task);
      run();
    });
    this.#tasks.add(task);
  }
}

/** Of one byte on a line that rests high: start bit 0, data from bit 0 up, stop bit 1. */
function risingEdges(byte: number): number {
  let edges = 0;
  let previous = 0;
  for (let bit = 0; bit <= 8; bit++) {
    const level = bit === 8 ? 1 : (byte >> bit) & 1;
    if (level > previous) edges++;
    previous = level;
  }
  return edges;
}
