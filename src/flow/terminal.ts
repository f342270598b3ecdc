// SPDX-License-Identifier: Apache-2.0
//
// The terminal from power-on: brings the board up before the eyes of the clerk, then goes round and round between idle and
// whatever a key asks for.

import type { KeyHandle } from '../../crypto/vault.ts';
import { TornLog } from '../emv/torn-log.ts';
import type { Board, DeviceName, Display } from '../io/devices.ts';
import { fatal } from '../io/fatal.ts';
import type { Ability, Device, DeviceState } from '../ui/screen.ts';
import { uploadByTheClock } from './advice.ts';
import { type App, tell, timeOf, version } from './app.ts';
import { printed } from './approved.ts';
import { Attention } from './attention.ts';
import { settleByTheClock } from './automatic-settlement.ts';
import { Book } from './book.ts';
import { openCardParameters } from './card-parameters.ts';
import { fulfilWish } from './downloads.ts';
import { Errors } from './errors.ts';
import { openFlashLog } from './flash-card.ts';
import { Front } from './front.ts';
import { HostSession } from './host-session.ts';
import { KeyLoading, notKept } from './key-loading.ts';
import { waitForMasterKey } from './key-service.ts';
import { KeyStore, type KeysFound } from './key-store.ts';
import { isDigit, Key, secretChanged } from './keys.ts';
import { openMenu, openTransactions, showInformation } from './menu.ts';
import { lockShift, msToLock, Shift } from './operator.ts';
import { withPermission } from './operator-permission.ts';
import { openShift } from './operator-sign-in.ts';
import { OperatorStore } from './operator-store.ts';
import { adopt, askAnew, openParameterStore } from './parameters.ts';
import { settleReversal } from './reversal.ts';
import { sell } from './sale.ts';
import { SalesHistory } from './sanity.ts';
import { reportByTheClock } from './script-report.ts';
import { readSettings, type Settings } from './settings.ts';
import { resumeSettlement } from './settlement.ts';
import { ensureSignedIn } from './sign-in.ts';
import { Till } from './till.ts';

export interface Progress {
  display(display: Display | undefined): void;
  device(name: DeviceName, good: boolean): void;
}

const approvedMs = 3000;

const bootDevices: readonly Device[] = Object.freeze(
  ['keypad', 'clock', 'printer', 'reader', 'storage', 'keys'],
  true,
);

/** Runs for as long as there is power. */
export async function runTerminal(
  openBoard: (progress: Progress) => Promise<Board>,
): Promise<void> {
  const front = new Front();
  const states = new Map<Device, DeviceState>(bootDevices.map((device) => [device, 'waiting']));
  const showBoot = () => {
    front.show({
      kind: 'boot',
      version,
      devices: [...states].map(([device, state]) => ({ device, state })),
    });
  };
  const found = (device: Device, good: boolean) => states.set(device, good ? 'ok' : 'failed');
  const board = await openBoard({
    display: (display) => front.useDisplay(display),
    device: (name, good) => {
      if (name === 'display') return;
      found(name, good);
      showBoot();
    },
  });
  front.useSignals(board.leds, board.buzzer);
  front.lights('idle');
  const attention = new Attention(board.clock);
  let errors: Errors | undefined;
  board.onKey(({ kind, code }) => {
    if (kind === 'secret') attention.press(secretChanged);
    if (kind === 'stuck') errors?.seesStuckKey(code);
    if (kind !== 'press') return;
    errors?.touched();
    front.tone('key');
    attention.press(code);
  });

  // Keys before all else: an opened case erases them whatever else has failed.
  const keys = openKeys(board);
  const settings = openSettings(board);
  if (settings) front.language = settings.language;
  if (keys === 'erased') {
    front.show({ kind: 'keys-erased' });
    return;
  }
  found('keys', keys !== 'missing');
  const book =
    settings && keys !== 'missing' ? openBook(board, settings, keys.chainKey) : undefined;
  if (!settings || keys !== 'missing')
    found('storage', book !== undefined && book.damage.length === 0);
  const parameters = settings && openCardParameters(board, settings);
  if (settings && !parameters) found('parameters', false);
  const failed = [...states].filter(([, state]) => state === 'failed').map(([device]) => device);
  if (!settings || !book || keys === 'missing') {
    // Nothing that needs the acquirer or a key can be done: the screen stays.
    front.show({ kind: 'device-failure', failed, abilities: [] });
    return;
  }
  const session = new HostSession(board, settings, book);
  const shift = openOperators(board, settings, keys);
  if (!shift) {
    front.show({ kind: 'device-failure', failed: ['storage'], abilities: [] });
    return;
  }
  const till = new Till(book);
  errors = new Errors({ board, settings, book, keys });
  front.onScreen = (screen) => errors?.sees(screen);
  const app: App = {
    board,
    front,
    attention,
    delivered: settings,
    settings,
    contactless: {},
    session,
    book,
    till,
    keys,
    shift,
    errors,
    history: new SalesHistory(),
    store: openParameterStore(board, keys.chainKey),
    parameters,
    flashLog: openFlashLog(board, settings),
    tornLog: new TornLog(() => board.clock.nowMs),
  };
  adopt(app);
  if (askAnew(app) && !failed.includes('parameters')) failed.push('parameters');
  if (failed.length > 0)
    await tell(app, { kind: 'device-failure', failed, abilities: abilitiesOf(app) }, 10_000);
  await work(app);
}

