// SPDX-License-Identifier: Apache-2.0
//
// Both ends of the serial protocol against each other, on a line and a clock of the test's own.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { encodeFrame, FrameType, Refusal } from '../harness/frame.ts';
import { LineTrouble, Requester, type Trouble } from '../harness/requester.ts';
import { type Handler, Responder } from '../harness/responder.ts';
import { fuzz } from '../runner/fuzz.ts';
import { type Noise, noise } from './support/noise.ts';

const count = 20;
const fail = 21;

/** Bytes and time-outs in the order in which they fall due; nothing happens within a call. */
class Lab {
  /** How often the command has been done. */
  done = 0;
  boot = 0x0102;
  isSilent = false;
  toBoard: Noise = (bytes) => bytes;
  toHost: Noise = (bytes) => bytes;
  readonly requester: Requester;
  #board = this.#start();
  readonly #due: { ms: number; run: () => void; forgotten: boolean }[] = [];
  #ms = 0;

  constructor(tries = 20) {
    this.requester = new Requester({
      tries,
      tryMs: 100,
      after: (ms, run) => this.#after(ms, run),
      send: (bytes) => {
        const heard = this.toBoard(bytes);
        this.#after(1, () => {
          if (!this.isSilent) this.#board.receive(heard);
        });
      },
    });
  }

  restart(): void {
    this.boot++;
    this.#board = this.#start();
  }

  /** Lets time pass until `promise` is settled. */
  async settle<Value>(promise: Promise<Value>): Promise<Value> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    for (let step = 0; step < 10_000; step++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return promise;
      this.#due.sort((a, b) => a.ms - b.ms);
      const next = this.#due.shift();
      if (!next) throw new Error('nothing is due, and no answer');
      this.#ms = next.ms;
      if (!next.forgotten) next.run();
    }
    throw new Error('never settled');
  }

  async troubleOf(promise: Promise<unknown>): Promise<Trouble | undefined> {
    try {
      await this.settle(promise);
    } catch (error) {
      if (error instanceof LineTrouble) return error.trouble;
      throw error;
    }
    return undefined;
  }

  /** A board of another version, which says so in the header of its refusal. */
  speakVersion(version: number): void {
    this.#board = {
      receive: () => {
        const sequence = 1;
        const payload = Uint8Array.of(Refusal.version);
        const refusal = { type: FrameType.refusal, sequence, command: 1, boot: 9, payload };
        this.#hear(encodeFrame(refusal, version));
      },
    } as unknown as Responder;
  }

  #start(): Responder {
    const commands = new Map<number, Handler>([
      [count, (payload) => Uint8Array.of(++this.done & 0xff, ...payload)],
      [
        fail,
        () => {
          throw new Error('a bug of the handler');
        },
      ],
    ]);
    const { boot } = this;
    const send = (bytes: Uint8Array) => this.#hear(bytes);
    return new Responder({ boot, capabilities: 2, build: 'lab', commands, send });
  }

  #hear(bytes: Uint8Array): void {
    const heard = this.toHost(bytes);
    this.#after(1, () => this.requester.receive(heard));
  }

  #after(ms: number, run: () => void): () => void {
    const entry = { ms: this.#ms + ms, run, forgotten: false };
    this.#due.push(entry);
    return () => {
      entry.forgotten = true;
    };
  }
}

async function greeted(tries?: number): Promise<Lab> {
  const lab = new Lab(tries);
  await lab.settle(lab.requester.hello());
  return lab;
}

const nothing: Noise = () => new Uint8Array(0);
/** Swallows the first so many, then lets pass. */
const losesFirst = (frames: number): Noise => {
  let left = frames;
  return (bytes) => (left-- > 0 ? new Uint8Array(0) : bytes);
};

