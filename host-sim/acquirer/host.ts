// SPDX-License-Identifier: Apache-2.0
//
// What the acquirer does with a message, apart from lines, time and misbehaviour: docs/sources.md [domain A4, A12, G].
// A reversal of a trace never seen is remembered, and the late original refused: without that promise no terminal could win.

import type { DateTime } from '../../src/io/clock.ts';
import type { Random } from '../link/kernel.ts';
import type { Behaviour, MessageKind } from './behaviour.ts';
import { downloadFor, downloadKinds, noDownloads } from './downloads.ts';
import { judgeFollowUp } from './follow-up.ts';
import { authenticationData, PinBook } from './issuer.ts';
import { type Entry, Ledger } from './ledger.ts';
import { type CardAccount, cryptogramId, judgeSale, type SaleVerdict } from './sale.ts';
import { Settlements } from './settlement.ts';
import { type TerminalRecord, Till } from './till.ts';
import { writeTlv } from './tlv.ts';
import type { WireMessage } from './wire.ts';

export interface HostOptions {
  readonly nowUs: () => number;
  /** Local time at the host. */
  readonly wallTime: () => DateTime;
  readonly random: Random;
  readonly terminals: readonly TerminalRecord[];
  /** 16 bytes */
  readonly issuerMasterKey: Uint8Array;
  /** Accounts and what is in them; without it any card will do. */
  readonly cards?: readonly CardAccount[];
  /** The PIN of a card; undefined: it has none. Without this no card has one. */
  readonly pinOf?: (pan: string) => string | undefined;
  /** Above it a card with a PIN needs it. */
  readonly pinFreeLimitMinor?: number;
  /** 8: as most hosts, with zeros behind it. */
  readonly macKeyBytes?: 8 | 16;
}

export type Mac = (covered: Uint8Array) => string;

export interface Reply {
  readonly code: string;
  readonly fields: ReadonlyMap<number, string>;
  /** F64 over what precedes it; undefined: the answer carries no MAC. */
  readonly mac: Mac | undefined;
  /** The booking that this message made or changed. */
  readonly entry: Entry | undefined;
}

const kinds: Readonly<Record<string, MessageKind>> = {
  '0800/001': 'sign-in',
  '0800/003': 'sign-in',
  '0800/004': 'sign-in',
  '0820/002': 'sign-out',
  '0820/301': 'echo',
  '0400/000': 'reversal',
  '0500/201': 'settlement',
  '0320/203': 'upload',
  '0320/202': 'upload-end',
  '0320/207': 'upload-end',
  ...downloadKinds,
};

/** By MTI and message type (F60.1). */
const financialKinds: typeof kinds = {
  '0200/22': 'sale',
  '0200/23': 'void',
  '0220/25': 'refund',
};

/** A reversal is recognised by its MTI: its message type is the original's. */
export function kindOf({ mti, fields }: WireMessage): MessageKind {
  const field60 = fields.get(60) ?? '';
  const networkCode = field60.slice(8, 11);
  const financial =
    networkCode === '000' ? financialKinds[`${mti}/${field60.slice(0, 2)}`] : undefined;
  return financial ?? kinds[`${mti}/${networkCode}`] ?? 'other';
}

/** What answers repeat of their requests. */
const echoed = [2, 3, 4, 11, 25, 41, 42, 49, 60];

const acquirerId = '48020000';
const issuerId = '01020000';

export class Host {
  readonly ledger = new Ledger();
  readonly settlements = new Settlements(this.ledger);
  readonly downloads = noDownloads();
  #options: HostOptions;
  #tills: ReadonlyMap<string, Till>;
  #accounts: Map<string, CardAccount> | undefined;
  #pins: PinBook | undefined;
  #seenCryptograms = new Set<string>();
  #references = 0;
  /** Card numbers by reference, which the book has masked only. */
  #pans = new Map<string, string>();

  constructor(options: HostOptions) {
    this.#options = options;
    this.#tills = new Map(options.terminals.map((record) => [record.tid, new Till(record)]));
    this.#pins = options.pinOf && new PinBook(options.pinOf);
    this.#accounts = options.cards && new Map(options.cards.map((card) => [card.pan, { ...card }]));
  }

