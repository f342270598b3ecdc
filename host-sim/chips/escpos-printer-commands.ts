// SPDX-License-Identifier: Apache-2.0
//
// The command interpreter of an ESC/POS printer: docs/sources.md [domain E8], every command of its table. Parameters of
// single commands that the table does not give (ranges, defaults, the order of barcode rules) are own knowledge of Epson's
// public command reference. Commands marked `extra` are not in the table: our own programs must not use them, other
// programs' streams do. It is a generator: it asks for a byte, or for the paper to move, so that it works the same with
// a mechanism behind it and, in `renderEscPos`, without time.

import { encodeBarcode } from './escpos-printer-barcode.ts';
import {
  asciiCharacter,
  codePageCharacter,
  codePages,
  gb18030Character,
  nationalSets,
} from './escpos-printer-characters.ts';
import { Dots } from './escpos-printer-dots.ts';
import {
  Barcode,
  Character,
  type CharacterStyle,
  type Element,
  Gap,
  Image,
  QrSymbol,
} from './escpos-printer-elements.ts';
import {
  areaOf,
  asciiStyle,
  defaultLineSpacing,
  hanStyle,
  initialMode,
  LineBuffer,
  type Mode,
} from './escpos-printer-line.ts';
import { headDots, type PaperLine } from './escpos-printer-paper.ts';
import { encodeQr, type QrLevel } from './escpos-printer-qr.ts';

/** What the interpreter waits for. */
export type Need =
  | { readonly kind: 'byte' }
  | { readonly kind: 'move'; readonly line: PaperLine }
  | { readonly kind: 'cut'; readonly partial: boolean };

type Steps = Generator<Need, void, number>;

/** The rest of the printer as the interpreter sees it. */
export interface InterpreterHost {
  /** The stream is our own: commands outside the table are violations. */
  readonly strict: boolean;
  /** Kept when the power is off. */
  readonly logos: Map<number, Dots>;
  answer(bytes: readonly number[]): void;
  /** GS r: 1 paper, 2 drawer. */
  status(kind: 1 | 2): number;
  /** GS a: which changes to report. */
  reportChanges(mask: number): void;
  kickDrawer(pin: number, onMs: number, offMs: number): void;
  /** Input that is not defined. Returns if a real part would go on. */
  violation(what: string): void;
}

const needByte: Need = { kind: 'byte' };
/** Rows of a raster image that are printed at a time. */
const bandRows = 24;

export class Interpreter {
  mode: Mode = initialMode();
  readonly line = new LineBuffer();
  qrData: Uint8Array | undefined;
  /** Inside a command or a character: what comes next belongs to it. */
  unfinished = false;

  /** The modes as styles, until the next command. */
  #ascii: CharacterStyle | undefined;
  #han: CharacterStyle | undefined;

  constructor(readonly host: InterpreterHost) {}

  /** Reads bytes for ever. */
  *run(): Steps {
    for (;;) {
      this.unfinished = false;
      const byte = yield needByte;
      this.unfinished = true;
      if (byte < 0x20) {
        yield* this.#control(byte);
        continue;
      }
      const character =
        byte >= 0x80 && this.mode.han ? yield* this.#hanCharacter(byte) : this.#character(byte);
      // Asked here too: a generator for each character would be most of its cost.
      if (character && this.#overflows(character)) yield* this.append(character);
      else if (character) this.line.append(character);
    }
  }

  /** ESC @ */
  reset(): void {
    this.mode = initialMode();
    this.#ascii = undefined;
    this.#han = undefined;
    this.line.clear();
    this.qrData = undefined;
  }

  *bytes(count: number): Generator<Need, Uint8Array, number> {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = yield needByte;
    return bytes;
  }

  /** Prints the line and moves the paper by at least `feed` rows. */
  *printLine(feed: number, readable = true): Steps {
    yield { kind: 'move', line: this.line.take(this.mode, feed, readable) };
  }

  /** For commands that stand alone at the beginning of a line. */
  *startLine(command: string): Steps {
    if (this.line.isEmpty) return;
    this.host.violation(`${command} in the middle of a line`);
    yield* this.printLine(this.mode.lineSpacing);
  }

  /** Adds an element to the line; a line that is full is printed first. */
  *append(element: Element): Steps {
    if (this.#overflows(element)) yield* this.printLine(this.mode.lineSpacing);
    this.line.append(element);
  }

  #overflows(element: Element): boolean {
    return !this.line.isEmpty && this.line.width + element.width > areaOf(this.mode);
  }

  /** A character of one byte. */
  #character(byte: number): Character | undefined {
    const { mode } = this;
    if (byte === 0x7f) {
      this.host.violation('byte 7F is no character');
      return undefined;
    }
    if (byte < 0x80)
      return new Character(asciiCharacter(byte, mode.nationalSet), this.#asciiStyle());
    const character = codePageCharacter(byte, mode.codePage);
    if (character === undefined) {
      this.host.violation(`byte ${hex([byte])} is no character of code page ${mode.codePage}`);
    }
    return new Character(character ?? ' ', this.#asciiStyle());
  }

  #asciiStyle(): CharacterStyle {
    this.#ascii ??= asciiStyle(this.mode);
    return this.#ascii;
  }

  #hanStyle(): CharacterStyle {
    this.#han ??= hanStyle(this.mode);
    return this.#han;
  }

