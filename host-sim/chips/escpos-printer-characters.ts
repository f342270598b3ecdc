// SPDX-License-Identifier: Apache-2.0
//
// Bytes to characters as the printer's ROM has them: code pages, national character sets, GB18030. The numbers of the code
// pages and the national sets are those that ESC/POS printers share (own knowledge; docs/sources.md [domain E8] names
// only the commands).

import { createRequire } from 'node:module';

type Iconv = typeof import('iconv-lite');

const load = createRequire(import.meta.url);
let iconv: Iconv | undefined;

/** Loaded at the first byte above 7Fh: its tables take a while. */
function tables(): Iconv {
  iconv ??= load('iconv-lite') as Iconv;
  return iconv;
}

/** ESC t n, in Epson's numbering; clones differ above 5. */
export const codePages: Readonly<Record<number, string>> = {
  0: 'cp437',
  2: 'cp850',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  13: 'cp857',
  14: 'cp737',
  15: 'iso88597',
  16: 'cp1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
  33: 'cp775',
  34: 'cp855',
  35: 'cp861',
  36: 'cp862',
  37: 'cp864',
  38: 'cp869',
  39: 'iso88592',
  40: 'iso885915',
  45: 'cp1250',
  46: 'cp1251',
  47: 'cp1253',
  48: 'cp1254',
  49: 'cp1255',
  50: 'cp1256',
  51: 'cp1257',
  52: 'cp1258',
};

/** What ESC R n puts in the places of these twelve. */
const replaced = '#$@[\\]^`{|}~';
/** ESC R n: United States, France, Germany, United Kingdom, … */
export const nationalSets: readonly string[] = [
  '#$@[\\]^`{|}~',
  '#$à°ç§^`éùè¨',
  '#$§ÄÖÜ^`äöüß',
  '£$@[\\]^`{|}~',
  '#$@ÆØÅ^`æøå~',
  '#¤ÉÄÖÅÜéäöåü',
  '#$@°\\é^ùàòèì',
  '₧$@¡Ñ¿^`¨ñ}~',
  '#$@[¥]^`{|}~',
  '#¤ÉÆØÅÜéæøåü',
  '#$ÉÆØÅÜéæøåü',
  '#$á¡Ñ¿é`íñóú',
  '#$á¡Ñ¿éüíñóú',
  '#$@[₩]^`{|}~',
  '#$ŽŠĐĆČžšđćč',
  '#¥@[\\]^`{|}~',
];

export function asciiCharacter(byte: number, nationalSet: number): string {
  const character = String.fromCharCode(byte);
  const place = replaced.indexOf(character);
  return place < 0 ? character : nationalSets[nationalSet]![place]!;
}

/** Undefined: the code page has nothing there. */
export function codePageCharacter(byte: number, codePage: number): string | undefined {
  const character = tables().decode(Buffer.of(byte), codePages[codePage]!);
  return character === '\ufffd' ? undefined : character;
}

const seen = new Map<number, string | undefined>();

/** One character of two or four bytes; undefined when GB18030 has none there. */
export function gb18030Character(bytes: readonly number[]): string | undefined {
  const key = bytes.reduce((number, byte) => number * 256 + byte, 0);
  if (!seen.has(key)) {
    const character = tables().decode(Buffer.from(bytes), 'gb18030');
    seen.set(key, [...character].length === 1 && character !== '\ufffd' ? character : undefined);
  }
  return seen.get(key);
}
