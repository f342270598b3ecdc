// SPDX-License-Identifier: Apache-2.0
//
// The PN532 model's field: power, polls, anticollision, exchanges and the time they take.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MifareCard } from '../../host-sim/cards/awkward.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { EchoCard, identityA, identityB } from '../drivers/support/pn532-bench.ts';
import { ack, answer, command, Host } from './support/pn532-host.ts';

const ats = '0578008002';
const single = () => new EchoCard({ identity: identityA(0x11, 0x22, 0x33, 0x44) });
const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i & 0xff);
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();

describe('pn532 polls', () => {
  test('a type A card is listed with ATQA, SAK, UID and ATS', () => {
    const host = new Host().begin(single());
    assert.equal(host.asks('4A0100'), `4B01010004200411223344${ats}`);
  });

  test('a UID of seven bytes comes without cascade tag', () => {
    const card = new EchoCard({ identity: identityA(0x04, 1, 2, 3, 4, 5, 6) });
    assert.equal(new Host().begin(card).asks('4A0100'), `4B01010044200704010203040506${ats}`);
  });

  test('without automatic RATS there is no ATS', () => {
    const host = new Host().begin(single());
    host.asks('1204');
    assert.equal(host.asks('4A0100'), '4B01010004200411223344');
  });

  test('a type B card is listed with ATQB and the answer to ATTRIB', () => {
    const host = new Host().begin(new EchoCard({ identity: identityB }));
    assert.equal(host.asks('4A010300'), '4B010150B1B2B3B4000000000081800100');
  });

  test('a type A poll does not see type B, nor the reverse', () => {
    assert.equal(new Host().begin(single()).asks('4A010300'), '4B00');
    const host = new Host().begin(new EchoCard({ identity: identityB }));
    assert.equal(host.asks('4A0100'), '4B00');
  });

  test('two cards are both listed when two are asked for', () => {
    const other = new EchoCard({ identity: identityA(0x12, 0x22, 0x33, 0x44) });
    const host = new Host().begin(other, single());
    // At a collision the chip goes on with 1: 11h has bit 0 set.
    assert.equal(host.asks('4A0200'), `4B02010004200411223344${ats}020004200412223344${ats}`);
    assert.equal(host.asks('04'), '05000002010000000200000000');
  });

  test('of two cards one is listed when one is asked for', () => {
    const other = new EchoCard({ identity: identityA(0x12, 0x22, 0x33, 0x44) });
    assert.equal(new Host().begin(other, single()).asks('4A0100').slice(0, 6), '4B0101');
  });

  test('InitiatorData picks a card by its UID', () => {
    const other = new EchoCard({ identity: identityA(0x12, 0x22, 0x33, 0x44) });
    const long = new EchoCard({ identity: identityA(0x04, 1, 2, 3, 4, 5, 6) });
    const host = new Host().begin(other, single(), long);
    assert.match(host.asks('4A010012223344'), /12223344/);
    assert.match(host.asks('4A01008804010203040506'), /04010203040506/);
    assert.equal(host.asks('4A010099999999'), '4B00');
  });

  test('the retries decide how long a poll without a card takes', () => {
    const host = new Host().begin();
    host.asks('320101');
    host.asks('3205FF0100');
    const once = host.times('4A0100');
    host.asks('3205FF0109');
    const many = host.times('4A0100');
    assert.equal(many.answer, '4B00');
    // Ten attempts of 3 ms instead of one.
    assert.equal(many.us - once.us, 9 * 3_000);
  });

  test('with FF it waits for ever, and finds the card that comes', () => {
    const host = new Host().begin();
    host.asks('3205FF01FF');
    host.send(command('4A0100'));
    assert.equal(host.hears(60_000), ack);
    host.chip.world.present(single());
    assert.match(host.hears(50), /11223344/);
  });

  test('the first poll waits until the field has been on for 5.1 ms', () => {
    const host = new Host().begin(single());
    const cold = host.times('4A0100');
    const warm = host.times('4A0100');
    assert.equal(cold.us - warm.us, 5_100);
  });

  test('a card needs 5 ms of power before it answers', () => {
    const host = new Host().begin();
    host.asks('320101');
    host.asks('3205FF0100');
    host.chip.world.present(single());
    assert.equal(host.asks('4A0100', 4), '4B00');
    assert.match(host.asks('4A0100', 20), /11223344/);
  });

  test('a card that leaves during its activation is not listed', () => {
    const card = single();
    const host = new Host().begin();
    host.asks('320101');
    host.chip.world.present(card);
    host.hears(10);
    host.send(command('4A0100'));
    // The ACK is out after 0.4 ms, the card heard after 3 ms more, activated about 3 ms later.
    host.kernel.spend(4_500);
    host.chip.world.remove(card);
    assert.equal(host.hears(50), ack + answer('4B00'));
  });

  test('InAutoPoll finds by type and reports it', () => {
    const host = new Host().begin(single());
    assert.equal(host.asks('6001012320', 1_000), `6101200E010004200411223344${ats}`);
    const mifare = new Host().begin(new MifareCard(new Random('m')));
    assert.match(mifare.asks('6001012010', 1_000), /^6101100901000408049C/);
    const b = new Host().begin(new EchoCard({ identity: identityB }));
    assert.match(b.asks('60010103', 1_000), /^6101230F0150B1/);
  });

  test('InAutoPoll takes its period for each type', () => {
    const { us } = new Host().begin().times('6002022023', 5_000);
    // Two rounds of two types at 300 ms each.
    assert.ok(us > 1_195_000 && us < 1_215_000, `${us} us`);
  });
});

