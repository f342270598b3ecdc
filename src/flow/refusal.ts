// SPDX-License-Identifier: Apache-2.0
//
// A refusal of the host on the screen: its words, and what the people at the terminal do about it. docs/sources.md [domain A12]

import { responseFor } from '../host/response-codes.ts';
import { type App, tell } from './app.ts';

const patienceMs = 10_000;
/** A card that is to be kept is not given back because somebody looked away. */
const keepCardMs = 60_000;

export async function tellRefusal(app: App, code: string): Promise<void> {
  const { [app.front.language]: reason, todo } = responseFor(code);
  const ms = todo === 'keep-card' ? keepCardMs : patienceMs;
  await tell(app, { kind: 'declined', reason, code, ...(todo && { todo }) }, ms);
}

/** Some approvals come with a request to the people: the sale stands, and then this is said. */
export async function tellDefect(app: App, code: string): Promise<void> {
  const { [app.front.language]: text, todo } = responseFor(code);
  if (todo) await tell(app, { kind: 'message', tone: 'attention', text }, patienceMs);
}
