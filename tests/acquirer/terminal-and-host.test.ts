// SPDX-License-Identifier: Apache-2.0
//
// The terminal's src/host against the acquirer double, each with its own codec, over connections in virtual time and over TCP.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { type Behaviour, behaviours } from '../../host-sim/acquirer/behaviour.ts';
import { checkValue, desDecrypt, posMac } from '../../host-sim/acquirer/des.ts';
import { listenTcp, wallClock } from '../../host-sim/acquirer/listen-tcp.ts';
import { writeTlv } from '../../host-sim/acquirer/tlv.ts';
import {
  type CheckedAnswer,
  checkAnswer,
  expectationOf,
  readSignIn,
} from '../../src/host/answer.ts';
import { hostClock } from '../../src/host/host-clock.ts';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import type { TerminalMessage } from '../../src/host/iso8583/unionpay-terminal.ts';
import { type Mac, sealRequest } from '../../src/host/mac.ts';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import {
  echoRequest,
  reversalRequest,
  saleRequest,
  signInRequest,
} from '../../src/host/requests.ts';
import { ReversalReason } from '../../src/host/transactions.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { must } from '../codec/must.ts';
import { Bench, chipData, merchantId, pan, terminalId, tmk } from './terminal.ts';

const identity = { terminalId, merchantId, serial: { certificate: '9491', number: '000001' } };

class Terminal {
  readonly bench = new Bench();
  mac: Mac | undefined;
  batch = '000000';
  #atc = 0;

  ask(message: TerminalMessage, mac = this.mac): CheckedAnswer {
    const bytes = this.bench.exchange(sealRequest(profile, message, mac));
    return checkAnswer(profile, expectationOf(message), bytes, mac);
  }

