// SPDX-License-Identifier: Apache-2.0
//
// Reader driver, chip model and payment doubles together: APDUs by hand, no kernel of ours yet. Measures what the card part of
// a payment takes from the moment the card is in the field.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pn532 } from '../../drivers/nfc/pn532.ts';
import type { Card } from '../../host-sim/cards/card.ts';
import { makeCard } from '../../host-sim/cards/catalogue.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { Bench } from '../drivers/support/pn532-bench.ts';

const ppse = '00A404000E325041592E5359532E444446303100';
const terminalData = '26000080 000000001250 000000000000 0156 0000000000 0156 260115 00 A1B2C3D4';
const script = {
  debit: [
    ppse,
    '00A4040008A00000033301010100',
    `80A80000248322 ${terminalData} 00 00`,
    '00B2010C00',
    '00B2020C00',
    '00B2011400',
  ],
  phone: [ppse, '00A4040008A00000033301010200', `80A80000238321 ${terminalData} 00`],
};

const card = (name: string): Card =>
  makeCard(name, { random: new Random(name), issuerMasterKey: new Uint8Array(16) });

/** Outcomes of the APDUs, and milliseconds from card in field to the last of them. */
async function pay(name: string, apdus: readonly string[], baudFast?: 460800, delayMs = 100) {
  const bench = new Bench(`pay ${name} ${delayMs}`);
  const reader = new Pn532({
    clock: bench.clock,
    hsu: { io: bench.serial, receive: 4, transmit: 5 },
    ...(baudFast ? { baudFast } : {}),
  });
  assert.ok((await bench.run(reader.open())).ok);
  const polling = reader.poll(2_000);
  await bench.pass(delayMs);
  bench.chip.world.present(card(name));
  const beginUs = bench.kernel.nowUs;
  assert.equal((await bench.run(polling)).kind, 'target');
  const outcomes: string[] = [];
  for (const apdu of apdus) {
    const result = await bench.run(reader.transceive(fromHex(apdu)));
    outcomes.push(result.ok ? toHex(result.response).slice(-4) : result.reason);
    if (!result.ok) break;
  }
  return { outcomes, ms: (bench.kernel.nowUs - beginUs) / 1000 };
}

describe('card part of a payment', () => {
  test('debit card and phone answer everything', async () => {
    for (const [name, apdus] of [
      ['quickpass-debit', script.debit],
      ['quickpass-type-b', script.debit],
      ['phone', script.phone],
    ] as const) {
      const { outcomes } = await pay(name, apdus);
      assert.deepEqual(outcomes, Array(apdus.length).fill('9000'), name);
    }
  });

  test('from card in field to the last record it takes less than 300 ms at 460800', async () => {
    for (let delayMs = 100; delayMs < 130; delayMs += 6) {
      const { ms } = await pay('quickpass-debit', script.debit, 460800, delayMs);
      assert.ok(ms < 300, `${ms} ms`);
    }
  });

  test('and less than 380 ms at 115200', async () => {
    for (let delayMs = 100; delayMs < 130; delayMs += 6) {
      const { ms } = await pay('quickpass-debit', script.debit, undefined, delayMs);
      assert.ok(ms < 380, `${ms} ms`);
    }
  });

  test('a card that leaves is removed at that APDU', async () => {
    const { outcomes } = await pay('leaves-mid-record', script.debit);
    assert.deepEqual(outcomes, ['9000', '9000', '9000', '9000', 'removed']);
  });

  test('a slow card is waited for', async () => {
    const { outcomes, ms } = await pay('slow', script.debit);
    assert.deepEqual(outcomes, Array(6).fill('9000'));
    assert.ok(ms > 1_000);
  });

  test('a mute card is a timeout', async () => {
    const { outcomes } = await pay('mute-at-gpo', script.debit);
    assert.deepEqual(outcomes, ['9000', '9000', 'timeout']);
  });
});
