#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

import { register } from 'tsx/esm/api';

register();
const { main } = await import('../host-sim/cli/main.ts');
process.exitCode = await main(process.argv.slice(2), process);