  /** In clear, for an oracle. */
  get workingKeys(): readonly Uint8Array[] {
    return [...this.#tills.values()].flatMap((till) => till.handedOut);
  }

  /** `decline`: a code to answer with instead of doing what is asked. */
  handle(kind: MessageKind, message: WireMessage, behaviour: Behaviour): Reply {
    const refusal = behaviour.decline;
    const till = this.#tills.get(message.fields.get(41) ?? '');
    if (!till) return this.#reply(message, undefined, '97');
    if (till.record.mid !== message.fields.get(42)) return this.#reply(message, undefined, '03');
    if (!message.fields.has(11)) return this.#reply(message, undefined, '30');
    switch (kind) {
      case 'sign-in':
        return refusal ? this.#reply(message, undefined, refusal) : this.#signIn(till, message);
      case 'sign-out':
        if (!refusal) till.signOut();
        return this.#reply(message, undefined, refusal ?? '00');
      case 'echo':
        return this.#reply(message, undefined, refusal ?? '00');
      case 'sale':
        return this.#authenticated(till, message, (mac) => this.#sale(till, mac, message, refusal));
      case 'reversal':
        return this.#authenticated(till, message, (mac) =>
          this.#reversal(till, mac, message, refusal),
        );
      case 'void':
      case 'refund':
        return this.#authenticated(till, message, (mac) =>
          this.#followUp(kind, till, mac, message, refusal),
        );
      case 'settlement':
      case 'upload':
      case 'upload-end':
        return this.#authenticated(till, message, (mac) =>
          refusal
            ? this.#reply(message, mac, refusal)
            : this.#settlement(kind, mac, message, behaviour.settlementDigit),
        );
      case 'download':
      case 'status':
        return this.#authenticated(till, message, (mac) =>
          refusal ? this.#reply(message, mac, refusal) : this.#download(mac, message),
        );
      default:
        return this.#reply(message, undefined, refusal ?? '40');
    }
  }

  #authenticated(till: Till, message: WireMessage, then: (mac: Mac) => Reply): Reply {
    const key = till.macKey;
    const isRight = key && message.fields.get(64) === till.field64(key, message.covered);
    // A host that cannot check our MAC has no key to make one with either.
    return isRight
      ? then((covered) => till.field64(key, covered))
      : this.#reply(message, undefined, 'A0');
  }

  #settlement(
    kind: 'settlement' | 'upload' | 'upload-end',
    mac: Mac,
    message: WireMessage,
    digit: string | undefined,
  ): Reply {
    if (kind !== 'settlement')
      return this.#reply(
        message,
        mac,
        this.settlements[kind === 'upload' ? 'take' : 'end'](message),
      );
    const field48 = this.settlements.compare(message, digit);
    return field48
      ? this.#reply(message, mac, '00', { 48: field48 })
      : this.#reply(message, mac, '30');
  }

  #download(mac: Mac, message: WireMessage): Reply {
    return this.#reply(message, mac, '00', downloadFor(this.downloads, message));
  }

  #signIn(till: Till, message: WireMessage): Reply {
    const networkCode = message.fields.get(60)!.slice(8, 11);
    if (this.settlements.isClosed(till.record.tid, till.batch))
      till.batch = String((Number(till.batch) % 999_999) + 1).padStart(6, '0');
    const { random, macKeyBytes } = this.#options;
    const shortest = till.record.cipher === 'sm4' ? 16 : 8;
    const field62 = till.signIn(networkCode, random, macKeyBytes ?? shortest)!;
    const field60 = `00${till.batch}${networkCode}`;
    return this.#reply(message, undefined, '00', { 60: field60, 62: field62 });
  }

  #sale(till: Till, mac: Mac, message: WireMessage, refusal: string | undefined): Reply {
    const stan = message.fields.get(11)!;
    const batch = batchOf(message);
    if (batch !== till.batch) return this.#reply(message, mac, '77');
    if (this.ledger.find(till.record.tid, batch, stan)) return this.#reply(message, mac, '94');
    const issuer = {
      masterKey: this.#options.issuerMasterKey,
      accounts: this.#accounts,
      pins: this.#pins,
      pinFreeLimitMinor: this.#options.pinFreeLimitMinor ?? Infinity,
      seen: this.#seenCryptograms,
    };
    const judged = judgeSale(message, issuer, this.#options.wallTime(), till.pinKey);
    const verdict = refusal ? { ...judged, code: refusal, note: 'told to refuse' } : judged;
    if (verdict.sessionKey) this.#seenCryptograms.add(cryptogramId(verdict.card, verdict.chip));
    const entry = this.ledger.put(this.#bookSale(till, batch, stan, verdict));
    this.#pans.set(entry.rrn, verdict.card.pan);
    return this.#reply(message, mac, verdict.code, saleFields(entry, verdict), entry);
  }

  #followUp(
    kind: MessageKind,
    till: Till,
    mac: Mac,
    message: WireMessage,
    refusal: string | undefined,
  ): Reply {
    const { fields } = message;
    const [stan, batch] = [fields.get(11)!, batchOf(message)];
    if (batch !== till.batch) return this.#reply(message, mac, '77');
    const known = this.ledger.find(till.record.tid, batch, stan);
    // An advice may come again: it is answered as before, and counts once. A request may not.
    if (known?.kind === kind && message.mti === '0220' && isSameAdvice(known, message))
      return this.#reply(message, mac, known.code, followUpFields(known), known);
    if (known) return this.#reply(message, mac, '94');
    const pan = fields.get(2) ?? '';
    const judged = judgeFollowUp(kind, message, this.ledger, (of) => this.#pans.get(of.rrn));
    const { code, note, netMinor, original } = refusal
      ? { ...judged, code: refusal, note: 'told to refuse', netMinor: 0 }
      : judged;
    const isApproved = code === '00';
    this.#move(pan, -netMinor);
    const entry = this.ledger.put({
      kind,
      original: original?.rrn ?? '',
      terminalId: till.record.tid,
      batch,
      stan,
      amountMinor: Number(fields.get(4) ?? 0),
      maskedPan: masked(pan),
      netMinor,
      state: isApproved ? 'approved' : 'declined',
      code,
      note,
      rrn: this.#nextReference(),
      authorizationCode: isApproved ? this.#digits(6) : '',
      reversals: 0,
      atUs: this.#options.nowUs(),
    });
    this.#pans.set(entry.rrn, pan);
    return this.#reply(message, mac, code, followUpFields(entry), entry);
  }

  #bookSale(till: Till, batch: string, stan: string, verdict: SaleVerdict): Entry {
    const isApproved = verdict.code === '00';
    if (isApproved) this.#move(verdict.card.pan, -verdict.amountMinor);
    return {
      kind: 'sale',
      original: '',
      terminalId: till.record.tid,
      batch,
      stan,
      amountMinor: verdict.amountMinor,
      maskedPan: masked(verdict.card.pan),
      netMinor: isApproved ? verdict.amountMinor : 0,
      state: isApproved ? 'approved' : 'declined',
      code: verdict.code,
      note: verdict.note,
      rrn: this.#nextReference(),
      authorizationCode: isApproved ? this.#digits(6) : '',
      reversals: 0,
      atUs: this.#options.nowUs(),
    };
  }

  #reversal(till: Till, mac: Mac, message: WireMessage, refusal: string | undefined): Reply {
    if (refusal) return this.#reply(message, mac, refusal);
    const stan = message.fields.get(11)!;
    const amountMinor = Number(message.fields.get(4) ?? 0);
    const original = this.ledger.find(till.record.tid, batchOf(message), stan);
    if (!original) {
      const entry = this.ledger.put(this.#bookEarlyReversal(till, message, amountMinor));
      return this.#reply(message, mac, '25', {}, entry);
    }
    if (original.amountMinor !== amountMinor) return this.#reply(message, mac, '64');
    const counted = { ...original, reversals: original.reversals + 1 };
    switch (original.state) {
      case 'approved': {
        this.#move(message.fields.get(2) ?? '', original.netMinor);
        const entry = this.ledger.put({ ...counted, state: 'reversed', netMinor: 0 });
        return this.#reply(message, mac, '00', { 37: entry.rrn }, entry);
      }
      case 'reversed':
        return this.#reply(message, mac, '00', { 37: original.rrn }, this.ledger.put(counted));
      case 'declined':
        return this.#reply(message, mac, '12', {}, this.ledger.put(counted));
      case 'reversed-before-seen':
        return this.#reply(message, mac, '25', {}, this.ledger.put(counted));
    }
  }

  #bookEarlyReversal(till: Till, message: WireMessage, amountMinor: number): Entry {
    return {
      kind: 'reversal',
      original: '',
      terminalId: till.record.tid,
      batch: batchOf(message),
      stan: message.fields.get(11)!,
      amountMinor,
      maskedPan: masked(message.fields.get(2) ?? ''),
      netMinor: 0,
      state: 'reversed-before-seen',
      code: '',
      note: 'reversal without original',
      rrn: this.#nextReference(),
      authorizationCode: '',
      reversals: 1,
      atUs: this.#options.nowUs(),
    };
  }

  #move(pan: string, amountMinor: number): void {
    const account = this.#accounts?.get(pan);
    if (!account) return;
    this.#accounts!.set(pan, { pan, balanceMinor: account.balanceMinor + amountMinor });
  }

  #reply(
    message: WireMessage,
    mac: Mac | undefined,
    code: string,
    more: Readonly<Record<number, string>> = {},
    entry?: Entry,
  ): Reply {
    const { year: _year, ...now } = this.#options.wallTime();
    const two = (value: number) => String(value).padStart(2, '0');
    const date = two(now.month) + two(now.day);
    const fields = new Map<number, string>();
    for (const id of echoed) {
      const value = message.fields.get(id);
      if (value !== undefined) fields.set(id, value);
    }
    fields.set(12, two(now.hour) + two(now.minute) + two(now.second)).set(13, date);
    fields
      .set(32, acquirerId)
      .set(37, entry?.rrn ?? this.#nextReference())
      .set(39, code);
    if (entry) fields.set(15, date);
    for (const [id, value] of Object.entries(more)) fields.set(Number(id), value);
    return { code, fields, mac, entry };
  }

  #nextReference(): string {
    return String(++this.#references).padStart(12, '0');
  }

  #digits(count: number): string {
    return Array.from({ length: count }, () => this.#options.random.below(10)).join('');
  }
}

