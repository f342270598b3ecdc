// SPDX-License-Identifier: Apache-2.0
//
// Barcodes as the printer's ROM makes them: data to widths of bars and spaces. The symbologies are those of
// docs/sources.md [domain E8], command 1D 6B; their tables are transcribed from the public standards (ISO/IEC 15417, 15420,
// 16388, 16390; AIM USS-93 and Codabar), from memory. One unit is the narrow element; wide elements of the two-width
// symbologies are marked, since their ratio depends on the module width set in the printer.

/** Width in narrow elements, or `wide`. Bar, space, bar, … */
export type BarWidth = 1 | 2 | 3 | 4 | 'wide';

export interface BarcodeSymbol {
  readonly name: string;
  readonly elements: readonly BarWidth[];
  /** What stands under the bars: the data with any check digit that was added. */
  readonly text: string;
}

type Encoder = (data: string) => { elements: BarWidth[]; text: string } | undefined;

/** By function A (m 0 … 6) and B (m 65 … 73) of 1D 6B. Undefined: the data do not fit the symbology. */
export function encodeBarcode(m: number, data: string): BarcodeSymbol | undefined {
  const row = symbologies[m >= 65 ? m - 65 : m];
  if (!row || (m < 65 && m > 6)) return undefined;
  const encoded = row.encode(data);
  return encoded && { name: row.name, ...encoded };
}

const symbologies: readonly { readonly name: string; readonly encode: Encoder }[] = [
  { name: 'UPC-A', encode: upcA },
  { name: 'UPC-E', encode: upcE },
  { name: 'EAN13', encode: ean13 },
  { name: 'EAN8', encode: ean8 },
  { name: 'CODE39', encode: code39 },
  { name: 'ITF', encode: itf },
  { name: 'CODABAR', encode: codabar },
  { name: 'CODE93', encode: code93 },
  { name: 'CODE128', encode: code128 },
];

/** Patterns separated by blanks. */
function list(patterns: string): string[] {
  return patterns.trim().split(/\s+/);
}

// EAN and UPC. Widths of one digit, space first, as in the left half with odd parity; even parity is the same backwards.
const eanDigits = list('3211 2221 2122 1411 1132 1231 1114 1312 1213 3112');
const eanParities = list(`
  OOOOOO OOEOEE OOEEOE OOEEEO OEOOEE OEEOOE OEEEOO OEOEOE OEOEEO OEEOEO
`);
const upcEParities = list(`
  EEEOOO EEOEOO EEOOEO EEOOOE EOEEOO EOOEEO EOOOEE EOEOEO EOEOOE EOOEOE
`);

