// SPDX-License-Identifier: Apache-2.0
//
// What Entry Point and the kernels make of each card double, by kind and scheme, with the test authorities' keys at hand, offline approvals
// allowed and no limits: `jiaozi tap --card`. The long run tries every one, and one of each scheme on the emulated board.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { cardFileText } from '../../host-sim/cards/card-file.ts';
import { doublePairs, makeCardFile } from '../../host-sim/cards/doubles.ts';
import { type SchemeName, schemeNames, schemes } from '../../host-sim/cards/schemes.ts';
import { authoritiesCsv, cataloguePki } from '../../host-sim/cards/test-pki.ts';
import { tap } from '../../host-sim/cli/tap.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { longRun } from '../budgets.ts';
import { ioOf } from './support/cli-io.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined && longRun.everyCardDouble;

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-doubles-'));
after(() => rmSync(folder, { recursive: true }));
const caKeys = join(folder, 'ca_keys.csv');
writeFileSync(caKeys, authoritiesCsv(cataloguePki));

const making = (name: string) => ({
  random: new Random(name),
  issuerMasterKey: new Uint8Array(16).fill(0x11),
  pki: cataloguePki,
});

async function tapped(scheme: SchemeName, kind: string, ...more: readonly string[]) {
  const path = join(folder, `${scheme}-${kind}.json`);
  writeFileSync(path, cardFileText(makeCardFile(scheme, kind, making(`${scheme} ${kind}`))));
  const { io, written } = ioOf();
  const args = ['--card', path, '--ca-keys', caKeys, '--date', '261121', ...more];
  assert.equal(await tap([...args], io), 0, written.stderr);
  const { outcome, cause, cvm, oda, tvr, tags, apdus } = JSON.parse(written.stdout);
  return { outcome, cause, cvm, oda: [oda.method, oda.result, oda.reason], tvr, tags, apdus };
}

interface Row {
  /** Outcome, cause, and how the cardholder was verified. */
  readonly ends: readonly [outcome: string, cause?: string | undefined, cvm?: string];
  /** Method, result and reason; default: not performed. */
  readonly oda?: readonly [method: string, result: string, reason: string | null];
  readonly tvr?: string;
}

type Rows = Readonly<Record<string, Row>>;

const online: Row = { ends: ['online-request', undefined, 'none'] };
const fdda: Row['oda'] = ['fdda', 'successful', null];
const cda: Row['oda'] = ['cda', 'successful', null];

/** Kernels 3 and 7. */
const quick: Rows = {
  'offline-approve': { ends: ['approved', undefined, 'none'], oda: fdda },
  online,
  decline: { ends: ['declined', 'card-declined'] },
  'fdda-wrong': {
    ends: ['declined', 'authentication-failed'],
    oda: ['fdda', 'failed', 'dynamic-signature-hash'],
    tvr: '0800000000',
  },
  'certificate-wrong': {
    ends: ['declined', 'authentication-failed'],
    oda: ['fdda', 'failed', 'icc-certificate-identity'],
    tvr: '0800000000',
  },
  expired: { ends: ['declined', 'expired'], tvr: '0040000000' },
  blocked: { ends: ['end-application', 'no-application'] },
  'no-cvm-list': online,
  cdcvm: { ends: ['online-request', undefined, 'confirmed-on-device'] },
  'pin-required': { ends: ['online-request', undefined, 'online-pin'], tvr: '0000040000' },
  'issuer-script': online,
  'wrong-afl': { ends: ['end-application', 'status-word'] },
};

/** Kernel 2; its TVR says whether there was relay resistance. */
const kernel2: Rows = {
  'offline-approve': { ends: ['approved', undefined, 'none'], oda: cda, tvr: '0000000001' },
  online: { ...online, oda: cda, tvr: '0000000001' },
  decline: { ends: ['declined', 'card-declined'], tvr: '0000000001' },
  'cda-wrong': {
    ends: ['end-application', 'authentication-failed'],
    oda: ['cda', 'failed', 'dynamic-signature-hash'],
    tvr: '0400000001',
  },
  'certificate-wrong': {
    ends: ['end-application', 'authentication-failed'],
    oda: ['cda', 'failed', 'icc-certificate-identity'],
    tvr: '0400000001',
  },
  balance: { ends: ['approved', undefined, 'none'], oda: cda, tvr: '0000000001' },
  expired: { ends: ['declined', 'card-declined'], tvr: '0040000001' },
  blocked: { ends: ['end-application', 'no-application'] },
  'no-cvm-list': { ...online, oda: cda, tvr: '2000000001' },
  // Without a CVM limit nothing need be verified.
  cdcvm: { ...online, oda: cda, tvr: '0000000001' },
  'pin-required': { ...online, oda: cda, tvr: '0000000001' },
  'issuer-script': { ...online, oda: cda, tvr: '0000000001' },
  'wrong-afl': { ends: ['end-application', 'status-word'], tvr: '0000000001' },
  relay: { ...online, oda: cda, tvr: '0000000002' },
  'relay-far': { ...online, oda: cda, tvr: '0000000006' },
  'relay-boasts': { ...online, oda: cda, tvr: '000000000A' },
  'relay-early': { ends: ['end-application', 'relay-suspected'] },
};