function batchOf(message: WireMessage): string {
  return (message.fields.get(60) ?? '').slice(2, 8);
}

function isSameAdvice({ amountMinor, maskedPan }: Entry, { fields }: WireMessage): boolean {
  return amountMinor === Number(fields.get(4) ?? 0) && maskedPan === masked(fields.get(2) ?? '');
}

function followUpFields({ authorizationCode }: Entry): Record<number, string> {
  return {
    44: `${issuerId.padEnd(11)}${acquirerId.padEnd(11)}`,
    63: 'CUP',
    ...(authorizationCode !== '' && { 38: authorizationCode }),
  };
}

function masked(pan: string): string {
  return pan.length < 13 ? '*'.repeat(pan.length) : `${pan.slice(0, 6)}******${pan.slice(-4)}`;
}

function saleFields(entry: Entry, { code, chip, sessionKey }: SaleVerdict): Record<number, string> {
  const fields: Record<number, string> = {
    44: `${issuerId.padEnd(11)}${acquirerId.padEnd(11)}`,
    63: 'CUP',
  };
  if (entry.authorizationCode !== '') fields[38] = entry.authorizationCode;
  if (sessionKey) {
    const tag91 = authenticationData(sessionKey, chip.get('9F26')!, code);
    fields[55] = writeTlv([
      ['9F36', chip.get('9F36')!],
      ['91', tag91],
    ]);
  }
  return fields;
}
