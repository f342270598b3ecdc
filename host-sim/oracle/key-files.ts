// SPDX-License-Identifier: Apache-2.0
//
// The number of key-loading files only grows: what has brought its keys once never does again, whatever is cut in between.

import type { Oracle } from './oracle.ts';

export const keyFiles: Oracle = {
  name: 'key files',
  kind: 'correctness',
  claim: 'a key-loading file brings its keys once',
  findings: ({ seen }) => {
    const findings: string[] = [];
    const loaded = new Set<string>();
    let put: string | undefined;
    for (const each of seen) {
      if (each.what === 'key-file') put = each.id;
      // The screen may come again, for the same.
      if (put === undefined || each.what !== 'screen' || each.kind !== 'keys-loaded') continue;
      if (loaded.has(put)) findings.push(`the key-loading file ${put} was taken a second time`);
      loaded.add(put);
      put = undefined;
    }
    return findings;
  },
};
