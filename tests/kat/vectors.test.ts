// SPDX-License-Identifier: Apache-2.0
//
// The known answers of crypto/vectors, asked of the port.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';
import { type Answered, type Asked, Lab } from './support/lab.ts';

type Case = readonly [Asked, Answered];
// biome-ignore lint/suspicious/noExplicitAny: files of known shape; a wrong name would fail its case
const read = (name: string): any =>
  JSON.parse(readFileSync(join(root, 'crypto/vectors', name), 'utf8'));
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const asked = (op: string, fields: object, out: string): Case => [{ op, ...fields }, { out }];

const linesOf = (name: string): Case[] =>
  read(name).lines.map(({ question, answer }: { question: Asked; answer: Answered }) => [
    question,
    answer,
  ]);

/** One list for each file. */
const files: Readonly<Record<string, () => Case[]>> = {
  'kat-ciphers.json': () => linesOf('kat-ciphers.json'),
  'kat-others.json': () => linesOf('kat-others.json'),

  'aes.json': () => {
    const { block, cmac, cmacMessage } = read('aes.json');
    return [
      ...block.flatMap(({ key, clear, cipher }: Record<string, string>) => [
        asked('aes.ecb.encrypt', { key, data: clear }, cipher!),
        asked('aes.ecb.decrypt', { key, data: cipher }, clear!),
      ]),
      ...cmac.flatMap(({ key, byMessageSize }: { key: string; byMessageSize: object }) =>
        Object.entries(byMessageSize).map(([size, mac]) =>
          asked('aes.cmac', { key, data: cmacMessage.slice(0, 2 * Number(size)) }, mac),
        ),
      ),
    ];
  },

  'des.json': () =>
    read('des.json').ecb.flatMap(({ key, clear, cipher }: Record<string, string>) => [
      asked('tdes.ecb.encrypt', { key, data: clear }, cipher!),
      asked('tdes.ecb.decrypt', { key, data: cipher }, clear!),
    ]),

  'curves.json': () => {
    const { sm3, sm4, sm2 } = read('curves.json');
    const { publicKey, id, message, signature } = sm2;
    const question = { op: 'sm2.verify', publicKey, signerId: id, data: message, signature };
    const { signerId: _, ...anonymous } = question;
    return [
      ...sm3.map(({ ascii: text, hash }: Record<string, string>) =>
        asked('sm3', { data: ascii(text!) }, hash!),
      ),
      asked('sm4.ecb.encrypt', { key: sm4.key, data: sm4.clear }, sm4.cipher),
      [question, { ok: true }],
      [anonymous, { ok: true }],
      [{ ...question, signerId: '' }, { ok: false }],
      [{ ...question, data: `${message}00` }, { ok: false }],
      ...rfc6979(),
    ];
  },

  'mac.json': () => {
    const { unionPay, iso9797Algorithm3 } = read('mac.json');
    return [
      ...unionPay.map(({ key, message, mac }: Record<string, string>) =>
        asked('mac.unionpay.tdes', { key, data: message }, ascii(mac!.slice(0, 8)).toUpperCase()),
      ),
      ...iso9797Algorithm3.map(({ key, padding, message, mac }: Record<string, string>) =>
        asked('mac.iso9797.3', { key, padding, data: message }, mac!),
      ),
    ];
  },

  'pin-blocks.json': () => {
    const { blocks, format4, underSm4, checkValues } = read('pin-blocks.json');
    const encode = (fields: object, answer: Answered): Case => [
      { op: 'pinblock.encode', ...fields },
      answer,
    ];
    const ciphers = [undefined, 'tdes', 'aes', 'sm4'];
    const methods = [undefined, 'legacy', 'cmac'];
    return [
      ...blocks
        .filter(({ format }: { format: number }) => format <= 3)
        .map(({ block, ...fields }: Record<string, string>) => encode(fields, { out: block })),
      ...format4.flatMap(
        ({ pin, pan, fill, key, pinField, panField, block }: Record<string, string>) => [
          encode({ format: 4, pin, pan, fill }, { out: pinField, panField }),
          ...(block ? [encode({ format: 4, pin, pan, fill, key }, { out: block })] : []),
        ],
      ),
      asked('sm4.ecb.encrypt', { key: underSm4.key, data: underSm4.clear }, underSm4.block),
      ...checkValues.map(
        ({
          cipher,
          method,
          size,
          key,
          value,
        }: Record<'cipher' | 'method' | 'size', number> & Record<'key' | 'value', string>) =>
          asked(
            'kcv',
            { cipher: ciphers[cipher], method: methods[method], key, bytes: size },
            value,
          ),
      ),
    ];
  },

  'key-blocks.json': () => {
    const { blocks, badHeaders } = read('key-blocks.json');
    const [{ kbpk, key }] = blocks;
    return [
      ...blocks.map(({ kbpk, text, key }: Record<string, string>) => [
        { op: 'tr31.unwrap', kbpk, block: text },
        { header: headers[text![0]!], key },
      ]),
      ...badHeaders.map((header: string) => [
        { op: 'tr31.wrap', kbpk, header, key, fill: '000000000000' },
        {
          error:
            'key block: an optional block that does not parse, or a header that is no whole number of cipher blocks',
        },
      ]),
    ];
  },

  'dukpt.json': () => [...dukptTdes(), ...dukptAes()],
};

