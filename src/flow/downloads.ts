// SPDX-License-Identifier: Apache-2.0
//
// What the host has asked for in the header of an answer, done at idle: docs/adr/0052-parameters-from-the-host.md. What is fetched counts only
// under a MAC, whole, and once flash has it.

import {
  caKeyQuery,
  type DownloadName,
  downloads,
  managementRequest,
  readCaKey,
  readCaKeyList,
  readContactlessParameters,
  readTerminalParameters,
  statusRequest,
} from '../host/downloads.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { ProcessingRequest } from '../host/processing-request.ts';
import { concat } from '../lib/bytes.ts';
import type { UpdateNotice } from '../ui/screen.ts';
import { type App, tell, tellWhile } from './app.ts';
import { Section } from './parameter-store.ts';
import { adopt } from './parameters.ts';
import { ensureSignedIn } from './sign-in.ts';

const noticeMs = 5000;
/** Of a list that goes on and on. */
const caKeysMax = 12;
const attemptsMax = 3;

/** One wish; the person is told what came of it, and so is the journal. */
export async function fulfilWish(app: App): Promise<void> {
  const { session } = app;
  const wish = session.wishes[0];
  if (wish === undefined) return;
  let notice = await outcomeOf(app, wish);
  if (notice === 'no-answer' && session.countWish() >= attemptsMax) notice = 'let-go';
  if (notice !== 'no-answer') session.dropWish();
  session.noteWish(`${wish}: ${notice}`);
  await tell(app, { kind: 'update-notice', notice }, noticeMs);
}

async function outcomeOf(app: App, wish: ProcessingRequest): Promise<UpdateNotice> {
  if (wish === 'upload-status') return reportStatus(app);
  if (!isDownload(wish) || !app.store) return 'unsupported';
  if (!(await ensureSignedIn(app, { quiet: true }))) return 'no-answer';
  return fetchers[wish](app);
}

function isDownload(wish: ProcessingRequest): wish is DownloadName {
  return Object.hasOwn(downloads, wish);
}

const fetchers: Readonly<Record<DownloadName, (app: App) => Promise<UpdateNotice>>> = Object.freeze(
  {
    'terminal-parameters': (app) =>
      fetchOne(
        app,
        'terminal-parameters',
        Section.terminalParameters,
        (bytes) => readTerminalParameters(bytes).ok,
      ),
    'contactless-parameters': (app) =>
      fetchOne(
        app,
        'contactless-parameters',
        Section.contactlessParameters,
        (bytes) => readContactlessParameters(bytes).ok,
      ),
    'ca-keys': fetchCaKeys,
  },
  true,
);

/** The field 62 of the answer, or the notice that there is none. */
async function ask(
  app: App,
  mti: '0800' | '0820',
  code: string,
  field62?: Uint8Array,
): Promise<Uint8Array | UpdateNotice> {
  const { session } = app;
  const trace = { stan: session.takeStan(), batch: session.batch };
  const request = managementRequest(mti, code, session.identity, trace, field62);
  return answerTo(app, request);
}

async function answerTo(app: App, request: TerminalMessage): Promise<Uint8Array | UpdateNotice> {
  const reply = await tellWhile(
    app,
    (elapsedS) => ({ kind: 'updating', elapsedS }),
    app.session.send(request),
  );
  if (reply.kind !== 'answer') return 'no-answer';
  if (reply.code !== '00' || !reply.isAuthentic) return 'refused';
  return reply.message.fields.field62KeysAndParameters ?? new Uint8Array(0);
}

async function fetchOne(
  app: App,
  name: DownloadName,
  section: Section,
  isGood: (bytes: Uint8Array) => boolean,
): Promise<UpdateNotice> {
  const { fetch, end } = downloads[name];
  const bytes = await ask(app, '0800', fetch);
  if (typeof bytes === 'string') return bytes;
  if (!isGood(bytes)) return 'refused';
  return conclude(app, section, bytes, end);
}

async function fetchCaKeys(app: App): Promise<UpdateNotice> {
  const { query, fetch, end } = downloads['ca-keys'];
  const names: Uint8Array[] = [];
  for (let more = true; more; ) {
    const bytes = await ask(app, '0820', query!, caKeyQuery(names.length));
    if (typeof bytes === 'string') return bytes;
    const list = readCaKeyList(bytes);
    if (!list.ok || names.length + list.value.names.length > caKeysMax) return 'refused';
    names.push(...list.value.names);
    more = list.value.more && list.value.names.length > 0;
  }
  let table: Uint8Array = new Uint8Array(0);
  for (const name of names) {
    const bytes = await ask(app, '0800', fetch, name);
    if (typeof bytes === 'string') return bytes;
    const key = readCaKey(bytes);
    if (!key.ok) return 'refused';
    table = concat(table, key.value);
  }
  return conclude(app, Section.caKeys, table, end);
}

/** Flash first, then the host is told; whether it hears that changes nothing: it is done. */
async function conclude(
  app: App,
  section: Section,
  bytes: Uint8Array,
  end: string,
): Promise<UpdateNotice> {
  if (!app.store!.set(section, bytes)) return 'not-kept';
  adopt(app);
  await ask(app, '0800', end);
  return 'done';
}

async function reportStatus(app: App): Promise<UpdateNotice> {
  if (!(await ensureSignedIn(app, { quiet: true }))) return 'no-answer';
  const { session, board } = app;
  const trace = { stan: session.takeStan(), batch: session.batch };
  const states = [board.display, board.reader, board.printer, board.rtc, board.buzzer];
  const request = statusRequest(
    session.identity,
    trace,
    states.map((part) => part !== undefined),
  );
  const answer = await answerTo(app, request);
  return typeof answer === 'string' ? answer : 'done';
}