describe('pn532 field', () => {
  test('a card has power only while the field is on', () => {
    const card = single();
    const host = new Host().begin(card);
    assert.equal(card.powered, false);
    host.asks('320101');
    assert.equal(card.powered, true);
    host.asks('320100');
    assert.equal(card.powered, false);
  });

  test('a card presented to a field that is on has power at once, and removed has none', () => {
    const host = new Host().begin();
    host.asks('320101');
    const card = single();
    host.chip.world.present(card);
    assert.equal(card.powered, true);
    assert.throws(() => host.chip.world.present(card), RangeError);
    host.chip.world.remove(card);
    host.chip.world.remove(card);
    assert.equal(card.powered, false);
  });

  test('when the field has been off, the target is gone', () => {
    const host = new Host().begin(single());
    host.asks('4A0100');
    host.asks('320100');
    host.asks('320101');
    assert.equal(host.asks('400100A4', 300), '4101');
  });
});

describe('pn532 exchange', () => {
  test('an APDU goes to the card and its answer comes back', () => {
    const card = single();
    const host = new Host().begin(card);
    host.asks('4A0100');
    assert.equal(host.asks('400100A40400'), '410000A40400');
    assert.equal(hex(card.commands[0]!), '00A40400');
  });

  test('an exchange takes what 106 kbit/s, the blocks and the card take', () => {
    const quick = (up: number, down: number) => {
      const card = new EchoCard({ us: 10_000, answer: () => ({ response: bytes(down) }) });
      const host = new Host().begin(card);
      host.asks('4A0100');
      return host.times(`4001${hex(bytes(up))}`).us;
    };
    const base = quick(10, 10);
    assert.ok(base > 11_500 && base < 14_500, `${base} us`);
    // 9 bits of 9.44 µs a byte.
    assert.ok(Math.abs(quick(110, 10) - base - 100 * 85) < 20);
    // In pieces of 61 bytes each way down, so 50 more bytes cost no new block, 100 more cost one.
    assert.ok(Math.abs(quick(10, 60) - base - 50 * 85) < 20);
    const chained = quick(10, 110) - base - 100 * 85;
    assert.ok(chained > 500 && chained < 1_500, `${chained} us`);
  });

  test('host chaining: pieces become one command', () => {
    const card = single();
    const host = new Host().begin(card);
    host.asks('4A0100');
    assert.equal(host.asks('4041AABB'), '4100');
    assert.equal(host.asks('4041CC'), '4100');
    assert.equal(host.asks('4001DD'), '4100AABBCCDD');
    assert.equal(card.commands.length, 1);
  });

  test('an answer of more than 262 bytes comes in pieces', () => {
    const card = new EchoCard({ answer: () => ({ response: bytes(600) }) });
    const host = new Host().begin(card);
    host.asks('4A0100');
    const first = host.asks('400100', 300);
    const second = host.asks('4001', 300);
    const third = host.asks('4001', 300);
    assert.deepEqual(
      [first, second, third].map((piece) => piece.slice(0, 4)),
      ['4140', '4140', '4100'],
    );
    assert.equal(first.slice(4) + second.slice(4) + third.slice(4), hex(bytes(600)));
    assert.equal(card.commands.length, 1);
  });

  test('a card that leaves during the exchange ends it with time-out', () => {
    const card = new EchoCard({ us: 50_000 });
    const host = new Host().begin(card);
    host.asks('4A0100');
    host.send(command('400100A4'));
    host.kernel.spend(20_000);
    host.chip.world.remove(card);
    assert.equal(host.hears(300), ack + answer('4101'));
    assert.equal(card.commands.length, 1);
  });

  test('a card that leaves before its command is complete never sees it', () => {
    const card = new EchoCard();
    const host = new Host().begin(card);
    host.asks('4A0100');
    host.send(command(`4001${'00'.repeat(200)}`));
    host.kernel.spend(5_000);
    host.chip.world.remove(card);
    assert.equal(host.hears(300), ack + answer('4101'));
    assert.equal(card.commands.length, 0);
  });

  test('a silent card ends in time-out after its waiting time, once more for each MaxRtyCOM', () => {
    const wait = (retries: string) => {
      const card = new EchoCard({ answer: () => ({ response: undefined }) });
      const host = new Host().begin(card);
      host.asks(`3204${retries}`);
      host.asks('4A0100');
      return host.times('400100A4').us;
    };
    // FWI 8: 77.3 ms.
    const once = wait('00');
    assert.ok(once > 77_000 && once < 80_000, `${once} us`);
    assert.ok(Math.abs(wait('02') - once - 2 * 77_327) < 10);
  });

  test('a card that needs longer than its waiting time without asking is given up', () => {
    const host = new Host().begin(new EchoCard({ us: 90_000 }));
    host.asks('4A0100');
    assert.equal(host.asks('400100A4', 300), '4101');
  });

  test('a card that asks for time gets it', () => {
    const host = new Host().begin(new EchoCard({ us: 900_000, answer: () => ({ wtxm: 2 }) }));
    host.asks('4A0100');
    assert.equal(host.asks('400100A4', 1_000), '410000A4');
  });

  test('presence: 00 while the card is there, 01 when it has left', () => {
    const card = single();
    const host = new Host().begin(card);
    host.asks('4A0100');
    assert.equal(host.asks('0006'), '0100');
    host.chip.world.remove(card);
    assert.equal(host.asks('0006', 300), '0101');
  });

  test('two targets: an exchange with the one that sleeps wakes it first', () => {
    const first = single();
    const second = new EchoCard({ identity: identityA(0x12, 0x22, 0x33, 0x44) });
    const host = new Host().begin(first, second);
    host.asks('4A0200');
    const awake = host.times('4002AA').us;
    const asleep = host.times('4001AA').us;
    assert.ok(asleep - awake > 2_000, `${asleep - awake} us`);
    assert.deepEqual([first.commands.length, second.commands.length], [1, 1]);
    assert.equal(host.asks('5402'), '5500');
    assert.equal(host.asks('4002BB'), '4100BB');
  });

  test('a target that was deselected is activated again, a released one is unknown', () => {
    const card = single();
    const host = new Host().begin(card);
    host.asks('4A0100');
    assert.equal(host.asks('4401'), '4500');
    assert.equal(host.asks('4001AA'), '4100AA');
    assert.equal(card.activationCount, 2);
    assert.equal(host.asks('5201'), '5300');
    assert.equal(host.asks('4001AA'), '4127');
  });
});

