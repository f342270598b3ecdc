// SPDX-License-Identifier: Apache-2.0
//
// The PN532 driver against the chip model, over wires that take their time.

import { assert, describe, test } from 'mcu-test-harness';
import { Pn532, type Pn532Options } from '../../drivers/nfc/pn532.ts';
import { concat, fromHex } from '../../src/lib/bytes.ts';
import { Bench, EchoCard, identityA, identityB } from './support/pn532-bench.ts';

interface Setup {
  readonly bench: Bench;
  readonly reader: Pn532;
  readonly errors: string[];
}

function setUp(extra: Partial<Pn532Options> = {}, port: 'hsu' | 'i2c' = 'hsu'): Setup {
  const bench = new Bench('pn532 driver', port);
  return { bench, ...attach(bench, extra, port) };
}

function attach(bench: Bench, extra: Partial<Pn532Options> = {}, port: 'hsu' | 'i2c' = 'hsu') {
  const errors: string[] = [];
  const wiring =
    port === 'hsu'
      ? { hsu: { io: bench.serial, receive: 4, transmit: 5 } }
      : {
          i2c: {
            i2c: { io: bench.i2c, data: 1, clock: 2, hz: 400_000, address: 0x24 },
            interrupt: { io: bench.digital, pin: 3, mode: 1 },
          },
        };
  const onError = (error: Error) => errors.push(error.message);
  return { reader: new Pn532({ clock: bench.clock, onError, ...wiring, ...extra }), errors };
}

async function opened(extra: Partial<Pn532Options> = {}, port: 'hsu' | 'i2c' = 'hsu') {
  const setup = setUp(extra, port);
  const result = await setup.bench.run(setup.reader.open());
  assert.ok(result.ok, 'open');
  return setup;
}

/** A reader that has `card` activated. */
async function talking(card: EchoCard, extra: Partial<Pn532Options> = {}, port?: 'i2c') {
  const setup = await opened(extra, port);
  setup.bench.chip.world.present(card);
  const result = await setup.bench.run(setup.reader.poll(500));
  assert.equal(result.kind, 'target');
  return setup;
}

const apdu = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x00);

const filled = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 251);

describe('pn532 open', () => {
  test('wakes the sleeping chip and reads its firmware version', async () => {
    const { bench, reader } = setUp();
    const result = await bench.run(reader.open());
    assert.deepEqual(result, { ok: true, firmware: { version: 1, revision: 6 } });
    assert.deepEqual(reader.firmware, { version: 1, revision: 6 });
  });

  test('leaves the field off', async () => {
    const { bench } = await opened();
    assert.equal(bench.chip.snapshot().field, false);
  });

  test('constructor-invalid: both ports or none', () => {
    const bench = new Bench('invalid');
    assert.throws(() => new Pn532({ clock: bench.clock }));
  });

  test('pin-in-use: the error of the board comes out of the constructor', () => {
    const bench = new Bench('in use');
    bench.openFails = true;
    assert.throws(() => attach(bench));
    assert.throws(() => attach(bench, {}, 'i2c'));
  });

  test('wrong-chip: a PN533 is refused and reported', async () => {
    const { bench, reader, errors } = setUp();
    const firmware = fromHex('0000FF06FAD50333020707E500');
    bench.says = (frame) => (frame[6] === 0x03 ? firmware : frame);
    assert.deepEqual(await bench.run(reader.open()), { ok: false, reason: 'wrong-chip' });
    assert.deepEqual(errors, ['pn532: not a PN532']);
  });

  test('no answer at all is reported once and within a second', async () => {
    const { bench, reader, errors } = setUp();
    bench.chip.faults.silent(true);
    const result = await bench.run(reader.open(), 1_000);
    assert.deepEqual(result, { ok: false, reason: 'silent' });
    assert.deepEqual(errors, ['pn532: no answer']);
  });

  test('a damaged answer is asked for again', async () => {
    const { bench, reader } = setUp();
    bench.chip.faults.corruptNext(2);
    assert.ok((await bench.run(reader.open())).ok);
  });

  test('a lost answer is asked for again', async () => {
    const { bench, reader } = setUp();
    bench.chip.faults.loseNext(1);
    assert.ok((await bench.run(reader.open())).ok);
  });

  test('a command that the chip refuses with NACK is sent again', async () => {
    const { bench, reader } = setUp();
    bench.chip.faults.nackNext(2);
    assert.ok((await bench.run(reader.open())).ok);
  });

  test('a chip that answers 10 ms late is waited for', async () => {
    const { bench, reader } = setUp();
    bench.chip.faults.slow(10_000);
    assert.ok((await bench.run(reader.open())).ok);
  });

  test('a chip left in the middle of a frame by a restart comes back', async () => {
    const { bench, reader } = setUp();
    // The head of a long frame, whose rest will never come.
    bench.chip.bus.uart.receive(Uint8Array.of(0x55));
    bench.kernel.advanceTo(5_000);
    bench.chip.bus.uart.receive(Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x01, 0xd4));
    assert.ok((await bench.run(reader.open())).ok);
  });
});

