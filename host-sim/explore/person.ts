// SPDX-License-Identifier: Apache-2.0
//
// The people at the terminal: clerk and cardholder (holder.ts) in one. They see the glass, and answer it by the table of
// reactions; whims of the plan come in between. They know what they want, and nothing of what the program thinks, so after a
// power cut they go on from whatever they find.

import type { ScreenKind } from '../../src/ui/screen.ts';
import type { Random, Task } from '../link/kernel.ts';
import type { Simulation } from '../simulation.ts';
import { Clerk } from './clerk.ts';
import { Fingers } from './fingers.ts';
import { Flasher } from './flasher.ts';
import type { GlassWatch } from './glass.ts';
import { Holder } from './holder.ts';
import { isUndoing, keysFor, keysOfSlip } from './orders.ts';
import type { Plan, Whim } from './plan.ts';
import { type Action, reactions } from './reactions.ts';
import type { Happening } from './seen.ts';
import { Sums } from './sums.ts';
import { type Goal, keysOfRows, type Order } from './workloads/workload.ts';

export interface PersonOptions {
  readonly sim: Simulation;
  readonly plan: Plan;
  readonly glass: GlassWatch;
  readonly note: (happening: Happening) => void;
  /** A screen has come, for the `nth` time. */
  readonly onScreen: (kind: ScreenKind | 'dark' | 'undeclared', nth: number) => void;
}

const reactionMs = 350;
const takeAwayMs = 700;
const triesMost = 2;
const mendsMost = 3;
/** With nothing (sensible) to see for so long, the switch is tried. */
const darkPatienceMs = 45_000;
/** How often one screen is answered before the switch is tried. */
const answersMost = 8;
const offMs = 1500;

type Kind = ScreenKind | 'dark' | 'undeclared';
const switchedOff = { kind: 'settlement-notice', notice: 'switched-off' } as const;
/** Whoever holds a card goes on holding it. */
const cardStays: readonly Kind[] = ['tap-card', 'reading', 'present-again', 'card-update'];

export class Person {
  readonly #options: PersonOptions;
  readonly #random: Random;
  readonly #appearances = new Map<Kind, number>();
  readonly #sums: Sums;
  readonly #actions: { readonly [Name in Action]: () => void };
  #goals: Goal[];
  #whims: Whim[];
  #tries = 0;
  #mends = 0;
  #answers = 0;
  #kind: Kind = 'dark';
  /** What will be done about the screen; about the last one only. */
  #planned: Task | undefined;
  #resting = false;
  #calm = false;
  #isGone = false;
  /** What was typed last, and the amount that the holder will be asked to agree to. */
  #order: { readonly goal: Order; readonly amountMinor: number } | undefined;
  readonly #holder: Holder;
  readonly #fingers: Fingers;
  readonly #flasher: Flasher;
  /** Where people sign in. */
  readonly #clerk: Clerk | undefined;
  /** What will be typed once the supervisor has approved of it. */
  #onApproval: readonly string[] = [];
  #hasKeys: boolean;

