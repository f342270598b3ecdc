// SPDX-License-Identifier: Apache-2.0
//
// Compiles XS and the program's C into the bare-metal image build/rv32/image.elf. Objects are kept by content, as those of
// the engine (host-sim/engine/build.mjs). Plain JavaScript: set-up runs it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  cFiles,
  common,
  hashOf,
  hostFolders,
  inParallel,
  make,
  nodeOnly,
  objectOf,
  programFolders,
  root,
  surroundings,
  withHeaders,
  writeNatives,
  xsFiles,
} from '../engine/build.mjs';

const folder = join(root, 'host-sim/rv32/native');

const target = ['--specs=picolibc.specs', '-march=rv32imac', '-mabi=ilp32'];
const toolchain = {
  compiler: 'riscv64-unknown-elf-gcc',
  // Sections of their own, so that the linker leaves out what nothing uses.
  flags: [
    ...target,
    '-O2',
    '-fno-gcse',
    '-fno-crossjumping',
    '-ffunction-sections',
    '-fdata-sections',
    ...common,
    '-DmxUseDefaultParseScript=0',
    `-I${folder}`,
  ],
  includes: [],
};

/** memory.c must not become a call of itself. */
const ownFlags = ['-fno-tree-loop-distribute-patterns'];

/** Debian's packages, by a program of each. */
const packages = {
  'riscv64-unknown-elf-gcc': ['gcc-riscv64-unknown-elf', 'picolibc-riscv64-unknown-elf'],
  'qemu-system-riscv32': ['qemu-system-misc'],
};

const isThere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const picolibc = () =>
  spawnSync(
    'riscv64-unknown-elf-gcc',
    [...target, '-E', '-include', 'stdio.h', '-x', 'c', '/dev/null'],
    {
      stdio: 'ignore',
    },
  ).status === 0;
const allThere = () => Object.keys(packages).every(isThere) && picolibc();

/** Why there can be no emulated board here, or undefined. With `log`, Debian's packages are installed if that is allowed. */
export function missingTools({ log } = {}) {
  if (allThere()) return undefined;
  const names = Object.values(packages).flat();
  if (log && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    log(`installing ${names.join(', ')} for the emulated board`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) => spawnSync('apt-get', args, { stdio: 'ignore', env });
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...names);
    if (allThere()) return undefined;
  }
  return `no emulated board (rv32): apt-get install ${names.join(' ')}`;
}

/** Builds build/`name`/image.elf, unless it is there; with the C of more `folders` (of the HIL image, of the known-answer program). */
export async function buildImage({ log = () => {}, name = 'rv32', folders = [] } = {}) {
  const out = join(root, 'build', name);
  mkdirSync(out, { recursive: true });
  const shared = [...programFolders, ...hostFolders, ...folders]
    .flatMap(cFiles)
    .filter((file) => !nodeOnly.includes(basename(file)));
  const table = writeNatives(shared, join(out, 'natives_table.c'));
  const around = surroundings(toolchain);
  const aroundMore = withHeaders(around, folders);
  const own = [...cFiles('host-sim/rv32/native'), join(folder, 'start.S')];
  const isCommon = (file) => file !== table && !folders.flatMap(cFiles).includes(file);
  const headers = readdirSync(folder)
    .filter((name) => /\.(h|ld)$/.test(name))
    .map((name) => readFileSync(join(folder, name)));
  const jobs = [];
  const objects = [...xsFiles(), ...shared, table, ...own].map((file) => {
    const more = own.includes(file)
      ? { ofXs: [], ofAll: [...around.ofAll, ...headers] }
      : isCommon(file)
        ? around
        : aroundMore;
    const flags = own.includes(file) ? ownFlags : [];
    // What the images have in common is compiled once.
    const place = isCommon(file) ? join(root, 'build/rv32') : out;
    const { object, compile } = objectOf(toolchain, file, flags, join(place, 'objects'), more);
    if (!existsSync(object)) jobs.push(compile);
    return object;
  });
  if (jobs.length > 0) log(`compiling the image of the emulated board (${jobs.length} files)`);
  await inParallel(jobs);
  await link(out, objects, headers);
}

async function link(out, objects, headers) {
  const imagePath = join(out, 'image.elf');
  const stamp = join(out, 'image.stamp');
  const key = hashOf([...objects.map((object) => basename(object)), ...headers]);
  if (existsSync(imagePath) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  await make(toolchain.compiler, imagePath, [
    ...target,
    '-nostartfiles',
    `-T${join(folder, 'memory.ld')}`,
    '-Wl,--gc-sections,--no-warn-rwx-segments',
    `-Wl,-Map=${join(out, 'image.map')}`,
    ...objects,
    '-lm',
  ]);
  // What does not end so is being made by another set-up.
  for (const name of readdirSync(join(out, 'objects')).filter((each) => each.endsWith('.o'))) {
    const path = join(out, 'objects', name);
    if (!objects.includes(path)) rmSync(path, { force: true });
  }
  writeFileSync(stamp, key);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const log = (line) => console.error(line);
  const missing = missingTools({ log });
  if (missing) console.error(missing);
  else await buildImage({ log });
}
