// SPDX-License-Identifier: Apache-2.0
//
// What a log has of something, newest first, a page at a time; one of them is looked at.

import type { Screen } from '../ui/screens.ts';
import type { App } from './app.ts';
import { Key } from './keys.ts';

const patienceMs = 60_000;
const pageRows = 4;

interface Row {
  readonly sequence: number;
}

interface Shelf<R extends Row> {
  /** Behind the newest. */
  readonly end: number;
  neighbour(from: number, direction: 'older' | 'newer'): R | undefined;
}

/** False: there is nothing to look at. */
export async function browse<R extends Row>(
  { front, attention }: App,
  shelf: Shelf<R>,
  screen: (page: readonly R[], selected: number) => Screen,
  look: (row: R) => Promise<void>,
): Promise<boolean> {
  let page = pageFrom(shelf, shelf.end, 'older');
  let selected = 0;
  if (page.length === 0) return false;
  attention.clearKeys();
  for (;;) {
    front.show(screen(page, selected));
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return true;
    const { code } = waited;
    const isChosen = code >= 1 && code <= page.length;
    if (code === Key.language) front.toggleLanguage();
    else if (code === Key.down) [page, selected] = turned(shelf, page, selected + 1);
    else if (code === Key.up) [page, selected] = turned(shelf, page, selected - 1);
    else if (code === Key.enter || isChosen) {
      if (isChosen) selected = code - 1;
      await look(page[selected]!);
    }
  }
}

/** The page on which the row with that index is, counted from the present page; at either end nothing moves. */
function turned<R extends Row>(
  shelf: Shelf<R>,
  page: R[],
  index: number,
): [page: R[], selected: number] {
  if (index >= 0 && index < page.length) return [page, index];
  const direction = index < 0 ? 'newer' : 'older';
  const edge = index < 0 ? page[0]! : page[page.length - 1]!;
  const other = pageFrom(shelf, edge.sequence, direction);
  if (other.length === 0) return [page, index < 0 ? 0 : page.length - 1];
  return [other, index < 0 ? other.length - 1 : 0];
}

function pageFrom<R extends Row>(shelf: Shelf<R>, from: number, direction: 'older' | 'newer'): R[] {
  const page: R[] = [];
  for (let at = from; page.length < pageRows; ) {
    const row = shelf.neighbour(at, direction);
    if (!row) break;
    at = row.sequence;
    page.push(row);
  }
  return direction === 'older' ? page : page.reverse();
}