const sm2: Rows = {
  ...quick,
  'fdda-wrong': {
    ...quick['fdda-wrong']!,
    oda: ['fdda', 'failed', 'dynamic-signature-signature'],
  },
};

const rowsOf: Readonly<Record<SchemeName, Rows>> = {
  unionpay: { ...quick, balance: quick['offline-approve']! },
  'unionpay-sm': sm2,
  visa: quick,
  mastercard: kernel2,
};

const torn: Row = { ends: ['try-again', 'removed'] };

async function judged(scheme: SchemeName, kind: string, row: Row, ...more: readonly string[]) {
  const found = await tapped(scheme, kind, ...more);
  const [outcome, cause, cvm] = row.ends;
  const name = `${scheme}-${kind}`;
  assert.deepEqual(
    [found.outcome, found.cause ?? undefined, found.cvm ?? undefined],
    [outcome, cause, cvm],
    name,
  );
  if (row === torn) return found;
  assert.deepEqual(found.oda, row.oda ?? ['none', 'not-performed', null], name);
  if (found.tvr !== null) assert.equal(found.tvr, row.tvr ?? '0000000000', name);
  return found;
}

/** Each scheme's own flow, and what differs; the long run has all of them. */
const isDue = (scheme: SchemeName, kind: string) =>
  isLong ||
  (!kind.startsWith('torn') && scheme !== 'unionpay-sm') ||
  ['offline-approve', 'fdda-wrong'].includes(kind);

describe('the kernels and', () => {
  for (const scheme of schemeNames) {
    test(`each card double of ${scheme}: outcome, authentication and TVR are those of its kind`, async () => {
      const kinds = doublePairs.filter(([of]) => of === scheme).map(([, kind]) => kind);
      const rows = rowsOf[scheme];
      const named = kinds.filter((kind) => !kind.startsWith('torn'));
      assert.deepEqual([...named].sort(), Object.keys(rows).sort(), 'a row for each kind');
      for (const kind of kinds.filter((each) => isDue(scheme, each)))
        await judged(scheme, kind, rows[kind] ?? torn);
    });

    test(`a whole transaction of ${scheme} has as many commands as there are torn cards`, async () => {
      const { apdus } = await tapped(scheme, 'online');
      assert.equal(apdus.length, schemes[scheme].commandCount);
      const name = `torn-${apdus.length}`;
      const { apdus: until } = await judged(scheme, name, torn);
      assert.equal(until.length, apdus.length);
      assert.equal(until.at(-1).r, null);
    });
  }

  const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
  test('on the emulated board a card is authenticated, too', { skip }, async () => {
    const due = !isLong ? (['unionpay-sm'] as const) : schemeNames;
    for (const scheme of due)
      await judged(scheme, 'offline-approve', rowsOf[scheme]['offline-approve']!, '--target=rv32');
  });

  test('kernel 2 reads what the card had before, and what is left, where the terminal asks for it', async () => {
    const config = join(folder, 'balance.json');
    const tags = { DF8104: '000000000000', DF8105: '000000000000' };
    const aids = [{ aid: schemes.mastercard.aid, kernel: 2, version: '0002', tags }];
    writeFileSync(config, JSON.stringify({ aids }));
    const found = await tapped('mastercard', 'balance', '--config', config, '--amount', '1250');
    assert.equal(found.outcome, 'approved');
    assert.deepEqual([found.tags.DF8104, found.tags.DF8105], ['000000100000', '000000098750']);
    assert.match(found.tags.DF8116, /200000000987500156$/);
    const online = await tapped('mastercard', 'online', '--config', config);
    assert.deepEqual([online.outcome, online.tags.DF8105], ['online-request', '']);
  });

  test('above the CVM limit kernel 2 takes the phone’s word, or asks for the PIN', async () => {
    const config = join(folder, 'limits.json');
    const aids = [{ aid: schemes.mastercard.aid, kernel: 2, version: '0002', cvmLimit: '1000' }];
    writeFileSync(config, JSON.stringify({ aids }));
    const limits = ['--config', config, '--amount', '1250'];
    const onDevice = await tapped('mastercard', 'cdcvm', ...limits);
    assert.equal(onDevice.cvm, 'confirmed-on-device');
    const pin = await tapped('mastercard', 'pin-required', ...limits);
    assert.equal(pin.cvm, 'online-pin');
    assert.equal(pin.tvr, '0000040001');
  });
});
