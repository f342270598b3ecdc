// SPDX-License-Identifier: Apache-2.0
//
// What the acquirer does with a message, apart from lines, time and misbehaviour: docs/sources.md [domain A4, A12, G].
// A reversal of a trace never seen is remembered, and the late original refused: without that promise no terminal could win.

import type { DateTime } from '../../src/io/clock.ts';
import type { Random } from '../link/kernel.ts';
import { Accounts } from './accounts.ts';
import { acquirerId, followUpFields, isSameAdvice, saleFields } from './answers.ts';
import type { Behaviour, MessageKind } from './behaviour.ts';
import { downloadFor, noDownloads } from './downloads.ts';
import { judgeFollowUp } from './follow-up.ts';
import { PinBook } from './issuer.ts';
import { type Entry, Ledger, masked } from './ledger.ts';
import { isOfflineApproval, judgeOffline, offlineEntry, originalStan } from './offline.ts';
import { type CardAccount, cryptogramId, type IssuerKind, judgeSale, saleEntry } from './sale.ts';
import { Scripts } from './scripts.ts';
import { Settlements } from './settlement.ts';
import { type TerminalRecord, Till } from './till.ts';
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

/** What answers repeat of their requests. */
const echoed = [2, 3, 4, 11, 25, 41, 42, 49, 60];

/** What a message brings to the book, besides whose it is and when. */
type Booking = Omit<
  Entry,
  'terminalId' | 'batch' | 'stan' | 'rrn' | 'authorizationCode' | 'reversals' | 'atUs'
>;

