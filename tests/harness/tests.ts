// SPDX-License-Identifier: Apache-2.0
//
// The part of the harness that runs on the microcontroller's JavaScript engine: tests are registered while the test file
// loads, and run one after another when a target asks for it. How the lines leave is the target's.

type Body = () => unknown;

interface Registered {
  readonly name: string;
  readonly body: Body;
}

const registered: Registered[] = [];
const path: string[] = [];

/** Groups tests; names are joined with " > ". */
export function describe(name: string, body: () => void): void {
  path.push(name);
  body();
  path.pop();
}

/** One test. It passes when `body` returns, or the promise it returns is fulfilled. */
export function test(name: string, body: Body): void {
  registered.push({ name: [...path, name].join(' > '), body });
}

class AssertionError extends Error {}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) {
    return `<${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`;
  }
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? String(value);
  return String(value);
}

function fail(message: string | undefined, standard: string): never {
  throw new AssertionError(message === undefined ? standard : `${message}: ${standard}`);
}

function equalDeep(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Map && b instanceof Map) return equalDeep([...a], [...b]);
  if (a instanceof Set && b instanceof Set) return equalDeep([...a], [...b]);
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  if (keysA.length !== keysB.length) return false;
  const recordA = a as Record<string, unknown>;
  const recordB = b as Record<string, unknown>;
  return keysA.every((key) => key in recordB && equalDeep(recordA[key], recordB[key]));
}

function matches(error: unknown, pattern: RegExp | undefined): void {
  if (pattern && !pattern.test(String(error)))
    fail(undefined, `threw ${show(error)}, expected ${pattern}`);
}

export const assert = {
  ok(value: unknown, message?: string): void {
    if (!value) fail(message, `${show(value)} is not truthy`);
  },
  equal(actual: unknown, expected: unknown, message?: string): void {
    if (!Object.is(actual, expected)) fail(message, `${show(actual)}, expected ${show(expected)}`);
  },
  deepEqual(actual: unknown, expected: unknown, message?: string): void {
    if (!equalDeep(actual, expected)) fail(message, `${show(actual)}, expected ${show(expected)}`);
  },
  throws(body: () => unknown, pattern?: RegExp): void {
    try {
      body();
    } catch (error) {
      matches(error, pattern);
      return;
    }
    fail(undefined, 'did not throw');
  },
  async rejects(promise: Promise<unknown>, pattern?: RegExp): Promise<void> {
    try {
      await promise;
    } catch (error) {
      matches(error, pattern);
      return;
    }
    fail(undefined, 'was not rejected');
  },
};

/** Numbers of the tests to run, from 0, in this order; a program that has none runs all (tests/mutation/trials.ts chooses). */
declare const chosenTests: readonly number[] | undefined;

/** Runs what is registered, one after another; `report` is told each line. Not to be called before the test file has loaded. */
export async function runTests(report: (line: string) => void): Promise<void> {
  const chosen =
    typeof chosenTests === 'undefined'
      ? registered
      : chosenTests!.map((number) => registered[number]!);
  report(`plan ${chosen.length}`);
  for (const { name, body } of chosen) {
    try {
      await body();
      report(`ok ${name}`);
    } catch (error) {
      const detail = error instanceof Error ? `${error.name}: ${error.message}` : show(error);
      const stack =
        error instanceof Error && !(error instanceof AssertionError) ? `\n${error.stack}` : '';
      report(`not ok ${name}\n${detail}${stack}`);
    }
  }
  report('end');
}