function rfc6979(): Case[] {
  // The public key of the private one that the file has: RFC 6979 A.2.5.
  const publicKey =
    '0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299';
  return read('curves.json').rfc6979.cases.map(
    ({ ascii: text, signature }: Record<string, string>) => [
      { op: 'p256.ecdsa.verify', publicKey, hash: 'sha256', data: ascii(text!), signature },
      { ok: true },
    ],
  );
}

const plain = { keyVersion: '00', exportability: 'E', optionalBlocks: [] };
/** Of the blocks of TR-31:2018 A.7, read by eye. */
const headers: Readonly<Record<string, object>> = {
  B: { version: 'B', length: 80, usage: 'P0', algorithm: 'T', mode: 'E', ...plain },
  C: {
    ...{ version: 'C', length: 96, usage: 'B0', algorithm: 'T', mode: 'X', keyVersion: '12' },
    exportability: 'S',
    optionalBlocks: [{ id: 'KS', length: 24, data: '00604B120F9292800000' }],
  },
  D: { version: 'D', length: 112, usage: 'P0', algorithm: 'A', mode: 'E', ...plain },
};

function dukptTdes(): Case[] {
  const { bdk, initialKsn, initialKey, transactions, clearPinBlock } = read('dukpt.json').tdes;
  const variant = (key: string, at: number) =>
    key
      .replace(/../g, (byte, place: number) =>
        (place / 2) % 8 === at
          ? (Number.parseInt(byte, 16) ^ 0xff).toString(16).padStart(2, '0')
          : byte,
      )
      .toUpperCase();
  return [
    asked('dukpt.tdes.ik', { bdk, ksn: initialKsn }, initialKey),
    ...transactions.flatMap(({ ksn, key, pinBlock }: Record<string, string>) => [
      asked('dukpt.tdes.key', { ik: initialKey, ksn, use: 'transaction' }, key!),
      asked('dukpt.tdes.key', { ik: initialKey, ksn, use: 'pin' }, variant(key!, 7)),
      asked('dukpt.tdes.key', { ik: initialKey, ksn, use: 'mac.request' }, variant(key!, 6)),
      asked('dukpt.tdes.key', { ik: initialKey, ksn, use: 'mac.response' }, variant(key!, 4)),
      asked('tdes.ecb.encrypt', { key: variant(key!, 7), data: clearPinBlock }, pinBlock!),
    ]),
  ];
}

/** The supplement's names for uses and types. */
const aesKeys = {
  pinAes128: ['pin', 'aes128'],
  pinAes256: ['pin', 'aes256'],
  macAes128: ['mac.generate', 'aes128'],
  macAes256: ['mac.generate', 'aes256'],
  dataAes128: ['data.encrypt', 'aes128'],
  dataAes256: ['data.encrypt', 'aes256'],
} as const;

function dukptAes(): Case[] {
  return read('dukpt.json').aes.flatMap(
    ({
      bdk,
      id,
      initialKey: ik,
      transactions,
    }: Record<'bdk' | 'id' | 'initialKey', string> & {
      transactions: Record<string, string>[];
    }) => [
      asked('dukpt.aes.ik', { bdk, ikid: id }, ik),
      ...transactions.flatMap((each) => [
        asked('dukpt.aes.key', { ik, ksn: each.ksn, use: 'transaction' }, each.key!),
        ...Object.entries(aesKeys).flatMap(([name, [use, type]]) =>
          each[name] ? [asked('dukpt.aes.key', { ik, ksn: each.ksn, use, type }, each[name])] : [],
        ),
      ]),
    ],
  );
}

describe('known answers', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.desk();
  });
  after(() => lab.close());

  for (const [name, cases] of Object.entries(files)) test(name, () => lab.check(cases()));

  test('SM4 a million times over gives the standard’s block', () => {
    const key = '0123456789ABCDEFFEDCBA9876543210';
    let iv = key;
    // CBC over zeros: each block is the encryption of the one before.
    for (let done = 0; done < 1_000_000; done += 2000) {
      const data = '00'.repeat(16 * 2000);
      const [answer] = lab.ask([{ op: 'sm4.cbc.encrypt', key, iv, data }]);
      iv = String(answer!.out).slice(-32);
    }
    assert.equal(iv, '595298C7C6FD271F0402F804C33D3F66');
  });
});
