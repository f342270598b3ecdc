// SPDX-License-Identifier: Apache-2.0
//
// The typed face of the keypad, over natives that stand in for the scanner (which has its own test, keypad-native.test.ts).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  KeyCode,
  type KeyEvent,
  Keypad,
  type KeypadOptions,
  layout4x5,
} from '../../drivers/keypad/keypad.ts';

/** What the scanner was started with, and the events it has. */
class Scanner {
  started: unknown[] | undefined;
  inUse = false;
  readonly waiting: number[] = [];
  ready: (() => void) | undefined;

  constructor() {
    const natives: Record<string, (...values: unknown[]) => unknown> = {
      xs_keypad_start: (...values) => {
        if (this.inUse) return false;
        this.started = values;
        return true;
      },
      xs_keypad_take: () => this.waiting.shift() ?? -1,
    };
    (globalThis as { native?: unknown }).native = (name: string) => natives[name];
  }

  give(...events: number[]): void {
    this.waiting.push(...events);
    this.ready?.();
  }

  keypad(changes: Partial<KeypadOptions> = {}) {
    const events: KeyEvent[] = [];
    const make = () =>
      new Keypad({
        port: { onReady: (callback) => (this.ready = callback) },
        columns: [35, 36, 37, 38],
        rows: [39, 40, 41, 42, 2],
        onKey: (event) => events.push(event),
        ...changes,
      });
    return { events, make };
  }
}

describe('keypad', () => {
  test('the codes are those of keypad.h', () => {
    const header = readFileSync(new URL('../../drivers/keypad/keypad.h', import.meta.url), 'utf8');
    const inHeader = [...header.matchAll(/KEYPAD_([A-Z_]+) = (\d{2}),?$/gm)].map(
      ([, name, value]) => {
        const camel = name!
          .toLowerCase()
          .replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
        return [camel, Number(value)];
      },
    );
    assert.deepEqual(Object.fromEntries(inHeader), { ...KeyCode });
  });

  test('the layout has every key once', () => {
    const codes = [...layout4x5].sort((a, b) => a - b);
    assert.deepEqual(
      codes,
      Array.from({ length: 20 }, (_, code) => code),
    );
  });

  test('pins and codes reach the scanner', () => {
    const scanner = new Scanner();
    scanner.keypad({ oneKey: true }).make();
    const bytes = (values: readonly number[]) => Uint8Array.from(values);
    assert.deepEqual(scanner.started, [
      bytes([35, 36, 37, 38]),
      bytes([39, 40, 41, 42, 2]),
      bytes(layout4x5),
      true,
    ]);
  });

  test('events that wait are delivered in order', () => {
    const scanner = new Scanner();
    const { events, make } = scanner.keypad();
    make();
    scanner.give(1 * 256 + 5, 0 * 256 + 5, 2 * 256, 3 * 256 + KeyCode.enter);
    assert.deepEqual(events, [
      { kind: 'press', code: 5 },
      { kind: 'release', code: 5 },
      { kind: 'chord', code: 0 },
      { kind: 'stuck', code: KeyCode.enter },
    ]);
  });

  test('constructor-invalid: codes that do not cover the matrix', () => {
    assert.throws(new Scanner().keypad({ codes: [1, 2, 3] }).make, RangeError);
  });

  test('pin-in-use: the scanner refuses and no callback is left behind', () => {
    const scanner = new Scanner();
    scanner.inUse = true;
    assert.throws(scanner.keypad().make, /in use/);
    assert.equal(scanner.ready, undefined);
  });

  test('close-twice, callback-after-close: silence, even for what was waiting', () => {
    const scanner = new Scanner();
    const events: KeyEvent[] = [];
    const driver = scanner
      .keypad({
        onKey: (event) => {
          events.push(event);
          driver.close();
        },
      })
      .make();
    const late = scanner.ready!;
    scanner.give(256 + 1, 256 + 2);
    late();
    driver.close();
    assert.deepEqual(events, [{ kind: 'press', code: 1 }]);
  });
});
