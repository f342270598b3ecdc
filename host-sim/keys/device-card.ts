// SPDX-License-Identifier: Apache-2.0
//
// A terminal's card: its id and public key, which it leaves in its flash partition `keyload` for whoever is to send it keys. The
// layout is described in crypto/core/device_card.h; read here apart from the C that writes it.
//
// The one thing a reader would get wrong: a card proves nothing. Whoever makes a file for it first compares the id with the one
// on the terminal's screen.

import { createHash } from 'node:crypto';
import { deviceIdBytes, deviceIdOf, publicKeyOf, spelled } from './p256.ts';

export interface DeviceCard {
  readonly id: Buffer;
  /** x | y */
  readonly publicKey: Buffer;
}

const cardBytes = 128;
const sectorBytes = 4096;

/** The card in a flash image, in its partition's image or alone; undefined when there is none. */
export function findDeviceCard(image: Uint8Array): DeviceCard | undefined {
  const bytes = Buffer.from(image);
  for (let at = 0; at + cardBytes <= bytes.length; at += sectorBytes) {
    const card = readDeviceCard(bytes.subarray(at, at + cardBytes));
    if (card) return card;
  }
  return undefined;
}

function readDeviceCard(card: Buffer): DeviceCard | undefined {
  if (card.toString('latin1', 0, 4) !== 'JZID' || card[4] !== 1) return undefined;
  const digest = createHash('sha256').update(card.subarray(0, 96)).digest();
  return digest.equals(card.subarray(96)) ? deviceCard(card.subarray(32, 96)) : undefined;
}

/** As JSON: { "deviceId": …, "publicKey": "04…" }. A text tells what is wrong. */
export function deviceCardOfJson(text: string): DeviceCard | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is neither a flash image with a device card nor JSON';
  }
  const { deviceId, publicKey } = (value ?? {}) as Record<string, unknown>;
  if (typeof publicKey !== 'string' || !/^04[0-9a-f]{128}$/i.test(publicKey))
    return 'its publicKey is not 04 and 128 hexadecimal digits';
  const card = deviceCard(Buffer.from(publicKey.slice(2), 'hex'));
  if (!card) return 'its publicKey is no point of P-256';
  const isSame = typeof deviceId === 'string' && hexOf(deviceId) === card.id.toString('hex');
  return isSame ? card : 'its deviceId is not that of its publicKey';
}

function hexOf(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

function deviceCard(publicKey: Buffer): DeviceCard | undefined {
  try {
    publicKeyOf(publicKey);
  } catch {
    return undefined;
  }
  return { id: deviceIdOf(publicKey).subarray(0, deviceIdBytes), publicKey };
}

export function jsonOfDeviceCard({ id, publicKey }: DeviceCard): object {
  return {
    deviceId: spelled(id),
    publicKey: `04${publicKey.toString('hex').toUpperCase()}`,
  };
}

/** The id of the card in an image, in groups of four digits, as the terminal shows it. */
export function deviceCardText(image: Uint8Array): string[] {
  const card = findDeviceCard(image);
  return card ? spelled(card.id).split(' ') : [];
}
