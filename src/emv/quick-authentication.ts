// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7, step 7: offline data authentication – whether, by which method, and what follows when it fails.
// docs/sources.md [domain B3 step 7]

import { aip1, ctq1, tsi1, ttq1, tvr } from './bits.ts';
import type { OdaReport } from './kernel-record.ts';
import { authenticateStaticData } from './oda.ts';
import { authenticateFast } from './oda-fdda.ts';
import type { OdaFailure, OdaInput, Step } from './oda-step.ts';
import { declined, tryAnotherInterface } from './outcome.ts';
import {
  type Context,
  type Ends,
  hasContactReader,
  isReaderOnline,
  qualifiersOf,
} from './quick-context.ts';
import { tag9ATransactionDate, tag82ApplicationInterchangeProfile } from './tags.ts';

/** A TC is worth nothing without it; an ARQC is looked at where the reader says that it does so. */
export function authenticateCard(context: Context): Ends {
  const { cryptogram, ttq, record } = context;
  const method = methodOf(context);
  const isAsked = (ttq[0]! & ttq1.authenticationForOnline) !== 0 && method !== 'none';
  if (cryptogram !== 'tc' && !isAsked) return undefined;
  const result = authenticate(context, method);
  if (method !== 'none') record.tsi[0]! |= tsi1.authenticationPerformed;
  if (method === 'sda') record.find(tvr.sdaSelected);
  if (result.ok) {
    record.oda = { method, result: 'successful' };
    return undefined;
  }
  const { failure } = result;
  record.oda = { method, result: 'failed', failure };
  if (isMissing(failure)) record.find(tvr.iccDataMissing);
  record.find(method === 'sda' ? tvr.sdaFailed : tvr.ddaFailed);
  return afterFailure(context);
}

type Method = Extract<OdaReport['method'], 'none' | 'sda' | 'fdda'>;

/** The stronger of those that the card has. */
function methodOf({ card }: Context): Method {
  const profile = card.get(tag82ApplicationInterchangeProfile)![0]!;
  if ((profile & aip1.dda) !== 0) return 'fdda';
  return (profile & aip1.sda) !== 0 ? 'sda' : 'none';
}

function authenticate(context: Context, method: Method): Step<Uint8Array> {
  const { authentication, adfName, card, account, terminal, signedRecords, record } = context;
  if (method === 'none') return { ok: false, failure: 'card-without-method' };
  if (authentication === undefined) return { ok: false, failure: 'terminal-without-keys' };
  const input: OdaInput = {
    ...authentication,
    adfName,
    card,
    pan: account!.pan,
    today: terminal.get(tag9ATransactionDate)!,
    records: signedRecords,
    onRecovered: record.onRecovered,
  };
  return method === 'sda' ? authenticateStaticData(input) : authenticateFast(input, terminal);
}

function isMissing(failure: OdaFailure): boolean {
  return failure.endsWith('-missing');
}

/** The card may prefer the issuer's word, or the other interface, to a refusal. */
function afterFailure(context: Context): Ends {
  const [wishes] = qualifiersOf(context);
  if ((wishes! & ctq1.goOnlineIfAuthenticationFails) !== 0 && isReaderOnline(context)) {
    context.goesOnline = true;
    return undefined;
  }
  if ((wishes! & ctq1.switchInterfaceIfAuthenticationFails) !== 0 && hasContactReader(context)) {
    return tryAnotherInterface('authentication-failed');
  }
  return declined('authentication-failed');
}
