// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { PNG } from 'pngjs';
import { escpos } from '../../host-sim/cli/escpos.ts';

const folder = mkdtempSync(join(tmpdir(), 'escpos-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: string[], input: Uint8Array | string = '') {
  const out: Buffer[] = [];
  let err = '';
  const code = await escpos(args, {
    stdin: Readable.from([Buffer.from(input as string)]),
    stdout: { write: (data) => out.push(Buffer.from(data as string)) },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
  });
  return { code, out: Buffer.concat(out), err };
}

const slip = Buffer.from('\x1b@Hello \xbd\xbb\xd7\xd3\n\x1dV\x00', 'latin1');

describe('jiaozi escpos render', () => {
  test('prints the text of standard input', async () => {
    assert.deepEqual(await run(['render', '-'], slip), {
      code: 0,
      out: Buffer.from('Hello 交子\n[cut]\n'),
      err: '',
    });
  });

  test('writes a picture of a file, and the text when asked', async () => {
    const [input, output] = [join(folder, 'in.bin'), join(folder, 'out.png')];
    writeFileSync(input, slip);
    assert.deepEqual(await run(['render', input, '-o', output]), {
      code: 0,
      out: Buffer.alloc(0),
      err: '',
    });
    assert.equal(PNG.sync.read(readFileSync(output)).height, 30 + 80);
    assert.equal(
      (await run(['render', input, '-o', output, '--text'])).out.toString(),
      'Hello 交子\n[cut]\n',
    );
  });

  test('writes the picture to standard output with -o -', async () => {
    const { code, out } = await run(['render', '-', '-o', '-'], slip);
    assert.equal(code, 0);
    assert.equal(PNG.sync.read(out).width, 464);
  });

  test('names what it skipped, and goes on', async () => {
    const { code, out, err } = await run(['render', '-'], '\x07\x1b\x01good\n');
    assert.deepEqual([code, out.toString()], [0, 'good\n']);
    assert.equal(
      err,
      'jiaozi escpos: skipped: unknown command 07\njiaozi escpos: skipped: unknown command 1B 01\n',
    );
  });

  test('renders what there is of a cut-off stream and fails', async () => {
    const { code, out, err } = await run(['render', '-'], 'good\n\x1dv0\0\x10');
    assert.deepEqual([code, out.toString()], [1, 'good\n']);
    assert.match(err, /ends inside a command after 10 bytes; is the file complete\?/);
  });

  test('fails on a file that is not there, is empty, or cannot be written', async () => {
    const missing = await run(['render', join(folder, 'missing')]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /cannot read .*ENOENT.*check the path/);
    assert.match((await run(['render', '-'])).err, /empty/);
    const unwritable = await run(['render', '-', '-o', join(folder, 'no', 'where.png')], slip);
    assert.equal(unwritable.code, 1);
    assert.match(unwritable.err, /cannot write/);
  });

  test('refuses to draw a kilometre of paper', async () => {
    const { code, err } = await run(
      ['render', '-', '-o', join(folder, 'long.png')],
      '\x1bd\xff'.repeat(100),
    );
    assert.equal(code, 1);
    assert.match(err, /mm long; use --text/);
  });

  test('shows its usage, and says what is wrong with a command line', async () => {
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.out.toString(), /Exit codes: 0/);
    for (const args of [
      [],
      ['print'],
      ['render'],
      ['render', 'a', 'b'],
      ['render', '-', '--bad'],
      ['render', '-', '-t', '-o', '-'],
    ]) {
      const { code, err } = await run(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, /^jiaozi escpos: .*see `jiaozi escpos --help`\n$/);
    }
  });
});
