// SPDX-License-Identifier: Apache-2.0
//
// What of the SDK has no place in a payment terminal (design.md 10; docs/sources.md [moddable 4e, 4g]), and what every build of ours has.

import { moduleOf } from '../../tidy/support/modules.ts';
import { type Finding, found } from './finding.ts';
import type { Build } from './modules.ts';

/** In includes, sources and specifiers. */
const modules: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\b(crypt|digest|arith|etc)\b|\bcrypt\//, "the SDK's cryptography is not constant-time"],
  // The board's own, over ESP-IDF's, is jiaozi:tls.
  [
    /(?<!jiaozi:|board\/esp32\/)\b(tls|ssl|mbedtls|securesocket|tlssocket)\b/i,
    "the SDK's TLS is 1.2, in JavaScript",
  ],
  [/\brng\b/, "the SDK's random generator is RC4 over a C rand"],
  [
    /\b(websocket|http|mqtt|httpserver|telnet|mdns|sntp|manifest_net)\b/i,
    'no service nobody asked for',
  ],
  [
    /\b(mods?|modules\/xs|cli|console|debug|instrumentation|test262|testmc)\b/,
    'nothing that opens the program',
  ],
];

/** What mcconfig takes from ours as they are. */
const strips = ['*', 'eval', 'Math.random'];

export function forbiddenFindings({ manifest, read, sdkModules }: Build): Finding[] {
  const findings: Finding[] = [];
  const look = (where: string, name: string) => {
    for (const [pattern, why] of modules)
      if (pattern.test(name)) findings.push(found(where, `${name}: ${why}`));
  };
  for (const include of manifest.sdkIncludes) look('include', include);
  for (const [specifier, file] of manifest.modules) {
    if (file.startsWith('$')) look('modules', specifier);
    for (const each of moduleOf(read(file)).imports)
      if (!each.specifier.startsWith('.') && !sdkModules.includes(each.specifier))
        look(`${file}:${each.line}`, each.specifier);
  }
  for (const name of strips)
    if (!manifest.strip.includes(name)) findings.push(found('strip', `${name} is missing`));
  const { xs = {} } = manifest.defines as { xs?: Record<string, unknown> };
  if (xs.abortHook !== 1)
    findings.push(found('defines', 'xs.abortHook is missing: keys would outlive a crash'));
  if ('XS_MODS' in manifest.defines || 'mods' in xs)
    findings.push(found('defines', 'mods: whoever can write the flash could add code'));
  return findings;
}
