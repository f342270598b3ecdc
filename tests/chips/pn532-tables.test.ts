// SPDX-License-Identifier: Apache-2.0
//
// Driver and model were transcribed apart; here their tables are compared.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baudCodes, Command } from '../../drivers/nfc/pn532.ts';
import * as driver from '../../drivers/nfc/pn532-frame.ts';
import { commands } from '../../host-sim/chips/pn532-commands.ts';
import * as chip from '../../host-sim/chips/pn532-frame.ts';
import { ack, Host } from './support/pn532-host.ts';

test('driver and model give the same codes to the same commands', () => {
  for (const [name, code] of Object.entries(Command)) {
    assert.equal(commands.find((each) => each.name === name)?.code, code, name);
  }
});

test('driver and model have the same ACK and NACK', () => {
  assert.deepEqual(driver.ackFrame, chip.ackFrame);
  assert.deepEqual(driver.nackFrame, chip.nackFrame);
});

test('driver and model mean the same rates', () => {
  for (const [baud, code] of Object.entries(baudCodes)) {
    const host = new Host().begin();
    host.asks(`10${code!.toString(16).padStart(2, '0')}`);
    host.send(ack);
    host.hears();
    assert.equal(host.chip.bus.uart.baud, Number(baud));
  }
});
