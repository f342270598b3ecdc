// SPDX-License-Identifier: Apache-2.0
//
// Makes host-sim/acquirer/test-certificates.ts anew: npx tsx scripts/make-test-certificates.ts

import { readFileSync, writeFileSync } from 'node:fs';
import { Authority, type Issued, pemToDer } from '../host-sim/acquirer/openssl.ts';

const name = 'host.jiaozi.test';
const authority = new Authority('Jiaozi test root');
const stranger = new Authority('Another test root');
const der = ({ certificate }: Issued) =>
  pemToDer(readFileSync(certificate, 'latin1')).toString('base64');
const certificates = {
  root: der(authority.root),
  good: der(authority.issue(name)),
  otherName: der(authority.issue('other.jiaozi.test')),
  expired: der(authority.issue(name, { to: '261101000000Z' })),
  notYet: der(authority.issue(name, { from: '300101000000Z' })),
  selfSigned: der(authority.selfSigned(name)),
  stranger: der(stranger.issue(name)),
};
authority.remove();
stranger.remove();

const rows = Object.entries(certificates).map(([key, text]) => {
  const lines = text.match(/.{1,92}/g)!.map((line) => `'${line}'`);
  return `  ${key}:\n    ${lines.join(' +\n    ')},`;
});
writeFileSync(
  'host-sim/acquirer/test-certificates.ts',
  `// SPDX-License-Identifier: Apache-2.0
//
// Certificates of the acquirer double and of those who would pass for it, DER in base64. Made by scripts/make-test-certificates.ts; nobody
// has kept their keys.

export const hostName = '${name}';

export const testCertificates = {
${rows.join('\n')}
} as const;
`,
);
