// SPDX-License-Identifier: Apache-2.0
//
// The PN532 model's dialogue with its host: sleep, frames, ACK and NACK, commands, faults.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import { EchoCard } from '../drivers/support/pn532-bench.ts';
import { ack, answer, command, errorFrame, Host, nack, wakeUp } from './support/pn532-host.ts';

const samConfiguration = command('1401');
const firmware = answer('0332010607');

describe('pn532 sleep', () => {
  test('after power-up a command without preamble is not heard', () => {
    const host = new Host();
    host.send(samConfiguration);
    assert.equal(host.hears(), '');
  });

  test('55 55 and a long preamble wake it', () => {
    const host = new Host();
    host.send(wakeUp + samConfiguration);
    assert.equal(host.hears(), ack + answer('15'));
  });

  test('55 55 directly before the command is too short: the chip is still deaf', () => {
    const host = new Host();
    host.send(`5555${samConfiguration}`);
    assert.equal(host.hears(), '');
  });

  test('zeros alone have five edges after five bytes, and wake it too', () => {
    const host = new Host();
    host.send('00'.repeat(4));
    assert.equal(host.chip.snapshot().asleep, true);
    host.send('00');
    assert.equal(host.chip.snapshot().asleep, false);
  });

  test('the first command must be SAMConfiguration', () => {
    const host = new Host();
    host.send(wakeUp + command('02'));
    assert.throws(() => host.hears(), ModelViolation);
  });

  test('PowerDown lets it sleep and takes the field away; the host wakes it', () => {
    const card = new EchoCard();
    const host = new Host().begin(card);
    host.asks('4A0100');
    assert.equal(card.powered, true);
    assert.equal(host.asks('1610'), '1700');
    assert.equal(host.chip.snapshot().asleep, true);
    assert.equal(card.powered, false);
    host.send(command('02'));
    assert.equal(host.hears(), '');
    host.send(wakeUp + command('02'));
    assert.equal(host.hears(), ack + firmware);
  });

  test('PowerDown without HSU among its sources is not left over HSU', () => {
    const host = new Host().begin();
    host.asks('1620');
    host.send(wakeUp + command('02'));
    assert.equal(host.hears(), '');
  });

  test('power off forgets everything but the cards', () => {
    const card = new EchoCard();
    const host = new Host().begin(card);
    host.asks('4A0100');
    host.chip.powerOff();
    assert.equal(card.powered, false);
    host.send(wakeUp + samConfiguration);
    assert.equal(host.hears(), '');
    host.chip.powerOn();
    host.send(wakeUp + samConfiguration);
    assert.equal(host.hears(), ack + answer('15'));
    assert.deepEqual(host.chip.snapshot().cards, ['echo']);
  });
});

describe('pn532 frames', () => {
  test('extended frames are understood', () => {
    const host = new Host().begin();
    host.send('0000FFFFFF0002FED4022A00');
    assert.equal(host.hears(), ack + firmware);
  });

  test('an answer above 255 bytes comes in an extended frame', () => {
    const host = new Host().begin();
    const echo = `00${'5A'.repeat(262)}`;
    host.send(command(`00${echo}`));
    assert.equal(host.hears(100), ack + answer(`01${echo}`));
  });

  test('a wrong checksum is not answered, and the next frame is', () => {
    const host = new Host().begin();
    for (const wrong of ['0000FF02FFD4022A00', '0000FF02FED4022B00', '0000FFFFFF0002FDD4022A00']) {
      host.send(wrong);
      assert.equal(host.hears(), '');
    }
    host.send(command('02'));
    assert.equal(host.hears(), ack + firmware);
  });

  test('the ACK comes within 15 ms and before the answer', () => {
    const host = new Host().begin(new EchoCard({ us: 70_000 }));
    host.asks('4A0100');
    host.send(command('400100A4'));
    assert.equal(host.hears(15), ack);
    assert.equal(host.hears(100), answer('410000A4'));
  });

  test('NACK brings the last answer again', () => {
    const host = new Host().begin();
    host.asks('02');
    host.send(nack);
    assert.equal(host.hears(), firmware);
    host.send(nack);
    assert.equal(host.hears(), firmware);
  });

  test('NACK during a command brings nothing', () => {
    const host = new Host().begin();
    host.asks('3205FF01FF');
    host.send(command('4A0100'));
    assert.equal(host.hears(), ack);
    host.send(nack);
    assert.equal(host.hears(), '');
  });

  test('ACK from the host ends a command at work', () => {
    const host = new Host().begin();
    host.asks('3205FF01FF');
    host.send(command('4A0100'));
    host.hears(500);
    host.send(ack);
    host.chip.world.present(new EchoCard());
    assert.equal(host.hears(500), '');
    assert.equal(host.asks('02'), '0332010607');
  });

  test('a new command takes the place of one at work', () => {
    const host = new Host().begin(new EchoCard({ us: 70_000 }));
    host.asks('4A0100');
    host.send(command('400100A4'));
    assert.equal(host.hears(30), ack);
    host.send(command('02'));
    assert.equal(host.hears(200), ack + firmware);
  });
});