  /** A character of more bytes. */
  *#hanCharacter(first: number): Generator<Need, Character, number> {
    const bytes = [first];
    if (first !== 0x80 && first !== 0xff) {
      const second = yield needByte;
      bytes.push(second);
      if (second >= 0x30 && second <= 0x39) bytes.push(yield needByte, yield needByte);
    }
    const character = bytes.length > 1 ? gb18030Character(bytes) : undefined;
    if (character === undefined)
      this.host.violation(`bytes ${hex(bytes)} are no GB18030 character`);
    return new Character(character ?? '\u3000', this.#hanStyle());
  }

  *#control(byte: number): Steps {
    const code = prefixes.includes(byte) ? [byte, yield needByte] : [byte];
    const known = commandsByCode.get(word(code.at(-1), code.length === 1 ? 0 : byte));
    if (!known) return this.host.violation(`unknown command ${hex(code)}`);
    const { name, command } = known;
    if (command.extra && this.host.strict) {
      this.host.violation(`command ${name} is not one of this printer's`);
    }
    this.#ascii = undefined;
    this.#han = undefined;
    const parameters = new Uint8Array(command.parameters);
    for (let i = 0; i < parameters.length; i++) parameters[i] = yield needByte;
    command.act?.(this, parameters, name);
    if (command.steps) yield* command.steps(this, parameters);
  }
}

/** `act` takes no time; `steps` may read on and print. */
interface Command {
  /** bytes that always follow the code */
  readonly parameters: number;
  readonly extra?: true;
  readonly act?: (printer: Interpreter, parameters: Uint8Array, name: string) => void;
  readonly steps?: (printer: Interpreter, parameters: Uint8Array) => Steps;
}

/** A command that sets modes from its one parameter. */
function sets(modes: (n: number) => Partial<Mode>): Command {
  return { parameters: 1, act: ({ mode }, [n]) => Object.assign(mode, modes(n!)) };
}

/** The same with a range; outside of it the real part ignores the command. */
function setsWithin(low: number, high: number, modes: (n: number) => Partial<Mode>): Command {
  return {
    parameters: 1,
    act: ({ mode, host }, [n], name) => {
      if (n! >= low && n! <= high) Object.assign(mode, modes(n!));
      else host.violation(`command ${name}: parameter ${n}, expected ${low} to ${high}`);
    },
  };
}

/** A choice from 0 to `last`, as a number or as its ASCII digit. */
function chooses(last: number, modes: (n: number) => Partial<Mode>): Command {
  return {
    parameters: 1,
    act: ({ mode, host }, [n], name) => {
      if (digit(n!) <= last) Object.assign(mode, modes(digit(n!)));
      else host.violation(`command ${name}: parameter ${n}, expected 0 to ${last}`);
    },
  };
}

/** A command of other printers. */
function extra(command: Command): Command {
  return { ...command, extra: true };
}

