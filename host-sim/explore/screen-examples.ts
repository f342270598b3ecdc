// SPDX-License-Identifier: Apache-2.0
//
// How each kind of screen looks: groups of examples. What the examples of a group have in common is how the kind is recognised
// on the glass (glass.ts); a group of one must be met to the pixel. Examples of a group differ in everything that may differ;
// where a text changes the layout, each text is a group. A new kind of screen does not compile without a row.

import { responses } from '../../src/host/response-codes.ts';
import type { Screen, ScreenKind, ScreenOf } from '../../src/ui/screen.ts';

type Groups<Kind extends ScreenKind> = readonly (readonly ScreenOf<Kind>[])[];

/** One look: what differs between these is no part of it. */
const alike = <S extends Screen>(...examples: readonly S[]): readonly (readonly S[])[] => [
  examples,
];
/** As many looks. */
const each = <S extends Screen>(examples: readonly S[]): readonly (readonly S[])[] =>
  examples.map((example) => [example]);

const few = 1;
const many = 88_888_888;
/** As the explorer's terminals are delivered. */
export const pinFreeLimitMinor = 100_000;
const someTime = { year: 2026, month: 11, day: 21, hour: 10, minute: 30, second: 0 };
const otherTime = { year: 2031, month: 2, day: 8, hour: 23, minute: 59, second: 0 };
const devices = ['keypad', 'clock', 'printer', 'reader', 'storage', 'keys'] as const;

export const screenExamples: { readonly [Kind in ScreenKind]: Groups<Kind> } = {
  boot: alike(
    ...(['waiting', 'ok', 'failed'] as const).map((state) => ({
      kind: 'boot' as const,
      version: '0.1.0',
      devices: devices.map((device) => ({ device, state })),
    })),
  ),
  idle: alike(
    { kind: 'idle', merchant: '交子便利店', now: someTime, test: true },
    { kind: 'idle', merchant: '交子便利店', now: otherTime, test: true },
    { kind: 'idle', merchant: '交子便利店', test: true },
  ),
  'amount-entry': alike(
    { kind: 'amount-entry', amountMinor: few, limitMinor: many },
    { kind: 'amount-entry', amountMinor: many, limitMinor: many },
    { kind: 'amount-entry', amountMinor: 0, limitMinor: many, complaint: 'zero' },
    { kind: 'amount-entry', amountMinor: 77, limitMinor: 999, complaint: 'over-limit' },
  ),
  'tap-card': alike(
    { kind: 'tap-card', amountMinor: few },
    { kind: 'tap-card', amountMinor: many },
  ),
  reading: alike({ kind: 'reading' }),
  'remove-card': alike({ kind: 'remove-card' }),
  authorising: alike(
    { kind: 'authorising', amountMinor: few, elapsedS: 0 },
    { kind: 'authorising', amountMinor: many, elapsedS: 88 },
    { kind: 'authorising', amountMinor: 777, elapsedS: 3 },
  ),
  approved: alike({ kind: 'approved', amountMinor: few }, { kind: 'approved', amountMinor: many }),
  declined: each(
    Object.entries(responses).flatMap(([code, { zh, en }]) =>
      // A refusal may be on the glass while the language is changed: the reason stays as it was said.
      [zh, en].map((reason) => ({ kind: 'declined' as const, reason, code })),
    ),
  ),
  'try-again': each(
    (['gone', 'unreadable', 'none-shown', 'see-phone'] as const).map((trouble) => ({
      kind: 'try-again' as const,
      trouble,
    })),
  ),
  'one-card-only': alike({ kind: 'one-card-only' }),
  'card-refused': each(
    (['no-application', 'unsupported', 'expired', 'refused-by-card'] as const).map((trouble) => ({
      kind: 'card-refused' as const,
      trouble,
    })),
  ),
  'pin-needed': alike({ kind: 'pin-needed', limitMinor: pinFreeLimitMinor }),
  cancelled: alike({ kind: 'cancelled' }),
  'unknown-result': alike({ kind: 'unknown-result' }),
  reversing: alike(
    { kind: 'reversing', attempt: 1, elapsedS: 0 },
    { kind: 'reversing', attempt: 2, elapsedS: 77 },
    { kind: 'reversing', attempt: 1, elapsedS: 5 },
  ),
  reversed: alike({ kind: 'reversed' }),
  'reversal-pending': each(
    (['refused', 'silent', 'lost', 'bad-answer'] as const).map((trouble) => ({
      kind: 'reversal-pending' as const,
      trouble,
    })),
  ),
  'last-sale': alike(
    { kind: 'last-sale', amountMinor: few },
    { kind: 'last-sale', amountMinor: many },
  ),
  printing: each(
    (['merchant', 'cardholder', 'reprint'] as const).map((copy) => ({
      kind: 'printing' as const,
      copy,
    })),
  ),
  'offer-cardholder-copy': alike({ kind: 'offer-cardholder-copy' }),
  'printer-trouble': each(
    (['paper-out', 'cover-open', 'hot', 'silent'] as const).map((trouble) => ({
      kind: 'printer-trouble' as const,
      trouble,
    })),
  ),
  'signing-in': alike(
    { kind: 'signing-in', elapsedS: 0 },
    { kind: 'signing-in', elapsedS: 77 },
    { kind: 'signing-in', elapsedS: 5 },
  ),
  'line-failure': each(
    (['refused', 'silent', 'lost', 'bad-answer'] as const).map((trouble) => ({
      kind: 'line-failure' as const,
      trouble,
    })),
  ),
  'device-failure': alike(
    { kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] },
    { kind: 'device-failure', failed: ['printer'], abilities: ['sale-without-paper', 'menu'] },
    { kind: 'device-failure', failed: ['storage', 'keys'], abilities: [] },
    { kind: 'device-failure', failed: ['clock'], abilities: ['sale', 'reprint', 'menu'] },
    { kind: 'device-failure', failed: ['clock', 'reader', 'printer'], abilities: ['menu'] },
  ),
  menu: [
    ['language', 'reprint', 'sign-in', 'information'] as const,
    ['reversal', 'language', 'reprint', 'sign-in', 'information'] as const,
  ].flatMap((entries) =>
    each(entries.map((_, selected) => ({ kind: 'menu' as const, entries, selected }))),
  ),
  information: alike(
    {
      kind: 'information',
      terminal: '10000019',
      merchant: '850100082410002',
      batch: '000001',
      version: '0.1.0',
    },
    {
      kind: 'information',
      terminal: '10000019',
      merchant: '850100082410002',
      batch: '888888',
      version: '0.1.0',
    },
  ),
  message: alike(
    { kind: 'message', tone: 'plain', text: 'one' },
    { kind: 'message', tone: 'plain', text: 'something else' },
  ),
  'nothing-to-reprint': alike({ kind: 'nothing-to-reprint' }),
  'power-off': alike({ kind: 'power-off' }),
};
