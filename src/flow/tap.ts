// SPDX-License-Identifier: Apache-2.0
//
// From "tap card" to a card that asks for the acquirer's word, or to the reason why there is none.

import { hashOf, rsaRecover, sm2Verify } from '../../crypto/public-key.ts';
import { performTransaction } from '../emv/entry-point.ts';
import type { RelayResistance } from '../emv/kernel.ts';
import { unionPayKernel } from '../emv/kernel-number.ts';
import type { AuthenticationSupport } from '../emv/oda-step.ts';
import { withOffline } from '../emv/offline-parameters.ts';
import type { OfflineLimits } from '../emv/offline-selection.ts';
import type { Approved, OnlineRequest, Outcome } from '../emv/outcome.ts';
import {
  type OutcomeParameters,
  outcomeParameters,
  removalTimeoutMs,
} from '../emv/outcome-parameters.ts';
import type { ParameterSet, Parameters } from '../emv/parameters.ts';
import { withSwitches } from '../emv/pin-free.ts';
import { preProcess } from '../emv/pre-processing.ts';
import type { CardReader } from '../emv/reader.ts';
import type { DateTime } from '../io/clock.ts';
import type { NfcReader } from '../io/devices.ts';
import { concat } from '../lib/bytes.ts';
import type { CardTrouble, Device, ReadTrouble } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';
import { type App, tell, timeOf } from './app.ts';
import { Work } from './attention.ts';
import { flashUntilMs, tellHalfRead, tellLost } from './flash-card.ts';
import { Key } from './keys.ts';
import type { Kind } from './kinds.ts';
import { Section } from './parameter-store.ts';

const operations = Object.freeze({ rsaRecover, hashOf, sm2Verify }, true);

/** Keys of authorities: those that were fetched from the host go before those of the parameters. */
function authenticationOf(
  { store }: App,
  { caKeys, revoked }: ParameterSet,
): AuthenticationSupport {
  const fetched = store?.get(Section.caKeys);
  return { operations, caKeys: fetched ? concat(fetched, caKeys) : caKeys, revoked };
}

/** Time is taken at the line to the reader: no later draws or answers of this program are in it. */
function relayResistanceOf({ board }: App, reader: NfcReader): RelayResistance {
  return { nowUs: () => reader.answeredUs ?? 0, entropy: () => board.entropy(4) };
}

const patienceMs = 60_000;
const noticeMs = 2500;
const triesMax = 5;
const removalMs = 100;

/** The card's data; whether the cardholder wants sounds for the PIN. */
export interface Tapped {
  readonly request: OnlineRequest | Approved;
  readonly audible: boolean;
}

/** Undefined when there is nothing to ask the acquirer: the person has been told why. */
export async function tapCard(
  app: App,
  amountMinor: number,
  stan: string,
  kind: TapKind,
  /** Under these limits the card's own approval will do. */
  offline?: OfflineLimits,
): Promise<Tapped | undefined> {
  const { board, front, parameters } = app;
  const reader = board.reader;
  if (!reader || !parameters) {
    const failed: Device[] = [reader ? 'parameters' : 'reader'];
    await tell(app, { kind: 'device-failure', failed, abilities: ['reprint', 'menu'] });
    return undefined;
  }
  try {
    return await tryCards(app, reader, parameters, { amountMinor, stan, kind, offline });
  } finally {
    front.lights('idle');
    await reader.release();
  }
}

async function tryCards(
  app: App,
  reader: NfcReader,
  parameters: ParameterSet,
  wanted: Wanted,
): Promise<Tapped | undefined> {
  const { board, front, flashLog, tornLog } = app;
  const { amountMinor, stan, kind } = wanted;
  const wishes = { audible: false };
  /** A card was taken away too soon, and is waited for until then. */
  let untilMs: number | undefined;
  for (let tries = 0; tries < triesMax; tries++) {
    const waitMs = untilMs === undefined ? patienceMs : Math.max(untilMs - board.clock.nowMs, 1);
    // What does not need the card is ready before it comes.
    const adjusted = parametersFor(app, parameters, wanted);
    const combinations = preProcess(adjusted, { amountMinor, type: kind.emvType });
    const authentication = authenticationOf(app, parameters);
    const unpredictableNumber = board.entropy(4);
    if (!(await waitForCard(app, reader, amountMinor, wishes, waitMs))) break;
    const transaction = {
      amountMinor,
      type: kind.emvType,
      ...digitsOf(timeOf(board)),
      unpredictableNumber,
      sequenceCounter: Number(stan),
      interfaceDeviceSerialNumber: app.settings.terminalId,
      cancellation: { cancelled: false },
    };
    const before = flashLog?.torn;
    const drawing = whileCardWorks(reader, () => front.show({ kind: 'reading' }));
    const performed = performTransaction(drawing, adjusted, transaction, {
      combinations,
      authentication,
      tornLog,
      ...(reader.answeredUs !== undefined && { relayResistance: relayResistanceOf(app, reader) }),
      ...(flashLog && kind.name === 'sale' && { flashLog }),
      // The card may leave, whatever the terminal will find.
      onUiRequest: () => tellRead(app),
    });
    // The first command is on its way.
    front.lights('reading');
    const outcome = await performed;
    if (outcome.kind === 'online-request' || outcome.kind === 'approved')
      return { request: outcome, audible: wishes.audible };
    const torn = flashLog?.torn;
    if (torn && torn !== before) {
      untilMs = flashUntilMs(app, torn);
      await reader.release();
      await tellHalfRead(app, torn, stan, amountMinor);
      continue;
    }
    front.lights('error');
    front.tone('alert');
    if (!(await goesOn(app, reader, outcome))) break;
  }
  if (untilMs !== undefined) await tellLost(app);
  return undefined;
}

