// SPDX-License-Identifier: Apache-2.0
//
// The published keys of certification authorities, docs/sources.md [domain B7], that the tests use.

import vectors from '../../../crypto/vectors/emv-authorities.json' with { type: 'json' };

export const caKeysCsv: readonly {
  readonly rid: string;
  readonly index: string;
  readonly exponent: string;
  readonly modulus: string;
}[] = vectors.keys;
