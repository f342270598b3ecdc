// SPDX-License-Identifier: Apache-2.0
//
// The people of a terminal that knows operators: the administrator, who comes when nobody else can, and the supervisor and cashier 01, whom
// the administrator adds. They know their passwords, and what the glass has told them; after a power cut they begin from what it says then.

import type { OperatorNotice, ScreenKind } from '../../src/ui/screen.ts';
import type { Random } from '../link/kernel.ts';
import type { GlassWatch } from './glass.ts';
import { menusOwing } from './screen-examples.ts';
import { menuRows } from './workloads/workload.ts';

const cashier = '01';
const supervisor = '00';
const administrator = '99';
export class Clerk {
  readonly #glass: GlassWatch;
  readonly #password: string;
  /** Those whom the administrator has still to add, as far as anybody knows. */
  readonly #missing = new Set<string>();
  /** Whom the administrator adds now. */
  #adding = '';
  /** The last notice asked for a second person. */
  #asksForAnother = false;
  /** What was there before a number is asked for. */
  #last: ScreenKind | undefined;
  /** Who has said to be whom. */
  #number = '';
  /** The number that was typed last, a second person's included. */
  #named = '';

  constructor(glass: GlassWatch, random: Random) {
    this.#glass = glass;
    // No digit as the one before: never too simple.
    let digit = 0;
    this.#password = Array.from({ length: 12 }, () => {
      digit = (digit + 2 + random.below(7)) % 10;
      return digit;
    }).join('');
  }

  get password(): string {
    return this.#password;
  }

  /** A screen has come. */
  sees(kind: ScreenKind): void {
    if (kind === 'operator-notice') {
      if (this.#shows('unknown')) this.#isUnknown(this.#named);
      if (this.#shows('first')) for (const each of [supervisor, cashier]) this.#missing.add(each);
      if (this.#shows('no-supervisor')) this.#missing.add(supervisor);
      if (this.#shows('not-second')) this.#missing.delete(supervisor);
      if (this.#shows('saved') || this.#shows('exists')) this.#missing.delete(this.#adding);
      this.#asksForAnother = this.#shows('second-person');
    }
    if (kind !== 'number-entry') this.#last = kind;
  }

  /** At idle: what somebody is there for besides selling; rows of the menu, and of the one behind it. */
  get errand(): readonly number[] | undefined {
    if (this.#missing.size > 0 && this.#number === administrator)
      return menuRows['manage-operators'];
    if (this.#missing.size === 0 && this.#number === cashier) return undefined;
    return menuRows['end-shift'];
  }

  /** In front of the menu: its first row is the reversal that is owed, and the others come one later. */
  get seesOwed(): boolean {
    return menusOwing.some((entries) => this.#glass.shows({ kind: 'menu', entries, selected: 0 }));
  }

  keysForNumber(): readonly string[] {
    if (this.#last === 'operator-list') return this.#keysToAdd();
    if (this.#last === 'operator-notice' && this.#asksForAnother)
      this.#named = this.#isOnlyCashier ? cashier : supervisor;
    else {
      this.#number = this.#missing.size > 0 ? administrator : cashier;
      this.#named = this.#number;
    }
    return [...this.#named, 'enter'];
  }

  /** It is chosen here where a key that came too late for the menu has chosen the list's first row. */
  #keysToAdd(): readonly string[] {
    if (!this.#missing.has(this.#adding)) this.keysForList();
    return this.#missing.has(this.#adding) ? [...this.#adding, 'enter'] : ['cancel'];
  }

  get #isOnlyCashier(): boolean {
    return this.#missing.has(supervisor) && !this.#missing.has(cashier);
  }

  /** Where a second person is asked for there is one: then it is the other. */
  #isUnknown(number: string): void {
    if (number === administrator) return;
    this.#missing.add(number);
    if (this.#number === administrator)
      this.#missing.delete(number === cashier ? supervisor : cashier);
  }

  keysForPassword(): readonly string[] {
    return [...this.#password, 'enter'];
  }

  /** The list of operators: its first row adds one. */
  keysForList(): readonly string[] {
    const [next] = this.#missing;
    if (next === undefined) return ['cancel'];
    this.#adding = next;
    return ['enter'];
  }

  #shows(notice: OperatorNotice): boolean {
    return this.#glass.shows({ kind: 'operator-notice', notice });
  }
}