/** A command of other printers whose effect this one does not have. */
function skipped(parameters: number): Command {
  return { parameters, extra: true };
}

/** Parameters that may be given as a number or as its ASCII digit. */
function digit(n: number): number {
  return n >= 0x30 && n <= 0x39 ? n - 0x30 : n;
}

function word(low: number | undefined, high: number | undefined): number {
  return low! + high! * 256;
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** By code, in hexadecimal as documentation writes it. */
const commands: Readonly<Record<string, Command>> = {
  '00': skipped(0),
  '09': extra({ parameters: 0, steps: tab }),
  '0A': { parameters: 0, steps: (printer) => printer.printLine(printer.mode.lineSpacing) },
  '0C': skipped(0),
  '0D': skipped(0),
  '18': extra({ parameters: 0, act: ({ line }) => line.clear() }),

  // Answered when it arrived; here it has only to be stepped over.
  '10 04': { parameters: 1 },
  '10 05': skipped(1),
  '10 14': skipped(3),

  // Density in the low five bits; in the high three a pause after each row, in units of 250 µs.
  '12 23': sets((n) => ({ rowBreakUs: (n >> 5) * 250 })),

  '1B 20': sets((n) => ({ spacing: n })),
  '1B 21': sets((n) => ({
    fontB: (n & 0x01) !== 0,
    bold: (n & 0x08) !== 0,
    asciiY: (n & 0x10) !== 0 ? 2 : 1,
    asciiX: (n & 0x20) !== 0 ? 2 : 1,
    asciiUnderline: (n & 0x80) !== 0 ? 1 : 0,
  })),
  '1B 24': extra({ parameters: 2, steps: moveTo }),
  '1B 2A': { parameters: 3, steps: bitImage },
  '1B 2D': chooses(2, (n) => ({ asciiUnderline: n })),
  '1B 32': {
    parameters: 0,
    act: ({ mode }) => Object.assign(mode, { lineSpacing: defaultLineSpacing }),
  },
  '1B 33': sets((n) => ({ lineSpacing: n })),
  '1B 37': { parameters: 3, act: setHeating },
  '1B 40': { parameters: 0, act: (printer) => printer.reset() },
  '1B 45': sets((n) => ({ bold: (n & 1) !== 0 })),
  '1B 47': extra(sets((n) => ({ bold: (n & 1) !== 0 }))),
  '1B 4A': { parameters: 1, steps: (printer, [n]) => printer.printLine(n!, false) },
  '1B 4D': extra(chooses(1, (n) => ({ fontB: n === 1 }))),
  '1B 52': setsWithin(0, nationalSets.length - 1, (n) => ({ nationalSet: n })),
  '1B 56': chooses(2, (n) => ({ rotated: n !== 0 })),
  '1B 61': chooses(2, (n) => ({ align: n })),
  '1B 63': skipped(2),
  '1B 64': { parameters: 1, steps: feedLines },
  '1B 70': {
    parameters: 3,
    act: ({ host }, [m, on, off]) => host.kickDrawer(digit(m!), on! * 2, off! * 2),
  },
  '1B 72': skipped(1),
  '1B 74': { parameters: 1, act: selectCodePage },
  '1B 7B': sets((n) => ({ upsideDown: (n & 1) !== 0 })),

  '1C 21': sets((n) => ({
    hanX: (n & 0x04) !== 0 ? 2 : 1,
    hanY: (n & 0x08) !== 0 ? 2 : 1,
    hanUnderline: (n & 0x80) !== 0 ? 1 : 0,
  })),
  '1C 26': { parameters: 0, act: ({ mode }) => Object.assign(mode, { han: true }) },
  '1C 28': extra({ parameters: 3, steps: skipSized }),
  '1C 2D': extra(chooses(2, (n) => ({ hanUnderline: n }))),
  '1C 2E': { parameters: 0, act: ({ mode }) => Object.assign(mode, { han: false }) },
  '1C 53': skipped(2),
  '1C 57': extra(sets((n) => ({ hanX: (n & 1) + 1, hanY: (n & 1) + 1 }))),
  '1C 70': { parameters: 2, steps: printLogo },
  '1C 71': { parameters: 1, steps: storeLogos },

  '1D 21': { parameters: 1, act: setSize },
  '1D 28': { parameters: 3, steps: sized },
  '1D 42': sets((n) => ({ inverted: (n & 1) !== 0 })),
  '1D 48': chooses(3, (n) => ({ hri: n })),
  '1D 49': { parameters: 1, act: transmitId },
  '1D 4C': { parameters: 2, act: setMargin },
  '1D 50': skipped(2),
  '1D 56': { parameters: 1, steps: cutPaper },
  '1D 57': { parameters: 2, act: setAreaWidth },
  '1D 61': { parameters: 1, act: ({ host }, [mask]) => host.reportChanges(mask!) },
  '1D 62': skipped(1),
  '1D 66': chooses(1, (n) => ({ hriFontB: n === 1 })),
  '1D 68': setsWithin(1, 255, (n) => ({ barcodeHeight: n })),
  '1D 6B': { parameters: 1, steps: barcode },
  '1D 72': { parameters: 1, act: transmitStatus },
  '1D 76': { parameters: 6, steps: rasterImage },
  '1D 77': setsWithin(2, 6, (n) => ({ barcodeWidth: n })),
};

/** By code and prefix (0: none) as a word. */
const commandsByCode: ReadonlyMap<number, { readonly name: string; readonly command: Command }> =
  new Map(
    Object.entries(commands).map(([name, command]) => [
      Number.parseInt(name.replace(' ', ''), 16),
      { name, command },
    ]),
  );

/** The controls after which a command's code follows: DLE, DC2, ESC, FS, GS. */
const prefixes: readonly number[] = [0x10, 0x12, 0x1b, 0x1c, 0x1d];

function* tab(printer: Interpreter): Steps {
  const step = 8 * 12;
  yield* printer.append(new Gap(step - (printer.line.width % step)));
}

function* moveTo(printer: Interpreter, [low, high]: Uint8Array): Steps {
  const gap = word(low, high) - printer.line.width;
  if (gap > 0) yield* printer.append(new Gap(gap));
}

/** Dots at a time, heating time and cooling time in units of 10 µs. */
function setHeating({ mode }: Interpreter, [, heating, cooling]: Uint8Array): void {
  mode.heatUs = (heating! + cooling!) * 10;
}

function setSize({ mode, host }: Interpreter, [n]: Uint8Array): void {
  if ((n! & 0x88) === 0) {
    mode.asciiX = mode.hanX = (n! >> 4) + 1;
    mode.asciiY = mode.hanY = (n! & 15) + 1;
  } else {
    host.violation(`command 1D 21: size ${hex([n!])}, expected digits 0 to 7`);
  }
}

/** Some room is left whatever the margin. */
function setMargin({ mode }: Interpreter, [low, high]: Uint8Array): void {
  mode.leftMargin = Math.min(word(low, high), headDots - 24);
}

function setAreaWidth({ mode }: Interpreter, [low, high]: Uint8Array): void {
  mode.areaWidth = Math.max(word(low, high), 24);
}

function* feedLines(printer: Interpreter, [n]: Uint8Array): Steps {
  const count = printer.line.isEmpty ? n! : Math.max(1, n!);
  for (let i = 0; i < count; i++) yield* printer.printLine(printer.mode.lineSpacing);
}

function selectCodePage({ mode, host }: Interpreter, [n]: Uint8Array): void {
  if (codePages[n!] === undefined) host.violation(`code page ${n} is not in this printer`);
  else mode.codePage = n!;
}

/** Columns of 8 or 24 dots, highest dot first; single density doubles the dots across, 8 dots stand for 24 down. */
function* bitImage(printer: Interpreter, [m, low, high]: Uint8Array): Steps {
  const bytesPerColumn = m === 0 || m === 1 ? 1 : m === 32 || m === 33 ? 3 : 0;
  if (bytesPerColumn === 0) return printer.host.violation(`command 1B 2A: mode ${m}`);
  const columns = word(low, high);
  const data = yield* printer.bytes(columns * bytesPerColumn);
  const source = columnsToDots(data, columns, bytesPerColumn);
  const scaleX = m === 0 || m === 32 ? 2 : 1;
  const text = `[image ${columns * scaleX}×24]`;
  yield* printer.append(new Image(source, scaleX, bytesPerColumn === 1 ? 3 : 1, text));
}

function columnsToDots(data: Uint8Array, columns: number, bytesPerColumn: number): Dots {
  const dots = new Dots(columns, bytesPerColumn * 8);
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < dots.height; y++) {
      if ((data[x * bytesPerColumn + (y >> 3)]! >> (7 - (y & 7))) & 1) dots.set(x, y);
    }
  }
  return dots;
}

