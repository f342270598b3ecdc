// SPDX-License-Identifier: Apache-2.0
//
// TypeScript to byte code: esbuild bundles the program with the link's IO classes in place of the board's modules, XS's
// own parser compiles it. Cached in build/firmware by content.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type ByteCode, compileScript } from './machine.ts';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, 'build', 'firmware');

/** Modules that a board's SDK provides, and what stands for them here. */
const modules: Readonly<Record<string, string>> = {
  'embedded:io/analog': 'host-sim/io/analog.ts',
  'embedded:io/digital': 'host-sim/io/digital.ts',
  'embedded:io/digitalbank': 'host-sim/io/digitalbank.ts',
  'embedded:io/i2c': 'host-sim/io/i2c.ts',
  'embedded:io/pwm': 'host-sim/io/pwm.ts',
  'embedded:io/serial': 'host-sim/io/serial.ts',
  'embedded:io/smbus': 'host-sim/io/smbus.ts',
  'embedded:io/socket/tcp': 'host-sim/io/tcp.ts',
  'embedded:io/spi': 'host-sim/io/spi.ts',
  'embedded:storage/flash': 'host-sim/io/flash.ts',
  'jiaozi:entropy': 'src/board/entropy.ts',
  'jiaozi:keypad-port': 'host-sim/io/keypad-port.ts',
  'jiaozi:tls': 'host-sim/io/tls.ts',
  'jiaozi:wiring': 'src/board/jiaozi-s3/wiring.ts',
  'mcu-test-harness': 'tests/harness/target.ts',
  timer: 'host-sim/io/timer.ts',
  time: 'host-sim/io/time.ts',
};

/** `instead`: files for modules of the table, for a program that wants others. */
const boardModules = (instead: Readonly<Record<string, string>> = {}): Plugin => ({
  name: 'board-modules',
  setup(builder) {
    builder.onResolve(
      { filter: /^(embedded:|jiaozi:|timer$|time$|mcu-test-harness$)/ },
      ({ path }) => {
        const file = instead[path] ?? modules[path];
        return file
          ? { path: join(root, file) }
          : { errors: [{ text: `no such module on the desk: ${path}` }] };
      },
    );
  },
});

/**
 * The composition roots: of the release, of the HIL image, of `jiaozi kat` and of `jiaozi tap`. As on the device, what they
 * import is preloaded and their own statements run when power comes on: they become `main`.
 */
const compositions = [
  'src/main.ts',
  'tests/hil/agent/main.ts',
  'host-sim/kat/program/main.ts',
  'host-sim/tap/tap.program.ts',
];

const startAtPowerOn: Plugin = {
  name: 'start-at-power-on',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!compositions.some((each) => path === join(root, each))) return undefined;
      const text = readFileSync(path, 'utf8');
      const [imports] = /^(?:\/\/.*\n|import .*;\n|\n)*/.exec(text)!;
      const body = text.slice(imports.length);
      return { contents: `${imports}globalThis.main = () => { ${body} };\n`, loader: 'ts' };
    });
  },
};

/** Other texts for some files, by their paths below the repository: for planted faults. */
const editedFiles = (edited: ReadonlyMap<string, string>): Plugin => ({
  name: 'edited-files',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = edited.get(relative(root, path));
      return contents === undefined ? undefined : { contents, loader: 'ts' };
    });
  },
});

export interface Program extends ByteCode {
  readonly path: string;
  /** Of the bundle, to find the TypeScript line of a bundle's line. */
  readonly sourceMap: SourceMap;
  readonly bundleBytes: number;
}

/** A program as one script, and where its lines come from. */
export interface Bundle {
  readonly text: string;
  readonly sourceMap: SourceMap;
}

/** Bundles `entry` (a path below the repository, or source text). `lines`: keep them, for the debug engine. */
export async function bundle(
  entry: string,
  lines = false,
  source?: string,
  instead?: Readonly<Record<string, string>>,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<Bundle> {
  const result = await build({
    ...(source === undefined
      ? { entryPoints: [join(root, entry)] }
      : {
          stdin: { contents: source, resolveDir: root, sourcefile: entry, loader: 'ts' as const },
        }),
    outfile: 'bundle.js',
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    supported: { 'class-static-field': false, 'class-static-blocks': false },
    conditions: ['xs'],
    sourcemap: 'external',
    legalComments: 'none',
    minifyWhitespace: !lines,
    logLevel: 'silent',
    plugins: [boardModules(instead), editedFiles(edited), startAtPowerOn],
  });
  const text = pureNatives(result.outputFiles.find((file) => file.path.endsWith('.js'))!.text);
  const map = JSON.parse(result.outputFiles.find((file) => file.path.endsWith('.map'))!.text);
  return { text, sourceMap: new SourceMap(map) };
}

/**
 * A function that does nothing but call its native with its own parameters is that native, as the SDK's compiler has it
 * (docs/sources.md [moddable 4d]). Everything else stays at its line and column, for the source map.
 */
function pureNatives(text: string): string {
  const wrapper =
    /function (\w+)\(([^)]*)\)\s*\{\s*(?:return )?native\("(\w+)"\)\.call\(\s*this(?:,([^)]*))?\);?\s*\}/g;
  return text.replace(wrapper, (whole, name, parameters, native, given = '') => {
    if (parameters.replaceAll(/\s/g, '') !== given.replaceAll(/\s/g, '')) return whole;
    const pure = `var ${name}=native("${native}");`;
    const lines = whole.replaceAll(/[^\n]/g, '');
    return pure.padEnd(whole.length - lines.length) + lines;
  });
}

/** Whether the program is a composition root, whose modules are in a shared machine as on the device. */
export const isComposition = (entry: string): boolean => compositions.includes(entry);

/** Bundles `entry` and compiles it. */
export async function buildProgram(
  entry: string,
  lines = false,
  source?: string,
  instead?: Readonly<Record<string, string>>,
  edited?: ReadonlyMap<string, string>,
): Promise<Program> {
  const { text, sourceMap } = await bundle(entry, lines, source, instead, edited);
  const preloads = source === undefined && isComposition(entry);
  return { ...cached(text, lines), preloads, path: entry, sourceMap, bundleBytes: text.length };
}

function cached(text: string, lines: boolean): ByteCode {
  const engine = readFileSync(join(root, 'build/engine', `${lines ? 'debug' : 'fast'}.stamp`));
  const key = createHash('sha256').update(engine).update(text).digest('hex').slice(0, 24);
  const path = join(cache, `${key}.xsb`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const codeSize = bytes.readUInt32LE(0);
    return { code: bytes.subarray(4, 4 + codeSize), symbols: bytes.subarray(4 + codeSize) };
  }
  const compiled = compileScript(text, 'bundle.js', lines);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(compiled.code.length);
  mkdirSync(cache, { recursive: true });
  writeFileSync(path, Buffer.concat([size, compiled.code, compiled.symbols]));
  return compiled;
}

/** A stack trace of the debug engine with the TypeScript's files and lines in place of the bundle's. */
export function mapStack(program: Program, stack: string): string {
  return stack.replace(/bundle\.js:(\d+)/g, (whole, line: string) => {
    const found = program.sourceMap.findEntry(Number(line) - 1, 0) as {
      originalSource?: string;
      originalLine?: number;
    };
    if (!found.originalSource) return whole;
    const file = found.originalSource.startsWith('/')
      ? relative(root, found.originalSource)
      : found.originalSource;
    return `${file}:${(found.originalLine ?? 0) + 1}`;
  });
}
