// SPDX-License-Identifier: Apache-2.0
//
// What a value that people write for one of the terminal's data objects must look like: a table for files that configure terminals.
// docs/sources.md [domain B4, B10]. Tags that are not here may have any value.

import { type DataObject, dataObject } from '../../src/emv/tags.ts';

const b = (bytes: number): DataObject => ({
  format: 'b',
  lengthMin: bytes,
  lengthMax: bytes,
});
const n = (bytes: number): DataObject => ({ ...b(bytes), format: 'n' });

/** Beside those of src/emv/tags.ts. */
const objects: ReadonlyMap<number, DataObject> = new Map<number, DataObject>([
  [0x5f36, n(1)],
  [0x9f01, n(6)],
  [0x9f15, n(2)],
  [0x9f16, b(15)],
  [0x9f1b, b(4)],
  [0x9f1c, b(8)],
  [0x9f3c, n(2)],
  [0x9f40, b(5)],
  [0x9f53, b(1)],
  [0x9f6d, { ...b(1), lengthMax: 2 }],
  [0x9f7b, n(6)],
  [0x9f7e, b(1)],
  [0xdf8117, b(1)],
  [0xdf8118, b(1)],
  [0xdf8119, b(1)],
  [0xdf811b, b(1)],
  [0xdf811c, b(2)],
  [0xdf811d, b(1)],
  [0xdf811e, b(1)],
  [0xdf811f, b(1)],
  [0xdf8120, b(5)],
  [0xdf8121, b(5)],
  [0xdf8122, b(5)],
  [0xdf8123, n(6)],
  [0xdf8124, n(6)],
  [0xdf8125, n(6)],
  [0xdf8126, n(6)],
  [0xdf812c, b(1)],
  [0xdf812d, b(3)],
  [0xdf8132, b(2)],
  [0xdf8133, b(2)],
  [0xdf8134, b(2)],
  [0xdf8135, b(2)],
  [0xdf8136, b(2)],
  [0xdf8137, b(1)],
]);

/** What is wrong with the value, as "must be …"; undefined when nothing is. Empty: the terminal does not have it. */
export function wrongTerminalValue(tag: string, value: string): string | undefined {
  const number = Number.parseInt(tag, 16);
  const known = objects.get(number) ?? dataObject(number);
  const bytes = value.length / 2;
  if (known === undefined || bytes === 0) return undefined;
  const { format, lengthMin, lengthMax } = known;
  if (bytes < lengthMin || bytes > lengthMax) {
    const length = lengthMin === lengthMax ? lengthMin : `${lengthMin} to ${lengthMax}`;
    return `must be ${length} byte${length === 1 ? '' : 's'}, not ${bytes}`;
  }
  if (format === 'n' && !/^[0-9]+$/.test(value)) return 'must be digits';
  return undefined;
}
