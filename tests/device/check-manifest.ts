// SPDX-License-Identifier: Apache-2.0
//
// npm run check:manifest: the device build of every board, as far as it can be checked without the SDK. Prints what it found, one
// finding a line; 0 when there is nothing. What each check catches: tests/device/check.test.ts.

import { buildFindings } from './check/build.ts';
import { boards } from './support/manifest.ts';

let count = 0;
for (const board of boards) {
  const findings = buildFindings(board);
  count += findings.length;
  const name = board === undefined ? 'esp32' : `esp32:src/board/${board}`;
  process.stdout.write(
    `${name}: ${findings.length === 0 ? 'good' : `${findings.length} findings`}\n`,
  );
  for (const { where, message } of findings) process.stdout.write(`  ${where}: ${message}\n`);
}
process.exitCode = count === 0 ? 0 : 1;
