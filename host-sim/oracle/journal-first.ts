// SPDX-License-Identifier: Apache-2.0
//
// Journal first: before a request leaves, what it needs to be known after a power cut is durable. A table says which partition
// must have been written since when; rows of partitions that a board does not have say nothing of it.

import type { ScreenKind } from '../../src/ui/screen.ts';
import type { MessageKind } from '../acquirer/behaviour.ts';
import type { Seen } from '../explore/seen.ts';
import type { Oracle } from './oracle.ts';

interface Rule {
  /** The act that needs it. */
  readonly act: RegExp;
  /** In front of one of these screens only. */
  readonly during?: readonly ScreenKind[];
  /** Not in front of these. */
  readonly except?: readonly ScreenKind[];
  /** Not where one of these led to the paper. */
  readonly unlessFrom?: readonly ScreenKind[];
  readonly partition: string;
  /** It was written since the last of these. */
  readonly since: Since;
}

/** The power came on, a card was read, the acquirer answered what its slip depends on. */
type Since = 'power' | 'reading' | 'answer';

const rules: readonly Rule[] = [
  // The block that the trace number is taken from.
  { act: /^line 0[0-9]{3}$/, partition: 'journal', since: 'power' },
  // The intent of a transaction, with its reversal, or the request itself where it is repeated.
  // What is uploaded was written when its own card was read, however many cards were tried since.
  {
    act: /^line 0(100|200|220)$/,
    except: ['uploading'],
    partition: 'journal',
    since: 'reading',
  },
  // What the acquirer has said, before paper says it. What people ask for is an older slip.
  {
    act: /^print$/,
    during: ['approved', 'printing'],
    unlessFrom: ['menu', 'number-entry'],
    partition: 'journal',
    since: 'answer',
  },
];

/** No slip says what the acquirer has answered to these: one that is printed after it is an older one. */
const slipless: ReadonlySet<MessageKind> = new Set([
  'sign-in',
  'sign-out',
  'echo',
  'balance',
  'script-result',
  'download',
  'status',
]);

export const journalFirst: Oracle = {
  name: 'journal first',
  kind: 'correctness',
  claim: 'nothing leaves before what it needs is durable',
  findings: ({ seen, world }) =>
    rules
      .filter(({ partition }) => world.sim.board.partitions.includes(partition))
      .flatMap((rule) => tooEarly(rule, seen)),
};

type Shown = ScreenKind | 'dark' | 'undeclared';
const ofPrinting: readonly Shown[] = ['printing', 'printer-trouble', 'offer-cardholder-copy'];

/** What has been seen up to a moment, as far as a rule asks for it. */
class Past {
  screen: Shown | undefined;
  /** The last one that is not of printing itself. */
  leadsToPaper: Shown | undefined;
  readonly #partition: string;
  readonly #startsUs: Record<Since, number> = { power: 0, reading: 0, answer: 0 };
  #asked: MessageKind | undefined;
  #writtenUs = Number.NEGATIVE_INFINITY;

  constructor(partition: string) {
    this.#partition = partition;
  }

  add(each: Seen): void {
    const { atUs } = each;
    if (each.what === 'screen') {
      this.screen = each.kind;
      if (!ofPrinting.includes(each.kind)) this.leadsToPaper = each.kind;
    } else if (each.what === 'request') this.#asked = each.message;
    if (each.what === 'power' && each.on) this.#startsUs.power = atUs;
    else if (each.what === 'screen' && each.kind === 'reading') this.#startsUs.reading = atUs;
    else if (each.what === 'answer' && !(this.#asked && slipless.has(this.#asked)))
      this.#startsUs.answer = atUs;
    else if (each.what === 'act' && each.done && each.name === `flash ${this.#partition} write`)
      this.#writtenUs = atUs;
  }

  isWrittenSince(start: Since): boolean {
    return this.#writtenUs >= this.#startsUs[start];
  }
}

function tooEarly(
  { act, during, except, unlessFrom, partition, since }: Rule,
  seen: readonly Seen[],
): string[] {
  const findings: string[] = [];
  const past = new Past(partition);
  const isOneOf = (kinds: readonly Shown[], kind: Shown | undefined) =>
    kind !== undefined && kinds.includes(kind);
  for (const each of seen) {
    const isMeant =
      each.what === 'act' &&
      !each.done &&
      act.test(each.name) &&
      (!during || isOneOf(during, past.screen)) &&
      !(except && isOneOf(except, past.screen)) &&
      !(unlessFrom && isOneOf(unlessFrom, past.leadsToPaper));
    if (isMeant && !past.isWrittenSince(since))
      findings.push(`${each.name} in epoch ${each.epoch} left before ${partition} was written`);
    past.add(each);
  }
  return findings;
}
