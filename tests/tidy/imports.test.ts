// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importFindings } from './support/import-rules.ts';
import { assertClean, assertFires, file, files } from './support/repository.ts';

test('every import goes where design.md section 2 allows', () => {
  assertClean(importFindings(files));
});

describe('a planted import is found', () => {
  const cases: readonly (readonly [path: string, text: string, message: RegExp])[] = [
    ['src/main.ts', "import { x } from './emv/tlv.ts';", /joins a board and the flow/],
    [
      'src/flow/sale.ts',
      "import { Pn532 } from '../../drivers/nfc/pn532.ts';",
      /only boards construct drivers/,
    ],
    ['src/flow/sale.ts', "import { board } from '../board/board.ts';", /src\/io\/devices\.ts/],
    ['src/flow/sale.ts', "import Timer from 'timer';", /imports timer/],
    [
      'src/host/line.ts',
      "import type { App } from '../flow/app.ts';",
      /nothing imports the flow but main/,
    ],
    ['drivers/nfc/pn532.ts', "import { concat } from '../../src/lib/bytes.ts';", /drivers\/lib/],
    ['drivers/nfc/pn532.ts', "import { Alarm } from '../../src/io/clock.ts';", /drivers\/lib/],
    ['drivers/nfc/pn532.ts', "import { St7789 } from '../display/st7789.ts';", /drivers\/lib/],
    [
      'drivers/nfc/pn532.ts',
      "import { Bit } from '../../host-sim/chips/pn532.ts';",
      /does not know that there is a simulator/,
    ],
    [
      'host-sim/chips/pn532.ts',
      "import type { Register } from '../../drivers/nfc/pn532.ts';",
      /from the datasheet/,
    ],
    [
      'host-sim/acquirer/wire.ts',
      "import { encode } from '../../src/host/iso8583/message.ts';",
      /shares its mistakes/,
    ],
    [
      'host-sim/web/server.ts',
      "import { helper } from '../../tests/e2e/support.ts';",
      /nothing imports tests/,
    ],
    [
      'src/emv/tlv.ts',
      "const x = await import('../host/line.ts');",
      /emv gets what it needs as parameters/,
    ],
    ['src/ui/layout.ts', "import { toHex } from '../lib/bytes.ts';", /screens are data/],
    ['src/host/line.ts', "import { show } from './iso8583/describe-clear.ts';", /messages masked/],
    ['src/lib/bytes.ts', "import fs from 'node:fs';", /imports node:fs/],
    [
      'src/emv/tlv.ts',
      "import { decoded } from '../lib/result';",
      /write the file's name with \.ts/,
    ],
    ['crypto/vault.ts', "export * from '../src/flow/app.ts';", /nothing imports the flow/],
  ];
  for (const [path, text, message] of cases) {
    test(`${path}: ${text}`, () => assertFires(importFindings, [file(path, text)], message));
  }

  test('and an allowed one is not', () => {
    const innocent = [
      file(
        'src/ui/layout.ts',
        "import type { Bytes } from '../lib/bytes.ts';\nimport { type A, type B } from '../io/clock.ts';",
      ),
      file(
        'drivers/nfc/pn532.ts',
        "import { bcd } from '../lib/bcd.ts';\nimport { frame } from './pn532-frame.ts';",
      ),
      file(
        'src/emv/tlv.ts',
        "// import { x } from '../flow/app.ts'\nconst text = \"import '../flow/app.ts'\";",
      ),
    ];
    assert.deepEqual(importFindings(innocent), []);
  });
});