  signIn(): CheckedAnswer {
    this.mac = undefined;
    const answer = this.ask(signInRequest(profile, identity, this.#trace(), '01'));
    assert.ok(answer.kind === 'valid');
    const { keys, batch } = must(readSignIn(profile, answer.message));
    for (const { cryptogram, checkValue: expected } of keys) {
      const key = desDecrypt(tmk, cryptogram);
      assert.deepEqual(checkValue(key), Buffer.from(expected));
    }
    const key = desDecrypt(tmk, keys.find(({ purpose }) => purpose === 'mac')!.cryptogram);
    this.mac = (bytes) => posMac(key, bytes);
    this.batch = batch;
    return answer;
  }

  sale(amountMinor: number): TerminalMessage {
    const chip = chipData({ amountMinor, atc: ++this.#atc });
    return saleRequest(profile, identity, this.#trace(), {
      amountMinor,
      pan: digitsFromText(pan),
      panSequence: '001',
      expiry: '3012',
      track2: digitsFromText(`${pan}D30122011234567890`),
      chipData: fromHex(writeTlv(chip)),
    });
  }

  #trace() {
    return { stan: this.bench.nextStan(), batch: this.batch };
  }
}

function signedIn(): Terminal {
  const terminal = new Terminal();
  terminal.signIn();
  return terminal;
}

describe('the terminal’s messages', () => {
  test('sign in, and set the clock', () => {
    const answer = new Terminal().signIn();
    assert.ok(answer.kind === 'valid');
    const { field12LocalTime, field13LocalDate } = answer.message.fields;
    const rtc = { year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    assert.deepEqual(hostClock(field12LocalTime!, field13LocalDate!, rtc), {
      year: 2026,
      month: 6,
      day: 15,
      hour: 10,
      minute: 30,
      second: 5,
    });
  });

  test('sell, and reverse', () => {
    const terminal = signedIn();
    const sale = terminal.sale(1250);
    const approval = terminal.ask(sale);
    assert.ok(approval.kind === 'valid' && approval.code === '00' && approval.isAuthentic);
    assert.equal(terminal.bench.acquirer.ledger.netMinor, 1250);
    const reversal = terminal.ask(reversalRequest(sale, ReversalReason.FailedAfterApproval));
    assert.ok(reversal.kind === 'valid' && reversal.code === '00' && reversal.isAuthentic);
    assert.equal(terminal.bench.acquirer.ledger.netMinor, 0);
  });

  type Row = readonly [keyof typeof behaviours | Behaviour, string, number];
  const rows: readonly Row[] = [
    // What the acquirer does, how the answer is judged, what the ledger says.
    ['normal', 'valid 00', 1250],
    ['declines: insufficient funds', 'valid 51', 0],
    ['wants a new sign-in', 'valid A0', 0],
    ['request lost', 'malformed', 0],
    ['silent after booking', 'malformed', 1250],
    ['slow, 8 s', 'valid 00', 1250],
    ['wrong MAC', 'mac-wrong', 1250],
    ['hangs up half-way', 'malformed', 1250],
    ['hangs up at once', 'malformed', 1250],
    ['answers for another trace', 'mismatch 11', 1250],
    ['answers for another terminal', 'mismatch 41', 1250],
    ['answers with another amount', 'mismatch 4', 1250],
    ['malformed: not a digit', 'malformed', 1250],
    ['malformed: cut', 'malformed', 1250],
    ['asks for a sign-in afterwards', 'valid 00', 1250],
    [{ noMac: true }, 'mac-wrong', 1250],
    [{ noMac: true, decline: '51' }, 'valid 51', 0],
    [{ malformed: 'trailing' }, 'malformed', 1250],
    [{ malformed: 'bitmap' }, 'malformed', 1250],
    [{ malformed: 'field' }, 'malformed', 1250],
    [{ malformed: 'empty' }, 'malformed', 1250],
    [{ malformed: 'oversize' }, 'malformed', 1250],
    [{ malformed: 'short' }, 'malformed', 1250],
    [{ fields: { 39: '' } }, 'malformed', 1250],
    [{ fields: { 37: '00000000\x1b@00' } }, 'malformed', 1250],
  ];
  for (const [does, judged, netMinor] of rows) {
    const name = typeof does === 'string' ? does : JSON.stringify(does);
    test(`acquirer: ${name} → ${judged}; a reversal makes it zero`, () => {
      const terminal = signedIn();
      const sale = terminal.sale(1250);
      terminal.bench.acquirer.behaveNext(typeof does === 'string' ? behaviours[does] : does);
      const answer = terminal.ask(sale);
      const shown =
        answer.kind === 'valid'
          ? `valid ${answer.code}`
          : answer.kind === 'mismatch'
            ? `mismatch ${answer.id}`
            : answer.kind;
      assert.equal(shown, judged);
      assert.equal(terminal.bench.acquirer.ledger.netMinor, netMinor);
      const reversal = terminal.ask(reversalRequest(sale, ReversalReason.NoAnswer));
      assert.ok(reversal.kind === 'valid' && ['00', '12', '25'].includes(reversal.code));
      assert.equal(terminal.bench.acquirer.ledger.netMinor, 0);
    });
  }

  test('the processing request comes through', () => {
    const terminal = signedIn();
    terminal.bench.acquirer.behaveNext(behaviours['asks for a sign-in afterwards']);
    const answer = terminal.ask(terminal.sale(100));
    assert.ok(answer.kind === 'valid' && answer.processingRequest === '3');
  });
});

describe('over TCP', () => {
  const echo = sealRequest(profile, echoRequest(identity, { stan: '000001', batch: '000000' }));

  /** All that comes back until the other side or, once a whole frame is there, this one hangs up. */
  function exchange(port: number, bytes: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let received = Buffer.alloc(0);
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', reject);
      socket.on('close', () => resolve(received));
      socket.on('data', (more) => {
        received = Buffer.concat([received, more]);
        if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) socket.end();
      });
    });
  }

  test('the same acquirer answers, hangs up on garbage, and stops', async () => {
    const { acquirer } = new Bench({ ...wallClock, thinkUs: 0 });
    const listener = await listenTcp(acquirer);
    const answer = await exchange(listener.port, echo);
    assert.equal(answer.toString('hex', 13, 15), '0830');
    assert.equal((await exchange(listener.port, fromHex('0000'))).length, 0);
    acquirer.behaveNext({ hangUpAtByte: 20 });
    assert.equal((await exchange(listener.port, echo)).length, 20);
    await listener.close();
    await assert.rejects(exchange(listener.port, echo));
  });

  test('a port that is taken is an error', async () => {
    const listener = await listenTcp(new Bench().acquirer);
    await assert.rejects(listenTcp(new Bench().acquirer, listener.port), /EADDRINUSE/);
    await listener.close();
  });
});
