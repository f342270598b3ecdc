// SPDX-License-Identifier: Apache-2.0
//
// Writes what tests/device/manifest.test.ts checks: the lists of modules, C files and preloads in manifest.json, from the
// imports of src/main.ts. Run after adding or removing a file of the program: npx tsx tests/device/write-manifest.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/manifest.ts';
import { manifestLists } from './support/program.ts';

const path = join(root, 'manifest.json');
const manifest = JSON.parse(readFileSync(path, 'utf8'));
const { modules, preload } = await manifestLists();
const excluded = manifest.modules?.['~'];
manifest.modules = { ...(excluded && { '~': excluded }), ...modules };
manifest.preload = preload;
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