describe('pn532 rate', () => {
  test('goes up to the fast rate and stays there', async () => {
    const { bench } = await opened({ baudFast: 460800 });
    assert.deepEqual(bench.rates, [115200, 460800]);
    assert.equal(bench.chip.snapshot().baud, 460800);
  });

  test('a chip that a restart left at the fast rate is found', async () => {
    const first = await opened({ baudFast: 460800 });
    first.reader.close();
    const second = attach(first.bench, { baudFast: 460800 });
    assert.ok((await first.bench.run(second.reader.open())).ok);
    assert.equal(first.bench.chip.snapshot().baud, 460800);
  });

  test('falls back to the first rate when the chip does not change', async () => {
    const { bench, reader } = setUp({ baudFast: 460800 });
    // The chip changes only after the host's ACK, which the line loses.
    bench.swallows = (data) => data.length === 6;
    assert.ok((await bench.run(reader.open())).ok);
    assert.deepEqual(bench.rates, [115200, 460800, 115200]);
    assert.equal(bench.chip.snapshot().baud, 115200);
  });

  test('a chip that dies during the change is silent', async () => {
    const { bench, reader } = setUp({ baudFast: 460800 });
    bench.swallows = (data) => {
      if (data.length === 6) bench.chip.faults.silent(true);
      return false;
    };
    assert.deepEqual(await bench.run(reader.open(), 1_000), { ok: false, reason: 'silent' });
  });
});