/** Rows are printed in bands as they arrive: the whole picture would not fit the buffer. */
function* rasterImage(
  printer: Interpreter,
  [zero, m, xLow, xHigh, yLow, yHigh]: Uint8Array,
): Steps {
  yield* printer.startLine('an image');
  const scale = digit(m!);
  if (digit(zero!) !== 0 || scale > 3)
    return printer.host.violation(`command 1D 76 ${hex([zero!, m!])}`);
  const [scaleX, scaleY] = [1 + (scale & 1), 1 + (scale >> 1)];
  const rowBytes = word(xLow, xHigh);
  const rows = word(yLow, yHigh);
  let text = `[image ${rowBytes * 8 * scaleX}×${rows * scaleY}]`;
  for (let y = 0; y < rows; y += bandRows) {
    const height = Math.min(bandRows, rows - y);
    const source = new Dots(rowBytes * 8, height, yield* printer.bytes(rowBytes * height));
    printer.line.append(new Image(source, scaleX, scaleY, text));
    const line = printer.line.take(printer.mode, 0, false);
    yield { kind: 'move', line: { ...line, readable: text !== '' } };
    text = '';
  }
}

/** Replaces all logos. Sizes are in units of 8 dots, data in columns. */
function* storeLogos(printer: Interpreter, [count]: Uint8Array): Steps {
  const { logos } = printer.host;
  logos.clear();
  for (let number = 1; number <= count!; number++) {
    const [xLow, xHigh, yLow, yHigh] = yield* printer.bytes(4);
    const columns = word(xLow, xHigh) * 8;
    const bytesPerColumn = word(yLow, yHigh);
    const data = yield* printer.bytes(columns * bytesPerColumn);
    logos.set(number, columnsToDots(data, columns, bytesPerColumn));
  }
}

