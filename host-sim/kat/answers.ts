// SPDX-License-Identifier: Apache-2.0
//
// An answer of the program as a line of JSON.

import type { Question, Refusal } from './questions.ts';
import { reasons } from './reasons.ts';
import type { Answer } from './session.ts';
import { AnswerKind } from './wire.ts';

/** With its end. */
export function refusalLine({ id, error }: Refusal): string {
  return `{"id":${id},"error":${JSON.stringify(error)}}\n`;
}

export function answerLine(question: Question, answer: Answer): string {
  const { id } = question;
  const error = errorOf(question, answer);
  if (error !== undefined) return refusalLine({ id, error });
  // Without its braces, for the identifier goes first, as it was written.
  return `{"id":${id},${JSON.stringify(membersOf(question, answer)).slice(1)}\n`;
}

function errorOf({ operation }: Question, { kind, text }: Answer): string | undefined {
  if (kind === AnswerKind.notHex) {
    const names = operation.fields.flatMap(({ name, kind: each }) =>
      each === 'hex pair' ? [name, name] : [name],
    );
    const [field, place] = [text.readInt32LE(0), text.readInt32LE(4)];
    return `${names[field]}: character ${place + 1} is no hex digit`;
  }
  if (kind !== AnswerKind.reason) return undefined;
  const reason = text.readInt32LE(0);
  return reasons[reason] ?? `reason ${reason}`;
}

function membersOf({ operation, members }: Question, { kind, text }: Answer): object {
  const out = text.toString('latin1');
  switch (operation.gives) {
    case 'ok':
      return { ok: kind === AnswerKind.good };
    case 'text':
      return { out: Buffer.from(out, 'hex').toString('latin1') };
    case 'pin block':
      // Format 4 in clear is two fields.
      return out.length > 32 ? { out: out.slice(0, 32), panField: out.slice(32) } : { out };
    case 'key block':
      return {
        header: headerOf(String(members.block), Number.parseInt(out.slice(0, 4), 16)),
        key: out.slice(4),
      };
    default:
      return { out };
  }
}

interface OptionalBlock {
  readonly id: string;
  readonly length: number;
  readonly data: string;
}

/** Of a block that the core has found authentic; `size`: of its header with the optional blocks, as the core has read it. */
function headerOf(block: string, size: number) {
  const optionalBlocks: OptionalBlock[] = [];
  for (let at = 16; at < size; at += optionalBlocks.at(-1)!.length) {
    optionalBlocks.push(optionalBlock(block.slice(at, size)));
  }
  return {
    version: block[0],
    length: Number(block.slice(1, 5)),
    usage: block.slice(5, 7),
    algorithm: block[7],
    mode: block[8],
    keyVersion: block.slice(9, 11),
    exportability: block[11],
    optionalBlocks,
  };
}

/** Two characters of ID, two digits of length; or 00, two digits that count digits of length, and these. */
function optionalBlock(text: string): OptionalBlock {
  const hex = (from: number, count: number) => Number.parseInt(text.slice(from, from + count), 16);
  const short = hex(2, 2);
  const digits = short > 0 ? 0 : hex(4, 2);
  const length = short > 0 ? short : hex(6, digits);
  return { id: text.slice(0, 2), length, data: text.slice(short > 0 ? 4 : 6 + digits, length) };
}
