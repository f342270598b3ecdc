// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { Exchange, type LineCallbacks, type LineResult } from '../../src/host/line.ts';
import type { Clock } from '../../src/io/clock.ts';
import type { Tcp, TcpOptions } from '../../src/io/ecma419.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';

/** A clock that moves when told, and a socket whose other end is the test. */
class Wire {
  readonly sent: number[] = [];
  closed = 0;
  room = 1000;
  writeFails = false;
  readonly reads: number[] = [];
  #options: TcpOptions | undefined;
  #incoming: number[] = [];
  #alarms: { atMs: number; run: () => void; cancelled: boolean }[] = [];
  #nowMs = 0;
  #socket: Tcp | undefined;

  readonly clock: Clock;
  readonly io: new (
    options: TcpOptions,
  ) => Tcp;

  constructor() {
    const wire = this;
    this.clock = {
      get nowMs() {
        return wire.#nowMs;
      },
      after(delayMs, run) {
        const alarm = { atMs: wire.#nowMs + delayMs, run, cancelled: false };
        wire.#alarms.push(alarm);
        return {
          cancel: () => {
            alarm.cancelled = true;
          },
        };
      },
    };
    this.io = class implements Tcp {
      constructor(options: TcpOptions) {
        wire.#options = options;
        wire.#socket = this;
      }
      read(count = wire.#incoming.length): ArrayBuffer | undefined {
        wire.#checkOpen();
        if (count > wire.#incoming.length) throw new RangeError('more than available');
        wire.reads.push(count);
        return Uint8Array.from(wire.#incoming.splice(0, count)).buffer;
      }
      write(bytes: ArrayBufferView | ArrayBuffer): number {
        wire.#checkOpen();
        const view = bytes as Uint8Array;
        if (wire.writeFails || view.length === 0 || view.length > wire.room)
          throw new RangeError('no room');
        wire.sent.push(...view);
        wire.room -= view.length;
        return wire.room;
      }
      close(): void {
        wire.closed++;
      }
    };
  }

  #checkOpen(): void {
    if (this.closed > 0) throw new SyntaxError('closed');
  }

  /** Room for `count` bytes; the first time this means: connected. */
  writable(count: number): void {
    this.room = count;
    this.#options!.onWritable!.call(this.#socket!, count);
  }

  receives(hex: string): void {
    this.#incoming.push(...fromHex(hex));
    this.#options!.onReadable!.call(this.#socket!, this.#incoming.length);
  }

  /** Alarms that would still ring. */
  get armed(): number {
    return this.#alarms.filter(({ cancelled }) => !cancelled).length;
  }

  breaks(): void {
    this.#options!.onError!.call(this.#socket!);
  }

  passes(ms: number): void {
    this.#nowMs += ms;
    for (const alarm of this.#alarms) {
      if (alarm.cancelled || alarm.atMs > this.#nowMs) continue;
      alarm.cancelled = true;
      alarm.run();
    }
  }
}

const request = fromHex('000D 6000030000 603100310000 0820');
const answer = '000D 6000000003 603100310000 0830';

function start(wire = new Wire(), io = wire.io) {
  const results: LineResult[] = [];
  const options = {
    open: (callbacks: LineCallbacks) => new io({ address: '127.0.0.1', port: 8583, ...callbacks }),
    clock: wire.clock,
    connectTimeoutMs: 100,
    answerTimeoutMs: 1000,
    answerBytesMax: 64,
  };
  const exchange = new Exchange(options, request, (result) => results.push(result));
  return { wire, results, exchange };
}

describe('an exchange', () => {
  test('sends the request once connected, and gives the whole answer', () => {
    const { wire, results } = start();
    assert.equal(wire.sent.length, 0);
    wire.writable(1000);
    assert.equal(toHex(Uint8Array.from(wire.sent)), toHex(request));
    wire.receives(answer);
    assert.equal(results.length, 1);
    const [result] = results;
    assert.ok(result?.kind === 'answer' && toHex(result.bytes) === toHex(fromHex(answer)));
    assert.equal(wire.closed, 1);
  });

  test('sends no more than there is room for', () => {
    const { wire, results } = start();
    for (let count = 0; count <= 5; count++) wire.writable(count);
    assert.equal(toHex(Uint8Array.from(wire.sent)), toHex(request));
    wire.writable(1000);
    assert.equal(wire.sent.length, request.length);
    assert.equal(results.length, 0);
  });

  test('takes an answer in pieces of any size', () => {
    for (let size = 1; size <= 15; size++) {
      const { wire, results } = start();
      wire.writable(1000);
      const digits = answer.replaceAll(' ', '');
      for (let at = 0; at < digits.length; at += size * 2) {
        assert.equal(results.length, 0);
        wire.receives(digits.slice(at, at + size * 2));
      }
      assert.equal(results[0]?.kind, 'answer');
    }
  });

  test('reads no byte beyond the answer', () => {
    const { wire, results } = start();
    wire.writable(1000);
    wire.receives(`${answer} FFFFFFFF`);
    assert.equal(results[0]?.kind, 'answer');
    assert.deepEqual(wire.reads, [2, 13]);
  });
});

type End = readonly [string, (wire: Wire) => void, LineResult];

describe('an exchange ends', () => {
  const ends: readonly End[] = [
    [
      'when nobody connects',
      (w) => w.passes(100),
      { kind: 'not-sent', reason: 'connect time-out' },
    ],
    ['when refused', (w) => w.breaks(), { kind: 'not-sent', reason: 'refused' }],
    [
      'when hung up on before a byte was accepted',
      (w) => {
        w.writable(0);
        w.breaks();
      },
      { kind: 'not-sent', reason: 'hung up' },
    ],
    [
      'when connected but without room for ever',
      (w) => {
        w.writable(0);
        w.passes(1000);
      },
      { kind: 'not-sent', reason: 'answer time-out' },
    ],
    [
      'when hung up on after one byte',
      (w) => {
        w.writable(1);
        w.breaks();
      },
      { kind: 'unknown', reason: 'hung up' },
    ],
    [
      'when a write throws: the bytes may have left',
      (w) => {
        w.writeFails = true;
        w.writable(1000);
      },
      { kind: 'unknown', reason: 'write failed' },
    ],
    [
      'in silence',
      (w) => {
        w.writable(1000);
        w.passes(1000);
      },
      { kind: 'unknown', reason: 'answer time-out' },
    ],
    [
      'when hung up on in the middle of the answer',
      (w) => {
        w.writable(1000);
        w.receives('000D 600000');
        w.breaks();
      },
      { kind: 'unknown', reason: 'hung up' },
    ],
    [
      'when the answer drips for longer than the time-out',
      (w) => {
        w.writable(1000);
        for (let i = 0; i < 10; i++) {
          w.receives('00');
          w.passes(100);
          if (i === 0) w.receives('0D');
        }
      },
      { kind: 'unknown', reason: 'answer time-out' },
    ],
    [
      'when the answer is longer than allowed',
      (w) => {
        w.writable(1000);
        w.receives('0041');
      },
      { kind: 'unknown', reason: 'bad length' },
    ],
    [
      'when the answer is too short for a message',
      (w) => {
        w.writable(1000);
        w.receives('000A');
      },
      { kind: 'unknown', reason: 'bad length' },
    ],
  ];
  for (const [name, happens, result] of ends) {
    test(`${name}: ${result.kind}`, () => {
      const { wire, results } = start();
      happens(wire);
      assert.deepEqual(results, [result]);
      assert.equal(wire.closed, 1);
      assert.equal(wire.armed, 0);
    });
  }

  test('before it began when there is no socket, and never from within the constructor', () => {
    const wire = new Wire();
    const none = class {
      constructor() {
        throw new RangeError('no socket');
      }
    } as unknown as Wire['io'];
    const { results } = start(wire, none);
    assert.equal(results.length, 0);
    wire.passes(0);
    assert.deepEqual(results, [{ kind: 'not-sent', reason: 'no socket' }]);
  });

  test('once: nothing that happens later is heard', () => {
    const { wire, results, exchange } = start();
    wire.writable(1000);
    wire.receives(answer);
    exchange.cancel();
    wire.breaks();
    wire.passes(5000);
    wire.writable(1000);
    wire.receives(answer);
    assert.equal(results.length, 1);
    assert.equal(wire.sent.length, request.length);
  });
});

describe('cancelling', () => {
  test('before the first byte means that it was not sent', () => {
    const { wire, results, exchange } = start();
    exchange.cancel();
    assert.deepEqual(results, [{ kind: 'not-sent', reason: 'cancelled' }]);
    assert.equal(wire.closed, 1);
    // Were the socket to connect after all, nothing would start again.
    wire.writable(1000);
    assert.equal(wire.sent.length, 0);
    assert.equal(wire.armed, 0);
  });

  test('after the first byte leaves the outcome unknown', () => {
    const { wire, results, exchange } = start();
    wire.writable(3);
    exchange.cancel();
    assert.deepEqual(results, [{ kind: 'unknown', reason: 'cancelled' }]);
  });
});
