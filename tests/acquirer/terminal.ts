// SPDX-License-Identifier: Apache-2.0
//
// A terminal written by hand for the tests of the acquirer: its messages with the acquirer's own writer, its cryptograms with
// the card doubles' code, its keys straight from field 62. No code of src/host is in it.

import { Acquirer, type AcquirerOptions } from '../../host-sim/acquirer/acquirer.ts';
import { desDecrypt, field64 } from '../../host-sim/acquirer/des.ts';
import { writeTlv } from '../../host-sim/acquirer/tlv.ts';
import { readMessage, type WireMessage, writeMessage } from '../../host-sim/acquirer/wire.ts';
import { applicationCryptogram, cardKey } from '../../host-sim/cards/cryptogram.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { fromHex } from '../../src/lib/bytes.ts';

export const issuerMasterKey = fromHex('2315208C9110AD402315208C9110AD40');
export const tmk = fromHex('CA5D92598DCA48CE8A4C76361A9269E9');
export const terminalId = 'TERM0001';
export const merchantId = '104110050000001';
/** A number of the project's own, with its Luhn digit. */
export const pan = '6250990000000006';

export interface Tap {
  readonly pan?: string;
  readonly sequence?: string;
  readonly amountMinor: number;
  readonly atc: number;
}

/** F55 of a tap, as tags. */
export function chipData({ amountMinor, atc, ...card }: Tap): Map<string, string> {
  const objects = new Map([
    ['9F27', '80'],
    ['9F10', '07010103A00000010A0100000000001234ABCD'],
    ['9F37', '1A2B3C4D'],
    ['9F36', atc.toString(16).padStart(4, '0').toUpperCase()],
    ['95', '0000000000'],
    ['9A', '260615'],
    ['9C', '00'],
    ['9F02', String(amountMinor).padStart(12, '0')],
    ['5F2A', '0156'],
    ['82', '7C00'],
    ['9F1A', '0156'],
    ['9F03', '000000000000'],
    ['9F33', 'E0E1C8'],
  ]);
  const of = (tag: string) => fromHex(objects.get(tag)!);
  const key = cardKey(issuerMasterKey, card.pan ?? pan, card.sequence ?? '01');
  const cryptogram = applicationCryptogram(key, {
    tag9F02Amount: of('9F02'),
    tag9F03OtherAmount: of('9F03'),
    tag9F1ATerminalCountry: of('9F1A'),
    tag95Tvr: of('95'),
    tag5F2ACurrency: of('5F2A'),
    tag9ADate: of('9A'),
    tag9CType: of('9C'),
    tag9F37Unpredictable: of('9F37'),
    tag82Aip: of('82'),
    tag9F36Atc: of('9F36'),
    cvr: of('9F10').subarray(3, 7),
  });
  return objects.set('9F26', Buffer.from(cryptogram).toString('hex').toUpperCase());
}

type Changes = Readonly<Record<number, string>>;

/** One world: a kernel, an acquirer, and a terminal that opens a connection for each message. */
export class Bench {
  readonly kernel = new Kernel('acquirer');
  readonly acquirer: Acquirer;
  macKey = new Uint8Array(0);
  batch = '000000';
  /** Bytes of the last exchange, and whether the acquirer hung up. */
  received = Buffer.alloc(0);
  hungUp = false;
  #stan = 0;
  #atc = 0;

  constructor(options: Partial<AcquirerOptions> = {}) {
    this.acquirer = new Acquirer({
      schedule: (delayUs, run) => void this.kernel.schedule(delayUs, run),
      nowUs: () => this.kernel.nowUs,
      wallTime: () => ({ year: 2026, month: 6, day: 15, hour: 10, minute: 30, second: 5 }),
      random: this.kernel.random('acquirer'),
      terminals: [{ tid: terminalId, mid: merchantId, tmk }],
      issuerMasterKey,
      ...options,
    });
  }

  /** Sends raw bytes, in pieces of `size`, and lets two minutes pass. */
  exchange(bytes: Uint8Array, size = bytes.length): Buffer {
    this.received = Buffer.alloc(0);
    this.hungUp = false;
    const connection = this.acquirer.connect({
      send: (more) => {
        this.received = Buffer.concat([this.received, more]);
      },
      close: () => {
        this.hungUp = true;
      },
    });
    for (let at = 0; at < bytes.length; at += size)
      connection.receive(bytes.subarray(at, at + size));
    this.kernel.advanceTo(this.kernel.nowUs + 120_000_000);
    connection.closed();
    return this.received;
  }

  frame(mti: string, fields: Changes, key?: Uint8Array): Buffer {
    const all = new Map(
      Object.entries({ 41: terminalId, 42: merchantId, ...fields })
        .filter(([, value]) => value !== '')
        .map(([id, value]) => [Number(id), value]),
    );
    const mac = key && ((covered: Uint8Array) => field64(key, covered));
    const body = writeMessage('6000030000', '603100310000', mti, all, mac);
    return Buffer.concat([Buffer.of(body.length >> 8, body.length & 0xff), body]);
  }

  /** Undefined when no whole answer came. */
  ask(mti: string, fields: Changes, key?: Uint8Array): WireMessage | undefined {
    return this.read(this.exchange(this.frame(mti, fields, key)));
  }

  read(bytes: Buffer): WireMessage | undefined {
    return bytes.length > 2 ? readMessage(bytes.subarray(2)) : undefined;
  }

  nextStan(): string {
    return String(++this.#stan).padStart(6, '0');
  }

  /** Signs in and takes over batch and MAC key. */
  signIn(): WireMessage {
    const answer = this.ask('0800', { 11: this.nextStan(), 60: `00${this.batch}003`, 63: '01 ' })!;
    const keys = fromHex(answer.fields.get(62)!);
    this.macKey = desDecrypt(tmk, keys.subarray(20, 28)) as Uint8Array<ArrayBuffer>;
    this.batch = answer.fields.get(60)!.slice(2, 8);
    return answer;
  }

  /** Fields of a good sale with a fresh tap; `chip` changes tags after the cryptogram was made ('' takes one away). */
  sale(amountMinor: number, changes: Changes = {}, chip: Readonly<Record<string, string>> = {}) {
    const number = changes[2] ?? pan;
    const objects = chipData({ pan: number, amountMinor, atc: ++this.#atc });
    for (const [tag, value] of Object.entries(chip)) {
      if (value === '') objects.delete(tag);
      else objects.set(tag, value);
    }
    return {
      2: number,
      3: '000000',
      4: String(amountMinor).padStart(12, '0'),
      11: this.nextStan(),
      14: '3012',
      22: '072',
      23: '001',
      25: '00',
      35: `${number}D30122011234567890`,
      49: '156',
      53: '0600000000000000',
      55: writeTlv(objects),
      60: `22${this.batch}00060`,
      ...changes,
    } as const;
  }

  sell(amountMinor: number, changes: Changes = {}, chip: Readonly<Record<string, string>> = {}) {
    return this.ask('0200', this.sale(amountMinor, changes, chip), this.macKey);
  }

  reverse(stan: string, amountMinor: number, changes: Changes = {}) {
    const fields = {
      2: pan,
      3: '000000',
      4: String(amountMinor).padStart(12, '0'),
      11: stan,
      25: '00',
      39: '98',
      49: '156',
      60: `22${this.batch}00060`,
      ...changes,
    };
    return this.ask('0400', fields, this.macKey);
  }
}

/** Whether the answer's own MAC is right. */
export function isSealed(answer: WireMessage, key: Uint8Array): boolean {
  return answer.fields.get(64) === field64(key, answer.covered);
}
