// SPDX-License-Identifier: Apache-2.0
//
// Who may import whom, as a table: design.md 2 and ARCHITECTURE.md. The first row whose folder holds the importing file
// decides; what a file imports from its own folder is its own affair.

import { moduleOf, resolved } from './modules.ts';
import type { Finding, SourceFile } from './repository.ts';

interface Layer {
  readonly folder: string;
  /** Folders and files it may import from. */
  readonly may: readonly string[];
  /** … and from these types only. */
  readonly mayTypes: readonly string[];
  /** Modules that are not files: of the board's SDK, or packages. */
  readonly modules: RegExp;
  readonly remedy: string;
}

const none = /^(?!)/;
const boardModules = /^(embedded:|jiaozi:|timer$|time$|mc\/)/;
const any = /^/;
/** The constants of the IO standard (Digital.Input and so on) are values. */
const ioConstants = 'src/io/ecma419.ts';

const layers: readonly Layer[] = [
  {
    folder: 'src/main.ts',
    may: ['src/board/', 'src/flow/', 'src/io/'],
    mayTypes: [],
    modules: none,
    remedy: 'main.ts joins a board and the flow; what else it wants belongs into one of the two',
  },
  {
    folder: 'src/board/',
    may: ['src/board/', 'drivers/', 'src/io/', 'src/lib/'],
    mayTypes: ['crypto/'],
    modules: boardModules,
    remedy: 'a board says which part is on which pin, and knows nothing of money or cards',
  },
  {
    folder: 'src/io/',
    may: ['src/io/', 'src/lib/'],
    mayTypes: [],
    modules: boardModules,
    remedy: 'src/io is below everything: move what it needs into src/lib',
  },
  {
    folder: 'src/flow/',
    may: ['flow', 'emv', 'host', 'journal', 'receipt', 'ui', 'io', 'lib']
      .map((name) => `src/${name}/`)
      .concat('crypto/'),
    mayTypes: [],
    modules: none,
    remedy:
      'the flow reaches parts through the interfaces of src/io/devices.ts, which the board fills',
  },
  {
    folder: 'src/emv/',
    may: ['src/emv/', 'src/lib/'],
    mayTypes: [],
    modules: none,
    remedy: 'emv gets what it needs as parameters: it knows no device, screen or host',
  },
  {
    folder: 'src/ui/',
    may: ['src/ui/'],
    mayTypes: ['src/lib/', 'src/io/'],
    modules: none,
    remedy: 'screens are data: give them values, let them import types of src/lib and src/io only',
  },
  {
    folder: 'src/host/',
    may: ['src/host/', 'src/lib/'],
    mayTypes: ['src/io/', 'crypto/'],
    modules: none,
    remedy: 'host turns messages into events and back; keys and sockets come as parameters',
  },
  {
    folder: 'src/receipt/',
    may: ['src/receipt/', 'src/lib/'],
    mayTypes: ['src/io/'],
    modules: none,
    remedy: 'a receipt is data about data: hand it values',
  },
  {
    folder: 'src/journal/',
    may: ['src/journal/', 'src/lib/'],
    mayTypes: ['src/io/'],
    modules: none,
    remedy: 'the journal stores bytes: hand it records and a flash',
  },
  {
    folder: 'src/lib/',
    may: ['src/lib/'],
    mayTypes: [],
    modules: none,
    remedy: 'src/lib is below everything',
  },
  {
    folder: 'drivers/',
    may: ['drivers/lib/', ioConstants],
    mayTypes: ['src/io/'],
    modules: none,
    remedy:
      'a driver knows its part and ECMA-419: move shared code into drivers/lib, and the rest above it',
  },
  {
    folder: 'crypto/',
    may: ['crypto/'],
    mayTypes: ['src/lib/', 'src/io/'],
    modules: none,
    remedy: 'the typed face of the C core needs nothing but natives',
  },
  {
    folder: 'tests/hil/agent/',
    may: ['tests/harness/', 'src/'],
    mayTypes: [],
    modules: boardModules,
    remedy: 'the agent runs on the board, beside the program: it has the program and the harness',
  },
  ...['chips', 'cards', 'acquirer'].map((name) => ({
    folder: `host-sim/${name}/`,
    may: ['host-sim/', 'src/lib/'],
    mayTypes: ['src/io/'],
    modules: any,
    remedy:
      'a double that shares code with the firmware shares its mistakes: write it from the document again',
  })),
  {
    folder: 'host-sim/tap/tapping.ts',
    may: ['host-sim/tap/', 'src/', 'crypto/'],
    mayTypes: [],
    modules: boardModules,
    remedy:
      'this code runs inside the machine, beside the kernels: it has the program and a serial line',
  },
  {
    folder: 'host-sim/io/',
    may: ['host-sim/io/', 'host-sim/link/'],
    mayTypes: ['src/io/'],
    modules: none,
    remedy:
      'this code runs inside the machine, next to the firmware: it may only talk over the link',
  },
  {
    folder: 'host-sim/',
    may: ['host-sim/', 'src/', 'drivers/'],
    mayTypes: ['crypto/'],
    modules: any,
    remedy: 'nothing imports tests: move what both need into host-sim',
  },
];