describe('pn532 poll', () => {
  test('finds a type A card', async () => {
    const card = new EchoCard({ identity: identityA(0x04, 1, 2, 3, 4, 5, 6) });
    const { bench, reader } = await opened();
    bench.chip.world.present(card);
    assert.deepEqual(await bench.run(reader.poll(500)), {
      kind: 'target',
      target: {
        number: 1,
        type: 'A',
        id: Uint8Array.of(0x04, 1, 2, 3, 4, 5, 6),
        atqa: 0x0044,
        sak: 0x20,
        ats: Uint8Array.of(0x05, 0x78, 0x00, 0x80, 0x02),
        isoDep: true,
      },
    });
  });

  test('finds a type B card', async () => {
    const { bench, reader } = await opened();
    bench.chip.world.present(new EchoCard({ identity: identityB }));
    assert.deepEqual(await bench.run(reader.poll(500)), {
      kind: 'target',
      target: {
        number: 1,
        type: 'B',
        id: Uint8Array.of(0xb1, 0xb2, 0xb3, 0xb4),
        atqa: 0,
        sak: 0,
        ats: new Uint8Array(0),
        isoDep: true,
      },
    });
    assert.ok((await bench.run(reader.transceive(apdu))).ok);
  });

  test('finds a card that comes while it polls within 60 ms', async () => {
    for (const delayMs of [7, 18, 31, 44]) {
      const { bench, reader } = await opened();
      const polling = reader.poll(2_000);
      await bench.pass(delayMs);
      bench.chip.world.present(new EchoCard());
      const sinceUs = bench.kernel.nowUs;
      assert.equal((await bench.run(polling)).kind, 'target');
      assert.ok(bench.kernel.nowUs - sinceUs < 60_000, `${bench.kernel.nowUs - sinceUs} us`);
    }
  });

  test('two cards are a collision, whatever their types', async () => {
    const a = () => new EchoCard({ identity: identityA(0x11, 0x22, 0x33, 0x45) });
    const b = () => new EchoCard({ identity: identityB });
    const pairs = [
      [a(), new EchoCard()],
      [a(), b()],
      [b(), a()],
    ] as const;
    for (const pair of pairs) {
      const { bench, reader } = await opened();
      for (const card of pair) bench.chip.world.present(card);
      assert.equal((await bench.run(reader.poll(500))).kind, 'collision');
    }
  });

  test('a card without ISO-DEP is unsupported', async () => {
    const { bench, reader } = await opened();
    const identity = { type: 'A', atqa: 4, sak: 8, uid: Uint8Array.of(1, 2, 3, 4) } as const;
    bench.chip.world.present(new EchoCard({ identity }));
    assert.equal((await bench.run(reader.poll(500))).kind, 'unsupported');
  });

  test('no card is none, at the time that was given', async () => {
    const { bench, reader } = await opened();
    const beginMs = bench.clock.nowMs;
    assert.equal((await bench.run(reader.poll(300))).kind, 'none');
    const tookMs = bench.clock.nowMs - beginMs;
    assert.ok(tookMs >= 300 && tookMs < 350, `${tookMs} ms`);
  });

  test('cancel ends it within 50 ms', async () => {
    const { bench, reader } = await opened();
    const polling = reader.poll(60_000);
    await bench.pass(100);
    reader.cancel();
    assert.equal((await bench.run(polling, 50)).kind, 'cancelled');
  });

  test('a card that is found while cancel comes is let go', async () => {
    const { bench, reader } = await opened();
    bench.chip.world.present(new EchoCard());
    const polling = reader.poll(500);
    await bench.pass(5);
    reader.cancel();
    assert.equal((await bench.run(polling)).kind, 'cancelled');
    assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: false, reason: 'removed' });
  });

  test('a dead chip is a fault and is reported', async () => {
    const { bench, reader, errors } = await opened();
    bench.chip.faults.silent(true);
    assert.equal((await bench.run(reader.poll(5_000), 1_000)).kind, 'fault');
    assert.equal(errors.length, 1);
  });
});

