// SPDX-License-Identifier: Apache-2.0
//
// All that a person can do to the world from the page, as a table. A message that fits no row does nothing.

import { type Behaviour, behaviours, checkBehaviour } from '../acquirer/behaviour.ts';
import { PaymentCard } from '../cards/payment-card.ts';
import type { Task } from '../link/kernel.ts';
import { keyNames, type Simulation } from '../simulation.ts';
import { entriesOf } from './drawer.ts';
import { Finger } from './finger.ts';
import type { FlashWatch } from './flash-watch.ts';
import { linkedRecord, owesReversal } from './journal.ts';
import type { Log } from './log.ts';
import type { PageCommand } from './protocol.ts';
import { keysOf, shortcuts } from './shortcuts.ts';
import { certificates, lines, type View } from './view.ts';

/** A person holds a card about so long. */
const tapUs = 1_200_000;

/** What happens in the world; the others are the session's. */
type WorldCommand = Exclude<PageCommand, { do: 'seed' | 'speed' | 'visible' }>;
type Of<Name extends WorldCommand['do']> = Extract<WorldCommand, { do: Name }>;

export class Actions {
  readonly #simulation: Simulation;
  readonly #log: Log;
  readonly #view: View;
  readonly #watch: FlashWatch;
  readonly #finger: Finger;
  readonly #taps = new Map<string, Task>();

  constructor(simulation: Simulation, log: Log, view: View, watch: FlashWatch) {
    this.#simulation = simulation;
    this.#log = log;
    this.#view = view;
    this.#watch = watch;
    this.#finger = new Finger(simulation.kernel, (key, pressed) => simulation.key(key, pressed));
  }

  /** Does what `command` says. It came from outside: whatever does not fit is ignored. */
  run(command: WorldCommand): void {
    const act = Object.hasOwn(this.#table, command.do) ? this.#table[command.do] : undefined;
    (act as ((command: WorldCommand) => void) | undefined)?.(command);
  }

  readonly #table: { readonly [Name in WorldCommand['do']]: (command: Of<Name>) => void } = {
    key: ({ key, pressed }) => {
      if (!keyNames.flat().some((name) => name === key)) return;
      if (pressed) this.#finger.press(key);
      else this.#finger.release(key);
    },
    tap: ({ card }) => {
      if (!this.#isCard(card)) return;
      this.#present(card);
      const away = () => this.#remove(card);
      this.#taps.set(card, this.#simulation.kernel.schedule(tapUs, away));
    },
    present: ({ card }) => {
      if (this.#isCard(card)) this.#present(card);
    },
    remove: ({ card }) => {
      if (this.#isCard(card)) this.#remove(card);
    },
    unlock: ({ card: name }) => {
      const card = this.#isCard(name) ? this.#simulation.card(name) : undefined;
      if (!(card instanceof PaymentCard)) return;
      card.unlock();
      this.#note(`${name} is unlocked`);
    },
    power: ({ on }) => {
      const { desk } = this.#simulation;
      if (on) this.#say('power on', () => desk.powerOn());
      else this.#say('power cut', () => desk.powerOff());
    },
    paper: ({ what }) => {
      const { world, paper } = this.#simulation.board.printer;
      const { endPaper, loadPaper } = world;
      if (what === 'tear') {
        world.tearOff();
        this.#view.takenRows = paper.height;
      } else if (what === 'end') this.#say('the paper ends', endPaper);
      else if (what === 'load') this.#say('a new roll of paper', loadPaper);
    },
    cover: ({ open }) => {
      const { openCover, closeCover } = this.#simulation.board.printer.world;
      if (open) this.#say('printer cover open', openCover);
      else this.#say('printer cover closed', closeCover);
    },
    case: ({ open }) => {
      const { world } = this.#simulation.board.tamper;
      if (open) this.#say('the case is opened', world.open);
      else this.#say('the case is shut', world.close);
    },
    line: ({ what }) => {
      const { network } = this.#simulation;
      if (what === 'reset') this.#say('line reset', () => network.reset());
      else if (Object.hasOwn(lines, what)) {
        this.#say(`line ${what}`, () => Object.assign(network, lines[what]));
      }
    },
    behaviour: ({ name, once }) => {
      if (!Object.hasOwn(behaviours, name)) return;
      const behaviour: Behaviour = behaviours[name as keyof typeof behaviours];
      const { acquirer } = this.#simulation;
      this.#note(`acquirer ${once ? 'once' : 'from now on'}: ${name}`);
      if (once) acquirer.behaveNext(behaviour);
      else acquirer.behave(behaviour);
      if (!once) this.#view.behaviour = name;
    },
    refuse: ({ code }) => {
      const behaviour = { only: 'sale', decline: String(code).toUpperCase() } as const;
      if (!isRefusal(behaviour)) return;
      this.#note(`acquirer once: ${behaviour.decline} to a sale`);
      this.#simulation.acquirer.behaveNext(behaviour);
    },
    certificate: ({ name }) => {
      const known = certificates.find((each) => each === name);
      if (known)
        this.#say(`the host shows its certificate '${known}'`, () => {
          this.#simulation.hostCertificate = known;
        });
    },
    shortcut: ({ name }) => {
      const shortcut = shortcuts.find((each) => each.name === name);
      if (!shortcut) return;
      this.#note(`keys for ${shortcut.title.toLowerCase()}`);
      for (const key of keysOf(shortcut, owesReversal(this.#simulation))) {
        this.#finger.press(key);
        this.#finger.release(key);
      }
    },
    cut: ({ armed }) => {
      this.#watch.armed = armed === true;
      this.#note(armed ? 'the power goes at the next write to flash' : 'the power stays');
    },
    rot: () => {
      const record = linkedRecord(this.#simulation);
      if (!record) return;
      this.#say(`a bit of record ${record.sequence} of the journal flips`, () => {
        this.#simulation.board.flash.faults.flipBit('journal', record.end - 1, 0);
        this.#watch.journalChanged = true;
      });
    },
  };

  #present(card: string): void {
    this.#simulation.kernel.cancel(this.#taps.get(card));
    if (!this.#isPresent(card)) this.#note(`${card} at the reader`);
    this.#simulation.present(card);
  }

  #remove(card: string): void {
    this.#simulation.kernel.cancel(this.#taps.get(card));
    if (this.#isPresent(card)) this.#note(`${card} taken away`);
    this.#simulation.remove(card);
  }

  #isPresent(card: string): boolean {
    return this.#simulation.board.reader.world.cards.some(({ name }) => name === card);
  }

  #say(text: string, act: () => void): void {
    this.#note(text);
    act();
  }

  #note(text: string): void {
    this.#log.add('you', text);
  }

  #isCard(name: string): boolean {
    return entriesOf(this.#simulation).some((entry) => entry.name === name);
  }
}

function isRefusal(behaviour: Behaviour): boolean {
  try {
    checkBehaviour(behaviour);
    return true;
  } catch {
    return false;
  }
}
