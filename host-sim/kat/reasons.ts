// SPDX-License-Identifier: Apache-2.0
//
// Why a native of the port gives no answer, by the numbers of native/kat.h, in words.

export const reasons: Readonly<Record<number, string>> = {
  [-1]: 'a field has a length that the core does not take: see jiaozi kat --help',
  [-2]: 'a choice that the core does not have: see jiaozi kat --help',
  [-3]: 'modulus: must be an odd number of 2 to 256 bytes',
  [-4]: 'exponent: must be an odd number from 3 to FFFFFFFF',
  [-5]: 'data: must be a number below the modulus',
  [-6]: 'publicKey: is no point of the curve',
  [-7]: 'privateKey: must be from 1 to the order of the curve less 1',
  [-8]: 'pin, pan: the PIN has 4 to 12 digits, the PAN 1 to 19',
  [-9]: 'fill: too few hex digits, or some that the format does not have (format 3: A to F only)',
  [-10]: 'ksn: its counter is 0 or has more bits set than DUKPT uses (TDES 10 of 21, AES 16 of 32)',
  [-11]: 'type: stronger than ik, from which the key is derived',
  [-12]: 'pin, pan: must be decimal digits',
  [-13]: 'bytes: more than the generator gives at once',
  [-14]: 'the program on the target refused the request',
  // −20 less the status of crypto/core/key_block.h
  [-21]: 'key block: too short, or a character where it may not stand',
  [-22]: 'key block: a version that is not B, C or D',
  [-23]:
    'key block: its length is not what its header says, or no whole number of cipher blocks (fill)',
  [-24]:
    'key block: an optional block that does not parse, or a header that is no whole number of cipher blocks',
  [-25]: 'kbpk: a length that the version does not use (B and C: 16 or 24 bytes; D: 16, 24 or 32)',
  [-26]: 'key block: not authentic: changed, or wrapped under another key',
  [-27]: 'key: a length that its algorithm does not have',
  [-28]: 'key block: longer than 1024 characters',
};
