// SPDX-License-Identifier: Apache-2.0
//
// The PN532 model against libnfc, which nobody here wrote: Debian's nfc-list and nfc-scan-device over a pseudo-terminal find
// the chip and the cards in its field.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { IdentityA } from '../../host-sim/cards/card.ts';
import { makeCard } from '../../host-sim/cards/catalogue.ts';
import { Pn532Chip } from '../../host-sim/chips/pn532.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { missing } from '../debian.ts';
import { onTerminal, type Terminal } from './support/pty.ts';

const run = promisify(execFile);
const skip = missing('nfc-list', 'libnfc-bin') ?? false;

/** As libnfc prints bytes. */
const printed = (bytes: Uint8Array) =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('  ');

describe('pn532 and libnfc', { skip }, () => {
  const kernel = new Kernel('libnfc');
  const chip = new Pn532Chip(
    { kernel, random: kernel.random('pn532'), log: () => {}, foreign: true },
    { port: 'hsu' },
  );
  const card = (name: string) =>
    makeCard(name, { random: kernel.random(name), issuerMasterKey: new Uint8Array(16) });
  let terminal: Terminal;

  before(async () => {
    terminal = await onTerminal(kernel, chip.bus.uart);
  });

  after(() => terminal.close());

  const libnfc = async (program: string, ...args: readonly string[]) => {
    const env = { ...process.env, LIBNFC_DEVICE: `pn532_uart:${terminal.path}` };
    const { stdout } = await run(program, args, { env, timeout: 20_000 });
    return stdout;
  };

  const lists = async (name: string) => {
    const double = card(name);
    chip.world.present(double);
    const text = await libnfc('nfc-list');
    const identity = double.identity as IdentityA;
    chip.world.remove(double);
    assert.match(text, /1 ISO14443A passive target\(s\) found/);
    const atqa = printed(Uint8Array.of(identity.atqa >> 8, identity.atqa & 0xff));
    assert.ok(text.includes(`ATQA (SENS_RES): ${atqa}`), text);
    assert.ok(text.includes(`SAK (SEL_RES): ${printed(Uint8Array.of(identity.sak))}`), text);
    return { text, identity };
  };

  test('nfc-scan-device finds the chip and its firmware', async () => {
    const text = await libnfc('nfc-scan-device', '-v');
    assert.match(text, /chip: PN532 v1\.6/);
    assert.match(text, /ISO\/IEC 14443A \(.*106 kbps\).*FeliCa.*ISO\/IEC 14443-4B.*Jewel/);
  });

  test('nfc-list finds no card where there is none', async () => {
    assert.doesNotMatch(await libnfc('nfc-list'), /target/);
  });

  test('nfc-list lists the debit card with its UID and ATS', async () => {
    const { text, identity } = await lists('quickpass-debit');
    assert.ok(text.includes(`UID (NFCID1): ${printed(identity.uid)}`), text);
    // libnfc leaves the length byte out.
    assert.ok(text.includes(`ATS: ${printed(identity.ats!.subarray(1))}`), text);
  });

  test('nfc-list takes the phone’s UID for a random one', async () => {
    const { text } = await lists('phone');
    assert.match(text, /UID \(NFCID3\): 08/);
  });

  test('nfc-list lists a card without ISO-DEP without ATS', async () => {
    const { text } = await lists('mifare');
    assert.doesNotMatch(text, /ATS/);
  });

  test('nfc-list lists a type B card', async () => {
    const double = card('quickpass-type-b');
    chip.world.present(double);
    const text = await libnfc('nfc-list', '-t', '8');
    const { identity } = double;
    chip.world.remove(double);
    assert.ok(identity.type === 'B');
    assert.match(text, /1 ISO14443B passive target\(s\) found/);
    assert.ok(text.includes(`PUPI: ${printed(identity.pupi)}`), text);
    assert.ok(text.includes(`Protocol Info: ${printed(identity.protocolInfo)}`), text);
  });
});
