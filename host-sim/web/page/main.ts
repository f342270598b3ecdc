// SPDX-License-Identifier: Apache-2.0
//
// The page: draws what it is told of its terminal and passes on what a person does. It knows nothing about payment.

import type { Fixtures, State, Update } from '../protocol.ts';
import { AcquirerView } from './acquirer.ts';
import { Cards } from './cards.ts';
import { Connection } from './connection.ts';
import { Controls } from './controls.ts';
import { byId, leaveKeysToTerminal, make } from './dom.ts';
import { Glass } from './glass.ts';
import { JournalView } from './journal.ts';
import { Keypad } from './keypad.ts';
import { LogView } from './log.ts';
import { PaperView } from './paper.ts';
import { Replay } from './replay.ts';
import { Sound } from './sound.ts';
import { Tabs } from './tabs.ts';
import { TransactionsView } from './transactions.ts';

const ledNames = ['first', 'second', 'third', 'fourth'] as const;

const leds = byId('leds', HTMLElement);
leds.append(...ledNames.map(() => make('span', { class: 'led' })));

const connection: Connection = new Connection({ update, screen, paper, lost });
const send = connection.send.bind(connection);

const paperView = new PaperView(send);
const glass = new Glass(() => paperView.fit());
const cards = new Cards(send);
const acquirer = new AcquirerView(send);
const journal = new JournalView(send);
const transactions = new TransactionsView(send, (operators) => start(seed, operators));
const newRun = (text: string) => start(text, transactions.withOperators);
const controls = new Controls(send, newRun);
const replay = new Replay(newRun, send);
const log = new LogView();
const sound = new Sound();
new Tabs();
new Keypad(
  (key, pressed) => send({ do: 'key', key, pressed }),
  (key) => {
    if (key === 't') cards.tapLast();
  },
);

leaveKeysToTerminal();
document.addEventListener('visibilitychange', () =>
  send({ do: 'visible', visible: !document.hidden }),
);

const trouble = byId('trouble', HTMLElement);
const troubleButton = byId('trouble-button', HTMLButtonElement);
let seed = '';
/** What leads to this world again. */
let world = '';
let isAsked = false;
let onTrouble = () => {};
troubleButton.addEventListener('click', () => onTrouble());

function update(change: Update): void {
  const {
    fixtures,
    state,
    tones,
    paper: paperState,
    ledger,
    journal: book,
    log: entries,
    refused,
  } = change;
  if (fixtures) {
    const { daySecond, width, height, paperWidth } = fixtures;
    ({ seed } = fixtures);
    world = fixtures.replaying || seed;
    showAddress(fixtures);
    sound.silence();
    controls.reset(seed);
    cards.setCards(fixtures.cards);
    acquirer.reset(fixtures);
    transactions.reset(fixtures);
    journal.reset();
    replay.reset(seed, fixtures.replay, fixtures.replaying);
    log.reset(daySecond, fixtures.replaying !== '');
    paperView.reset(paperWidth);
    glass.setSize(width, height);
    document.body.dataset.ready = 'true';
  }
  if (state) show(state);
  if (tones) sound.play(tones, change.nowUs);
  if (paperState) paperView.setState(paperState);
  if (ledger) acquirer.setLedger(ledger);
  if (book) {
    journal.set(book);
    transactions.setSignedIn(book.signedIn);
  }
  if (entries) log.add(entries);
  if (refused !== undefined) complain('This cannot be replayed', refused, 'Close', dismiss);
}

function dismiss(): void {
  trouble.hidden = true;
}

function show(state: State): void {
  controls.setState(state);
  cards.setField(state.field);
  acquirer.setState(state);
  replay.setState(state);
  const lit = ledNames.filter((_, index) => state.leds[index]! > 0);
  leds.setAttribute(
    'aria-label',
    `Reader lights: ${lit.length === 0 ? 'none' : lit.join(', ')} lit`,
  );
  [...leds.children].forEach((led, index) => {
    led.classList.toggle('lit', state.leds[index]! > 0);
  });
  if (state.failure === null) trouble.hidden = true;
  else complain('The run has ended', state.failure, 'Start again', () => newRun(world));
}

/** A new terminal, and a new world from `text`. */
function start(text: string, operators: boolean): void {
  isAsked = true;
  send({ do: 'seed', seed: text, operators });
}

/** Once somebody has asked for a world its address leads there again. */
function showAddress({ operators }: Fixtures): void {
  const query = new URLSearchParams({ seed: world, ...(operators && { operators: '1' }) });
  if (isAsked) history.replaceState(null, '', `?${query}`);
}

function screen(y: number, rows: number, pixels: Uint8ClampedArray): void {
  glass.draw(y, rows, pixels);
}

function paper(from: number, rows: Uint8Array): void {
  paperView.addRows(from, rows);
}

function lost(): void {
  const text =
    'The simulator does not answer: it was stopped, or has never been there. Start it with npm start.';
  complain('No connection', text, 'Connect again', () => location.reload());
}

function complain(title: string, text: string, button: string, act: () => void): void {
  byId('trouble-title', HTMLElement).textContent = title;
  byId('trouble-text', HTMLElement).textContent = text;
  troubleButton.textContent = button;
  onTrouble = act;
  trouble.hidden = false;
  troubleButton.focus();
}