function widths(text: string): BarWidth[] {
  return [...text].map((digit) => Number(digit) as BarWidth);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function digitsWithParity(digits: string, parity: string): string {
  return [...digits]
    .map((digit, i) => {
      const odd = eanDigits[Number(digit)]!;
      return parity[i] === 'E' ? reversed(odd) : odd;
    })
    .join('');
}

/** Weights 3 and 1 from the right. */
function eanCheck(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}

/** `length` digits, the last being the check digit, computed when it is left out; undefined when it is wrong. */
function withCheck(data: string, length: number): string | undefined {
  if (!/^\d+$/.test(data)) return undefined;
  const body = data.slice(0, length - 1);
  if (body.length !== length - 1 || data.length > length) return undefined;
  const complete = body + eanCheck(body);
  return data.length === length && data !== complete ? undefined : complete;
}

function ean13(data: string) {
  const text = withCheck(data, 13);
  if (text === undefined) return undefined;
  const left = digitsWithParity(text.slice(1, 7), eanParities[Number(text[0])]!);
  const right = digitsWithParity(text.slice(7), 'OOOOOO');
  return { elements: widths(`111${left}11111${right}111`), text };
}

function upcA(data: string) {
  const text = withCheck(data, 12);
  const encoded = text === undefined ? undefined : ean13(`0${text}`);
  return encoded && { elements: encoded.elements, text: text! };
}

function ean8(data: string) {
  const text = withCheck(data, 8);
  if (text === undefined) return undefined;
  const left = digitsWithParity(text.slice(0, 4), 'OOOO');
  const right = digitsWithParity(text.slice(4), 'OOOO');
  return { elements: widths(`111${left}11111${right}111`), text };
}

/** Accepts the UPC-A number (11 or 12 digits) or the six digits, with or without number system and check digit. */
function upcE(data: string) {
  const short = /^\d{6}$/.test(data)
    ? data
    : /^0\d{6,7}$/.test(data)
      ? data.slice(1, 7)
      : undefined;
  const body = short === undefined ? upcECompress(data) : short;
  if (body === undefined) return undefined;
  const full = withCheck(upcEExpand(body), 12)!;
  const check = full[11]!;
  if (data.length === 8 && data[7] !== check) return undefined;
  const digits = digitsWithParity(body, upcEParities[Number(check)]!);
  return { elements: widths(`111${digits}111111`), text: `0${body}${check}` };
}

function upcEExpand(body: string): string {
  const [a, b, c, d, e, f] = [...body];
  if (f! <= '2') return `0${a}${b}${f}0000${c}${d}${e}`;
  if (f === '3') return `0${a}${b}${c}00000${d}${e}`;
  if (f === '4') return `0${a}${b}${c}${d}00000${e}`;
  return `0${a}${b}${c}${d}${e}0000${f}`;
}

function upcECompress(data: string): string | undefined {
  const full = withCheck(data, 12);
  if (full === undefined) return undefined;
  for (let f = 0; f <= 9; f++) {
    for (const body of upcECandidates(full, f)) {
      if (upcEExpand(body) === full.slice(0, 11)) return body;
    }
  }
  return undefined;
}

function upcECandidates(full: string, last: number): string[] {
  const at = (...places: number[]) => places.map((i) => full[i]).join('') + String(last);
  return [at(1, 2, 8, 9, 10), at(1, 2, 3, 9, 10), at(1, 2, 3, 4, 10), at(1, 2, 3, 4, 5)];
}

// Two-width symbologies: n narrow, w wide, bar first.
function twoWidths(pattern: string): BarWidth[] {
  return [...pattern].map((letter) => (letter === 'w' ? 'wide' : 1));
}

const code39Characters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*';
const code39Patterns = list(`
  nnnwwnwnn wnnwnnnnw nnwwnnnnw wnwwnnnnn nnnwwnnnw wnnwwnnnn nnwwwnnnn nnnwnnwnw wnnwnnwnn
  nnwwnnwnn wnnnnwnnw nnwnnwnnw wnwnnwnnn nnnnwwnnw wnnnwwnnn nnwnwwnnn nnnnnwwnw wnnnnwwnn
  nnwnnwwnn nnnnwwwnn wnnnnnnww nnwnnnnww wnwnnnnwn nnnnwnnww wnnnwnnwn nnwnwnnwn nnnnnnwww
  wnnnnnwwn nnwnnnwwn nnnnwnwwn wwnnnnnnw nwwnnnnnw wwwnnnnnn nwnnwnnnw wwnnwnnnn nwwnwnnnn
  nwnnnnwnw wwnnnnwnn nwwnnnwnn nwnwnwnnn nwnwnnnwn nwnnnwnwn nnnwnwnwn nwnnwnwnn
`);

function code39(data: string) {
  const inner = data.replace(/^\*|\*$/g, '');
  if (inner === '' || !/^[0-9A-Z\-. $/+%]+$/.test(inner)) return undefined;
  const text = `*${inner}*`;
  const patterns = [...text].map(
    (character) => code39Patterns[code39Characters.indexOf(character)]!,
  );
  return { elements: twoWidths(patterns.join('n')), text };
}

const itfDigits = list('nnwwn wnnnw nwnnw wwnnn nnwnw wnwnn nwwnn nnnww wnnwn nwnwn');

function itf(data: string) {
  if (!/^(\d\d)+$/.test(data)) return undefined;
  let pattern = 'nnnn';
  for (let i = 0; i < data.length; i += 2) {
    const bars = itfDigits[Number(data[i])]!;
    const spaces = itfDigits[Number(data[i + 1])]!;
    for (let k = 0; k < 5; k++) pattern += bars[k]! + spaces[k]!;
  }
  return { elements: twoWidths(`${pattern}wnn`), text: data };
}

const codabarCharacters = '0123456789-$:/.+ABCD';
const codabarPatterns = list(`
  nnnnnww nnnnwwn nnnwnnw wwnnnnn nnwnnwn wnnnnwn nwnnnnw nwnnwnn nwwnnnn wnnwnnn
  nnnwwnn nnwwnnn wnnnwnw wnwnnnw wnwnwnn nnwnwnw nnwwnwn nwnwnnw nnnwnww nnnwwwn
`);

function codabar(data: string) {
  const text = data.toUpperCase();
  if (!/^[A-D][0-9\-$:/.+]+[A-D]$/.test(text)) return undefined;
  const patterns = [...text].map(
    (character) => codabarPatterns[codabarCharacters.indexOf(character)]!,
  );
  return { elements: twoWidths(patterns.join('n')), text };
}

// CODE93: 43 characters of CODE39's order, four shifts, and the frame.
const code93Patterns = list(`
  131112 111213 111312 111411 121113 121212 121311 111114 131211 141111 211113 211212 211311
  221112 221211 231111 112113 112212 112311 122112 132111 111123 111222 111321 121122 131121
  212112 212211 211122 211221 221121 222111 112122 112221 122121 123111 121131 311112 311211
  321111 112131 113121 211131 121221 312111 311121 122211
`);
const code93Frame = '111141';
const shiftDollar = 43;
const shiftPercent = 44;
const shiftSlash = 45;
const shiftPlus = 46;

/** Values of one ASCII character: itself, or a shift and a letter. */
function code93Values(code: number): number[] {
  const own = code39Characters.indexOf(String.fromCharCode(code));
  const letter = (base: number) => 10 + base;
  if (own >= 0 && own < 43) return [own];
  if (code === 0) return [shiftPercent, letter(20)];
  if (code <= 26) return [shiftDollar, letter(code - 1)];
  if (code <= 31) return [shiftPercent, letter(code - 27)];
  if (code <= 58) return [shiftSlash, letter(code - 33)];
  if (code <= 63) return [shiftPercent, letter(code - 59 + 5)];
  if (code === 64) return [shiftPercent, letter(21)];
  if (code <= 95) return [shiftPercent, letter(code - 91 + 10)];
  if (code === 96) return [shiftPercent, letter(22)];
  if (code <= 122) return [shiftPlus, letter(code - 97)];
  return [shiftPercent, letter(code - 123 + 15)];
}

function code93Check(values: readonly number[], weightMax: number): number {
  const last = values.length - 1;
  return values.reduce((sum, value, i) => sum + value * (((last - i) % weightMax) + 1), 0) % 47;
}

function code93(data: string) {
  if (data === '' || [...data].some((character) => character.charCodeAt(0) > 127)) return undefined;
  const values = [...data].flatMap((character) => code93Values(character.charCodeAt(0)));
  values.push(code93Check(values, 20));
  values.push(code93Check(values, 15));
  const body = values.map((value) => code93Patterns[value]!).join('');
  return { elements: widths(`${code93Frame}${body}${code93Frame}1`), text: data };
}

// CODE128: values 0 … 102, start A, B, C; the stop has its own.
const code128Patterns = list(`
  212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232
  122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122
  321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311
  211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113
  213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422
  121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111
  241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121
  412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412
  211214 211232
`);
const code128Stop = '2331112';
type CodeSet = 'A' | 'B' | 'C';
const code128Start: Readonly<Record<CodeSet, number>> = { A: 103, B: 104, C: 105 };
const code128Switch: Readonly<Record<CodeSet, number>> = { A: 101, B: 100, C: 99 };

function isCodeSet(letter: string | undefined): letter is CodeSet {
  return letter === 'A' || letter === 'B' || letter === 'C';
}

/** Value of FNC1 … FNC4 in a code set, as "{1" … "{4" call them. */
function functionValue(digit: string | undefined, set: CodeSet): number | undefined {
  if (digit === '1') return 102;
  if (set === 'C') return undefined;
  if (digit === '2') return 97;
  if (digit === '3') return 96;
  return digit === '4' ? (set === 'A' ? 101 : 100) : undefined;
}

function code128Value(code: number, set: CodeSet): number | undefined {
  if (set === 'A') return code < 32 ? code + 64 : code < 96 ? code - 32 : undefined;
  return code >= 32 && code < 128 ? code - 32 : undefined;
}

/** The data begin with "{A", "{B" or "{C"; "{{" is a brace, "{S" shifts one character between A and B. */
function code128(data: string) {
  const first = data[1];
  if (data[0] !== '{' || !isCodeSet(first)) return undefined;
  let set = first;
  let shifted = false;
  let text = '';
  const values = [code128Start[set]];
  for (let i = 2; i < data.length; ) {
    const command = data[i] === '{' ? data[i + 1] : undefined;
    if (isCodeSet(command)) {
      if (command !== set) values.push(code128Switch[command]);
      set = command;
      i += 2;
    } else if (command === 'S' && set !== 'C') {
      values.push(98);
      shifted = true;
      i += 2;
    } else if (command !== undefined && command !== '{') {
      const value = functionValue(command, set);
      if (value === undefined) return undefined;
      values.push(value);
      i += 2;
    } else if (set === 'C') {
      // One byte 0 … 99 for each pair of digits.
      const value = data.charCodeAt(i++);
      if (value > 99) return undefined;
      values.push(value);
      text += String(value).padStart(2, '0');
    } else {
      const code = data.charCodeAt(command === '{' ? i++ : i);
      const value = code128Value(code, shifted ? (set === 'A' ? 'B' : 'A') : set);
      if (value === undefined) return undefined;
      values.push(value);
      shifted = false;
      text += code < 32 || code === 127 ? ' ' : String.fromCharCode(code);
      i++;
    }
  }
  if (values.length === 1) return undefined;
  const check = values.reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % 103;
  const body = [...values, check].map((value) => code128Patterns[value]!).join('');
  return { elements: widths(body + code128Stop), text };
}