/** What a boot has to tell, and then whatever people ask for. */
async function work(app: App): Promise<void> {
  await goOn(app);
  const news = app.keys.openMailbox();
  if (news === notKept) {
    app.front.show(news);
    return;
  }
  if (news) await tell(app, news, 30_000);
  await waitForMasterKey(app);
  // Where people sign in, the host hears of it when one has; what is owed waits for nobody.
  if (!app.shift.store) await ensureSignedIn(app);
  if (await settleReversal(app)) await resumeSettlement(app, true);
  for (;;) await idle(app);
}

/** What the power has interrupted: a sale that stands is shown, and its slip is printed as a reprint, once. */
async function goOn(app: App): Promise<void> {
  for (const effect of app.till.apply({ kind: 'booted' })) {
    if (effect.kind === 'offer-reprint') await printed(app, effect.receipt, approvedMs, true);
  }
}

/** What still works when something does not. */
function abilitiesOf({ board, parameters }: App): Ability[] {
  if (!board.reader || !parameters) return board.printer ? ['reprint', 'menu'] : ['menu'];
  return board.printer ? ['sale', 'reprint', 'menu'] : ['sale-without-paper', 'menu'];
}

/** Idle until a key asks for something, or the minute ends: the clock is drawn anew, and an owed reversal tried again. */
async function idle(app: App): Promise<void> {
  const { board, front, attention, settings, shift, errors } = app;
  if (shift.isClosed) {
    if (!(await openShift(app))) await goOnAlone(app);
    return;
  }
  const many = errors.takeNotice();
  if (many) await tell(app, { kind: 'error-notice', notice: 'many', ...many }, 10_000);
  const now = timeOf(board);
  front.show({
    kind: 'idle',
    merchant: settings.merchantName,
    test: settings.test,
    ...(now && { now }),
  });
  const untilMinuteMs = (60 - (now?.second ?? 0)) * 1000;
  const waited = await attention.key(Math.min(untilMinuteMs, msToLock(app)));
  if (waited.kind === 'timeout') {
    app.session.lookForFirstHost();
    if (msToLock(app) === 0) lockShift(app);
    await goOnAlone(app);
    return;
  }
  if (waited.kind !== 'key') return;
  await answer(app, waited.code);
  shift.touchedMs = board.clock.nowMs;
}

/** What goes on without a key: an owed reversal, a settlement whose time has come. */
async function goOnAlone(app: App): Promise<void> {
  if (app.till.owed) {
    await settleReversal(app);
    return;
  }
  await reportByTheClock(app);
  await uploadByTheClock(app);
  await settleByTheClock(app);
  await fulfilWish(app);
}

async function answer(app: App, code: number): Promise<void> {
  const { front } = app;
  if (isDigit(code) || code === Key.doubleZero || code === Key.enter)
    await withPermission(app, 'sale', () => sell(app, code));
  else if (code === Key.menu) await openMenu(app);
  else if (code === Key.down) await openTransactions(app);
  else if (code === Key.language) front.toggleLanguage();
  else if (code === Key.help) await showInformation(app);
}

function openSettings(board: Board): Settings | undefined {
  try {
    const settings = readSettings(board.openFlash('settings'));
    return settings.ok ? settings.value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: people shall sign in, and nothing can be kept of them. */
function openOperators(board: Board, settings: Settings, keys: KeyLoading): Shift | undefined {
  try {
    return new Shift(settings.operators && new OperatorStore(board, keys));
  } catch {
    return undefined;
  }
}

function openBook(
  board: Board,
  { operator }: Settings,
  chainKey: KeyHandle<'journal'>,
): Book | undefined {
  try {
    return new Book(board.openFlash('journal'), operator, chainKey);
  } catch {
    return undefined;
  }
}

/** The terminal's keys, as they were kept; none in a case that is open. */
function openKeys(board: Board): KeyLoading | Exclude<KeysFound, 'ready'> {
  try {
    const store = new KeyStore(board);
    const found = store.open();
    // Nothing is left to erase.
    if (found === 'erased') return found;
    const erase = () => {
      // Once: the switch may tell of what has been seen already.
      board.onTamper(() => {});
      store.zeroise();
    };
    // Whatever runs at that moment is in no state to go on without keys: the board starts again and says what has happened.
    board.onTamper(() => {
      erase();
      fatal(new Error('the case was opened'));
    });
    if (found !== 'ready') return found;
    if (!board.tamper?.isOpen()) return new KeyLoading(board, store);
    erase();
    return 'erased';
  } catch {
    return 'missing';
  }
}
