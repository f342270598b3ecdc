// SPDX-License-Identifier: Apache-2.0
//
// Recognises which kind of screen the glass shows, by the rows of pixels that all examples of the kind have in common
// (screen-examples.ts). So a person of the explorer sees photons and no variable of the program.
// What a reader would get wrong: a picture in the middle of being drawn is no screen. Look between turns.

import type { Screen, ScreenKind, TransactionName } from '../../src/ui/screen.ts';
import { sizes } from '../../src/ui/theme.ts';
import type { Language } from '../../src/ui/titles.ts';
import type { St7789Chip } from '../chips/st7789.ts';
import type { ScreenReader } from '../scenario/screen-reader.ts';
import { screenExamples } from './screen-examples.ts';

export interface Sight {
  readonly kind: ScreenKind;
  /** Where it looks otherwise than of a sale. */
  readonly about?: TransactionName;
  readonly language: Language;
}

interface Look extends Sight {
  /** Rows that are the same in all examples, those first that tell most. */
  rows: readonly number[];
  /** Its place among all: 0 says most. */
  rank: number;
  /** By row, whether it is one of them, and its hash. */
  readonly holds: readonly boolean[];
  readonly hashes: Uint32Array;
}

const languages = ['zh', 'en'] as const;
const none: readonly Look[] = [];
/**
 * What a screen may be about besides a sale: one of those that are reversed, one of those that are repeated, and what a card has approved. All
 * others have the words of one of these below a heading of their own, which counts for none of them.
 */
const abouts = ['void', 'refund', 'offlineSale'] as const;

/** What to look for; made once, shared by all runs. */
export class Gallery {
  /** Those that say most first. */
  readonly #looks: readonly Look[];
  /** Looks by the row that tells most of them, and by what is in it: as signed numbers, which are found faster. */
  readonly #rows: { readonly y: number; readonly looks: Map<number, Look[]> }[] = [];
  readonly #reader: ScreenReader;

  constructor(reader: ScreenReader) {
    this.#reader = reader;
    const groups = (Object.values(screenExamples) as (readonly (readonly Screen[])[])[]).flat();
    this.#looks = languages
      .flatMap((language) => groups.flatMap((examples) => looksOf(reader, examples, language)))
      .sort((a, b) => b.rows.length - a.rows.length);
    const common = commonness(this.#looks);
    for (const [rank, look] of this.#looks.entries()) {
      look.rank = rank;
      // A row that few looks have in common says more than a blank one: what does not fit is found out at once.
      const sharers = look.rows.map((y) => common[y]!.get(look.hashes[y]!)!);
      const order = [...look.rows.keys()].sort((a, b) => sharers[a]! - sharers[b]!);
      look.rows = order.map((index) => look.rows[index]!);
      this.#file(look, look.rows[0]!);
    }
    // After the rows are in order: a pair that differs does so in the first.
    this.#mustDiffer();
    reader.keepRows();
  }

  /** The kind on a glass with these rows: of all that fit, the one that says most. */
  sightOf(rows: Uint32Array): Sight | undefined {
    let best: Look | undefined;
    for (const { y, looks } of this.#rows) {
      for (const look of looks.get(rows[y]! | 0) ?? none) {
        const more = best === undefined || look.rank < best.rank;
        if (more && fits(look, rows)) best = look;
      }
    }
    return best;
  }

  /** Whether a glass with these rows shows just this screen. */
  shows(rows: Uint32Array, screen: Screen, language: Language): boolean {
    const wanted = this.#reader.rowsOf(screen, language);
    return wanted.every((hash, y) => rows[y] === hash);
  }

  #file(look: Look, y: number): void {
    let row = this.#rows.find((each) => each.y === y);
    if (!row) {
      row = { y, looks: new Map() };
      this.#rows.push(row);
    }
    const hash = look.hashes[y]! | 0;
    row.looks.set(hash, [...(row.looks.get(hash) ?? []), look]);
  }

  #mustDiffer(): void {
    for (const [index, a] of this.#looks.entries()) {
      for (let other = index + 1; other < this.#looks.length; other++) {
        const b = this.#looks[other]!;
        if (a.kind !== b.kind && !differ(a, b))
          throw new Error(`glass: ${a.kind} (${a.language}) looks like ${b.kind} (${b.language})`);
      }
    }
  }
}

/** In a row that both hold. */
function differ(a: Look, b: Look): boolean {
  for (const y of a.rows) if (b.holds[y] && b.hashes[y] !== a.hashes[y]) return true;
  return false;
}

/** Of a sale; and of what else it may be about, where that looks otherwise. */
function looksOf(reader: ScreenReader, examples: readonly Screen[], language: Language): Look[] {
  const plain = lookOf(reader, examples, language);
  const others = abouts.map(
    (transaction): Look => ({
      ...lookOf(
        reader,
        examples.map((example) => ({ ...example, transaction })),
        language,
      ),
      about: transaction,
    }),
  );
  return [plain, ...others.filter((each) => !isSame(each, plain)).map(withoutHeading)];
}

/** But for what a card has approved: that is no kind that has the words of another. */
function withoutHeading(look: Look): Look {
  if (look.about === 'offlineSale') return look;
  const holds = look.holds.map((held, y) => held && y >= sizes.header);
  return { ...look, holds, rows: look.rows.filter((y) => holds[y]) };
}

function isSame(a: Look, b: Look): boolean {
  return a.rows.length === b.rows.length && fits(a, b.hashes);
}

function lookOf(reader: ScreenReader, examples: readonly Screen[], language: Language): Look {
  const [first, ...others] = examples.map((screen) => reader.rowsOf(screen, language));
  const holds = [...first!].map((hash, y) => others.every((each) => each[y] === hash));
  const rows = [...holds.keys()].filter((y) => holds[y]);
  return { kind: examples[0]!.kind, language, rows, rank: 0, holds, hashes: first! };
}

/** By row, how many looks have which hash there. */
function commonness(looks: readonly Look[]): ReadonlyMap<number, number>[] {
  return Array.from(looks[0]!.hashes, (_, y) => {
    const counts = new Map<number, number>();
    for (const { hashes } of looks) counts.set(hashes[y]!, (counts.get(hashes[y]!) ?? 0) + 1);
    return counts;
  });
}

function fits({ rows, hashes }: Look, seen: Uint32Array): boolean {
  for (const y of rows) if (seen[y] !== hashes[y]) return false;
  return true;
}

/** Looks at one display; does work only for what has changed. */
export class GlassWatch {
  readonly #display: St7789Chip;
  readonly #gallery: Gallery;
  #revision = -1;
  #sight: Sight | undefined;

  constructor(display: St7789Chip, gallery: Gallery) {
    this.#display = display;
    this.#gallery = gallery;
  }

  /** Undefined: dark, or nothing that was declared. */
  look(): Sight | undefined {
    const { revision } = this.#display;
    if (revision === this.#revision) return this.#sight;
    this.#revision = revision;
    this.#sight = this.#gallery.sightOf(this.#display.rowHashes());
    return this.#sight;
  }

  /** Something is to be seen. */
  get isLit(): boolean {
    return this.#display.isLit;
  }

  /** Whether the glass, where something is recognised, shows just this screen. */
  shows(screen: Screen): boolean {
    if (!this.#sight) return false;
    return this.#gallery.shows(this.#display.rowHashes(), screen, this.#sight.language);
  }
}