/** After two SELECTs the card is asked to begin, and takes longer than for them: a screen drawn then keeps no command waiting. */
const drawnAtCommand = 3;

function whileCardWorks(reader: NfcReader, draw: () => void): CardReader {
  let commands = 0;
  return {
    transceive: (command) => {
      const answering = reader.transceive(command);
      if (++commands === drawnAtCommand) draw();
      return answering;
    },
  };
}

function tellRead({ front }: App): void {
  front.lights('success');
  front.tone('success');
  front.show({ kind: 'remove-card' });
}

/** What the card is told of a kind, and whether it is only looked at. */
type TapKind = Pick<Kind, 'name' | 'emvType' | 'isLook'>;

interface Wanted {
  readonly amountMinor: number;
  readonly stan: string;
  readonly kind: TapKind;
  readonly offline: OfflineLimits | undefined;
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
  waitMs: number,
): Promise<boolean> {
  const { front, attention } = app;
  attention.clearKeys();
  for (;;) {
    front.lights('ready');
    const show = () =>
      front.show({ kind: 'tap-card', amountMinor, ...(wishes.audible && { audible: true }) });
    show();
    const poll = reader.poll(waitMs);
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
      if (waitMs === patienceMs)
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
    return untilRemoved(app, reader, screen, outcomeParameters(outcome));
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

/** What the outcome says of the card that is to leave. */
type Leaving = Pick<OutcomeParameters, 'fieldOffMs' | 'removalTimeoutMs'>;
const refused: Leaving = Object.freeze({ fieldOffMs: 0, removalTimeoutMs }, true);

/** Shows `screen` at least for a moment and until the field is empty; false when it was cancelled. */
async function untilRemoved(
  { board, front, attention }: App,
  reader: NfcReader,
  screen: Screen,
  { fieldOffMs, removalTimeoutMs } = refused,
): Promise<boolean> {
  const isCancelled = async (ms: number) => {
    const waited = await attention.key(ms);
    return waited.kind === 'key' && waited.code === Key.cancel;
  };
  front.show(screen);
  attention.clearKeys();
  if (fieldOffMs > 0) await reader.release();
  const offUntilMs = board.clock.nowMs + fieldOffMs;
  if (await isCancelled(noticeMs)) return false;
  await reader.release();
  while (board.clock.nowMs < offUntilMs)
    if (await isCancelled(offUntilMs - board.clock.nowMs)) return false;
  for (let ms = 0; ms < removalTimeoutMs && (await reader.present()); ms += removalMs)
    if (await isCancelled(removalMs)) return false;
  return true;
}

/**
 * The limit of UnionPay's PIN-free rule is the acquirer's to set; its cards are told of it one fen above. Nobody looks at an account
 * without a PIN. What may end with the card's own approval is not the parameters' to say: without terms for it, every card is asked
 * for an online cryptogram, and any other approval is declined.
 */
function parametersFor(
  { settings, contactless }: App,
  parameters: ParameterSet,
  { kind, offline }: Wanted,
): Parameters {
  const { isLook } = kind;
  const { pinFree } = parameters;
  const limitMinor = isLook ? -1 : settings.pinFreeLimitMinor;
  return {
    ...(offline ? withOffline(parameters) : { ...parameters, offlineApprovals: false }),
    combinations: parameters.combinations.map((combination) => ({
      ...combination,
      ...((isLook || (pinFree && combination.kernelId === unionPayKernel)) && {
        cvmRequiredLimitMinor: limitMinor + 1,
      }),
      ...(isLook && { zeroAmountAllowed: true }),
      readerFloorLimitMinor: offline ? offline.floorLimitMinor : 0,
    })),
    ...(pinFree && { pinFree: { ...withSwitches(pinFree, contactless), limitMinor } }),
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