describe('pn532 transceive', () => {
  test('carries an APDU and brings the answer', async () => {
    const { bench, reader } = await talking(new EchoCard());
    const result = await bench.run(reader.transceive(apdu));
    assert.deepEqual(result, { ok: true, response: apdu });
  });

  test('takes the card’s time, the air’s and the wire’s, and not much more', async () => {
    const { bench, reader } = await talking(new EchoCard({ us: 60_000 }));
    const beginUs = bench.kernel.nowUs;
    assert.ok((await bench.run(reader.transceive(filled(50)))).ok);
    const tookMs = (bench.kernel.nowUs - beginUs) / 1000;
    // 60 on the card, 11 on the air, 13 on the wire.
    assert.ok(tookMs > 80 && tookMs < 95, `${tookMs} ms`);
  });

  for (const [port, baudFast] of [['i2c'], ['hsu'], ['hsu', 460800]] as const) {
    test(`its stopwatch leaves out the line (${port}, ${baudFast ?? 'as it starts'}), but not the card’s time`, async () => {
      const card = new EchoCard({ answer: () => ({ response: filled(16), us: 2_000 }) });
      const over = port === 'i2c' ? port : undefined;
      const { bench, reader } = await talking(card, baudFast ? { baudFast } : {}, over);
      const times: number[] = [];
      for (let i = 0; i < 30; i++) {
        await bench.pass(1.3);
        const before = reader.answeredUs;
        assert.ok((await bench.run(reader.transceive(filled(10)))).ok);
        times.push(reader.answeredUs - before);
      }
      // 2.0 for the card and 2.9 on the air; what the chip does before it answers, and a tick more or less.
      const [least, most] = [Math.min(...times), Math.max(...times)];
      assert.ok(least > 3_900 && most < 7_200, `${least} to ${most}`);
    });
  }

  test('its stopwatch has an answer that was damaged on the line for later, not for earlier', async () => {
    const { bench, reader } = await talking(new EchoCard({ us: 2_000 }));
    bench.chip.faults.corruptNext(1);
    const before = reader.answeredUs;
    assert.ok((await bench.run(reader.transceive(apdu))).ok);
    assert.ok(reader.answeredUs - before > 4_000);
  });

  for (const count of [1, 60, 61, 252, 253, 254, 261, 600]) {
    test(`an APDU of ${count} bytes reaches the card whole`, async () => {
      const card = new EchoCard({ answer: () => ({ response: apdu }) });
      const { bench, reader } = await talking(card);
      assert.ok((await bench.run(reader.transceive(filled(count)))).ok);
      assert.deepEqual(card.commands, [filled(count)]);
    });

    test(`an answer of ${count} bytes comes whole`, async () => {
      const card = new EchoCard({ answer: () => ({ response: filled(count) }) });
      const { bench, reader } = await talking(card);
      const result = await bench.run(reader.transceive(apdu));
      assert.deepEqual(result, { ok: true, response: filled(count) });
    });
  }

  test('an answer that overruns the FIFO is asked for again', async () => {
    const card = new EchoCard({ answer: () => ({ response: filled(200) }) });
    const { bench, reader } = await talking(card);
    bench.readLateUs = 14_000;
    const result = reader.transceive(apdu);
    await bench.pass(40);
    bench.readLateUs = 0;
    assert.deepEqual(await bench.run(result, 300), { ok: true, response: filled(200) });
    assert.equal(card.commands.length, 1);
  });

  test('an answer that is chained for ever, in pieces of some bytes or of none, ends', async () => {
    // Status 40: more follows. D541, the status, no byte or four.
    for (const piece of ['0000FF03FDD54140AA00', '0000FF07F9D5414001020304A000']) {
      const { bench, reader } = await talking(new EchoCard());
      let pieces = 0;
      bench.says = (frame) => {
        if (frame[6] !== 0x41) return frame;
        pieces++;
        return fromHex(piece);
      };
      const result = await bench.run(reader.transceive(apdu), 2_000);
      assert.deepEqual(result, { ok: false, reason: 'protocol' });
      assert.equal(pieces, 16);
    }
  });

  test('a card to which the chip gives a number that it has not is no card', async () => {
    for (const number of [0x00, 0x03, 0x41, 0xff]) {
      const { bench, reader } = await opened();
      bench.chip.world.present(new EchoCard());
      bench.says = (frame) => {
        if (frame[6] !== 0x4b || frame[7] !== 1) return frame;
        const wrong = frame.slice();
        wrong[8] = number;
        wrong[wrong.length - 2]! -= number - 1;
        return wrong;
      };
      assert.equal((await bench.run(reader.poll(500), 2_000)).kind, 'none');
      assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: false, reason: 'removed' });
    }
  });

  test('a card that asks for more time gets it', async () => {
    const card = new EchoCard({ us: 900_000, answer: () => ({ wtxm: 2 }) });
    const { bench, reader } = await talking(card);
    assert.ok((await bench.run(reader.transceive(apdu))).ok);
  });

  test('a card that has left is removed', async () => {
    const card = new EchoCard({ answer: () => ({ leaves: true }) });
    const { bench, reader } = await talking(card);
    assert.deepEqual(await bench.run(reader.transceive(apdu), 1_000), {
      ok: false,
      reason: 'removed',
    });
  });

  test('a card that comes back has forgotten: still removed', async () => {
    const card = new EchoCard();
    const { bench, reader } = await talking(card);
    bench.chip.world.remove(card);
    bench.chip.world.present(card);
    const result = await bench.run(reader.transceive(apdu));
    assert.deepEqual(result, { ok: false, reason: 'removed' });
    assert.equal(card.commands.length, 0);
  });

  test('a card that stays and says nothing is a timeout', async () => {
    const { bench, reader } = await talking(
      new EchoCard({ answer: () => ({ response: undefined }) }),
    );
    assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: false, reason: 'timeout' });
  });

  test('an exchange that takes longer than the caller waits is a timeout', async () => {
    const card = new EchoCard({ us: 3_000_000, answer: () => ({ wtxm: 10 }) });
    const { bench, reader } = await talking(card);
    let last: Uint8Array = apdu;
    bench.swallows = (data) => {
      last = data;
      return false;
    };
    const result = await bench.run(reader.transceive(apdu, 1_000), 1_300);
    assert.deepEqual(result, { ok: false, reason: 'timeout' });
    // The chip was told to stop, and takes the next command.
    assert.deepEqual(last, fromHex('0000FF00FF00'));
    await bench.run(reader.release());
    assert.equal(bench.chip.snapshot().field, false);
  });

  test('damaged answers are asked for again, but not for ever', async () => {
    const card = new EchoCard();
    const { bench, reader, errors } = await talking(card);
    bench.chip.faults.corruptNext(2);
    assert.ok((await bench.run(reader.transceive(apdu))).ok);
    bench.chip.faults.corruptNext(100);
    assert.deepEqual(await bench.run(reader.transceive(apdu), 1_000), {
      ok: false,
      reason: 'fault',
    });
    assert.equal(card.commands.length, 2);
    assert.equal(errors.length, 1);
  });

  test('a chip that dies meanwhile is a fault', async () => {
    const { bench, reader, errors } = await talking(new EchoCard());
    bench.chip.faults.silent(true);
    const result = await bench.run(reader.transceive(apdu), 1_000);
    assert.deepEqual(result, { ok: false, reason: 'fault' });
    assert.equal(errors.length, 1);
  });

  test('without a card it is removed at once', async () => {
    const { bench, reader } = await opened();
    assert.deepEqual(await bench.run(reader.transceive(apdu), 1), {
      ok: false,
      reason: 'removed',
    });
  });

  test('the late answer to an earlier command is passed over', async () => {
    const { bench, reader } = await talking(new EchoCard());
    const late = fromHex('0000FF06FAD50332010607E800');
    bench.says = (frame) => (frame.length === 6 ? frame : concat(late, frame));
    assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: true, response: apdu });
  });

  test('two at a time are a mistake of the program', async () => {
    const { bench, reader } = await talking(new EchoCard());
    const first = reader.transceive(apdu);
    let refused = false;
    const second = reader.transceive(apdu).catch(() => {
      refused = true;
    });
    await bench.run(second);
    assert.ok(refused);
    assert.ok((await bench.run(first)).ok);
  });
});

