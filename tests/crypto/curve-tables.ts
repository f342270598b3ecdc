// SPDX-License-Identifier: Apache-2.0
//
// Where crypto/core/curves.c comes from: P-256's and SM2's p, n, b and G (docs/sources.md [vectors 6, 7]) in Montgomery's form, and
// the combs. Also points by the formulas of the school book, to compare with.

export type Point = readonly [bigint, bigint];

export interface Curve {
  readonly name: string;
  readonly p: bigint;
  readonly n: bigint;
  readonly b: bigint;
  readonly g: Point;
}

/** By the letter that the driver program knows them by. */
export const curves = {
  p: {
    name: 'p256',
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    g: [
      0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    ],
  },
  s: {
    name: 'sm2',
    p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
    n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
    b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
    g: [
      0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
      0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
    ],
  },
} as const satisfies Record<string, Curve>;

function inverse(a: bigint, p: bigint): bigint {
  let [r0, r1, t0, t1] = [p, ((a % p) + p) % p, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % p) + p) % p;
}

/** undefined is the neutral point. */
export function plainAdd(
  { p }: Curve,
  a: Point | undefined,
  b: Point | undefined,
): Point | undefined {
  if (!a || !b) return a ?? b;
  const opposite = a[0] === b[0] && (a[1] + b[1]) % p === 0n;
  if (opposite) return undefined;
  const slope =
    a[0] === b[0]
      ? (3n * a[0] * a[0] - 3n) * inverse(2n * a[1], p)
      : (b[1] - a[1]) * inverse(b[0] - a[0], p);
  const x = (((slope * slope - a[0] - b[0]) % p) + p) % p;
  return [x, (((slope * (a[0] - x) - a[1]) % p) + p) % p];
}

export function plainMultiply(curve: Curve, scalar: bigint, point: Point): Point | undefined {
  let sum: Point | undefined;
  for (let twice: Point | undefined = point; scalar > 0n; scalar >>= 1n) {
    if (scalar & 1n) sum = plainAdd(curve, sum, twice);
    twice = plainAdd(curve, twice, twice);
  }
  return sum;
}

const wordMask = 0xffffffffn;
const r = 1n << 256n;

function words(value: bigint): string {
  const hex = (i: number) => ((value >> BigInt(32 * i)) & wordMask).toString(16).padStart(8, '0');
  return `{${Array.from({ length: 8 }, (_, i) => `0x${hex(i)}u`).join(', ')}}`;
}

function modulus(m: bigint): string[] {
  const factor = (1n << 32n) - inverse(m, 1n << 32n);
  return [
    `.modulus = ${words(m)},`,
    `.factor = 0x${factor.toString(16).padStart(8, '0')}u,`,
    `.square = ${words((r * r) % m)},`,
    `.one = ${words(r % m)}},`,
  ];
}

/** The lines of curves.c that hold numbers, for one curve. */
export function curveInC(curve: Curve): string[] {
  const parts = [0, 1, 2, 3].map((i) => plainMultiply(curve, 1n << BigInt(64 * i), curve.g)!);
  const form = (value: bigint) => words((value * r) % curve.p);
  const comb = Array.from({ length: 15 }, (_, i) => {
    const chosen = parts.filter((_, k) => ((i + 1) >> k) & 1);
    return chosen.reduce<Point | undefined>((sum, part) => plainAdd(curve, sum, part), undefined)!;
  });
  return [
    `const struct curve jz_curve_${curve.name} = {`,
    `.field = {.shape = MOD256_${curve.name.toUpperCase()}_FIELD,`,
    ...modulus(curve.p),
    '.order = {.shape = MOD256_ANY,',
    ...modulus(curve.n),
    `.b = ${form(curve.b)},`,
    '.comb = {',
    ...comb.flatMap(([x, y]) => [`{${form(x)},`, `${form(y)}},`]),
    '},',
    '};',
  ];
}
