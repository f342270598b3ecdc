// SPDX-License-Identifier: Apache-2.0
//
// Whether a terminal believes a server's certificates: what its TLS checks of them, on the real ones, by Node's X.509. Troubles are
// numbered as in src/io/ecma419.ts; 0 is none. What the device does with the same certificates: tests/tls.

import { X509Certificate } from 'node:crypto';

const Trouble = {
  None: 0,
  Untrusted: 1,
  SelfSigned: 2,
  WrongName: 3,
  Expired: 4,
  Failed: 5,
} as const;

const depthMax = 4;

export interface Believer {
  /** DER */
  readonly authority: Uint8Array;
  readonly name: string;
  readonly nowMs: number;
}

/** `chain`: DER, the server's own first. */
export function judge(chain: readonly Uint8Array[], { authority, name, nowMs }: Believer): number {
  const root = certificateOf(authority);
  const [leaf, ...others] = chain.map(certificateOf);
  if (!root || !leaf || others.includes(undefined)) return Trouble.Failed;
  const path = pathTo(root, leaf, others as X509Certificate[]);
  if (!path) return leaf.checkIssued(leaf) ? Trouble.SelfSigned : Trouble.Untrusted;
  if ([...path, root].some((each) => !isCurrent(each, nowMs))) return Trouble.Expired;
  return leaf.checkHost(name, { subject: 'never' }) === undefined
    ? Trouble.WrongName
    : Trouble.None;
}

function certificateOf(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function issued(by: X509Certificate, certificate: X509Certificate): boolean {
  return by.ca && certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

/** From the server's up to the one that the root has issued. */
function pathTo(
  root: X509Certificate,
  leaf: X509Certificate,
  others: readonly X509Certificate[],
): X509Certificate[] | undefined {
  const path = [leaf];
  for (let at = leaf; path.length <= depthMax; path.push(at)) {
    if (issued(root, at)) return path;
    const next = others.find((other) => !path.includes(other) && issued(other, at));
    if (!next) return undefined;
    at = next;
  }
  return undefined;
}

function isCurrent({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}
