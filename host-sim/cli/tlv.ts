// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi tlv decode`: EMV data for people and scripts, as a tree with names. docs/sources.md [domain B10]
//
// Account data are masked unless asked for: what this prints ends up in tickets and chats.

import { readFile } from 'node:fs/promises';
import { decodeDol } from '../../src/emv/dol.ts';
import { decodeTlvs } from '../../src/emv/tlv.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { type Decoded, decoded, malformed } from '../../src/lib/result.ts';
import { bitMeanings } from '../lib/tag-bits.ts';
import { tagHex, tagName } from '../lib/tag-names.ts';
import { wordsOf } from '../lib/tag-words.ts';
import { type CliIo, readAll } from './8583-io.ts';

const help = `jiaozi tlv – EMV data objects (BER-TLV)

  jiaozi tlv decode [hex|file|-] [--json] [--unmask]

Takes hexadecimal text (blanks allowed) as the argument, in a file or on standard
input, or a binary file. Prints a line per object, indented by nesting, with tag,
name, length in bytes and value; below it in words: data object lists (PDOL, CDOL …), bit
fields (AIP, TVR, TSI, TTQ, CTQ, AUC, IAC and TAC, terminal capabilities, terminal risk
management data) and structures (AFL, CVM list and results, CID, issuer application data with
its card verification results, kernel identifier, terminal type).
  --json    one JSON array instead
  --unmask  show account data: for test data only. Without it the PAN shows its
            first six and last four digits, tracks and names nothing.

Exit codes: 0 done; 1 the data are malformed (the error names the offset);
2 wrong usage, or the file cannot be read.
`;

/** Nothing that a card sends nests deeper; what does is made to. */
const depthMax = 16;

export interface Node {
  readonly tag: string;
  readonly name?: string;
  /** Offset of the value in the input. */
  readonly valueAt: number;
  readonly length: number;
  /** Hex, perhaps masked; absent in a template. */
  readonly value?: string;
  readonly text?: string;
  readonly entries?: readonly string[];
  readonly words?: readonly string[];
  readonly bits?: readonly string[];
  readonly children?: readonly Node[];
}

export async function tlv(args: string[], io: CliIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  const [command, ...rest] = args;
  if (command !== 'decode') return usage(io, `'${command ?? ''}' is not decode`);
  const flags = rest.filter((arg) => arg.startsWith('--'));
  const operands = rest.filter((arg) => !arg.startsWith('--'));
  const unknown = flags.find((flag) => flag !== '--json' && flag !== '--unmask');
  if (unknown !== undefined) return usage(io, `decode has no option ${unknown}`);
  if (operands.length > 1) return usage(io, 'one input at a time; quote hexadecimal with blanks');

  const input = await read(operands[0] ?? '-', io);
  if (input === undefined) {
    return usage(io, `'${operands[0]}' is neither hexadecimal nor a readable file`);
  }
  const whole = decodeTree(input.bytes, flags.includes('--unmask'));
  const nodes = whole.ok && input.isCut ? malformed(input.bytes.length, 'half a byte') : whole;
  if (!nodes.ok) {
    io.stderr.write(`jiaozi tlv: byte ${nodes.at}: ${nodes.reason}\n`);
    return 1;
  }
  const shown = flags.includes('--json')
    ? `${JSON.stringify(nodes.value)}\n`
    : nodes.value.map((node) => lines(node, '')).join('');
  io.stdout.write(shown);
  return 0;
}

function usage(io: CliIo, text: string): number {
  io.stderr.write(`jiaozi tlv: ${text}; see \`jiaozi tlv --help\`\n`);
  return 2;
}

const hexText = /^[0-9a-f\s]*[0-9a-f][0-9a-f\s]*$/i;

interface Input {
  readonly bytes: Uint8Array;
  /** There was half a byte more. */
  readonly isCut: boolean;
}

/** The bytes meant by an operand; nothing when it means none. */
async function read(operand: string, io: CliIo): Promise<Input | undefined> {
  if (hexText.test(operand)) return bytesOf(operand);
  try {
    const content = operand === '-' ? await readAll(io.stdin) : await readFile(operand);
    const text = Buffer.from(content).toString('latin1');
    return hexText.test(text) ? bytesOf(text) : { bytes: new Uint8Array(content), isCut: false };
  } catch {
    return undefined;
  }
}

/** Half a byte at the end is cut off like any other missing byte would be, and noted. */
function bytesOf(text: string): Input {
  const digits = text.replace(/\s+/g, '');
  return { bytes: fromHex(digits.slice(0, digits.length & ~1)), isCut: digits.length % 2 !== 0 };
}

