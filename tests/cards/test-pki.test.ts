// SPDX-License-Identifier: Apache-2.0
//
// The test PKI of the card doubles: that it is what it says, and that nothing a terminal is built from knows any of it.

import assert from 'node:assert/strict';
import { constants, createHash, createPublicKey, publicDecrypt } from 'node:crypto';
import { describe, test } from 'node:test';
import type { CertificateKey } from '../../host-sim/cards/certificates.ts';
import { makeCardFile } from '../../host-sim/cards/doubles.ts';
import { schemeNames, schemes } from '../../host-sim/cards/schemes.ts';
import {
  authoritiesCsv,
  authorityTable,
  cataloguePki,
  catalogueSeed,
  drawPki,
} from '../../host-sim/cards/test-pki.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { builtIn } from '../../host-sim/parameters/built-in.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { caKeysFromCsv } from '../../host-sim/tap/ca-keys.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { longRun } from '../budgets.ts';
import { files, type SourceFile } from '../tidy/support/repository.ts';
import { flatten } from './support/flatten.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined && longRun.everyCardDouble;

/** Modulus or point. */
const publicOf = (key: CertificateKey): string => ('modulus' in key ? key.modulus : key.point);

const allKeys = schemeNames.flatMap((scheme) => {
  const { authority, issuer, icc } = cataloguePki(scheme);
  return [authority, issuer, icc].map(publicOf);
});

describe('the test PKI', () => {
  const drawn = isLong ? schemeNames : (['unionpay-sm'] as const);
  for (const scheme of drawn) {
    test(`of ${scheme} in doubles-pki.json is what its seed draws`, () =>
      assert.deepEqual(cataloguePki(scheme), drawPki(catalogueSeed, scheme)));
  }

  test('has no key twice, and another seed has others', () => {
    assert.equal(new Set(allKeys).size, allKeys.length);
    assert.ok(!allKeys.includes(publicOf(drawPki('another', 'unionpay-sm').authority)));
  });

  test('RSA moduli have all their bits', () => {
    for (const scheme of schemeNames) {
      const { rsaBits } = schemes[scheme];
      if (!rsaBits) continue;
      const { authority, issuer, icc } = cataloguePki(scheme);
      [authority, issuer, icc].forEach((key, index) => {
        assert.equal(BigInt(`0x${publicOf(key)}`).toString(2).length, rsaBits[index]);
      });
    }
  });

  test('OpenSSL opens the certificates with the key above, and the hash is right', () => {
    const random = new Random('openssl');
    const making = { random, issuerMasterKey: new Uint8Array(16), pki: cataloguePki };
    const file = makeCardFile('visa', 'online', making);
    const found = new Map(file.records.flatMap(({ data }) => [...flatten(fromHex(data))]));
    const { authority, issuer, icc } = cataloguePki('visa');
    const opened = (key: CertificateKey, tag: string) => {
      const jwk = {
        kty: 'RSA',
        n: Buffer.from(publicOf(key), 'hex').toString('base64url'),
        e: Buffer.of(3).toString('base64url'),
      };
      const options = {
        key: createPublicKey({ key: jwk, format: 'jwk' }),
        padding: constants.RSA_NO_PADDING,
      };
      return publicDecrypt(options, Buffer.from(found.get(tag)!, 'hex'))
        .toString('hex')
        .toUpperCase();
    };
    const signed = file.records.find(({ signed }) => signed)!.data;
    const rows = [
      ['90', authority, '02627099FF1239', issuer, ''],
      ['9F46', issuer, `04${file.pan}FFFF1239`, icc, `${signed}${file.aip}`],
    ] as const;
    for (const [tag, parent, head, key, covered] of rows) {
      const clear = opened(parent, tag);
      assert.ok(clear.startsWith(`6A${head}`), tag);
      assert.ok(clear.endsWith('BC'), tag);
      const remainder = found.get(tag === '90' ? '92' : '9F48') ?? '';
      const inside = clear.slice(2, -42);
      const modulus = `${inside.slice(tag === '90' ? 28 : 40)}${remainder}`;
      assert.ok(modulus.startsWith(publicOf(key).slice(0, 160)), tag);
      const text = `${inside}${remainder}03${covered}`;
      const hash = createHash('sha1').update(Buffer.from(text, 'hex')).digest('hex');
      assert.equal(clear.slice(-42, -2), hash.toUpperCase(), tag);
    }
  });

  test('its authorities go through --ca-keys, RSA and SM2', () => {
    const table = toHex(caKeysFromCsv(authoritiesCsv(cataloguePki)));
    assert.equal(table, authorityTable(cataloguePki, schemeNames));
    for (const scheme of schemeNames) {
      const { aid, caIndex } = schemes[scheme];
      assert.ok(table.includes(`${aid.slice(0, 10)}${caIndex}`), scheme);
      assert.ok(table.includes(publicOf(cataloguePki(scheme).authority)), scheme);
    }
    const wrong = authoritiesCsv(cataloguePki).replace(',04,', ',05,');
    assert.throws(() => caKeysFromCsv(wrong), /algorithm must be 01 \(RSA\) or 04 \(SM2\)/);
  });
});