function* printLogo(printer: Interpreter, [number, m]: Uint8Array): Steps {
  yield* printer.startLine('a logo');
  const logo = printer.host.logos.get(number!);
  const scale = digit(m!);
  if (!logo || scale > 3) return printer.host.violation(`command 1C 70: logo ${number}, mode ${m}`);
  const text = `[logo ${number}]`;
  printer.line.append(new Image(logo, 1 + (scale & 1), 1 + (scale >> 1), text));
  yield* printer.printLine(0);
}

/** Two-width symbologies: the wide bar for each module width. */
const wideDots: Readonly<Record<number, number>> = { 2: 5, 3: 8, 4: 10, 5: 13, 6: 16 };

function* barcode(printer: Interpreter, [m]: Uint8Array): Steps {
  let data = '';
  if (m! >= 65) {
    const count = yield needByte;
    for (const byte of yield* printer.bytes(count)) data += String.fromCharCode(byte);
  } else {
    for (let byte = yield needByte; byte !== 0; byte = yield needByte)
      data += String.fromCharCode(byte);
  }
  yield* printer.startLine('a barcode');
  const { mode, host } = printer;
  const symbol = encodeBarcode(m!, data);
  if (!symbol)
    return host.violation(`barcode type ${m} cannot hold its ${data.length} bytes of data`);
  const bars = symbol.elements.map((width) =>
    width === 'wide' ? wideDots[mode.barcodeWidth]! : width * mode.barcodeWidth,
  );
  const element = new Barcode(
    bars,
    mode.barcodeHeight,
    {
      text: symbol.text,
      cell: mode.hriFontB ? '9x17' : '12x24',
      above: (mode.hri & 1) !== 0,
      below: (mode.hri & 2) !== 0,
    },
    symbol.name,
  );
  if (element.width > areaOf(mode))
    return host.violation(`barcode of ${element.width} dots does not fit`);
  printer.line.append(element);
  yield* printer.printLine(0);
}

