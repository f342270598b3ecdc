// SPDX-License-Identifier: Apache-2.0
//
// Issuer scripts in the host's answer: what is owed to the issuer goes into the journal before the answer itself; when the transaction is
// done with, the card is asked for once more, for a while. docs/adr/0068-issuer-scripts.md
//
// What a reader would get wrong: nothing here touches the money. The transaction has ended, however this ends.

import { scriptField55 } from '../emv/f55.ts';
import {
  type IssuerUpdate,
  isAllDone,
  noneRun,
  readIssuerUpdate,
  runIssuerUpdate,
} from '../emv/issuer-update.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { isApproved, partlyApproved } from '../host/response-codes.ts';
import { scriptResultRequest } from '../host/script-result.ts';
import type { NfcReader } from '../io/devices.ts';
import { fromHex } from '../lib/bytes.ts';
import { type App, timeOf } from './app.ts';
import { Work } from './attention.ts';
import type { Reply } from './host-session.ts';
import { Key } from './keys.ts';
import type { Presented } from './present.ts';
import { digitsOfTime } from './receipt-time.ts';
import { sealed } from './record-of.ts';
import { reportScripts } from './script-report.ts';

const patienceMs = 20_000;
const againMs = 1000;
const noticeMs = 2000;

export interface TakenUpdate {
  readonly update: IssuerUpdate;
  /** Trace number of the report. */
  readonly stan: string;
  readonly aidHex: string;
  readonly isApproved: boolean;
  /** The card says that it can be changed. */
  readonly isPossible: boolean;
}

/** Undefined: no scripts, or none that count. What is not from the host for certain brings nobody's card back. */
export function takeIssuerUpdate(
  app: App,
  { tapped }: Presented,
  request: TerminalMessage,
  reply: Reply,
): TakenUpdate | undefined {
  const { book, board, session } = app;
  const field55 = request.fields.field55ChipData;
  if (!tapped || !field55 || tapped.request.issuerUpdates === 'off') return undefined;
  if (reply.kind !== 'answer' || !reply.isAuthentic || reply.code === partlyApproved)
    return undefined;
  const answer55 = reply.message.fields.field55ChipData;
  const update = answer55 && readIssuerUpdate(answer55);
  if (!update) return undefined;
  const trace = { stan: session.takeStan(), batch: session.batch };
  const chipData = scriptField55(field55, noneRun(update));
  const report = scriptResultRequest(request, trace, chipData);
  const sealedReport = sealed(app, report);
  report.fields.field2Pan?.packed.fill(0);
  if (!sealedReport) return undefined;
  const original = request.fields.field11Stan!;
  const time = digitsOfTime(timeOf(board));
  book.scripts.received({ stan: trace.stan, original, time, sealedReport });
  return {
    update,
    stan: trace.stan,
    aidHex: tapped.request.aidHex,
    isApproved: isApproved(reply.code),
    isPossible: tapped.request.issuerUpdates === 'possible',
  };
}

/** The card once more, and then the report. */
export async function updateCard(app: App, taken: TakenUpdate): Promise<void> {
  const { board, book, front, attention } = app;
  const { reader } = board;
  if (reader && taken.isPossible) {
    try {
      const results = await presentAgain(app, reader, taken);
      if (results) book.scripts.run(taken.stan, results);
      const isDone = results !== undefined && isAllDone(results);
      front.lights(isDone ? 'success' : 'error');
      front.tone(isDone ? 'success' : 'alert');
      front.show({ kind: 'card-update', step: isDone ? 'done' : 'not-done' });
      await attention.pause(noticeMs);
    } finally {
      front.lights('idle');
      await reader.release();
    }
  }
  await reportScripts(app);
}

/** DF31; undefined: no script was run. */
async function presentAgain(
  app: App,
  reader: NfcReader,
  { update, stan, aidHex, isApproved }: TakenUpdate,
): Promise<Uint8Array | undefined> {
  const { board, book, front, attention } = app;
  const untilMs = board.clock.nowMs + patienceMs;
  const applicationId = fromHex(aidHex);
  attention.clearKeys();
  front.tone('pin-asked');
  for (let leftMs = patienceMs; leftMs > 0; leftMs = untilMs - board.clock.nowMs) {
    front.lights('ready');
    front.show({ kind: 'present-again', isApproved });
    const found = await pollFor(app, reader, leftMs);
    if (found === 'target') {
      front.lights('reading');
      front.show({ kind: 'card-update', step: 'busy' });
      const end = await runIssuerUpdate(reader, applicationId, update, (results) =>
        book.scripts.run(stan, results),
      );
      if (end.kind === 'run') return end.results;
      if (end.kind === 'refused') return undefined;
    } else if (found !== 'collision') return undefined;
    front.lights('error');
    await reader.release();
    await attention.pause(againMs);
  }
  return undefined;
}

type Found = Awaited<ReturnType<NfcReader['poll']>>['kind'];

/** Cancel ends it. */
async function pollFor(
  { front, attention }: App,
  reader: NfcReader,
  waitMs: number,
): Promise<Found> {
  const poll = reader.poll(waitMs);
  const polled = new Work(poll);
  let waited = await attention.keyOr(polled, waitMs * 2);
  while (waited.kind === 'key' && waited.code !== Key.cancel) {
    if (waited.code === Key.language) front.toggleLanguage();
    waited = await attention.keyOr(polled, waitMs * 2);
  }
  if (waited.kind === 'done') return waited.value.kind;
  reader.cancel();
  await poll;
  return 'cancelled';
}