describe('pn532 presence and release', () => {
  test('present asks the activated card without disturbing it', async () => {
    const card = new EchoCard();
    const { bench, reader } = await talking(card);
    assert.equal(await bench.run(reader.present()), true);
    assert.equal(card.activationCount, 1);
    bench.chip.world.remove(card);
    assert.equal(await bench.run(reader.present()), false);
  });

  test('present after release looks for any card', async () => {
    const card = new EchoCard();
    const { bench, reader } = await talking(card);
    await bench.run(reader.release());
    assert.equal(await bench.run(reader.present()), true);
    bench.chip.world.remove(card);
    assert.equal(await bench.run(reader.present()), false);
    bench.chip.world.present(new EchoCard({ identity: identityB }));
    assert.equal(await bench.run(reader.present()), true);
  });

  test('release takes the power from the card', async () => {
    const card = new EchoCard();
    const { bench, reader } = await talking(card);
    assert.equal(card.powered, true);
    await bench.run(reader.release());
    assert.equal(card.powered, false);
  });
});

describe('pn532 close', () => {
  test('close-twice is nothing', async () => {
    const { reader } = await opened();
    reader.close();
    reader.close();
  });

  test('use-after-close resolves as closed', async () => {
    const { bench, reader, errors } = await talking(new EchoCard());
    reader.close();
    assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: false, reason: 'closed' });
    assert.equal((await bench.run(reader.poll(100))).kind, 'closed');
    assert.deepEqual(await bench.run(reader.open()), { ok: false, reason: 'closed' });
    assert.deepEqual(errors, []);
  });

  test('close during an exchange resolves it', async () => {
    const { bench, reader } = await talking(new EchoCard({ us: 70_000 }));
    const result = reader.transceive(apdu);
    await bench.pass(20);
    reader.close();
    assert.deepEqual(await bench.run(result, 10), { ok: false, reason: 'closed' });
  });

  test('close during the pause of a poll resolves it', async () => {
    for (let delayMs = 20; delayMs < 60; delayMs += 3) {
      const { bench, reader } = await opened();
      const polling = reader.poll(10_000);
      await bench.pass(delayMs);
      reader.close();
      assert.equal((await bench.run(polling, 10)).kind, 'closed');
    }
  });

  test('callback-after-close: nothing is sent and no error reported any more', async () => {
    const { bench, reader, errors } = await talking(new EchoCard({ us: 70_000 }));
    const result = reader.transceive(apdu);
    await bench.pass(20);
    reader.close();
    await bench.run(result);
    const { sentCount } = bench;
    bench.chip.faults.silent(true);
    await bench.pass(10_000);
    assert.equal(bench.sentCount, sentCount);
    assert.deepEqual(errors, []);
  });
});