describe('pn532 raw frames', () => {
  test('blocks of ISO-DEP by hand: I-block, its repetition, chaining, deselect', () => {
    const card = new EchoCard({ answer: () => ({ response: bytes(100) }) });
    const host = new Host().begin(card);
    host.asks('1204');
    host.asks('4A0100');
    assert.equal(host.asks('42E050'), `4300${ats}`);
    const all = hex(bytes(100));
    assert.equal(host.asks('420200A4'), `430012${all.slice(0, 122)}`);
    assert.equal(host.asks('42B2'), `430012${all.slice(0, 122)}`);
    assert.equal(host.asks('42A3'), `430003${all.slice(122)}`);
    assert.equal(host.asks('42B2'), '4300A3');
    assert.equal(host.asks('42C2'), '4300C2');
    assert.equal(card.commands.length, 1);
  });

  test('a command in two blocks reaches the card as one', () => {
    const card = single();
    const host = new Host().begin(card);
    host.asks('1204');
    host.asks('4A0100');
    assert.equal(host.asks('4212AABB'), '4300A2');
    assert.equal(host.asks('4203CC'), '430003AABBCC');
    assert.equal(hex(card.commands[0]!), 'AABBCC');
  });

  test('a card without ISO-DEP takes its own frames only', () => {
    const host = new Host().begin(new MifareCard(new Random('m')));
    assert.match(host.asks('4A0100'), /^4B0101000408049C/);
    assert.equal(host.asks('40013004'), '410004');
    assert.equal(host.asks('400100A4', 300), '4101');
    assert.equal(host.asks('423004'), '430004');
  });
});
