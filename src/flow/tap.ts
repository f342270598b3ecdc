// SPDX-License-Identifier: Apache-2.0
//
// From "tap card" to a card that asks for the acquirer's word, or to the reason why there is none.

import { hashOf, rsaRecover, sm2Verify } from '../../crypto/public-key.ts';
import { kernelWithPinFree } from '../emv/card-result.ts';
import { performTransaction } from '../emv/entry-point.ts';
import type { Approved, OnlineRequest, Outcome } from '../emv/outcome.ts';
import { outcomeParameters } from '../emv/outcome-parameters.ts';
import type { ParameterSet, Parameters } from '../emv/parameters.ts';
import type { DateTime } from '../io/clock.ts';
import type { NfcReader } from '../io/devices.ts';
import { toHex } from '../lib/bytes.ts';
import type { CardTrouble, Device, ReadTrouble } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';
import { type App, tell, timeOf } from './app.ts';
import { Work } from './attention.ts';
import { Key } from './keys.ts';

const operations = Object.freeze({ rsaRecover, hashOf, sm2Verify }, true);

const patienceMs = 60_000;
const noticeMs = 2500;
const triesMax = 5;
const removalMs = 100;
const removalMsMax = 10_000;

/** The card's data and the 9F37 it was asked with, for the slip; whether the cardholder wants sounds for the PIN. */
export interface Tapped {
  readonly request: OnlineRequest;
  readonly audible: boolean;
  readonly unpredictableNumberHex: string;
}

/** Undefined when there is nothing to ask the acquirer: the person has been told why. */
export async function tapCard(
  app: App,
  amountMinor: number,
  stan: string,
  /** Tag 9C. */
  type = 0x00,
): Promise<Tapped | undefined> {
  const { board, front, parameters } = app;
  const reader = board.reader;
  if (!reader || !parameters) {
    const failed: Device[] = [reader ? 'parameters' : 'reader'];
    await tell(app, { kind: 'device-failure', failed, abilities: ['reprint', 'menu'] });
    return undefined;
  }
  try {
    return await tryCards(app, reader, parameters, amountMinor, stan, type);
  } finally {
    front.lights('idle');
    await reader.release();
  }
}

async function tryCards(
  app: App,
  reader: NfcReader,
  parameters: ParameterSet,
  amountMinor: number,
  stan: string,
  type: number,
): Promise<Tapped | undefined> {
  const { board, front } = app;
  const { caKeys, revoked } = parameters;
  const wishes = { audible: false };
  for (let tries = 0; tries < triesMax; tries++) {
    if (!(await waitForCard(app, reader, amountMinor, wishes))) return undefined;
    front.lights('reading');
    front.show({ kind: 'reading' });
    const unpredictableNumber = board.entropy(4);
    const transaction = {
      amountMinor,
      type,
      ...digitsOf(timeOf(board)),
      unpredictableNumber,
      sequenceCounter: Number(stan),
      interfaceDeviceSerialNumber: app.settings.terminalId,
      cancellation: { cancelled: false },
    };
    const adjusted = parametersFor(app, parameters, type);
    const outcome = await performTransaction(reader, adjusted, transaction, {
      authentication: { operations, caKeys, revoked },
      tornLog: app.tornLog,
    });
    if (outcome.kind === 'online-request') {
      front.lights('success');
      front.tone('success');
      front.show({ kind: 'remove-card' });
      const { audible } = wishes;
      return { request: outcome, audible, unpredictableNumberHex: toHex(unpredictableNumber) };
    }
    // The parameters do not allow it.
    if (outcome.kind === 'approved') throw new RangeError('an offline approval');
    front.lights('error');
    front.tone('alert');
    if (!(await goesOn(app, reader, outcome))) return undefined;
  }
  return undefined;
}

/** For this sale only: the help key turns sounds for the PIN on and off. */
interface Wishes {
  audible: boolean;
}

