#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

import { register } from 'tsx/esm/api';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

register();
const { main } = await import('../host-sim/cli/main.ts');
process.exitCode = await main(process.argv.slice(2), process);
