// SPDX-License-Identifier: Apache-2.0
//
// Finds the key of the journal's chain in a flash image: the vault's images lie in the partition "vault", sealed under the
// terminal's device secret, as crypto/core/vault_image.h describes them.

import { opened } from './cmac.ts';

const magic = Buffer.from('JZVI');
const unit = 32;
const headerBytes = 32;
const deliveredBytes = 16;
const recordBytes = 48;
const keyAt = 16;
const purposeJournal = 7;

/** Of the newest image that the secret opens; undefined when none has the key. */
export function chainKeyIn(flash: Buffer, secret: Buffer): Buffer | undefined {
  let newest = { generation: -1, key: undefined as Buffer | undefined };
  for (let at = 0; at + headerBytes <= flash.length; at += unit) {
    if (flash.compare(magic, 0, magic.length, at, at + magic.length) !== 0) continue;
    const generation = flash.readUInt32BE(at + 8);
    const image = flash.subarray(at, at + flash[at + 6]! * unit);
    const body = image.length > headerBytes + 16 && bodyOf(image, secret);
    if (body && generation > newest.generation)
      newest = { generation, key: keyOf(body, image[7]!) };
  }
  return newest.key;
}

function bodyOf(image: Buffer, secret: Buffer): Buffer | undefined {
  return opened(image, headerBytes, secret, 'jiaozi vault 1', image.subarray(16, 32));
}

function keyOf(body: Buffer, records: number): Buffer | undefined {
  for (let i = 0; i < records; i++) {
    const at = deliveredBytes + i * recordBytes;
    if (body[at + 1] === purposeJournal) return body.subarray(at + keyAt, at + recordBytes);
  }
  return undefined;
}
