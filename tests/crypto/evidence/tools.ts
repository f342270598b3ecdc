// SPDX-License-Identifier: Apache-2.0
//
// The programs that the evidence needs, and Debian's packages that have them.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasTool } from '../core.ts';

const packages: Readonly<Record<string, readonly string[]>> = {
  gcc: ['gcc', 'libc6-dev', 'binutils'],
  valgrind: ['valgrind'],
  'riscv64-unknown-elf-gcc': ['gcc-riscv64-unknown-elf', 'picolibc-riscv64-unknown-elf'],
  'qemu-system-riscv32': ['qemu-system-misc'],
};

const missing = () => Object.keys(packages).filter((tool) => !hasTool(tool));

/** Installs what is missing, where that is allowed (Debian, root); what is missing then, as a line for people, or undefined. */
export function missingTools(log: (line: string) => void): string | undefined {
  let tools = missing();
  if (tools.length === 0) return undefined;
  const names = tools.flatMap((tool) => packages[tool]!).join(' ');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    log(`installing ${names}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', env });
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...names.split(' '));
    tools = missing();
    if (tools.length === 0) return undefined;
  }
  return `${tools.join(', ')} missing. Debian: apt-get install ${names}`;
}