  constructor(options: PersonOptions) {
    const { plan, sim } = options;
    this.#options = options;
    this.#random = sim.kernel.random('people');
    this.#goals = [...plan.goals];
    this.#whims = [...plan.whims];
    this.#holder = new Holder(sim);
    this.#fingers = new Fingers(sim, (name) => options.note({ what: 'key', name }));
    this.#flasher = new Flasher(sim, plan.hostProfile === 'unionpay-sm4' ? '4' : 'T', options.note);
    this.#hasKeys = !plan.withoutMasterKey;
    if (plan.withOperators) this.#clerk = new Clerk(options.glass, sim.kernel.random('clerk'));
    this.#sums = new Sums(plan.goals);
    this.#actions = {
      begin: () => this.#begin(),
      tap: () => this.#tap(),
      'take card away': () => this.#holder.takeAway(),
      'tap again': () => this.#tapAgain(),
      choose: () => this.#choose(),
      'mend printer': () => this.#mend(),
      enter: () => this.#type(['enter']),
      cancel: () => this.#type(['cancel']),
      'enter or cancel': () => this.#type([this.#random.chance(1, 2) ? 'enter' : 'cancel']),
      'settle or not': () =>
        this.#type([this.#calm || this.#random.chance(7, 8) ? 'enter' : 'cancel']),
      'say whether again': () => this.#type(this.#holder.keysForAgain(this.#random)),
      'check original': () => this.#checkOriginal(),
      'enter PIN': () => this.#enterPin(),
      // Numbers of slips are nobody's business here.
      'enter number': () => this.#type(this.#clerk?.keysForNumber() ?? ['cancel']),
      'enter password': () => this.#enterPassword(),
      'answer operators': () => this.#type(this.#clerk?.keysForList() ?? ['cancel']),
      'fetch keys': () => this.#fetchKeys(),
      'give up': () => this.#giveUp(),
      read: () => this.#read(),
      wait: () => {},
    };
  }

  get kind(): Kind {
    return this.#kind;
  }

  /** Everything has been tried. */
  get isContent(): boolean {
    if (this.#kind === 'keys-erased') return this.#goals.length === 0;
    return (
      this.#goals.length === 0 && !this.#fingers.isBusy && !this.#resting && this.#kind === 'idle'
    );
  }

  /** Wants nothing any more but `last`, and only answers what the terminal says. */
  calmDown(last: readonly Goal[]): void {
    this.#calm = true;
    this.#giveUp(last);
    this.#holder.takeAway();
    this.#plan(reactionMs);
  }

  /** Looks and does no more. */
  leave(): void {
    this.#isGone = true;
    this.#options.sim.kernel.cancel(this.#planned);
  }

  /** To be called whenever the glass may have changed, between turns. */
  look(): void {
    const kind = this.#see();
    if (kind === this.#kind || this.#isGone) return;
    this.#kind = kind;
    this.#answers = 0;
    const nth = (this.#appearances.get(kind) ?? 0) + 1;
    this.#appearances.set(kind, nth);
    const about = this.#options.glass.look()?.about;
    const amountMinor = this.#sums.on(this.#options.glass, kind, about);
    this.#options.note({ what: 'screen', kind, amountMinor, ...(about && { about }) });
    this.#learn(kind);
    this.#options.onScreen(kind, nth);
    this.#plan(this.#paced(reactionMs));
  }

  #see(): Kind {
    const { glass, sim } = this.#options;
    const sight = glass.look();
    if (sight) return sight.kind;
    return sim.desk.powered && glass.isLit ? 'undeclared' : 'dark';
  }

  /** The glass says that a goal has been reached, or cannot be. */
  #learn(kind: Kind): void {
    const goal = this.#goals[0];
    const ends: readonly Kind[] = ['remove-card', 'nothing-to-reprint'];
    if (ends.includes(kind) && goal?.kind !== 'rest') this.#next();
    // It was done already, or cannot be.
    else if (this.#isRefused(kind, goal)) this.#next();
    if (kind !== 'dark' && kind !== 'undeclared') this.#clerk?.sees(kind);
    if (kind === 'offer-cardholder-copy') this.#mends = 0;
    if (kind === 'idle' || kind === 'keys-loaded') this.#hasKeys = true;
    if (kind === 'wrong-pin') this.#payAgain();
    // Whoever holds a card sees when it is done with.
    const { card } = this.#holder;
    if (!cardStays.includes(kind))
      this.#after(this.#paced(takeAwayMs), () => {
        if (this.#holder.card === card) this.#holder.takeAway();
      });
  }

  #next(): void {
    this.#goals.shift();
    this.#tries = 0;
  }

  #plan(delayMs: number): void {
    const { kernel } = this.#options.sim;
    kernel.cancel(this.#planned);
    this.#planned = kernel.schedule(delayMs * 1000, () => {
      if (!this.#fingers.isBusy && !this.#resting) this.#react();
    });
  }

  #react(): void {
    const kind = this.#kind;
    if (kind === 'dark' || kind === 'undeclared') {
      // A while may pass before the first screen.
      if (this.#answers++ > 0) this.#switchOffAndOn();
      this.#plan(darkPatienceMs);
      return;
    }
    if (++this.#answers > answersMost && kind !== 'idle') {
      this.#switchOffAndOn();
      return;
    }
    const whim = this.#whimFor(kind);
    if (whim) this.#type(whim.keys);
    else this.#actions[reactions[kind].action]();
    this.#plan(reactions[kind].patienceMs);
  }

  #whimFor(kind: ScreenKind): Whim | undefined {
    const nth = this.#appearances.get(kind)!;
    const index = this.#whims.findIndex((whim) => whim.at === kind && whim.nth <= nth);
    return index < 0 ? undefined : this.#whims.splice(index, 1)[0];
  }

  #begin(): void {
    this.#onApproval = [];
    // Nobody types an amount over a card that lies on the reader.
    this.#holder.takeAway();
    if (this.#clerk?.errand) return this.#type(['menu']);
    const goal = this.#goals[0];
    if (!goal) return;
    if (this.#tries++ === triesMost) {
      this.#next();
      this.#begin();
      return;
    }
    switch (goal.kind) {
      case 'sale':
        this.#type([...String(goal.amountMinor), 'enter']);
        break;
      case 'order':
        this.#place(goal);
        break;
      case 'menu':
        this.#type(['menu']);
        break;
      case 'key':
        this.#next();
        this.#type([goal.key]);
        break;
      case 'key-file':
        this.#next();
        this.#offAndOn(() => this.#flasher.put(goal.file));
        break;
      case 'rest':
        this.#next();
        this.#resting = true;
        this.#after(goal.ms, () => {
          this.#resting = false;
          this.#plan(0);
        });
        break;
    }
  }

  #tap(): void {
    const goal = this.#goals[0];
    const { glass, note } = this.#options;
    const amountMinor = this.#amountToPay(goal);
    const isPayment = goal?.kind === 'sale' || goal?.kind === 'order';
    const about = goal?.kind === 'order' ? { transaction: goal.what } : {};
    if (!isPayment || amountMinor === undefined) return this.#type(['cancel']);
    const tapCard = { kind: 'tap-card', amountMinor, ...about } as const;
    if (!glass.shows(tapCard)) return this.#type(['cancel']);
    this.#holder.takeAway();
    note({ what: 'tap', amountMinor, card: goal.card });
    this.#holder.show(goal);
    // A card that is not read is taken away, and tried again.
    this.#after(this.#paced(6000), () => {
      if (this.#kind === 'tap-card') this.#holder.takeAway();
    });
  }

  #tapAgain(): void {
    if (this.#random.chance(1, 4)) this.#type(['cancel']);
    else this.#holder.showAgain();
  }

  #isRefused(kind: Kind, goal: Goal | undefined): boolean {
    if (kind === 'not-possible') return this.#isUnderWay(goal);
    return goal !== undefined && this.#options.glass.shows(switchedOff);
  }

  #isUnderWay(goal: Goal | undefined): goal is Order {
    return goal !== undefined && this.#order?.goal === goal;
  }

  #amountToPay(goal: Goal | undefined): number | undefined {
    if (goal?.kind === 'sale') return goal.amountMinor;
    return this.#isUnderWay(goal) ? this.#order?.amountMinor : undefined;
  }

  /** Types all of it, as the slip in the hand says; without one there is nothing to do. */
  #place(goal: Order): void {
    const { sim } = this.#options;
    const typed = keysFor(goal, sim.acquirer.ledger.entries, sim.wallTime());
    if (!typed) {
      this.#next();
      this.#begin();
      return;
    }
    this.#order = { goal, amountMinor: typed.amountMinor };
    const isAsked = this.#clerk !== undefined && typed.wantsApproval;
    this.#onApproval = isAsked ? typed.keys : [];
    this.#type(isAsked ? typed.menu : [...typed.menu, ...typed.keys]);
  }

  /** The original is on the glass: that one is meant. Where no card is wanted, this is the word that counts. */
  #checkOriginal(): void {
    const [goal] = this.#goals;
    if (!this.#isUnderWay(goal) || !isUndoing(goal)) return this.#type(['cancel']);
    const { plan, note } = this.#options;
    if (plan.hostProfile === 'unionpay-sm4') {
      note({ what: 'tap', amountMinor: this.#order!.amountMinor, card: '' });
      this.#next();
    }
    this.#type(['enter']);
  }

  #enterPassword(): void {
    if (!this.#clerk) return;
    this.#options.sim.noteTyped("an operator's password", this.#clerk.password);
    this.#type([...this.#clerk.keysForPassword(), ...this.#onApproval]);
    this.#onApproval = [];
  }

  #enterPin(): void {
    const keys = this.#answers > 3 ? ['cancel'] : this.#holder.keysForPin(); // A stray key is in the way.
    if (keys.length > 0) this.#type(keys);
  }

  /** It was the wrong one: the sale is wanted as before. */
  #payAgain(): void {
    const { unpaid } = this.#holder;
    if (unpaid && this.#goals[0] !== unpaid && !this.#calm) this.#goals.unshift(unpaid);
  }

  #fetchKeys(): void {
    if (this.#hasKeys) this.#type([this.#random.chance(1, 2) ? 'enter' : 'cancel']);
    else this.#offAndOn(() => this.#flasher.put('good'));
  }

  #giveUp(last: readonly Goal[] = []): void {
    this.#goals = [...last];
    this.#whims = [];
  }

  #choose(): void {
    const errand = this.#clerk?.errand;
    const owed = this.#clerk?.seesOwed ? ['down'] : [];
    if (errand) return this.#type([...owed, ...keysOfRows(errand)]);
    const goal = this.#goals[0];
    if (goal?.kind !== 'menu') return this.#type(['cancel']);
    this.#next();
    const trace = goal.typesTrace ? keysOfSlip(this.#options.sim.acquirer.ledger.entries) : [];
    this.#type([...keysOfRows(goal.rows), ...trace]);
  }

  #mend(): void {
    const { printer } = this.#options.sim.board;
    printer.world.loadPaper();
    printer.world.closeCover();
    this.#type([++this.#mends > mendsMost ? 'cancel' : 'enter']);
  }

  #read(): void {
    if (this.#random.chance(1, 2)) this.#type(['enter']);
  }

  #switchOffAndOn(): void {
    this.#options.note({ what: 'switch', kind: this.#kind });
    this.#offAndOn(() => {});
  }

  #offAndOn(meanwhile: () => void): void {
    const { desk } = this.#options.sim;
    desk.powerOff();
    this.#answers = 0;
    meanwhile();
    this.#after(offMs, () => desk.powerOn());
  }

  #type(keys: readonly string[]): void {
    this.#fingers.type(keys, () => this.#plan(this.#paced(reactionMs)));
  }

  #paced(ms: number): number {
    const { tempo } = this.#options.plan;
    return Math.round((ms * tempo * this.#random.between(80, 120)) / 10_000);
  }

  #after(ms: number, run: () => void): void {
    this.#options.sim.kernel.schedule(ms * 1000, run);
  }
}
