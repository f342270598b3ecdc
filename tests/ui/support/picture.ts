// SPDX-License-Identifier: Apache-2.0
//
// Draw lists to pictures, and what can be measured on a picture. Colours are RGB565 as on the glass.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PNG } from 'pngjs';
import type { Display } from '../../../src/io/devices.ts';
import type { Area, DrawItem, DrawList } from '../../../src/ui/draw.ts';
import { EncodedList } from '../../../src/ui/renderer.ts';
import { draw } from './draw.ts';

export const width = 240;
export const height = 320;
const bytesPerScreen = width * height * 2;

export function encoded(list: DrawList): Uint8Array {
  const binary = new EncodedList();
  binary.encode(list);
  return binary.bytes.slice(0, binary.size);
}

/** The pictures of the lists, drawn in strips of so many rows. */
export function pictures(lists: readonly Uint8Array[], rows = 17): Uint8Array[] {
  const pixels = draw(['screens', rows], lists);
  return lists.map((_, i) => pixels.subarray(i * bytesPerScreen, (i + 1) * bytesPerScreen));
}

export function pixelAt(picture: Uint8Array, x: number, y: number): number {
  const at = (y * width + x) * 2;
  return (picture[at]! << 8) | picture[at + 1]!;
}

/** How many pixels of each colour are in the area. */
export function colourCounts(picture: Uint8Array, area: Area): Map<number, number> {
  const counts = new Map<number, number>();
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      const colour = pixelAt(picture, x, y);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  return counts;
}

function luminance(colour: number): number {
  const parts = [(colour >> 11) / 31, ((colour >> 5) & 63) / 63, (colour & 31) / 31];
  const linear = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}

/** WCAG contrast ratio: docs/sources.md [domain H1]. */
export function contrast(a: number, b: number): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export interface Ink extends Area {
  readonly pixels: number;
}

/** Where each of the items has ink when it is drawn alone on black. */
export function inkOf(items: readonly DrawItem[]): Ink[] {
  const lists = items.map((item) => encoded([{ ...item, colour: 0xffff }]));
  const lines = draw(['ink'], lists).toString().trimEnd().split('\n');
  return lines.map((line) => {
    const [left, top, right, bottom, pixels] = line.split(' ').map(Number);
    return { x: left!, y: top!, width: right! - left!, height: bottom! - top!, pixels: pixels! };
  });
}

export function contains(outer: Area, inner: Area): boolean {
  const right = inner.x + inner.width <= outer.x + outer.width;
  const bottom = inner.y + inner.height <= outer.y + outer.height;
  return inner.x >= outer.x && inner.y >= outer.y && right && bottom;
}

export function overlap(a: Area, b: Area): boolean {
  const apart =
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !apart;
}

export function writePng(file: string, picture: Uint8Array): void {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    const colour = (picture[i * 2]! << 8) | picture[i * 2 + 1]!;
    png.data[i * 4] = Math.round(((colour >> 11) * 255) / 31);
    png.data[i * 4 + 1] = Math.round((((colour >> 5) & 63) * 255) / 63);
    png.data[i * 4 + 2] = Math.round(((colour & 31) * 255) / 31);
    png.data[i * 4 + 3] = 255;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, PNG.sync.write(png));
}

/** A display that keeps its picture and notes what was sent. */
export class Glass implements Display {
  readonly width = width;
  readonly height = height;
  readonly picture = new Uint8Array(bytesPerScreen);
  /** Since the last `forget`. */
  areas: Area[] = [];
  largestSend = 0;
  /** The next `send` throws. */
  broken = false;
  #area: Area | undefined;
  #at = 0;

  begin(area: Area): void {
    if (this.#area) throw new Error('begin before end');
    this.#area = area;
    this.#at = 0;
    this.areas.push(area);
  }

  send(pixels: Uint8Array): void {
    const area = this.#area;
    if (!area) throw new Error('send before begin');
    if (this.broken) {
      this.#area = undefined;
      throw new Error('the bus does not answer');
    }
    this.largestSend = Math.max(this.largestSend, pixels.length);
    for (let i = 0; i < pixels.length; i += 2, this.#at++) {
      const x = area.x + (this.#at % area.width);
      const y = area.y + Math.floor(this.#at / area.width);
      this.picture.set(pixels.subarray(i, i + 2), (y * width + x) * 2);
    }
  }

  end(): void {
    const area = this.#area;
    if (!area || this.#at !== area.width * area.height) throw new Error('end before all was sent');
    this.#area = undefined;
  }

  forget(): void {
    this.areas = [];
    this.largestSend = 0;
  }
}
