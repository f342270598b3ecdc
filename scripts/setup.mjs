// SPDX-License-Identifier: Apache-2.0
//
// Everything a clone needs before it can run: npm packages, the engine, the command. Quick when nothing has changed. Plain
// JavaScript, because it runs before any package is there.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Thrown with a text for people; the caller prints it and stops. */
class SetUpError extends Error {}

function packages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(root, 'node_modules', '.jiaozi-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error('jiaozi: installing npm packages');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (done.error) throw new SetUpError('npm cannot be run: install Node.js 20 or later with npm');
  if (done.status !== 0)
    throw new SetUpError('npm ci failed: see above; check the network and run this again');
  writeFileSync(stamp, hash);
}

/** `npx --no-install jiaozi` finds it in node_modules/.bin. */
function command() {
  const link = join(root, 'node_modules', '.bin', 'jiaozi');
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  chmodSync(join(root, 'bin', 'jiaozi.mjs'), 0o755);
  symlinkSync(join('..', '..', 'bin', 'jiaozi.mjs'), link);
}

/** The image of the emulated board: where its tools cannot be had, one line says so, and with CI=true it is an error. */
async function board() {
  const { buildImage, missingTools } = await import(
    pathToFileURL(join(root, 'host-sim/rv32/build.mjs')).href
  );
  const log = (line) => console.error(`jiaozi: ${line}`);
  const missing = missingTools({ log });
  if (!missing) await buildImage({ log });
  else if (process.env.CI === 'true')
    throw new SetUpError(`${missing} (CI=true: they must be there)`);
  else log(missing);
}

/** Sets everything up, or throws SetUpError. `emulated`: the emulated board, too, whose tools take minutes to install. */
export async function setUp({ emulated = true } = {}) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetUpError(`Node.js ${process.versions.node} is too old: install 20 or later`);
  }
  packages();
  command();
  const { buildEngine } = await import(pathToFileURL(join(root, 'host-sim/engine/build.mjs')).href);
  try {
    await buildEngine({ log: (line) => console.error(`jiaozi: ${line}`) });
    if (emulated) await board();
  } catch (error) {
    throw new SetUpError(error.message);
  }
}

/** Runs `body` after set-up; prints a SetUpError as one line and exits with 1. */
export async function afterSetUp(body, options) {
  try {
    await setUp(options);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(`jiaozi: ${error.message}`);
    process.exit(1);
  }
  return body();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await afterSetUp(() => {});