describe('requests and answers', () => {
  test('a hello tells boot, capabilities and build', async () => {
    const lab = new Lab();
    const hello = await lab.settle(lab.requester.hello());
    assert.deepEqual(hello, { boot: 0x0102, capabilities: 2, build: 'lab' });
  });

  test('a lost request is sent again and done once', async () => {
    const lab = await greeted();
    lab.toBoard = losesFirst(3);
    const answer = await lab.settle(lab.requester.request(count, Uint8Array.of(9)));
    assert.deepEqual([...answer], [1, 9]);
    assert.equal(lab.done, 1);
    assert.equal(lab.requester.figures.repeated, 3);
  });

  test('when the answer is lost the request is repeated, answered from memory, and still done once', async () => {
    const lab = await greeted();
    lab.toHost = losesFirst(4);
    assert.deepEqual([...(await lab.settle(lab.requester.request(count)))], [1]);
    assert.equal(lab.done, 1);
  });

  test('the same command twice is done twice', async () => {
    const lab = await greeted();
    await lab.settle(lab.requester.request(count));
    await lab.settle(lab.requester.request(count));
    assert.equal(lab.done, 2);
  });

  test('a board that restarts between question and repetition does not do it a second time', async () => {
    const lab = await greeted();
    lab.toHost = (bytes) => {
      lab.restart();
      lab.toHost = (later) => later;
      return nothing(bytes);
    };
    assert.equal(await lab.troubleOf(lab.requester.request(count)), 'restarted');
    assert.equal(lab.done, 1);
    await lab.settle(lab.requester.hello());
    await lab.settle(lab.requester.request(count));
    assert.equal(lab.done, 2);
  });

  test('a board that never answers is silent, in bounded time', async () => {
    const lab = new Lab(5);
    lab.isSilent = true;
    assert.equal(await lab.troubleOf(lab.requester.hello()), 'silent');
    assert.equal(lab.requester.figures.repeated, 5);
  });

  test('a board of another version is told apart', async () => {
    const lab = new Lab();
    lab.speakVersion(2);
    assert.equal(await lab.troubleOf(lab.requester.hello()), 'version');
  });

  test('a request of another version is refused by the board', () => {
    const answers: Uint8Array[] = [];
    const board = new Responder({
      boot: 1,
      capabilities: 0,
      build: '',
      commands: new Map(),
      send: (bytes) => answers.push(bytes),
    });
    const payload = new Uint8Array(0);
    board.receive(encodeFrame({ type: 0, sequence: 4, command: 1, boot: 0, payload }, 9));
    const refusal = { type: FrameType.refusal, sequence: 4, command: 1, boot: 1 };
    const reason = Uint8Array.of(Refusal.version);
    assert.deepEqual(answers, [encodeFrame({ ...refusal, payload: reason })]);
  });

  test('an unknown command and a handler that throws are refused, and the line lives on', async () => {
    const lab = await greeted();
    assert.equal(await lab.troubleOf(lab.requester.request(99)), 'refused');
    assert.equal(await lab.troubleOf(lab.requester.request(fail)), 'refused');
    assert.deepEqual([...(await lab.settle(lab.requester.request(count)))], [1]);
  });

  test('when the port goes, what is under way fails and so does what comes after', async () => {
    const lab = await greeted();
    lab.isSilent = true;
    const asked = lab.requester.request(count);
    lab.requester.close('unplugged');
    assert.equal(await lab.troubleOf(asked), 'closed');
    assert.equal(await lab.troubleOf(lab.requester.request(count)), 'closed');
  });
});

describe('a bad line', () => {
  for (const every of [300, 60, 25]) {
    test(`with one byte in ${every} hit both ways, every request is done once and answered right`, async () => {
      const lab = await greeted(200);
      lab.toBoard = noise(new Random(`to board ${every}`), every);
      lab.toHost = noise(new Random(`to host ${every}`), every);
      for (let turn = 1; turn <= 150; turn++) {
        const payload = Uint8Array.from({ length: turn % 40 }, (_, at) => at * turn);
        const answer = await lab.settle(lab.requester.request(count, payload));
        assert.deepEqual([...answer], [turn & 0xff, ...payload]);
        assert.equal(lab.done, turn);
      }
      assert.ok(lab.requester.figures.repeated > 0);
    });
  }

  test('bytes of any kind neither throw nor hang at either end, and no command is done', async () => {
    const random = new Random('fuzz');
    const lab = await greeted();
    const board = new Responder({
      boot: 1,
      capabilities: 0,
      build: '',
      commands: new Map([[count, () => Uint8Array.of(++lab.done)]]),
      send: () => {},
    });
    for (let run = 0; run < fuzz(400).numRuns; run++) {
      const bytes = random.bytes(random.below(400));
      lab.requester.receive(bytes);
      board.receive(bytes);
    }
    lab.requester.receive(Uint8Array.of(0));
    assert.equal(lab.done, 0);
    assert.deepEqual([...(await lab.settle(lab.requester.request(count)))], [1]);
  });
});
