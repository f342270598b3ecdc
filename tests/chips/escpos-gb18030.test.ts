// SPDX-License-Identifier: Apache-2.0
//
// The firmware's GB18030 encoder (C) against iconv-lite, whose table the printer model decodes with: what the terminal
// writes is what the paper shows, for every character.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const natives = join(root, 'src/lib/native');

/** Reads lines of UTF-8, writes lines of GB18030 in hex; an argument limits the room. */
const program = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gb18030.h"
int main(int count, char **arguments) {
  static char line[65536];
  static unsigned char code[65536];
  size_t room = count > 1 ? (size_t)atoi(arguments[1]) : sizeof code;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\\n")] = 0;
    size_t length = gb18030_encode(line, code, room);
    for (size_t i = 0; i < length; i++) printf("%02x", code[i]);
    printf("\\n");
  }
  return 0;
}`;

describe('the GB18030 encoder of the firmware', () => {
  let folder = '';
  let encoder = '';

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gb18030-'));
    encoder = join(folder, 'encoder');
    const flags = [
      '-std=c99',
      '-O1',
      '-Wall',
      '-Wextra',
      '-Wconversion',
      '-Werror',
      '-funsigned-char',
    ];
    const checks = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const sources = [join(natives, 'gb18030.c'), join(natives, 'gb18030_table.c')];
    const own = ['-x', 'c', '-', '-I', natives, '-o', encoder];
    execFileSync('gcc', [...flags, ...checks, ...sources, ...own], { input: program });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function encode(lines: readonly (string | Buffer)[], room?: number): string[] {
    const input = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
    const output = execFileSync(encoder, room === undefined ? [] : [String(room)], { input });
    return output.toString('latin1').trimEnd().split('\n');
  }

  test('agrees with iconv-lite on every character of the basic plane', () => {
    const characters: string[] = [];
    for (let code = 0x20; code <= 0xffff; code++) {
      // iconv-lite gives A3A0, the standard's code of this private character, to the ideographic space.
      if (code === 0xe5e5) continue;
      if (code !== 0x7f && (code < 0xd800 || code > 0xdfff))
        characters.push(String.fromCharCode(code));
    }
    const expected = characters.map((character) =>
      iconv.encode(character, 'gb18030').toString('hex'),
    );
    assert.equal(characters.length, 63_454);
    assert.deepEqual(encode(characters), expected);
  });

  test('agrees with iconv-lite above the basic plane, at the ends and in between', () => {
    const codes = [0x10000, 0x1f600, 0x20000, 0x2a6d6, 0x30000, 0x10fffd, 0x10ffff];
    const characters = codes.map((code) => String.fromCodePoint(code));
    assert.deepEqual(
      encode(characters),
      characters.map((character) => iconv.encode(character, 'gb18030').toString('hex')),
    );
  });

  test('writes whole lines, and nothing that does not fit', () => {
    const line = '中A㐀镕';
    assert.deepEqual(encode([line]), ['d6d0418139ee39e946']);
    assert.deepEqual(
      [0, 1, 2, 3, 6, 7, 9].map((room) => encode([line], room)[0]),
      ['', '', 'd6d0', 'd6d041', 'd6d041', 'd6d0418139ee39', 'd6d0418139ee39e946'],
    );
  });

  test('turns malformed UTF-8 into question marks without reading past its end', () => {
    const malformed = ['e4b8', '80', 'c080', 'eda080', 'f5808080', 'e4b841', 'f0808080', 'ff'];
    const expected = ['3f3f', '3f', '3f3f', '3f', '3f3f3f3f', '3f3f41', '3f3f3f3f', '3f'];
    assert.deepEqual(encode(malformed.map((bytes) => Buffer.from(bytes, 'hex'))), expected);
  });

  test('lets no control character through', () => {
    assert.deepEqual(encode(['\x1b@\t\x7f']), ['3f403f3f']);
  });

  test('has a table that is what its script makes today', () => {
    const made = execFileSync('node', [join(root, 'scripts/make-gb18030.mjs'), '--print'], {
      maxBuffer: 1 << 20,
    });
    assert.equal(made.toString(), readFileSync(join(natives, 'gb18030_table.c'), 'utf8'));
  });
});
