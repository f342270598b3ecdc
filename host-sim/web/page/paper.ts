// SPDX-License-Identifier: Apache-2.0
//
// Paper: it grows out of the slot as fast as the motor pulls it, is torn off, and lies then among the receipts, each of which
// can be kept as a picture.

import { type PageCommand, type PaperState, paperRowBytes } from '../protocol.ts';
import { byId, make } from './dom.ts';

/** 58 mm of paper around 48 mm of head. */
const marginDots = 40;
const sheetsKept = 20;
/** 60 mm/s */
const rowsPerMs = 0.48;
const paperColour = [250, 248, 242] as const;
const inkColour = [38, 36, 40] as const;
const sheetMarginRows = 40;

export class PaperView {
  readonly #canvas = byId('paper', HTMLCanvasElement);
  readonly #path = byId('paper-path', HTMLElement);
  readonly #tear = byId('tear', HTMLButtonElement);
  readonly #look = byId('look', HTMLButtonElement);
  readonly #dialog = byId('receipts', HTMLDialogElement);
  readonly #sheets = byId('sheets', HTMLElement);
  #rows = new Uint8Array(0);
  #height = 0;
  #cuts: readonly number[] = [];
  #takenRows = 0;
  /** Rows that are seen outside of the slot; the rest follows. */
  #shown = 0;
  #headDots = 384;
  #frame: number | undefined;
  #lastMs = 0;

  constructor(send: (command: PageCommand) => void) {
    this.#tear.addEventListener('click', () => send({ do: 'paper', what: 'tear' }));
    this.#look.addEventListener('click', () => this.#open());
    this.#canvas.addEventListener('click', () => this.#open());
    const close = byId('receipts-close', HTMLButtonElement);
    close.addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  /** A new printer. */
  reset(headDots: number): void {
    this.#headDots = headDots;
    this.#rows = new Uint8Array(0);
    this.#height = 0;
    this.#cuts = [];
    this.#takenRows = 0;
    this.#shown = 0;
    this.fit();
  }

  addRows(from: number, rows: Uint8Array): void {
    const needed = from * paperRowBytes + rows.length;
    if (needed > this.#rows.length) {
      const larger = new Uint8Array(Math.max(needed, this.#rows.length * 2));
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.set(rows, from * paperRowBytes);
    this.#height = needed / paperRowBytes;
    this.#change();
  }

  setState({ cuts, takenRows }: PaperState): void {
    this.#cuts = cuts;
    this.#takenRows = takenRows;
    this.#change();
  }

  /** The path has another size. */
  fit(): void {
    this.#canvas.width = this.#headDots + 2 * marginDots;
    const scale = this.#canvas.width / (this.#canvas.clientWidth || this.#canvas.width);
    this.#canvas.height = Math.max(1, Math.round(this.#path.clientHeight * scale));
    this.#draw();
  }

  #change(): void {
    const isOut = this.#height > this.#takenRows;
    this.#tear.disabled = !isOut;
    this.#look.disabled = this.#height === 0;
    if (this.#dialog.open) this.#fillDialog();
    this.#frame ??= requestAnimationFrame((nowMs) => {
      this.#lastMs = nowMs;
      this.#grow(nowMs);
    });
  }

  #grow(nowMs: number): void {
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const step = isStill ? this.#height : (nowMs - this.#lastMs) * rowsPerMs;
    this.#lastMs = nowMs;
    this.#shown = Math.min(this.#height, this.#shown + step);
    this.#draw();
    const more = this.#shown < this.#height;
    this.#frame = more ? requestAnimationFrame((ms) => this.#grow(ms)) : undefined;
  }

  /** The end of the sheet, down at the slot. */
  #draw(): void {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
    context.clearRect(0, 0, width, height);
    const last = Math.floor(this.#shown);
    const first = Math.max(this.#takenRows, last - height);
    if (last <= first) return;
    context.putImageData(this.#image(first, last), 0, height - (last - first));
  }

  /** Rows `from` … `to` − 1 with the blank margins on both sides. */
  #image(from: number, to: number): ImageData {
    const width = this.#headDots + 2 * marginDots;
    const image = new ImageData(width, to - from);
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(colour(paperColour));
    const ink = colour(inkColour);
    for (let row = from; row < to; row++) {
      const start = (row - from) * width + marginDots;
      for (let x = 0; x < this.#headDots; x++) {
        const byte = this.#rows[row * paperRowBytes + (x >> 3)]!;
        if (byte & (0x80 >> (x & 7))) pixels[start + x] = ink;
      }
    }
    return image;
  }

  #open(): void {
    this.#fillDialog();
    this.#dialog.showModal();
  }

  #fillDialog(): void {
    const ends = [...this.#cuts, this.#height];
    const sheets = ends
      .map((end, index) => ({ from: ends[index - 1] ?? 0, to: end }))
      .filter(({ from, to }) => to > from)
      .slice(-sheetsKept);
    this.#sheets.replaceChildren(...sheets.reverse().map(({ from, to }) => this.#sheet(from, to)));
  }

  #sheet(from: number, to: number): HTMLElement {
    const picture = this.#image(from, to);
    const canvas = make('canvas', { role: 'img', 'aria-label': 'Receipt' });
    canvas.width = picture.width;
    canvas.height = picture.height + 2 * sheetMarginRows;
    const context = canvas.getContext('2d')!;
    context.fillStyle = `rgb(${paperColour.join(' ')})`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.putImageData(picture, 0, sheetMarginRows);
    const button = make('button', { type: 'button' }, 'Download PNG');
    button.addEventListener('click', () => download(canvas, `receipt-${from}.png`));
    return make('figure', {}, canvas, make('figcaption', {}, button));
  }
}

function colour([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

function download(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });
}
