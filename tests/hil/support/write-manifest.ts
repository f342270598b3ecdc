// SPDX-License-Identifier: Apache-2.0
//
// Writes manifest.hil.json, what the HIL image has more than the release: npx tsx tests/hil/support/write-manifest.ts

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../device/support/manifest.ts';
import { hilManifest } from './manifest.ts';

writeFileSync(join(root, 'manifest.hil.json'), `${JSON.stringify(await hilManifest(), null, 2)}\n`);