/** Exceptions that need no row of their own. */
const banned: readonly {
  readonly target: RegExp;
  readonly from: RegExp;
  readonly remedy: string;
}[] = [
  {
    target: /^drivers\//,
    from: /^(src\/(?!board\/)|crypto\/)/,
    remedy: 'only boards construct drivers: ask the board for the device (src/io/devices.ts)',
  },
  {
    target: /^src\/flow\//,
    from: /^(?!src\/flow\/|src\/main\.ts|tests\/)/,
    remedy: 'nothing imports the flow but main.ts',
  },
  {
    target: /^host-sim\//,
    from: /^(src|drivers|crypto)\//,
    remedy: 'the firmware does not know that there is a simulator',
  },
  {
    target: /^tests\//,
    from: /^(?!tests\/)/,
    remedy: 'nothing imports tests: move it to where it is used',
  },
  {
    target: /\/describe-clear\.ts$/,
    from: /^(src|drivers|crypto)\//,
    remedy: 'the firmware shows messages masked: use describe.ts',
  },
];

export function importFindings(files: readonly SourceFile[]): Finding[] {
  return files.filter(({ path }) => path.endsWith('.ts')).flatMap(fileFindings);
}

function fileFindings({ path, text }: SourceFile): Finding[] {
  const layer = layers.find(({ folder }) => path.startsWith(folder));
  const findings: Finding[] = [];
  for (const { specifier, line, typeOnly } of moduleOf(text).imports) {
    const report = (message: string) => findings.push({ path, line, message });
    const target = resolved(path, specifier);
    if (target === undefined) {
      if (layer && !layer.modules.test(specifier)) report(`imports ${specifier}: ${layer.remedy}`);
      continue;
    }
    if (!/\.(ts|mjs|json)$/.test(target))
      report(`imports ${specifier}: write the file's name with .ts`);
    const ban = banned.find((each) => each.target.test(target) && each.from.test(path));
    if (ban) report(`imports ${target}: ${ban.remedy}`);
    else if (isTwin(path, target))
      report(`imports ${target}: a driver and its model are each written from the datasheet`);
    else if (layer && !allows(layer, path, target, typeOnly))
      report(`imports ${target}: ${layer.remedy}`);
  }
  return findings;
}

function allows(layer: Layer, path: string, target: string, typeOnly: boolean): boolean {
  const own = path.slice(0, path.lastIndexOf('/') + 1);
  const inside = (folder: string) => target.startsWith(folder);
  return (
    (own !== 'src/' && inside(own)) ||
    layer.may.some(inside) ||
    (typeOnly && layer.mayTypes.some(inside))
  );
}

function isTwin(path: string, target: string): boolean {
  const sides = [path, target].sort();
  return sides[0]!.startsWith('drivers/') && sides[1]!.startsWith('host-sim/chips/');
}
