// SPDX-License-Identifier: Apache-2.0
//
// Compiles XS (from the npm package @agoric/xsnap) and the program's C into two Node addons: build/engine/fast.node and
// build/engine/debug.node (file and line in stack traces). Plain JavaScript: it runs before anything else exists.
// An object is rebuilt when its source, any header, or the flags have changed (content, not dates).

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const xs = join(root, 'node_modules/@agoric/xsnap/moddable/xs');
const build = join(root, 'build');

/** Folders whose C belongs to the program (and so to the device), then those of the simulator only. */
export const programFolders = [
  'crypto/core',
  'crypto/glue',
  'drivers/keypad',
  'src/lib/native',
  'src/ui/native',
];
export const hostFolders = ['host-sim/engine/native', 'host-sim/link/native'];
/** Of these, what is Node's: the addon, and the parser that no target has. */
export const nodeOnly = ['addon.c', 'compile.c'];

const includes = ['src/board/native', ...programFolders, ...hostFolders].map(
  (folder) => `-I${join(root, folder)}`,
);
const xsFlags = [
  '-DINCLUDE_XSPLATFORM',
  '-DXSPLATFORM="platform.h"',
  ...[
    'Lockdown',
    'Metering',
    'NoConsole',
    'BoundsCheck',
    'Parse',
    'Run',
    'Sloppy',
    'MinusZero',
  ].map((x) => `-Dmx${x}=1`),
];
/** What a C compiler must know to make objects of XS and of the program. */
export const common = ['-std=gnu11', '-funsigned-char', '-g1', ...xsFlags, ...includes];
const host = {
  compiler: 'gcc',
  flags: ['-fPIC', '-fvisibility=hidden', '-fno-semantic-interposition', ...common],
  includes: [join(root, 'node_modules/node-api-headers/include')],
};
const ours = ['-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter'];
const theirs = ['-w'];

const variants = {
  // The interpreter is one big computed goto: common code of its branches is best left where it is (a quarter faster).
  fast: ['-O2', '-fno-gcse', '-fno-crossjumping'],
  debug: ['-O1', '-DmxDebug=1'],
};
/** Of the fast engine's interpreter: its registers. */
const beforeRun = join(root, 'host-sim/engine/native/xs_run.h');

export const cFiles = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.c'))
        .map((name) => join(root, folder, name))
    : [];

/** `void xs_…(xsMachine *the)` and, for a class that extends Native("…"), `void xs_…_destructor(void *data)`. */
const native = /^void (xs_\w+)\(((?:xsMachine|txMachine) ?\*|void \*)/gm;

/** The table of natives, from the program's and the link's C. */
export function writeNatives(files, path) {
  const found = files
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(native)])
    .map(([, name, argument]) => [name, argument.startsWith('void') ? 'void *' : 'txMachine *'])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = [
    '/* Made by host-sim/engine/build.mjs. */',
    '#include "machine.h"',
    ...found.map(([name, argument]) => `void ${name}(${argument});`),
    'const struct native natives[] = {',
    ...found.map(([name]) => `  {"${name}", (void (*)(txMachine *))${name}},`),
    '};',
    'const uint32_t natives_count = sizeof natives / sizeof *natives;',
    '',
  ].join('\n');
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  }
  return path;
}

export function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 24);
}

function headersOf(folders) {
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.h') || name.endsWith('.inc'))
          .sort()
          .map((name) => readFileSync(join(folder, name)))
      : [],
  );
}

async function run(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new Error(`${command} failed on ${basename(args.at(-3) ?? '')}:\n${errors}`);
}

/** Into a file of its own, which then takes its place at once: two set-ups at a time do not disturb each other. */
export async function make(compiler, target, args) {
  const unfinished = `${target}.${process.pid}`;
  await run(compiler, [...args, '-o', unfinished]);
  renameSync(unfinished, target);
}

