// SPDX-License-Identifier: Apache-2.0
//
// What an issuer sends its card with its answer: authentication data (91) and scripts (71, 72), and how they are brought to a card that
// is presented once more. docs/sources.md [domain A7, B2]; docs/adr/0068-issuer-scripts.md
//
// What a reader would get wrong: a command that had no answer may have been carried out. It counts as failed, and is never sent again.

import { concat } from '../lib/bytes.ts';
import { externalAuthenticateCommand, selectCommand, statusWord9000Ok } from './apdu.ts';
import type { CardReader } from './reader.ts';
import {
  tag9F18IssuerScriptIdentifier,
  tag71IssuerScriptTemplate1,
  tag72IssuerScriptTemplate2,
  tag86IssuerScriptCommand,
  tag91IssuerAuthenticationData,
} from './tags.ts';
import { decodeTlvs, findAllTlvs, findTlv } from './tlv.ts';

interface IssuerScript {
  /** Four bytes; zeros when the issuer gave none. */
  readonly id: Uint8Array;
  /** None: the script cannot be read. */
  readonly commands: readonly Uint8Array[];
}

export interface IssuerUpdate {
  readonly authenticationData: Uint8Array | undefined;
  readonly scripts: readonly IssuerScript[];
}

const idBytes = 4;
/** [M] Results of more do not fit into the report. */
const scriptsMax = 10;
const commandBytesMin = 4;

/** Undefined: no script. Authentication data alone do not bring a card back. */
export function readIssuerUpdate(field55: Uint8Array): IssuerUpdate | undefined {
  const objects = decodeTlvs(field55);
  if (!objects.ok) return undefined;
  const scripts = objects.value
    .filter(({ tag }) => tag === tag71IssuerScriptTemplate1 || tag === tag72IssuerScriptTemplate2)
    .slice(0, scriptsMax)
    .map(({ value }) => readScript(value));
  if (scripts.length === 0) return undefined;
  const authenticationData = findTlv(objects.value, tag91IssuerAuthenticationData);
  return { authenticationData, scripts };
}

function readScript(template: Uint8Array): IssuerScript {
  const objects = decodeTlvs(template);
  const id = objects.ok ? findTlv(objects.value, tag9F18IssuerScriptIdentifier) : undefined;
  const commands = objects.ok ? findAllTlvs(objects.value, tag86IssuerScriptCommand) : [];
  const isReadable = commands.every(({ length }) => length >= commandBytesMin);
  return {
    id: id?.length === idBytes ? id : new Uint8Array(idBytes),
    commands: isReadable ? commands : [],
  };
}

const notRun = 0x00;
const failed = 0x10;
const done = 0x20;
const numberMax = 15;

type Results = number[];

/** DF31: of each script its result and the number of the command that failed, then its identifier. */
function encode({ scripts }: IssuerUpdate, results: Results): Uint8Array {
  return concat(...scripts.map(({ id }, index) => concat(Uint8Array.of(results[index]!), id)));
}

/** No script has been run. */
export const noneRun = (update: IssuerUpdate): Uint8Array =>
  encode(
    update,
    update.scripts.map(() => notRun),
  );

/** What is true from the first command on until more is known. */
const allFailed = (update: IssuerUpdate): Uint8Array =>
  encode(
    update,
    update.scripts.map(() => failed),
  );

export const isAllDone = (results: Uint8Array): boolean =>
  results.every((byte, at) => at % (1 + idBytes) !== 0 || byte === done);

export type UpdateEnd =
  /** Not that card, or it left before a script began: it may be presented again. */
  | { readonly kind: 'again' }
  /** The card does not believe the answer: it gets no script. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'run'; readonly results: Uint8Array };

/** One card in the field. `begins` makes what it is given durable before the first command of a script is sent. */
export async function runIssuerUpdate(
  reader: CardReader,
  applicationId: Uint8Array,
  update: IssuerUpdate,
  begins: (results: Uint8Array) => void,
): Promise<UpdateEnd> {
  const selected = await statusWordOf(reader, selectCommand(applicationId));
  if (selected !== statusWord9000Ok) return { kind: 'again' };
  if (update.authenticationData) {
    const command = externalAuthenticateCommand(update.authenticationData);
    const believed = await statusWordOf(reader, command);
    if (believed === undefined) return { kind: 'again' };
    if (believed !== statusWord9000Ok) return { kind: 'refused' };
  }
  begins(allFailed(update));
  const results = update.scripts.map(() => notRun);
  for (const [index, { commands }] of update.scripts.entries()) {
    const end = await runScript(reader, commands);
    results[index] = end.result;
    if (end.isGone) break;
  }
  return { kind: 'run', results: encode(update, results) };
}

/** A failed command ends its script; the next one is run all the same, unless the card is gone. */
async function runScript(
  reader: CardReader,
  commands: readonly Uint8Array[],
): Promise<{ readonly result: number; readonly isGone: boolean }> {
  if (commands.length === 0) return { result: failed, isGone: false };
  for (const [index, command] of commands.entries()) {
    const statusWord = await statusWordOf(reader, command);
    if (statusWord !== undefined && isGood(statusWord)) continue;
    const number = Math.min(index + 1, numberMax);
    return { result: failed | number, isGone: statusWord === undefined };
  }
  return { result: done, isGone: false };
}

/** [M] Warnings (62xx, 63xx) are no failures. */
function isGood(statusWord: number): boolean {
  const first = statusWord >> 8;
  return statusWord === statusWord9000Ok || first === 0x62 || first === 0x63;
}

/** Undefined: no answer. */
async function statusWordOf(reader: CardReader, command: Uint8Array): Promise<number | undefined> {
  const transceived = await reader.transceive(command);
  if (!transceived.ok) return undefined;
  const { response } = transceived;
  const { length } = response;
  const statusWord = length < 2 ? undefined : (response[length - 2]! << 8) | response[length - 1]!;
  response.fill(0);
  return statusWord;
}
