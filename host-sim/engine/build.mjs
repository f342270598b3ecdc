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

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const xs = join(root, 'node_modules/@agoric/xsnap/moddable/xs');
const out = join(root, 'build/engine');

/** Folders whose C belongs to the program (and so to the device), then those of the simulator only. */
export const programFolders = [
  'crypto/core',
  'crypto/glue',
  'drivers/keypad',
  'src/lib/native',
  'src/ui/native',
];
const hostFolders = ['host-sim/engine/native', 'host-sim/link/native'];

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
const common = [
  '-std=gnu11',
  '-fPIC',
  '-fvisibility=hidden',
  '-fno-semantic-interposition',
  '-funsigned-char',
  '-g1',
  ...xsFlags,
  ...includes,
];
const ours = ['-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter'];
const theirs = ['-w'];

const variants = {
  // The interpreter is one big computed goto: common code of its branches is best left where it is (a quarter faster).
  fast: ['-O2', '-fno-gcse', '-fno-crossjumping'],
  debug: ['-O1', '-DmxDebug=1'],
};

const cFiles = (folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.c'))
        .map((name) => join(root, folder, name))
    : [];

/** The table of natives, from every `void xs_…(xsMachine *the)` in the program's and the link's C. */
function writeNatives(files) {
  const names = files
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^void (xs_\w+)\((?:xsMachine|txMachine) ?\*/gm)].map(
        (m) => m[1],
      ),
    )
    .sort();
  const text = [
    '/* Made by host-sim/engine/build.mjs. */',
    '#include "machine.h"',
    ...names.map((name) => `void ${name}(txMachine *the);`),
    'const struct native natives[] = {',
    ...names.map((name) => `  {"${name}", ${name}},`),
    '  {NULL, NULL},',
    '};',
    '',
  ].join('\n');
  const path = join(out, 'natives_table.c');
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  return path;
}

function hashOf(parts) {
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

/** gcc into a file of its own, which then takes its place at once: two set-ups at a time do not disturb each other. */
async function make(target, args) {
  const unfinished = `${target}.${process.pid}`;
  await run('gcc', [...args, '-o', unfinished]);
  renameSync(unfinished, target);
}

async function inParallel(jobs) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

export async function buildEngine({ log = () => {}, only } = {}) {
  if (spawnSync('gcc', ['--version']).status !== 0) {
    throw new Error(
      'no C compiler: install gcc and make (Debian: apt-get install gcc make), then run this again',
    );
  }
  mkdirSync(out, { recursive: true });
  const program = [...programFolders, ...hostFolders].flatMap(cFiles);
  const table = writeNatives(program);
  const xsFiles = readdirSync(join(xs, 'sources'))
    .filter((name) => /^xs.*\.c$/.test(name) && name !== 'xsSnapshot.c')
    .map((name) => join(xs, 'sources', name));
  const xsIncludes = ['includes', 'platforms', 'sources'].map((folder) => join(xs, folder));
  const nodeIncludes = join(root, 'node_modules/node-api-headers/include');
  const platform = readFileSync(join(root, 'host-sim/engine/native/platform.h'));
  const xsHeaders = [platform, ...headersOf(xsIncludes)];
  const ourHeaders = headersOf(
    ['src/board/native', ...programFolders, ...hostFolders].map((f) => join(root, f)),
  );
  const compiler = spawnSync('gcc', ['-dumpfullversion']).stdout;

  for (const [variant, optimise] of Object.entries(variants)) {
    if (only && only !== variant) continue;
    const objects = join(out, variant);
    mkdirSync(objects, { recursive: true });
    const jobs = [];
    const linked = [];
    for (const file of [...xsFiles, ...program, table]) {
      const isXs = file.startsWith(xs);
      const flags = [...common, ...optimise, ...(isXs ? theirs : ours)];
      const system = isXs ? '-I' : '-isystem';
      const search = [...xsIncludes, nodeIncludes].flatMap((folder) => [system, folder]);
      const relativeFlags = flags.map((flag) => flag.replaceAll(root, ''));
      const key = hashOf([
        compiler,
        ...relativeFlags,
        readFileSync(file),
        ...xsHeaders,
        ...(isXs ? [] : ourHeaders),
      ]);
      const name = `${relative(root, file)
        .replaceAll(/[/@.]/g, '_')
        .replace(/^.*sources_/, '')}`;
      const object = join(objects, `${name}.${key}.o`);
      linked.push(object);
      if (existsSync(object)) continue;
      jobs.push(() => make(object, [...flags, ...search, '-c', file]));
    }
    const addon = join(out, `${variant}.node`);
    const stamp = join(out, `${variant}.stamp`);
    const linkKey = hashOf(linked.map((path) => basename(path)));
    if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === linkKey) continue;
    if (jobs.length > 0) log(`compiling the engine (${variant}, ${jobs.length} files)`);
    await inParallel(jobs);
    await make(addon, ['-shared', ...linked, '-lm', '-lpthread']);
    for (const name of readdirSync(objects)) {
      if (!linked.includes(join(objects, name))) rmSync(join(objects, name), { force: true });
    }
    writeFileSync(stamp, linkKey);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildEngine({ log: (line) => console.error(line), only: process.argv[2] });
}
