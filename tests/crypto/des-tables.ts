// SPDX-License-Identifier: Apache-2.0
//
// Where the constants of crypto/core/des.c come from: derived here from the tables of the DES standard as everybody prints
// them (they were typed from memory; that they are right is shown by plain-ciphers.ts agreeing with OpenSSL).
//
// The one thing a reader would get wrong: the layout. The C keeps half a block as four bytes of eight columns: bit
// 8·j + 7 − k of the word is bit 4·k + j of the half in the standard's counting (0 = leftmost). Column k is S-box k + 1.

/** S-boxes S1 to S8, rows 0 to 3 one after another. */
// biome-ignore format: a table, one box per line
export const sBoxes = [
  'E4D12FB83A6C5907 0F74E2D1A6CB9538 41E8D62BFC973A50 FC8249175B3EA06D',
  'F18E6B34972DC05A 3D47F28EC01A69B5 0E7BA4D158C6932F D8A13F42B67C05E9',
  'A09E63F51DC7B428 D709346A285ECBF1 D6498F30B12C5AE7 1AD069874FE3B52C',
  '7DE3069A1285BC4F D8B56F03472C1AE9 A690CB7DF13E5284 3F06A1D8945BC72E',
  '2C417AB6853FD0E9 EB2C47D150FA3986 421BAD78F9C5630E B8C71E2D6F09A453',
  'C1AF92680D34E75B AF427C9561DE0B38 9EF528C3704A1DB6 432C95FABE17608D',
  '4B2EF08D3C975A61 D0B7491AE35C2F86 14BDC37EAF680592 6BD814A7950FE23C',
  'D2846FB1A93E50C7 1FD8A374C56B0E92 7B419CE206ADF358 21E74A8DFC90356B',
].map((text) => [...text.replaceAll(' ', '')].map((digit) => Number.parseInt(digit, 16)));

/** The permutation P after the S-boxes, counted from 1 as in the standard. */
// biome-ignore format: a table
export const permutationP = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
  2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/** Bit of the C word that holds bit `standard` of a half (0 = leftmost). */
function wordBit(standard: number): number {
  return 8 * (standard % 4) + 7 - Math.floor(standard / 4);
}

/** Output of S-box `box` (0–7) for the inputs b0…b5, b0 leftmost, packed with b0 as bit 0. */
function boxOutput(box: number, inputs: number): number {
  const b = (i: number) => (inputs >> i) & 1;
  const row = b(0) * 2 + b(5);
  const column = b(1) * 8 + b(2) * 4 + b(3) * 2 + b(4);
  return sBoxes[box]![row * 16 + column]!;
}

/**
 * The algebraic normal form of all eight S-boxes at once: word m holds, in bit wordBit(4k + j), whether the product of the
 * inputs named by the bits of m occurs in output bit j of S-box k.
 */
function normalForm(): number[] {
  const words = new Array<number>(64).fill(0);
  for (let m = 0; m < 64; m++) {
    for (let box = 0; box < 8; box++) {
      for (let j = 0; j < 4; j++) {
        const bit = (boxOutput(box, m) >> (3 - j)) & 1;
        if (bit) words[m] = (words[m]! | (1 << wordBit(4 * box + j))) >>> 0;
      }
    }
  }
  // Möbius transform: from values to coefficients.
  for (let step = 1; step < 64; step *= 2) {
    for (let m = 0; m < 64; m++) if (m & step) words[m] = (words[m]! ^ words[m - step]!) >>> 0;
  }
  return words;
}

export interface Swap {
  readonly shift: number;
  readonly mask: number;
}

/** P as a Beneš network of exchanges between bits `shift` apart: nine exchanges reach any order of 32 bits. */
function permutationNetwork(): Swap[] {
  const source = new Array<number>(32);
  for (let i = 0; i < 32; i++) source[wordBit(i)] = wordBit(permutationP[i]! - 1);
  const stages: Swap[] = [16, 8, 4, 2, 1, 2, 4, 8, 16].map((shift) => ({ shift, mask: 0 }));
  route(
    Array.from({ length: 32 }, (_, i) => i),
    source,
    0,
    stages as { shift: number; mask: number }[],
  );
  return stages.filter((stage) => stage.mask !== 0);
}

/**
 * Routes the lines `lines` (positions in the word, in order) so that lines[i] ends with what entered at lines[source[i]]…
 * the classical looping algorithm: the two ends of each outer pair must go through different halves.
 */
function route(
  lines: readonly number[],
  source: readonly number[],
  depth: number,
  stages: { shift: number; mask: number }[],
): void {
  const size = lines.length;
  const half = size / 2;
  const first = stages[depth]!;
  if (size === 2) {
    if (source[0] === 1) first.mask = (first.mask | (1 << lines[0]!)) >>> 0;
    return;
  }
  const last = stages[8 - depth]!;
  const target = new Array<number>(size);
  source.forEach((from, to) => {
    target[from] = to;
  });
  // inHalf[i]: which half input i goes through; outHalf[i]: which half output i comes from.
  const inHalf = new Array<number>(size).fill(-1);
  const outHalf = new Array<number>(size).fill(-1);
  for (let start = 0; start < half; start++) {
    let output = start;
    while (outHalf[output] === -1) {
      outHalf[output] = 0;
      const input = source[output]!;
      inHalf[input] = 0;
      const other = (input + half) % size;
      inHalf[other] = 1;
      const otherOutput = target[other]!;
      outHalf[otherOutput] = 1;
      output = (otherOutput + half) % size;
    }
  }
  const inner: number[][] = [new Array<number>(half), new Array<number>(half)];
  for (let i = 0; i < half; i++) {
    if (inHalf[i] === 1) first.mask = (first.mask | (1 << lines[i]!)) >>> 0;
    if (outHalf[i] === 1) last.mask = (last.mask | (1 << lines[i]!)) >>> 0;
  }
  for (let output = 0; output < size; output++) {
    inner[outHalf[output]!]![output % half] = source[output]! % half;
  }
  route(lines.slice(0, half), inner[0]!, depth + 1, stages);
  route(lines.slice(half), inner[1]!, depth + 1, stages);
}

const hex = (word: number) => `0x${word.toString(16).padStart(8, '0')}u`;

/** The two tables as they stand in des.c. */
export function desTablesInC(): { normalForm: string; network: string } {
  const words = normalForm().map(hex);
  const rows: string[] = [];
  for (let i = 0; i < 64; i += 8) rows.push(`  ${words.slice(i, i + 8).join(', ')},`);
  return {
    normalForm: rows.join('\n'),
    network: permutationNetwork()
      .map(({ shift, mask }) => `  x = exchange(x, ${hex(mask)}, ${shift});`)
      .join('\n'),
  };
}