/** Where test keys may be; and in card parameters that say that they are for tests. */
const allowed = /^(host-sim\/cards\/doubles-pki\.json|tests\/)/;
const isForTests = ({ path, text }: SourceFile) =>
  allowed.test(path) || (path.endsWith('.json') && /"test":\s*true/.test(text));
/** RID and an index of test authorities, as tables have them, or as JSON. */
const testAuthority =
  /A000000(?:333|003|004)(?:[^0-9A-Za-z]*index[^0-9A-Za-z]*|[^0-9A-Za-z]*)E[0-9A-F]/i;

/** What a terminal is built from, or delivered with. */
const isOfTerminal = ({ path }: SourceFile) => path.startsWith('src/') || path.endsWith('.json');

/** Digits as they would be without quotes, blanks, signs and commas between them. */
const squeezed = (text: string) => text.replace(/0x|[^0-9A-Fa-f]/g, '').toUpperCase();

/** What of the test PKI is in `text`, which may be source, JSON or hexadecimal. */
function keysIn(text: string): readonly string[] {
  const digits = squeezed(text);
  return allKeys.filter((key) => digits.includes(key));
}

function findings(all: readonly SourceFile[]): readonly string[] {
  return all
    .filter((file) => !isForTests(file))
    .flatMap((file) => {
      const { path, text } = file;
      const named = isOfTerminal(file) && testAuthority.test(text) ? [`${path}: test index`] : [];
      return [...keysIn(text).map(() => `${path}: test key`), ...named];
    });
}

describe('production knows no test key:', () => {
  test('no file but the doubles’ own holds one, and no table of src names a test authority', () =>
    assert.deepEqual(findings(files), []));

  test('neither does the table of authorities', () => {
    const table = toHex(builtIn().caKeys);
    assert.deepEqual(keysIn(table), []);
    assert.ok(!testAuthority.test(table));
  });

  test('neither does the program as it is shipped, as bytes or as digits', async () => {
    const program = await firmware();
    const code = Buffer.from(program.code);
    for (const key of allKeys) {
      assert.equal(code.indexOf(Buffer.from(key, 'hex')), -1);
      assert.equal(code.indexOf(key), -1);
      assert.equal(code.indexOf(key.slice(0, 64)), -1);
    }
    const live = 'BBE9066D2517511D239C7BFA77884144';
    const isThere = code.includes(live) || code.includes(Buffer.from(live, 'hex'));
    assert.ok(isThere, 'a key of production is found');
  });

  test('one that is planted is found, also in pieces', () => {
    const key = allKeys[0]!;
    const pieces = `  '${key.slice(0, 80).toLowerCase()}' +\n    '${key.slice(80)}',`;
    const planted = [
      ['src/emv/ca-keys-unionpay.ts', pieces],
      ['parameters/visa.json', JSON.stringify({ modulus: key })],
      ['src/emv/ca-keys-unionpay.ts', "'A000000333E10101FFFFFF'"],
      ['parameters/visa.json', '{"rid": "A000000003", "index": "E1"}'],
    ] as const;
    for (const [path, text] of planted) assert.equal(findings([{ path, text }]).length, 1, path);
    const forTests = JSON.stringify({ test: true, modulus: key });
    assert.deepEqual(findings([{ path: 'tests/x.ts', text: pieces }]), []);
    assert.deepEqual(findings([{ path: 'parameters/test.json', text: forTests }]), []);
  });
});