/** GS ( …: a length follows, so that any function can be stepped over. */
function* sized(printer: Interpreter, [family, low, high]: Uint8Array): Steps {
  const data = yield* printer.bytes(word(low, high));
  const [symbology, fn] = data;
  if (family !== 0x6b || symbology !== 0x31) {
    return printer.host.violation(
      `unknown command ${hex([0x1d, 0x28, family!])} for ${hex([symbology ?? 0])}`,
    );
  }
  if (fn === 81) return yield* printQr(printer);
  const set = qrFunctions[fn ?? 0];
  if (set) set(printer, data.subarray(2));
  else printer.host.violation(`unknown QR function ${fn}`);
}

function* skipSized(printer: Interpreter, [, low, high]: Uint8Array): Steps {
  yield* printer.bytes(word(low, high));
}

const qrFunctions: Readonly<Record<number, (printer: Interpreter, data: Uint8Array) => void>> = {
  // Model 1 is obsolete: like most printers, this one always makes model 2.
  65: ({ host }, [model]) => {
    if (model !== 0x31 && model !== 0x32) host.violation(`QR model ${model}, expected 49 or 50`);
  },
  67: ({ mode, host }, [n]) => {
    if (n !== undefined && n >= 1 && n <= 16) mode.qrModuleDots = n;
    else host.violation(`QR module of ${n} dots, expected 1 to 16`);
  },
  69: ({ mode, host }, [n]) => {
    if (n !== undefined && n >= 0x30 && n <= 0x33) mode.qrLevel = n - 0x30;
    else host.violation(`QR error correction ${n}, expected 48 to 51`);
  },
  80: (printer, data) => {
    if (data[0] !== 0x30) printer.host.violation('QR data without 30h');
    printer.qrData = data.slice(1);
  },
};

const qrLevels: readonly QrLevel[] = ['L', 'M', 'Q', 'H'];

function* printQr(printer: Interpreter): Steps {
  yield* printer.startLine('a QR code');
  const { mode, host, qrData } = printer;
  if (!qrData || qrData.length === 0) return host.violation('QR code without data');
  const modules = encodeQr(qrData, qrLevels[mode.qrLevel]!);
  if (!modules) return host.violation(`${qrData.length} bytes do not fit a QR code`);
  const content = Buffer.from(qrData).toString('utf8');
  const element = new QrSymbol(modules, mode.qrModuleDots, content);
  if (element.width > areaOf(mode))
    return host.violation(`QR code of ${element.width} dots does not fit`);
  printer.line.append(element);
  yield* printer.printLine(0);
}

/** The cutter is taken to be at the head: what was printed above the cut belongs to the sheet above. */
function* cutPaper(printer: Interpreter, [m]: Uint8Array): Steps {
  const kind = digit(m!);
  const feeds = m === 0x41 || m === 0x42;
  if (kind > 1 && !feeds) return printer.host.violation(`command 1D 56: parameter ${m}`);
  const feed = feeds ? yield needByte : 0;
  yield* printer.startLine('a cut');
  if (feed > 0) yield* printer.printLine(feed, false);
  yield { kind: 'cut', partial: kind === 1 || m === 0x42 };
}

function transmitStatus({ host }: Interpreter, [n]: Uint8Array): void {
  const kind = digit(n!);
  if (kind === 1 || kind === 2) host.answer([host.status(kind)]);
  else host.violation(`command 1D 72: parameter ${n}`);
}

/** Model, type (Chinese characters, cutter) and version of this model of a printer; real parts differ. */
const identity: Readonly<Record<number, number>> = { 1: 0x20, 2: 0x03, 3: 0x01 };

function transmitId({ host }: Interpreter, [n]: Uint8Array): void {
  const id = identity[digit(n!)];
  if (id === undefined) host.violation(`command 1D 49: parameter ${n}`);
  else host.answer([id]);
}