describe('pn532 over I2C', () => {
  test('opens, finds a card and talks to it', async () => {
    const { bench, reader } = await talking(new EchoCard(), {}, 'i2c');
    for (const count of [1, 30, 100, 255]) {
      const result = await bench.run(reader.transceive(filled(count)));
      assert.deepEqual(result, { ok: true, response: filled(count) });
    }
  });

  test('bus-error-during-write: the command is sent again', async () => {
    const { bench, reader } = await talking(new EchoCard(), {}, 'i2c');
    bench.busFails = true;
    const result = reader.transceive(apdu);
    bench.busFails = false;
    assert.ok((await bench.run(result)).ok);
  });

  test('bus-error-during-read: the answer is asked for again', async () => {
    const card = new EchoCard({ us: 20_000 });
    const { bench, reader } = await talking(card, {}, 'i2c');
    const result = reader.transceive(apdu);
    await bench.pass(10);
    bench.busFails = true;
    await bench.pass(30);
    bench.busFails = false;
    assert.deepEqual(await bench.run(result), { ok: true, response: apdu });
    assert.equal(card.commands.length, 1);
  });

  test('a damaged answer is asked for again', async () => {
    const { bench, reader } = await talking(new EchoCard(), {}, 'i2c');
    bench.chip.faults.corruptNext(1);
    assert.deepEqual(await bench.run(reader.transceive(apdu)), { ok: true, response: apdu });
  });

  test('a bus that is dead is a silent chip', async () => {
    const { bench, reader } = setUp({}, 'i2c');
    bench.busFails = true;
    assert.deepEqual(await bench.run(reader.open(), 1_000), { ok: false, reason: 'silent' });
  });
});

describe('pn532 speed', () => {
  test('six APDUs of a payment end within 300 ms of the card’s arrival, at any point of the poll', async () => {
    const lengths = [75, 90, 110, 70, 60, 40];
    const times = [15, 15, 60, 10, 10, 10];
    for (const delayMs of [100, 108, 117, 125]) {
      const card = new EchoCard({
        answer: (_, index) => ({
          response: filled(lengths[index - 1]!),
          us: times[index - 1]! * 1000,
        }),
      });
      const { bench, reader } = await opened({ baudFast: 460800 });
      const polling = reader.poll(2_000);
      await bench.pass(delayMs);
      bench.chip.world.present(card);
      const beginUs = bench.kernel.nowUs;
      await bench.run(polling);
      for (const count of [20, 14, 42, 5, 5, 5]) {
        assert.ok((await bench.run(reader.transceive(filled(count)))).ok);
      }
      const tookMs = (bench.kernel.nowUs - beginUs) / 1000;
      assert.ok(tookMs < 300, `${tookMs} ms`);
    }
  });
});