describe('pn532 commands', () => {
  const rows: readonly (readonly [what: string, command: string, answer: string])[] = [
    ['Diagnose echoes', '0000AABB', '0100AABB'],
    ['Diagnose ROM', '0001', '0100'],
    ['Diagnose RAM', '0002', '0100'],
    ['Diagnose FeliCa polls: all 128 fail', '000401', '0180'],
    ['Diagnose presence without a card', '0006', '0127'],
    ['Diagnose antenna', '000720', '0100'],
    ['GetFirmwareVersion', '02', '0332010607'],
    ['GetGeneralStatus without targets', '04', '0500000000'],
    ['ReadRegister CIU_Version', '066327', '0780'],
    ['ReadRegister of two', '0663276305', '078000'],
    ['WriteRegister', '08630540', '09'],
    ['ReadGPIO tells the port', '0C', '0D3F0600'],
    ['WriteGPIO', '0E8182', '0F'],
    ['SetParameters', '1214', '13'],
    ['SAMConfiguration with all parameters', '14011401', '15'],
    ['RFConfiguration field', '320101', '33'],
    ['RFConfiguration timings', '3202000B0A', '33'],
    ['RFConfiguration MaxRtyCOM', '320400', '33'],
    ['RFConfiguration retries', '3205FF0102', '33'],
    ['RFConfiguration analog A', '320A59F43F114D85616F266287', '33'],
    ['RFConfiguration analog 212/424', '320B69FF3F114185616F', '33'],
    ['RFConfiguration analog B', '320CFF0485', '33'],
    ['RFConfiguration analog ISO-DEP', '320D85158A8508B28501DA', '33'],
    ['InListPassiveTarget A without a card', '4A0200', '4B00'],
    ['InListPassiveTarget FeliCa 212', '4A010100FFFF0100', '4B00'],
    ['InListPassiveTarget FeliCa 424', '4A010200FFFF0100', '4B00'],
    ['InListPassiveTarget B', '4A010300', '4B00'],
    ['InListPassiveTarget Jewel', '4A0104', '4B00'],
    ['InDataExchange without a target', '400100', '4127'],
    ['InCommunicateThru without a card', '4226', '4301'],
    ['InDeselect all', '4400', '4500'],
    ['InDeselect of nobody', '4401', '4527'],
    ['InRelease all', '5200', '5300'],
    ['InSelect of nobody', '5401', '5527'],
    ['InAutoPoll of every type, once', '600101000102030410111220234041428081', '6100'],
  ];

  for (const [what, hex, expected] of rows) {
    test(what, () => {
      assert.equal(new Host().begin().asks(hex, 3_000), expected);
    });
  }

  test('registers and ports keep what was written', () => {
    const host = new Host().begin();
    host.asks('08630540630D07');
    assert.equal(host.asks('066305630D'), '074007');
    host.asks('0E8100');
    assert.equal(host.asks('0C'), '0D010600');
  });

  test('writing the driver bits of CIU_TxControl switches the field', () => {
    const card = new EchoCard();
    const host = new Host().begin(card);
    host.asks('08630483');
    assert.equal(card.powered, true);
    assert.equal(host.asks('066304'), '0783');
    host.asks('08630480');
    assert.equal(card.powered, false);
  });

  test('the rate changes after the host has acknowledged, not before', () => {
    const host = new Host().begin();
    const { uart } = host.chip.bus;
    assert.equal(host.asks('1006'), '11');
    assert.equal(uart.baud, 115200);
    host.send(ack);
    host.hears();
    assert.equal(uart.baud, 460800);
    assert.equal(host.asks('02'), '0332010607');
  });

  test('without the ACK the next command keeps the old rate', () => {
    const host = new Host().begin();
    host.asks('1006');
    assert.equal(host.asks('02'), '0332010607');
    host.send(ack);
    host.hears();
    assert.equal(host.chip.bus.uart.baud, 115200);
  });
});

