// SPDX-License-Identifier: Apache-2.0
//
// A test double of a card for kernel 2: it computes its signature over what the terminal really sends, so that a test changes the one
// thing it is about. Keys: emv-pki.ts. docs/sources.md [domain B4, B6]

import { hashOf } from '../../../crypto/public-key.ts';
import type { CardReader, Transceived } from '../../../src/emv/reader.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';
import { fci, type Objects, pan, ppse, tlv, tlvs } from './emv-card.ts';
import { caIndex, dynamicSigned, type Flaw, iccCertified, issuerCertified } from './emv-pki.ts';

export const mastercardAid = 'A0000000041010';
export const mastercardRid = 'A000000004';
const kernel2Pdol = '9F1D089F1A029F3501';
const cdol = '9F02069F03069F1A0295055F2A029A039C019F37049F35019F34039F3303';

export interface Kernel2CardOptions {
  /** AIP: by default cardholder verification, CDA, EMV mode. */
  readonly aip?: string;
  readonly gpo?: Objects;
  /** The answer to SELECT of its application. */
  readonly selects?: string;
  /** Of its one signed record. */
  readonly record?: Objects;
  readonly certificates?: Objects;
  readonly afl?: string;
  /** 9F27; by default what it was asked for. */
  readonly information?: string;
  /** Changes to the answer to GENERATE AC. */
  readonly answer?: Objects;
  readonly signature?: Flaw;
  /** In its signature, in place of what was right. */
  readonly signedHash?: string;
  readonly signedInformation?: string;
  readonly signedRelay?: string;
  /** Signs though nobody asked, or does not though it was asked. */
  readonly signs?: boolean;
  /** An answer in place of its own, by the first two bytes of the command. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Leaves before it answers such a command, so many times. */
  readonly leaves?: Readonly<Record<string, number>>;
  /** Shortest time, longest time, time of the answer. */
  readonly relayTimes?: string;
}

const deviceEntropy = 'D1D2D3D4';

export class Kernel2Card implements CardReader {
  readonly commands: string[] = [];
  readonly #options: Kernel2CardOptions;
  readonly #left: Record<string, number>;
  readonly #record: string;
  readonly #certificates: Objects;
  #pdolData = '';
  #relay = '';
  /** What the last GENERATE AC would have answered. */
  #given = '';

  constructor(options: Kernel2CardOptions = {}) {
    this.#options = options;
    this.#left = { ...options.leaves };
    this.#record = tlvs({
      '5A': pan,
      '5F24': '301231',
      '5F34': '01',
      '57': `${pan}D301220101234000000F`,
      '8C': cdol,
      '8E': '000000000000000042031E031F03',
      '9F4A': '82',
      ...options.record,
    });
    this.#certificates = {
      '8F': caIndex,
      ...issuerCertified(),
      ...iccCertified(`${this.#record}${this.#aip}`),
      ...options.certificates,
    };
  }

  get #aip(): string {
    return this.#options.aip ?? '1980';
  }

  async transceive(command: Uint8Array): Promise<Transceived> {
    const sent = toHex(command);
    this.commands.push(sent);
    const name = sent.slice(0, 4);
    const answer = this.#options.instead?.[name] ?? this.#answer(name, sent);
    if ((this.#left[name] ?? 0) > 0) {
      this.#left[name]!--;
      return { ok: false, reason: 'removed' };
    }
    return { ok: true, response: fromHex(answer) };
  }

  #answer(name: string, sent: string): string {
    const data = sent.slice(10, 10 + Number.parseInt(sent.slice(8, 10), 16) * 2);
    if (name === '00A4') {
      return data === mastercardAid
        ? (this.#options.selects ?? fci(mastercardAid, { '9F38': kernel2Pdol }))
        : ppse({ '4F': mastercardAid, '87': '01' });
    }
    if (name === '80A8') return this.#start(data);
    if (name === '80EA') return this.#resist(data);
    if (name === '00B2') return this.#read(sent.slice(4, 8));
    if (name === '80AE') return this.#generate(sent.slice(4, 6), data);
    // RECOVER AC
    return this.#given === '' ? '6985' : this.#given;
  }

  #start(data: string): string {
    this.#pdolData = data.slice(4);
    const { gpo, afl = '1001010118010300' } = this.#options;
    return `${tlv('77', tlvs({ '82': this.#aip, '94': afl, ...gpo }))}9000`;
  }

  #resist(entropy: string): string {
    const answer = `${deviceEntropy}${this.#options.relayTimes ?? '000A00280018'}`;
    this.#relay = `${entropy}${answer}`;
    return `${tlv('80', answer)}9000`;
  }

  #read(which: string): string {
    const of = (tags: readonly string[]) =>
      `${tlv('70', tlvs(Object.fromEntries(tags.map((tag) => [tag, this.#certificates[tag]]))))}9000`;
    if (which === '0114') return `${tlv('70', this.#record)}9000`;
    if (which === '011C') return of(['90', '92', '8F']);
    if (which === '021C') return of(['9F32']);
    return of(['9F46', '9F47', '9F48']);
  }

  #generate(control: string, cdolData: string): string {
    const { information, answer, signs, signedInformation } = this.#options;
    const asked = Number.parseInt(control, 16);
    const cid = information ?? (asked & 0xc0).toString(16).toUpperCase().padStart(2, '0');
    const signsNow = signs ?? (asked & 0x10) !== 0;
    const ac = '0123456789ABCDEF';
    const clear: Objects = {
      '9F27': cid,
      '9F36': '001C',
      ...(signsNow ? {} : { '9F26': ac }),
      '9F10': '0110A00003220000000000000000000000FF',
      ...answer,
    };
    const covered = `${this.#pdolData}${cdolData}${tlvs(clear)}`;
    const hash = this.#options.signedHash ?? toHex(hashOf('sha-1', fromHex(covered)));
    const relay = this.#options.signedRelay ?? this.#relay;
    const dynamic = `02001C${signedInformation ?? cid}${ac}${hash}${relay}`;
    // In a PDOL or a CDOL the number stands where the list has it; here it is the test's.
    const signature = dynamicSigned(dynamic, this.#numberIn(cdolData), this.#options.signature);
    const signed = signsNow ? tlv('9F4B', signature) : '';
    this.#given = `${tlv('77', `${tlvs(clear)}${signed}`)}9000`;
    return this.#given;
  }

  /** 9F37: after amounts, country, TVR, currency, date and type. */
  #numberIn(cdolData: string): string {
    return cdolData.slice(50, 58);
  }
}
