// SPDX-License-Identifier: Apache-2.0
//
// A message with nothing hidden, for tests and for tools that handle test data. Nothing under src/ may import this file.

import { type Explain, type FieldLine, fieldLines, valueText } from './describe.ts';
import type { Message, Spec } from './spec.ts';

export function describeMessageInClear<S extends Spec>(
  spec: S,
  message: Message<S>,
  explain?: Explain,
): FieldLine[] {
  return fieldLines(spec, message, explain, (row, value) => valueText(row.form, value));
}