describe('pn532 violations', () => {
  const rows: readonly (readonly [what: string, command: string])[] = [
    ['an unknown command', '99'],
    ['a command of a role that is not modelled', '8C00'],
    ['GetFirmwareVersion with data', '0200'],
    ['Diagnose of an unknown test', '0003'],
    ['ReadRegister outside the registers', '061234'],
    ['ReadRegister of half an address', '066327630563'],
    ['WriteRegister without a value', '0863056306'],
    ['SetSerialBaudRate of an unknown rate', '1009'],
    ['SetParameters with a reserved flag', '1208'],
    ['SAMConfiguration of mode 0', '1400'],
    ['SAMConfiguration of mode 5', '1405'],
    ['PowerDown with a reserved source', '1604'],
    ['RFConfiguration of an unknown item', '320300'],
    ['RFConfiguration with a byte too few', '3205FF01'],
    ['RFConfiguration time above 16', '3202000B11'],
    ['InListPassiveTarget of no target', '4A0000'],
    ['InListPassiveTarget of three', '4A0300'],
    ['InListPassiveTarget of two Jewels', '4A0204'],
    ['InListPassiveTarget of an unknown type', '4A0105'],
    ['InListPassiveTarget B without AFI', '4A0103'],
    ['InListPassiveTarget A with half a UID', '4A0100AABB'],
    ['InDeselect of target 3', '4403'],
    ['InAutoPoll without rounds', '60000100'],
    ['InAutoPoll of period 0', '60010000'],
    ['InAutoPoll of an unknown type', '60010199'],
  ];

  for (const [what, hex] of rows) {
    test(`${what} ends the run of our driver`, () => {
      const host = new Host().begin();
      host.send(command(hex));
      assert.throws(() => host.hears(), ModelViolation);
    });
  }

  for (const [what, hex] of rows.filter(([, hex]) => hex !== '8C00')) {
    test(`${what} gets a third party the error frame`, () => {
      const host = new Host({ foreign: true }).begin();
      host.send(command(hex));
      assert.equal(host.hears(), ack + errorFrame);
    });
  }

  test('a third party may skip SAMConfiguration', () => {
    const host = new Host({ foreign: true });
    host.send(wakeUp + command('02'));
    assert.equal(host.hears(), ack + firmware);
  });

  test('a third party that looks for peers finds none', () => {
    const host = new Host({ foreign: true }).begin();
    assert.equal(host.asks('5600000000'), '5701');
    host.send(command('8C00'));
    assert.equal(host.hears(5_000), ack);
  });

  test('a frame that is not from a host is a violation, and an error frame for others', () => {
    const strict = new Host().begin();
    assert.throws(() => strict.send('0000FF02FED5022900'), ModelViolation);
    const foreign = new Host({ foreign: true }).begin();
    foreign.send('0000FF02FED5022900');
    assert.equal(foreign.hears(), errorFrame);
  });
});

describe('pn532 faults', () => {
  test('silent: nothing is said, not even an ACK', () => {
    const host = new Host();
    host.chip.faults.silent(true);
    host.send(wakeUp + samConfiguration);
    assert.equal(host.hears(1_000), '');
  });

  test('corruptNext: one bit of the answer differs, its repetition is right', () => {
    const host = new Host().begin();
    host.chip.faults.corruptNext(1);
    host.send(command('02'));
    const heard = host.hears().slice(ack.length);
    const differing = BigInt(`0x${heard}`) ^ BigInt(`0x${firmware}`);
    assert.equal(differing.toString(2).replaceAll('0', ''), '1');
    host.send(nack);
    assert.equal(host.hears(), firmware);
  });

  test('loseNext: the answer never leaves, NACK brings it', () => {
    const host = new Host().begin();
    host.chip.faults.loseNext(1);
    host.send(command('02'));
    assert.equal(host.hears(), ack);
    host.send(nack);
    assert.equal(host.hears(), firmware);
  });

  test('nackNext: the command is refused once', () => {
    const host = new Host().begin();
    host.chip.faults.nackNext(1);
    host.send(command('02'));
    assert.equal(host.hears(), nack);
    host.send(command('02'));
    assert.equal(host.hears(), ack + firmware);
  });

  test('slow: ACK and answer come later', () => {
    const host = new Host().begin();
    host.chip.faults.slow(50_000);
    const { us } = host.times('02');
    assert.ok(us > 100_000 && us < 110_000, `${us} us`);
  });
});
