// SPDX-License-Identifier: Apache-2.0
//
// Bugs that the explorer must find: edits of a copy of the program, with the oracle that is to object and how many seeds it may
// take. An edit whose text is no longer there fails the test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildProgram, type Program, root } from '../../host-sim/engine/bundle.ts';
import type { Layer } from '../../host-sim/explore/faults/fault.ts';

export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly edits: readonly (readonly [from: string, to: string])[];
  readonly oracle: string;
  /** Faults that bring it out. */
  readonly layers: readonly Layer[];
  readonly workload: string;
  /** It is found within so many, from 0. */
  readonly seeds: number;
  readonly looksForSecrets?: true;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'an approval of a card is not kept',
    file: 'src/flow/offline-sale.ts',
    edits: [["till.apply({ kind: 'host-approved', receipt });", '']],
    oracle: 'money',
    layers: [],
    workload: 'offline',
    seeds: 10,
  },
  {
    name: 'an upload without an answer is taken for good',
    file: 'src/host/advice.ts',
    edits: [["stepFor(profile, reply) : 'later'", "stepFor(profile, reply) : 'taken'"]],
    oracle: 'money',
    layers: [],
    workload: 'offline-lost',
    seeds: 25,
  },
  {
    name: 'an unknown result is taken for a failure',
    file: 'src/flow/perform.ts',
    edits: [["if (reply.kind === 'not-sent') {", "if (reply.kind !== 'answer') {"]],
    oracle: 'money',
    layers: ['host'],
    workload: 'sale',
    seeds: 20,
  },
  {
    name: 'a reversal is forgotten after its first attempt',
    file: 'src/flow/reversal.ts',
    edits: [
      ["if (step !== 'done') return false;", "if (step !== 'done' && _.sends > 0) return false;"],
    ],
    oracle: 'money',
    layers: ['host', 'line'],
    workload: 'sale',
    seeds: 60,
  },
  {
    name: 'an owed reversal is not tried again at idle',
    file: 'src/flow/terminal.ts',
    edits: [
      [
        'if (app.till.owed) {\n    await settleReversal(app);',
        'if (app.till.owed) {\n    app.front.lights("idle");',
      ],
    ],
    oracle: 'money',
    layers: ['host', 'line'],
    workload: 'sale',
    seeds: 400,
  },
  {
    name: 'a refusal is called approved',
    file: 'src/flow/perform.ts',
    edits: [
      [
        'isApproved(reply.code) && reply.code',
        "(isApproved(reply.code) || reply.code === '51') && reply.code",
      ],
    ],
    oracle: 'money',
    layers: ['host'],
    workload: 'two-sales',
    seeds: 80,
  },
  {
    name: 'a result that is unknown is called approved first',
    file: 'src/flow/perform.ts',
    edits: [
      [
        "await tell(app, { kind: 'unknown-result' });",
        "await tell(app, { kind: 'approved', amountMinor: 8888 });",
      ],
    ],
    oracle: 'money',
    layers: ['host'],
    workload: 'sale',
    seeds: 20,
  },
  {
    name: 'trace numbers of the last block are used again after a power cut',
    file: 'src/journal/trace-counter.ts',
    edits: [['this.#next = limit;', 'this.#next = Math.max(0, limit - blockNumbers);']],
    oracle: 'counters',
    layers: ['power'],
    workload: 'sale',
    seeds: 20,
  },
  {
    name: 'the first trace number of a block is used before the block is on flash',
    file: 'src/journal/trace-counter.ts',
    edits: [['if (this.#next >= this.#limit) {', 'if (this.#next > this.#limit) {']],
    oracle: 'counters',
    layers: ['power'],
    workload: 'sale',
    seeds: 60,
  },
  {
    name: 'a sale is journalled after it was sent',
    file: 'src/flow/perform.ts',
    edits: [
      [
        "const [effect] = till.apply({ kind: 'sale-confirmed', sale: record });",
        "const early = session.send(message);\n  await app.attention.pause(500);\n  const [effect] = till.apply({ kind: 'sale-confirmed', sale: record });",
      ],
      ['session.send(message));', 'early);'],
    ],
    oracle: 'journal first',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
  {
    name: 'a slip is printed before the approval is journalled',
    file: 'src/flow/perform.ts',
    edits: [
      ["    till.apply({ kind: 'host-approved', receipt });\n", ''],
      [
        "import { receiptOf } from './slip-of.ts';",
        "import { offerSlips } from './paper.ts';\nimport { receiptOf, slipOf } from './slip-of.ts';",
      ],
      [
        'await printed(app, receipt, approvedMs);',
        "await offerSlips(app, slipOf(app, receipt));\n    till.apply({ kind: 'host-approved', receipt });\n    till.apply({ kind: 'slip-printed' });",
      ],
    ],
    oracle: 'journal first',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
  {
    name: 'a reversal that is owed is forgotten at boot',
    file: 'src/flow/book.ts',
    edits: [
      [
        'if (event) this.#enter(next(this.#money, event)[0], entry.sequence);',
        "if (event) this.#enter(next(this.#money, event)[0], entry.sequence);\n      if (this.#money.kind === 'reversing') this.#money = { kind: 'free' };",
      ],
    ],
    oracle: 'money',
    layers: ['power', 'host'],
    workload: 'sale',
    seeds: 200,
  },
  {
    name: 'a sale under way is forgotten at boot',
    file: 'src/flow/book.ts',
    edits: [
      [
        '    this.#recover();\n    this.#release();',
        "    this.#recover();\n    if (this.#money.kind === 'authorising') this.#money = { kind: 'free' };\n    this.#release();",
      ],
    ],
    oracle: 'money',
    layers: ['power'],
    workload: 'sale',
    seeds: 60,
  },
  {
    name: 'what has no right check is taken for a record of the journal',
    file: 'src/journal/log-format.ts',
    edits: [
      [
        '  if (view.getUint32(offset, true) !== tools.crc32(segment.subarray(offset + 4, end)))\n    return undefined;\n',
        '',
      ],
    ],
    oracle: 'liveness',
    layers: ['power'],
    workload: 'sale',
    seeds: 20,
  },
  {
    name: 'a wrong PIN is called approved',
    file: 'src/flow/perform.ts',
    edits: [
      ["pin && reply.kind === 'answer' &&", "!pin && reply.kind === 'answer' &&"],
      [
        'isApproved(reply.code) && reply.code',
        "(isApproved(reply.code) || reply.code === '55') && reply.code",
      ],
    ],
    oracle: 'money',
    layers: [],
    workload: 'pin',
    seeds: 20,
  },
  {
    name: 'an opened case is not noticed',
    file: 'src/flow/terminal.ts',
    edits: [["      erase();\n      fatal(new Error('the case was opened'));\n", '']],
    oracle: 'case',
    layers: ['case'],
    workload: 'sale',
    seeds: 40,
  },
  {
    name: 'the keys are not erased when the case is found open',
    file: 'src/flow/terminal.ts',
    edits: [
      [
        'if (!board.tamper?.isOpen()) return new KeyLoading(board, store);',
        'return new KeyLoading(board, store);',
      ],
    ],
    oracle: 'case',
    layers: ['case'],
    workload: 'sale',
    seeds: 60,
  },
  {
    name: 'a key-loading file is erased before its keys are kept',
    file: 'src/flow/key-loading.ts',
    edits: [
      [
        '    const news = file && this.#take(file);',
        '    this.#mailbox.eraseBlock(0);\n    const news = file && this.#take(file);',
      ],
      ['if (!this.#store.keep() || !this.saveRecord()) return', 'if (!this.saveRecord()) return'],
    ],
    oracle: 'liveness',
    layers: ['power'],
    workload: 'first-keys',
    seeds: 60,
  },
  {
    name: 'the counter of key-loading files is as before after the power was off',
    file: 'src/flow/key-loading.ts',
    edits: [
      ['if (!this.#store.keep() || !this.saveRecord()) return', 'if (!this.#store.keep()) return'],
    ],
    oracle: 'key files',
    layers: [],
    workload: 'key-files',
    seeds: 1,
  },
  {
    name: 'a sale is sent twice',
    file: 'src/flow/perform.ts',
    edits: [
      [
        'const reply = await wait(app, amountMinor, session.send(message));',
        'await session.send(message);\n  const reply = await wait(app, amountMinor, session.send(message));',
      ],
    ],
    oracle: 'counters',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
  {
    name: 'a slip is taken for printed when the paper has ended',
    file: 'src/flow/paper.ts',
    edits: [
      [
        'if (printed.ok) return true;',
        "if (printed.ok || printed.reason === 'paper-out') return true;",
      ],
    ],
    oracle: 'paper',
    layers: ['printer'],
    workload: 'sale',
    seeds: 80,
  },
  {
    name: 'a slip shows another amount',
    file: 'src/flow/slip-of.ts',
    edits: [[': receipt.amountMinor,', ': receipt.amountMinor + 1,']],
    oracle: 'paper',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
  {
    name: 'totals without voids',
    file: 'src/journal/totals.ts',
    edits: [["    1: 'credit',\n    2:", '    2:']],
    oracle: 'totals',
    layers: [],
    workload: 'two-batches',
    seeds: 10,
  },
  {
    name: 'a settlement that came to nothing at its time is not tried again',
    file: 'src/flow/automatic-settlement.ts',
    edits: [
      ['if (app.book.settlement) await resumeSettlement(app);', 'if (app.book.settlement) return;'],
    ],
    oracle: 'by the clock',
    layers: ['line', 'host'],
    workload: 'by-the-clock',
    seeds: 10,
  },
  {
    name: 'a late answer is taken for the answer, after its sale was reversed',
    file: 'src/flow/perform.ts',
    edits: [
      [
        'const reply = await wait(app, amountMinor, session.send(message));',
        "const sent = session.send(message);\n  const late = new Promise<Reply>((done) => { app.board.clock.after(5000, () => done({ kind: 'unknown', trouble: 'no-answer', macWrong: false })); });\n  const reply = await wait(app, amountMinor, Promise.race([sent, late]));\n  if (reply.kind === 'unknown') void sent.then(() => app.front.show({ kind: 'approved', amountMinor }));",
      ],
    ],
    oracle: 'money',
    layers: [],
    workload: 'late-answer',
    seeds: 1,
  },
  {
    name: 'the same is paid again without a question',
    file: 'src/flow/same-again.ts',
    edits: [['if (withinS === 0 ||', 'if (withinS >= 0 ||']],
    oracle: 'same again',
    layers: [],
    workload: 'same-again',
    seeds: 1,
  },
  {
    name: 'who does not want to pay again pays',
    file: 'src/flow/same-again.ts',
    edits: [["await tell(app, { kind: 'cancelled' });\n    return false;", '']],
    oracle: 'same again',
    layers: [],
    workload: 'same-again',
    seeds: 1,
  },
  {
    name: 'what the first address has taken goes to the second one, too',
    file: 'src/flow/host-line.ts',
    edits: [["result.kind !== 'not-sent') return", "result.kind === 'answer') return"]],
    oracle: 'counters',
    layers: [],
    workload: 'two-addresses',
    seeds: 1,
  },
  {
    name: 'a function that is switched off is there all the same',
    file: 'src/flow/gate.ts',
    edits: [
      ['if (!isSwitchedOn(settings, kind.switch)) {', 'if (!isSwitchedOn({}, kind.switch)) {'],
    ],
    oracle: 'functions',
    layers: [],
    workload: 'switched-off',
    seeds: 1,
  },
  {
    name: 'nobody says that the card may be taken away',
    file: 'src/flow/tap.ts',
    edits: [["front.show({ kind: 'remove-card' });", '']],
    oracle: 'screens',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
  {
    name: 'a reversal is tried without end',
    file: 'src/flow/reversal.ts',
    edits: [['const attemptsAtOnce = 2;', 'const attemptsAtOnce = 1_000_000;']],
    oracle: 'bounds',
    layers: ['host'],
    workload: 'sale',
    seeds: 200,
  },
  {
    name: 'a clock that does not answer ends the program',
    file: 'src/flow/host-session.ts',
    edits: [
      [
        '    } catch {\n      // A clock',
        '    } catch (error) {\n      throw error;\n      // A clock',
      ],
    ],
    oracle: 'survival',
    layers: ['clock'],
    workload: 'two-sales',
    seeds: 60,
  },
  {
    name: 'sockets stay open',
    file: 'src/host/line.ts',
    edits: [['this.#socket?.close();', '']],
    oracle: 'bounds',
    layers: [],
    workload: 'shop',
    seeds: 40,
  },
  {
    name: 'what the card has sent is not wiped',
    file: 'src/flow/perform.ts',
    edits: [
      ['    wipePresented(presented);', ''],
      [
        '  wipePresented(presented);',
        '  Object.assign(app.board, { kept: presented.tapped?.request.cardData });',
      ],
    ],
    oracle: 'secrets',
    layers: [],
    workload: 'sale',
    seeds: 1,
    looksForSecrets: true,
  },
  {
    name: 'the terminal hangs after an approval',
    file: 'src/flow/approved.ts',
    edits: [['export const approvedMs = 1000;', 'export const approvedMs = 2_000_000_000;']],
    oracle: 'liveness',
    layers: [],
    workload: 'sale',
    seeds: 1,
  },
];

/** The source with the bug in it. Throws when the text that it edits is not there any more. */
export function sourceWith({
  name,
  file,
  edits,
}: Pick<PlantedBug, 'name' | 'file' | 'edits'>): string {
  let text = readFileSync(join(root, file), 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`'${name}' no longer applies to ${file}`);
    text = text.replace(from, () => to);
  }
  return text;
}

/** `lines`: for the debug engine. */
export async function programWith(
  bug: Pick<PlantedBug, 'name' | 'file' | 'edits'>,
  lines = false,
): Promise<Program> {
  const sources = new Map([[bug.file, sourceWith(bug)]]);
  return buildProgram('src/main.ts', lines, undefined, undefined, sources);
}
