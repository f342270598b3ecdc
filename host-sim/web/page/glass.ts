// SPDX-License-Identifier: Apache-2.0
//
// The display. Each pixel of the terminal is a whole number of the computer's, as many as there is room for.

import { byId } from './dom.ts';

const scaleMax = 3;
/** Room for paper that a larger display must leave. */
const paperCssMin = 140;

export class Glass {
  readonly #canvas = byId('glass', HTMLCanvasElement);
  readonly #context: CanvasRenderingContext2D;
  readonly #stage = byId('stage', HTMLElement);
  readonly #terminal = byId('terminal', HTMLElement);
  readonly #onFit: () => void;

  constructor(onFit: () => void) {
    this.#onFit = onFit;
    this.#context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
    addEventListener('resize', () => this.fit());
  }

  setSize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.fit();
  }

  draw(y: number, rows: number, pixels: Uint8ClampedArray): void {
    const image = new ImageData(this.#canvas.width, rows);
    image.data.set(pixels);
    this.#context.putImageData(image, 0, y);
  }

  fit(): void {
    const { width, height } = this.#canvas;
    const style = this.#canvas.style;
    const ratio = devicePixelRatio;
    style.width = `${width}px`;
    style.height = `${height}px`;
    const others = this.#terminal.offsetHeight - height + paperCssMin;
    const room = ((this.#stage.clientHeight - others) / height) * ratio;
    const pixels = Math.min(
      Math.max(Math.ceil(ratio), Math.floor(room)),
      Math.round(scaleMax * ratio),
    );
    style.width = `${(width * pixels) / ratio}px`;
    style.height = `${(height * pixels) / ratio}px`;
    this.#onFit();
  }
}