/** The whole input as a tree, or the offset at which it goes wrong. */
export function decodeTree(bytes: Uint8Array, isClear: boolean): Decoded<readonly Node[]> {
  return decodeLevel(bytes, bytes.byteOffset, isClear, 0);
}

/** `base`: offset of the input in its buffer; values are views, so offsets follow from them. `depth`: templates around. */
function decodeLevel(
  bytes: Uint8Array,
  base: number,
  isClear: boolean,
  depth: number,
): Decoded<readonly Node[]> {
  const at = bytes.byteOffset - base;
  if (depth > depthMax) return malformed(at, `nested deeper than ${depthMax} templates`);
  const objects = decodeTlvs(bytes);
  if (!objects.ok) return malformed(at + objects.at, objects.reason);
  const nodes: Node[] = [];
  for (const { tag, value } of objects.value) {
    const name = tagName(tag);
    const head = {
      tag: tagHex(tag),
      ...(name !== undefined && { name }),
      valueAt: value.byteOffset - base,
      length: value.length,
    };
    if (!isTemplate(tag)) {
      nodes.push({ ...head, ...describe(tag, value, isClear) });
      continue;
    }
    const children = decodeLevel(value, base, isClear, depth + 1);
    if (!children.ok) return children;
    nodes.push({ ...head, children: children.value });
  }
  return decoded(nodes);
}

/** Bit 6 of the first byte of the tag. */
function isTemplate(tag: number): boolean {
  const [first] = fromHex(tagHex(tag));
  return (first! & 0x20) !== 0;
}

/** PAN and track 2 show some of their digits, these nothing: tracks, names, expiry, PIN data. */
const hiddenTags: readonly number[] = [0x56, 0x5f20, 0x5f24, 0x99, 0x9f0b, 0x9f1f, 0x9f20, 0x9f6b];
const panTags: readonly number[] = [0x57, 0x5a];
const textTags: readonly number[] = [
  0x50, 0x5f20, 0x5f2d, 0x5f50, 0x8a, 0x9f0b, 0x9f12, 0x9f16, 0x9f1c, 0x9f1e, 0x9f4e, 0x84,
];
const listTags: readonly number[] = [0x8c, 0x8d, 0x97, 0x9f38, 0x9f49, 0x9f4f];

function describe(tag: number, value: Uint8Array, isClear: boolean): Partial<Node> {
  if (!isClear && hiddenTags.includes(tag)) return { value: '*'.repeat(value.length * 2) };
  if (!isClear && panTags.includes(tag)) return { value: maskDigits(toHex(value)) };
  const bits = bitMeanings(tag, value);
  const entries = listTags.includes(tag) ? listEntries(value) : [];
  const words = wordsOf(tag, value);
  const text = textTags.includes(tag) ? printable(value) : undefined;
  return {
    value: toHex(value),
    ...(text !== undefined && { text }),
    ...(entries.length > 0 && { entries }),
    ...(words.length > 0 && { words }),
    ...(bits.length > 0 && { bits }),
  };
}

/** First six and last four digits of the account number; of a track, nothing after it. */
function maskDigits(digits: string): string {
  const [pan = ''] = digits.split(/[^0-9]/);
  // Too short to be an account number: show nothing rather than all of it.
  if (pan.length < 13) return '*'.repeat(digits.length);
  const rest = digits.slice(pan.length).replace(/[0-9]/g, '*');
  return pan.slice(0, 6) + '*'.repeat(pan.length - 10) + pan.slice(-4) + rest;
}

function listEntries(value: Uint8Array): string[] {
  const list = decodeDol(value);
  if (!list.ok) return [];
  return list.value.map(({ tag, length }) =>
    [tagHex(tag), String(length), tagName(tag)].filter((part) => part !== undefined).join(' '),
  );
}

/** The value as text when all of it is printable ASCII. */
function printable(value: Uint8Array): string | undefined {
  if (value.length === 0 || value.some((byte) => byte < 0x20 || byte > 0x7e)) return undefined;
  return String.fromCharCode(...value);
}

function lines(node: Node, indent: string): string {
  const parts = [`${indent}${node.tag}`, node.name, `(${node.length})`, node.value]
    .concat(node.text === undefined ? [] : [`"${node.text}"`])
    .filter((part) => part !== undefined && part !== '');
  const below = [...(node.entries ?? []), ...(node.words ?? []), ...(node.bits ?? [])];
  const children = node.children ?? [];
  return (
    `${parts.join('  ')}\n` +
    below.map((line) => `${indent}    ${line}\n`).join('') +
    children.map((child) => lines(child, `${indent}  `)).join('')
  );
}