export async function inParallel(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

const xsIncludes = ['includes', 'platforms', 'sources'].map((folder) => join(xs, folder));

export function xsFiles() {
  return readdirSync(join(xs, 'sources'))
    .filter((name) => /^xs.*\.c$/.test(name) && name !== 'xsSnapshot.c')
    .map((name) => join(xs, 'sources', name));
}

/** `around` with the headers of more folders: their C depends on these, too. */
export function withHeaders(around, folders) {
  const headers = headersOf(folders.map((folder) => join(root, folder)));
  return { ...around, ofAll: [...around.ofAll, ...headers] };
}

/** What the objects of XS, and of all, depend on besides their source and their flags. */
export function surroundings({ compiler }) {
  const version = spawnSync(compiler, ['-dumpfullversion']).stdout;
  const platform = readFileSync(join(root, 'host-sim/engine/native/platform.h'));
  const ofXs = [version, platform, ...headersOf(xsIncludes)];
  const folders = ['src/board/native', ...programFolders, ...hostFolders];
  return { ofXs, ofAll: [...ofXs, ...headersOf(folders.map((folder) => join(root, folder)))] };
}

/** Builds into build/`folder`. `extra` is C that only this build has, with flags of its own (for tests). */
export async function buildEngine({
  log = () => {},
  only,
  folder = 'engine',
  extra = { folders: [], flags: [] },
} = {}) {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    throw new Error(
      'no C compiler: install gcc and make (Debian: apt-get install gcc make), then run this again',
    );
  }
  const out = join(build, folder);
  mkdirSync(out, { recursive: true });
  const shared = [...programFolders, ...hostFolders].flatMap(cFiles);
  const extraFiles = extra.folders.flatMap(cFiles);
  const table = writeNatives([...shared, ...extraFiles], join(out, 'natives_table.c'));
  const own = new Set([...extraFiles, table]);
  const around = surroundings(host);
  const aroundOwn = withHeaders(around, extra.folders);
  const aroundRun = { ...around, ofXs: [...around.ofXs, readFileSync(beforeRun)] };
  for (const [variant, optimise] of Object.entries(variants)) {
    if (only && only !== variant) continue;
    const jobs = [];
    const objects = [...xsFiles(), ...shared, ...own].map((file) => {
      const isRun = variant === 'fast' && basename(file) === 'xsRun.c';
      const flags = [
        ...optimise,
        ...(extraFiles.includes(file) ? extra.flags : []),
        ...(isRun ? ['-include', beforeRun] : []),
      ];
      // What all builds have in common is compiled once.
      const place = join(build, own.has(file) ? folder : 'engine', variant);
      const { object, compile } = objectOf(
        host,
        file,
        flags,
        place,
        own.has(file) ? aroundOwn : isRun ? aroundRun : around,
      );
      if (!existsSync(object)) jobs.push(compile);
      return object;
    });
    if (jobs.length > 0) log(`compiling the engine (${variant}, ${jobs.length} files)`);
    await inParallel(jobs);
    await link(join(out, variant), objects);
  }
}

/** The object of a C file: its name tells all that it depends on. */
export function objectOf(toolchain, file, moreFlags, place, around) {
  const isXs = file.startsWith(xs);
  const flags = [...toolchain.flags, ...moreFlags, ...(isXs ? theirs : ours)];
  const key = hashOf([
    ...flags.map((flag) => flag.replaceAll(root, '')),
    readFileSync(file),
    ...(isXs ? around.ofXs : around.ofAll),
  ]);
  const name = relative(root, file)
    .replaceAll(/[/@.]/g, '_')
    .replace(/^.*sources_/, '');
  const object = join(place, `${name}.${key}.o`);
  const system = isXs ? '-I' : '-isystem';
  const search = [...xsIncludes, ...toolchain.includes].flatMap((include) => [system, include]);
  const compile = () => {
    mkdirSync(place, { recursive: true });
    return make(toolchain.compiler, object, [...flags, ...search, '-c', file]);
  };
  return { object, compile };
}

/** The addon of these objects, unless it is there; then the objects that it has left behind go. */
async function link(path, objects) {
  const addon = `${path}.node`;
  const stamp = `${path}.stamp`;
  const key = hashOf(objects.map((object) => basename(object)));
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  await make(host.compiler, addon, ['-shared', ...objects, '-lm', '-lpthread']);
  // What does not end so is being made by another set-up.
  for (const name of readdirSync(path).filter((each) => each.endsWith('.o'))) {
    if (!objects.includes(join(path, name))) rmSync(join(path, name), { force: true });
  }
  writeFileSync(stamp, key);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildEngine({ log: (line) => console.error(line), only: process.argv[2] });
}
