// SPDX-License-Identifier: Apache-2.0
//
// Slip lines as bytes for an ESC/POS printer of 384 dots. docs/sources.md [domain E8]
// Each line stands for itself: it sets what differs from the printer's defaults, and puts it back. After every few of them
// stands a mark (GS r 1): the printer answers it when they are on paper, and a driver may cut the job there. Text cannot
// command the printer: gb18030 lets no control character through.

import { concat } from '../lib/bytes.ts';
import { gb18030 } from '../lib/gb18030.ts';
import { columns, type SlipLine } from './slip.ts';

type TextLine = Extract<SlipLine, { kind: 'text' }>;

const initialise = Object.freeze([0x1b, 0x40], true);
const chinese = Object.freeze([0x1c, 0x26], true);
const lineFeed = 0x0a;
const mark = Object.freeze([0x1d, 0x72, 0x01], true);
const alignments = Object.freeze({ left: 0, center: 1, right: 2 } as const, true);
/** GS ! */
const scales = Object.freeze({ normal: 0x00, small: 0x00, tall: 0x01, large: 0x11 } as const, true);
/** ESC 3: dots from line to line; 0 is the printer's default of 30. */
const lineSpacings = Object.freeze({ normal: 0, small: 21, tall: 54, large: 54 } as const, true);
/** About 15 mm of paper, of which at most two such pieces are on their way when it ends. */
const linesPerMark = 4;
const feedBeforeCutDots = 96;
/** Level M on 384 dots: up to 251 bytes have 61 modules a side, up to 500 have 85 and must be smaller. */
const qrLargeBytesMax = 251;
const qrLargeModuleDots = 6;
const qrSmallModuleDots = 4;
const qrBytesMax = 500;

/** `encodeText` is for hosts without the native encoder. */
export function encodeSlip(
  lines: readonly SlipLine[],
  encodeText: (text: string) => Uint8Array = gb18030,
): Uint8Array {
  const markBytes = Uint8Array.from(mark);
  const styles = new Map<string, Style>();
  const parts: Uint8Array[] = [Uint8Array.from([...initialise, ...chinese])];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.kind === 'text') {
      const { on, off } = styleOf(line, styles);
      parts.push(on, encodeText(line.text), off);
    } else {
      parts.push(encodeLine(line, encodeText));
    }
    if (i % linesPerMark === linesPerMark - 1 || i === lines.length - 1) parts.push(markBytes);
  }
  return concat(...parts);
}

function encodeLine(
  line: Exclude<SlipLine, TextLine>,
  encodeText: (text: string) => Uint8Array,
): Uint8Array {
  switch (line.kind) {
    case 'rule':
      return dashes();
    case 'space':
      return Uint8Array.of(0x1b, 0x4a, line.dots);
    case 'qr':
      return qr(encodeText(line.content));
    case 'end':
      return Uint8Array.of(0x1d, 0x56, 0x42, feedBeforeCutDots);
  }
}

function dashes(): Uint8Array {
  const bytes = new Uint8Array(columns + 1).fill(0x2d);
  bytes[columns] = lineFeed;
  return bytes;
}

/** What comes before a text of one look, and what after it. */
interface Style {
  readonly on: Uint8Array;
  readonly off: Uint8Array;
}

/** A slip has many lines and few looks: each is made once. */
function styleOf(line: TextLine, styles: Map<string, Style>): Style {
  const key = line.align + line.size + (line.bold ? 'b' : '') + (line.inverted ? 'i' : '');
  let style = styles.get(key);
  if (!style) {
    style = makeStyle(line);
    styles.set(key, style);
  }
  return style;
}

function makeStyle(line: TextLine): Style {
  const on: number[] = [];
  const off: number[] = [lineFeed];
  const set = (command: readonly number[], value: number) => {
    if (value === 0) return;
    on.push(...command, value);
    off.push(...command, 0);
  };
  set([0x1b, 0x61], alignments[line.align]);
  set([0x1b, 0x21], line.size === 'small' ? 1 : 0);
  set([0x1d, 0x21], scales[line.size]);
  set([0x1b, 0x45], line.bold ? 1 : 0);
  set([0x1d, 0x42], line.inverted ? 1 : 0);
  const spacing = lineSpacings[line.size];
  if (spacing !== 0) {
    on.push(0x1b, 0x33, spacing);
    off.push(0x1b, 0x32);
  }
  return { on: Uint8Array.from(on), off: Uint8Array.from(off) };
}

/** Model 2, level M, centred. */
function qr(content: Uint8Array): Uint8Array {
  if (content.length > qrBytesMax)
    throw new RangeError(`QR code of ${content.length} bytes, at most ${qrBytesMax}`);
  const moduleDots = content.length <= qrLargeBytesMax ? qrLargeModuleDots : qrSmallModuleDots;
  const length = content.length + 3;
  return concat(
    Uint8Array.of(0x1b, 0x61, 1),
    Uint8Array.of(0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0),
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, moduleDots),
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31),
    Uint8Array.of(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, 0x50, 0x30),
    content,
    Uint8Array.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30),
    Uint8Array.of(0x1b, 0x61, 0),
  );
}
