// SPDX-License-Identifier: Apache-2.0
//
// What a card hears and says, for people: commands and status words by name, data objects as a tree, docs/sources.md
// [domain B10]. Account data are masked by the decoder; what cannot be decoded is only counted, since it may hold anything.

import { toHex } from '../../src/lib/bytes.ts';
import { parseApdu } from '../cards/apdu.ts';
import type { Answer, Card } from '../cards/card.ts';
import { decodeTree, type Node } from '../cli/tlv.ts';

export interface CardTalk {
  readonly title: string;
  readonly lines: readonly string[];
}

/** By class and instruction. */
const commandNames: Readonly<Record<string, string>> = {
  '00A4': 'SELECT',
  '80A8': 'GET PROCESSING OPTIONS',
  '00B2': 'READ RECORD',
  '80AE': 'GENERATE AC',
  '80CA': 'GET DATA',
  '0084': 'GET CHALLENGE',
};

/** Status words a reader of the log will meet; the others speak as a number. */
const statusNames: Readonly<Record<string, string>> = {
  '9000': 'ok',
  '6700': 'wrong length',
  '6984': 'use another interface',
  '6985': 'conditions not satisfied',
  '6986': 'command not allowed: see phone',
  '6A82': 'not found',
  '6A83': 'record not found',
  '6A86': 'wrong parameters',
  '6D00': 'unknown instruction',
  '6E00': 'unknown class',
};

/** Listens to `card` from now on, without a change for its reader. */
export function listenTo(card: Card, tell: (talk: CardTalk) => void): void {
  const { command, frame } = card;
  card.command = (apdu) => {
    const answer = command.call(card, apdu);
    tell(describeExchange(apdu, answer));
    return answer;
  };
  if (!frame) return;
  card.frame = (bytes) => {
    const answer = frame.call(card, bytes);
    tell({ title: `raw frame, ${bytes.length} bytes: ${sizeOf(answer)}`, lines: [] });
    return answer;
  };
}

function describeExchange(bytes: Uint8Array, answer: Answer): CardTalk {
  const apdu = parseApdu(bytes);
  if (!apdu) return { title: `malformed command: ${endOf(answer)}`, lines: [] };
  const { cla, ins, p1, p2, data } = apdu;
  const name =
    commandNames[toHex(Uint8Array.of(cla, ins))] ?? `command ${toHex(Uint8Array.of(cla, ins))}`;
  const lines = [`→ ${toHex(Uint8Array.of(cla, ins, p1, p2))}`, ...indented(dataLines(ins, data))];
  const response = answer.response;
  if (response && response.length >= 2) {
    lines.push(`← ${toHex(response.subarray(-2))}, ${Math.round(answer.us / 1000)} ms`);
    lines.push(...indented(tlvLines(response.subarray(0, -2))));
  }
  return { title: `${name}${about(ins, p1, p2, data)}: ${endOf(answer)}`, lines };
}

/** What the command is about, in short. */
function about(ins: number, p1: number, p2: number, data: Uint8Array): string {
  if (ins === 0xa4) return ` ${nameOrHex(data)}`;
  if (ins === 0xb2) return ` ${p1} of file ${p2 >> 3}`;
  return '';
}

function dataLines(ins: number, data: Uint8Array): string[] {
  if (data.length === 0) return [];
  return ins === 0xa4 ? [nameOrHex(data)] : tlvLines(data);
}

/** An application identifier, or the name of the directory. */
function nameOrHex(bytes: Uint8Array): string {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? String.fromCharCode(...bytes) : toHex(bytes);
}

function endOf({ response, leaves }: Answer): string {
  if (leaves) return 'the card leaves';
  if (!response) return 'no answer';
  if (response.length < 2) return `${response.length} bytes, no status word`;
  const status = toHex(response.subarray(-2));
  return statusNames[status] ?? status;
}

function sizeOf({ response }: Answer): string {
  return response ? `${response.length} bytes back` : 'no answer';
}

function tlvLines(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  const tree = decodeTree(bytes, false);
  if (!tree.ok) return [`${bytes.length} bytes; at byte ${tree.at}: ${tree.reason}`];
  return tree.value.flatMap((node) => nodeLines(node));
}

function nodeLines({ tag, name, value, text, entries, bits, children }: Node): string[] {
  const shown = text === undefined ? value : `"${text}"`;
  const head = [tag, name ?? '', shown ?? ''].filter((part) => part !== '').join('  ');
  const below = [...(entries ?? []), ...(bits ?? []), ...(children ?? []).flatMap(nodeLines)];
  return [head, ...indented(below)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