export class Host {
  readonly ledger = new Ledger();
  readonly settlements = new Settlements(this.ledger);
  readonly downloads = noDownloads();
  readonly scripts = new Scripts();
  #options: HostOptions;
  #tills: ReadonlyMap<string, Till>;
  #accounts: Accounts;
  #pins: PinBook | undefined;
  #seenCryptograms = new Set<string>();
  #references = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#tills = new Map(options.terminals.map((record) => [record.tid, new Till(record)]));
    this.#pins = options.pinOf && new PinBook(options.pinOf);
    this.#accounts = new Accounts(this.ledger, options.wallTime, options.cards);
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
      case 'pre-authorization':
      case 'balance':
        return this.#authenticated(till, message, (mac) =>
          this.#toIssuer(kind, till, mac, message, behaviour),
        );
      case 'reversal':
        return this.#authenticated(till, message, (mac) =>
          this.#reversal(till, mac, message, refusal),
        );
      case 'void':
      case 'refund':
      case 'pre-authorization-void':
      case 'completion':
      case 'completion-void':
      case 'completion-advice':
        return this.#authenticated(till, message, (mac) =>
          this.#followUp(kind, till, mac, message, refusal),
        );
      case 'offline-sale':
        return this.#authenticated(till, message, (mac) =>
          this.#offlineSale(till, mac, message, refusal),
        );
      case 'script-result':
        return this.#authenticated(till, message, (mac) =>
          this.#reply(message, mac, refusal ?? this.scripts.take(message)),
        );
      case 'settlement':
      case 'upload':
      case 'upload-end':
        return this.#authenticated(till, message, (mac) =>
          refusal
            ? this.#reply(message, mac, refusal)
            : this.#settlement(kind, till, mac, message, behaviour.settlementDigit),
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
    till: Till,
    mac: Mac,
    message: WireMessage,
    digit: string | undefined,
  ): Reply {
    const uploaded = kind === 'upload' && isOfflineApproval(message) ? originalStan(message) : '';
    if (
      uploaded &&
      this.ledger.find(till.record.tid, batchOf(message), uploaded)?.state !== 'approved'
    )
      this.#bookOffline(till, message, uploaded);
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

  /** What a card must give its cryptogram for. */
  #toIssuer(
    kind: IssuerKind,
    till: Till,
    mac: Mac,
    message: WireMessage,
    { decline: refusal, scripts }: Behaviour,
  ): Reply {
    const stan = message.fields.get(11)!;
    const batch = batchOf(message);
    if (batch !== till.batch) return this.#reply(message, mac, '77');
    if (this.ledger.find(till.record.tid, batch, stan)) return this.#reply(message, mac, '94');
    const issuer = {
      masterKey: this.#options.issuerMasterKey,
      accounts: this.#accounts.known,
      pins: this.#pins,
      pinFreeLimitMinor: this.#options.pinFreeLimitMinor ?? Infinity,
      seen: this.#seenCryptograms,
    };
    const judged = judgeSale(kind, message, issuer, this.#options.wallTime(), till.pinKey);
    const verdict = refusal ? { ...judged, code: refusal, note: 'told to refuse' } : judged;
    if (verdict.sessionKey) this.#seenCryptograms.add(cryptogramId(verdict.card, verdict.chip));
    const entry = this.#book(till, message, stan, saleEntry(kind, verdict));
    const isTaken = entry.state === 'approved';
    this.#accounts.note(entry, verdict.card.pan, isTaken ? verdict.amountMinor : 0);
    const looks = kind === 'balance' && verdict.code === '00';
    return this.#reply(
      message,
      mac,
      verdict.code,
      {
        ...this.scripts.addTo(saleFields(entry, verdict), message, verdict, scripts),
        ...(looks && { 54: this.#accounts.balancesOf(verdict.card.pan) }),
      },
      entry,
    );
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
    const judged = judgeFollowUp(kind, message, this.ledger, (of) => this.#accounts.factsOf(of));
    const { code, note, netMinor, takenMinor, original } = refusal
      ? { ...judged, code: refusal, note: 'told to refuse', netMinor: 0, takenMinor: 0 }
      : judged;
    const entry = this.#book(till, message, stan, {
      kind,
      original: original?.rrn ?? '',
      amountMinor: Number(fields.get(4) ?? 0),
      maskedPan: masked(pan),
      netMinor,
      state: code === '00' ? 'approved' : 'declined',
      code,
      note,
    });
    this.#accounts.note(entry, pan, takenMinor);
    return this.#reply(message, mac, code, followUpFields(entry), entry);
  }

  /** The card has decided; the same message may come again, and counts once. */
  #offlineSale(till: Till, mac: Mac, message: WireMessage, refusal: string | undefined): Reply {
    const [stan, batch] = [message.fields.get(11)!, batchOf(message)];
    if (batch !== till.batch) return this.#reply(message, mac, '77');
    const known = this.ledger.find(till.record.tid, batch, stan);
    // A request may not come again: this answer says that it is here.
    if (known && (message.mti === '0200' || known.kind !== 'offline-sale'))
      return this.#reply(message, mac, '94');
    if (known && isSameAdvice(known, message))
      return this.#reply(message, mac, known.code, followUpFields(known), known);
    if (refusal) return this.#reply(message, mac, refusal);
    const entry = this.#bookOffline(till, message, stan);
    return this.#reply(message, mac, entry.code, followUpFields(entry), entry);
  }

  /** Also from a detail of a batch upload, whose own message has never arrived, or was refused. */
  #bookOffline(till: Till, message: WireMessage, stan: string): Entry {
    const issuer = { masterKey: this.#options.issuerMasterKey, seen: this.#seenCryptograms };
    const verdict = judgeOffline(message, issuer, this.#options.wallTime());
    if (verdict.code === '00') this.#seenCryptograms.add(verdict.id);
    const entry = this.#book(till, message, stan, offlineEntry(verdict));
    this.#accounts.note(entry, verdict.pan, verdict.code === '00' ? verdict.amountMinor : 0);
    return entry;
  }

  /** `stan`: of what is booked; in a batch upload that is not the message's own. */
  #book(till: Till, message: WireMessage, stan: string, booking: Booking, reversals = 0): Entry {
    return this.ledger.put({
      ...booking,
      terminalId: till.record.tid,
      batch: batchOf(message),
      stan,
      rrn: this.#nextReference(),
      authorizationCode: booking.state === 'approved' ? this.#digits(6) : '',
      reversals,
      atUs: this.#options.nowUs(),
    });
  }

  #reversal(till: Till, mac: Mac, message: WireMessage, refusal: string | undefined): Reply {
    if (refusal) return this.#reply(message, mac, refusal);
    const stan = message.fields.get(11)!;
    const amountMinor = Number(message.fields.get(4) ?? 0);
    const original = this.ledger.find(till.record.tid, batchOf(message), stan);
    if (!original) {
      const entry = this.#bookEarlyReversal(till, message, stan, amountMinor);
      return this.#reply(message, mac, '25', {}, entry);
    }
    if (original.amountMinor !== amountMinor) return this.#reply(message, mac, '64');
    const counted = { ...original, reversals: original.reversals + 1 };
    switch (original.state) {
      case 'approved': {
        this.#accounts.giveBack(original, message.fields.get(2) ?? '');
        const entry = this.ledger.put({ ...counted, state: 'reversed', netMinor: 0 });
        return this.#reply(message, mac, '00', { 37: entry.rrn }, entry);
      }
      case 'reversed':
        return this.#reply(message, mac, '00', { 37: original.rrn }, this.ledger.put(counted));
      case 'answered':
      case 'declined':
        return this.#reply(message, mac, '12', {}, this.ledger.put(counted));
      case 'reversed-before-seen':
        return this.#reply(message, mac, '25', {}, this.ledger.put(counted));
    }
  }

  #bookEarlyReversal(till: Till, message: WireMessage, stan: string, amountMinor: number): Entry {
    const booking = {
      kind: 'reversal',
      original: '',
      amountMinor,
      maskedPan: masked(message.fields.get(2) ?? ''),
      netMinor: 0,
      state: 'reversed-before-seen',
      code: '',
      note: 'reversal without original',
    } as const;
    return this.#book(till, message, stan, booking, 1);
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
