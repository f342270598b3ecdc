// SPDX-License-Identifier: Apache-2.0
//
// The people of a terminal that knows operators: the administrator, who comes when nobody else can, and cashier 01, whom the administrator
// adds. They know their passwords, and what the glass has told them; after a power cut they begin from what it says then.

import type { ScreenKind } from '../../src/ui/screen.ts';
import type { Random } from '../link/kernel.ts';
import type { GlassWatch } from './glass.ts';

const cashier = '01';
const administrator = '99';
/** To "manage operators", from the menu and from the list of operators. */
const toOperators = 8;
const toManage = 3;
const toEndShift = 0;

export class Clerk {
  readonly #glass: GlassWatch;
  readonly #password: string;
  /** As far as anybody knows. */
  #cashierExists = true;
  #last: ScreenKind | undefined;
  /** Who has said to be whom. */
  #number = '';

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
      if (this.#shows('unknown') && this.#number === cashier) this.#cashierExists = false;
      if (this.#shows('first')) this.#cashierExists = false;
      if (this.#shows('saved') || this.#shows('exists')) this.#cashierExists = true;
    }
    this.#last = kind;
  }

  /** At idle: whether the administrator is there, and what for; the rows of the menus that lead there. */
  get errand(): readonly number[] | undefined {
    if (this.#number === cashier) return undefined;
    return this.#cashierExists ? [toOperators, toEndShift] : [toOperators, toManage];
  }

  keysForNumber(): readonly string[] {
    if (this.#last === 'operator-list') return [...cashier, 'enter'];
    this.#number = this.#cashierExists ? cashier : administrator;
    return [...this.#number, 'enter'];
  }

  keysForPassword(): readonly string[] {
    return [...this.#password, 'enter'];
  }

  /** The list of operators: its first row adds one. */
  keysForList(): readonly string[] {
    return this.#cashierExists ? ['cancel'] : ['enter'];
  }

  #shows(notice: 'unknown' | 'first' | 'saved' | 'exists'): boolean {
    return this.#glass.shows({ kind: 'operator-notice', notice });
  }
}
