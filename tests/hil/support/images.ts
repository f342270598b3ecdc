// SPDX-License-Identifier: Apache-2.0
//
// The images of a bench as programs of the desk.

import { buildProgram, type Program } from '../../../host-sim/engine/bundle.ts';

export const hilEntry = 'tests/hil/agent/main.ts';

export const hilProgram = (): Promise<Program> => buildProgram(hilEntry);

/** An image with the tests of these files. */
export function unitProgram(files: readonly string[]): Promise<Program> {
  const source = ['tests/hil/agent/unit.ts', ...files].map((file) => `import './${file}';`);
  return buildProgram('unit-image.ts', false, source.join('\n'), {
    'mcu-test-harness': 'tests/harness/serial-target.ts',
  });
}