/** True when one card is in the field; otherwise it has been said why there will be none. */
async function waitForCard(
  app: App,
  reader: NfcReader,
  amountMinor: number,
  wishes: Wishes,
): Promise<boolean> {
  const { front, attention } = app;
  attention.clearKeys();
  for (;;) {
    front.lights('ready');
    const show = () =>
      front.show({ kind: 'tap-card', amountMinor, ...(wishes.audible && { audible: true }) });
    show();
    const poll = reader.poll(patienceMs);
    const polled = new Work(poll);
    let waited = await attention.keyOr(polled, patienceMs * 2);
    while (waited.kind === 'key' && waited.code !== Key.cancel) {
      if (waited.code === Key.language) front.toggleLanguage();
      if (waited.code === Key.help) {
        wishes.audible = !wishes.audible;
        if (wishes.audible) front.tone('pin-asked');
        show();
      }
      waited = await attention.keyOr(polled, patienceMs * 2);
    }
    if (waited.kind !== 'done') {
      reader.cancel();
      await poll;
      await tell(app, { kind: 'cancelled' }, noticeMs);
      return false;
    }
    const { kind } = waited.value;
    if (kind === 'target') return true;
    front.lights('error');
    front.tone('alert');
    if (kind === 'failed') {
      await tell(app, {
        kind: 'device-failure',
        failed: ['reader'],
        abilities: ['reprint', 'menu'],
      });
      return false;
    }
    if (kind === 'none' || kind === 'cancelled') {
      await tell(app, { kind: 'try-again', trouble: 'none-shown' }, noticeMs);
      return false;
    }
    const screen: Screen =
      kind === 'collision'
        ? { kind: 'one-card-only' }
        : { kind: 'card-refused', trouble: 'no-application' };
    if (!(await untilRemoved(app, reader, screen))) return false;
  }
}

const readTroubles: Readonly<
  Record<Extract<Outcome, { kind: 'try-again' }>['cause'], ReadTrouble>
> = Object.freeze(
  {
    removed: 'gone',
    timeout: 'unreadable',
    protocol: 'unreadable',
    'see-phone': 'see-phone',
  },
  true,
);

const cardTroubles: Readonly<Record<string, CardTrouble>> = Object.freeze(
  {
    expired: 'expired',
    'no-application': 'no-application',
    'card-declined': 'refused-by-card',
    amount: 'unsupported',
  },
  true,
);

/** Says what came of the card. True when the person may tap again. */
async function goesOn(
  app: App,
  reader: NfcReader,
  outcome: Exclude<Outcome, OnlineRequest | Approved>,
): Promise<boolean> {
  if (outcome.kind === 'try-again') {
    const screen: Screen = { kind: 'try-again', trouble: readTroubles[outcome.cause] };
    return untilRemoved(app, reader, screen, outcomeParameters(outcome).removalTimeoutMs);
  }
  if (outcome.kind === 'end-application' && outcome.cause === 'reader-closed') {
    await tell(app, { kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] });
    return false;
  }
  await tell(
    app,
    { kind: 'card-refused', trouble: cardTroubles[outcome.cause] ?? 'unsupported' },
    noticeMs * 2,
  );
  return false;
}

/** Shows `screen` at least for a moment and until the field is empty; false when it was cancelled. */
async function untilRemoved(
  { front, attention }: App,
  reader: NfcReader,
  screen: Screen,
  removalTimeoutMs = removalMsMax,
): Promise<boolean> {
  front.show(screen);
  attention.clearKeys();
  const waited = await attention.key(noticeMs);
  if (waited.kind === 'key' && waited.code === Key.cancel) return false;
  await reader.release();
  for (let ms = 0; ms < removalTimeoutMs && (await reader.present()); ms += removalMs) {
    const pause = await attention.key(removalMs);
    if (pause.kind === 'key' && pause.code === Key.cancel) return false;
  }
  return true;
}

/** The limit of UnionPay's PIN-free rule is the acquirer's to set; its cards are told of it one fen above. */
function parametersFor({ settings }: App, parameters: ParameterSet, type: number): Parameters {
  const { pinFree } = parameters;
  const limitMinor = settings.pinFreeLimitMinor;
  return {
    ...parameters,
    combinations: parameters.combinations.map((combination) => ({
      ...combination,
      ...(pinFree &&
        combination.kernelId === kernelWithPinFree && { cvmRequiredLimitMinor: limitMinor + 1 }),
      transactionTypes: [type],
    })),
    ...(pinFree && { pinFree: { ...pinFree, limitMinor } }),
  };
}

function digitsOf(time: DateTime | undefined): { date: string; time: string } {
  if (!time) return { date: '000000', time: '000000' };
  const two = (value: number) => String(value % 100).padStart(2, '0');
  return {
    date: two(time.year) + two(time.month) + two(time.day),
    time: two(time.hour) + two(time.minute) + two(time.second),
  };
}
