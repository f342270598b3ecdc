// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi card serve`: how a double talks to the virtual reader of pcscd, with a reader of our own at the other end. The real one:
// pcsc.test.ts.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Card } from '../../host-sim/cards/card.ts';
import { makeCard } from '../../host-sim/cards/catalogue.ts';
import { framed, type Serving, serveVpcd } from '../../host-sim/cards/vpcd.ts';
import { card as cardCommand } from '../../host-sim/cli/card.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { ioOf } from './support/cli-io.ts';

const ppse = '00A404000E325041592E5359532E444446303100';
const double = (name: string): Card =>
  makeCard(name, { random: new Random(name), issuerMasterKey: new Uint8Array(16) });

describe('a double in a virtual reader', () => {
  const server = createServer();
  let port: number;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  after(() => server.close());

  const inReader = async (card: Card, onCommand?: Serving['onCommand']) => {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const serving = serveVpcd({ host: '127.0.0.1', port, card, ...(onCommand && { onCommand }) });
    const [socket] = await connected;
    socket.on('error', () => {});
    return { socket, serving };
  };

  /** The next message, without its length, however it is cut. */
  const received = async (socket: Socket): Promise<string> => {
    let bytes = Buffer.alloc(0);
    while (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) {
      const [more] = (await once(socket, 'data')) as [Buffer];
      bytes = Buffer.concat([bytes, more]);
    }
    return toHex(bytes.subarray(2));
  };

  test('tells its ATR, whose check byte is right', async () => {
    const { socket, serving } = await inReader(double('visa-online'));
    socket.write(framed(Uint8Array.of(4)));
    const atr = fromHex(await received(socket));
    assert.equal(toHex(atr), '3B80800101');
    assert.equal(
      atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0),
      0,
    );
    serving.stop();
    assert.equal(await serving.ended, 'stopped');
  });

  test('takes messages that come in pieces or together, and answers them in order', async () => {
    const lines: string[] = [];
    const { socket, serving } = await inReader(double('visa-online'), (line) => lines.push(line));
    const all = Buffer.concat([
      framed(Uint8Array.of(1)),
      framed(fromHex(ppse)),
      framed(fromHex('00A4040007A000000003101000')),
    ]);
    for (const byte of all.subarray(0, 10)) socket.write(Uint8Array.of(byte));
    socket.write(all.subarray(10));
    assert.match(await received(socket), /^6F.*9000$/);
    assert.match(await received(socket), /^6F.*9F38.*9000$/);
    assert.deepEqual(lines, ['00A40400 9000', '00A40400 9000']);
    socket.destroy();
    assert.equal(await serving.ended, 'reader-gone');
  });

  test('a power-on forgets what was selected', async () => {
    const { socket, serving } = await inReader(double('visa-online'));
    const asks = async (apdu: string) => {
      socket.write(framed(fromHex(apdu)));
      return received(socket);
    };
    await asks('00A4040007A000000003101000');
    const gpo = `80A80000238321${'26004000'}${'00'.repeat(29)}00`;
    for (const control of [0, 1]) socket.write(framed(Uint8Array.of(control)));
    assert.equal(await asks(gpo), '6985');
    await asks('00A4040007A000000003101000');
    assert.match(await asks(gpo), /^77.*9000$/);
    serving.stop();
    await serving.ended;
  });

  test('a card that is torn leaves the reader instead of answering', async () => {
    const lines: string[] = [];
    const { socket, serving } = await inReader(double('visa-torn-1'), (line) => lines.push(line));
    socket.write(framed(fromHex(ppse)));
    assert.equal(await serving.ended, 'card-left');
    assert.deepEqual(lines, ['00A40400 the card leaves']);
  });

  test('the command says that the driver has gone, or is not there', async () => {
    const { io, written } = ioOf();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const served = cardCommand(['serve', '--vpcd', `127.0.0.1:${port}`, 'visa-online'], io);
    const [socket] = await connected;
    socket.destroy();
    assert.equal(await served, 1);
    assert.match(written.stdout, /visa-online is offered/);
    assert.match(written.stderr, /has closed the line/);
    const nobody = createServer();
    nobody.listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port: free } = nobody.address() as AddressInfo;
    nobody.close();
    await once(nobody, 'close');
    const again = ioOf();
    assert.equal(await cardCommand(['serve', '--vpcd', `127.0.0.1:${free}`, 'phone'], again.io), 1);
    assert.match(again.written.stderr, /no driver.*is pcscd running/);
  });

  test('a wrong command line is answered with 2, an unknown card with 1', async () => {
    const rows = [
      [['serve'], 2],
      [['serve', '--vpcd', 'here', 'phone'], 2],
      [['serve', '--vpcd', '127.0.0.1:0', 'phone'], 2],
      [['serve', '--vpcd', '127.0.0.1:70000', 'phone'], 2],
      [['serve', '--vpcd', `127.0.0.1:${port}`], 2],
      [['serve', '--vpcd', `127.0.0.1:${port}`, 'diners'], 1],
      [['sell'], 2],
    ] as const;
    for (const [args, code] of rows) {
      const { io, written } = ioOf();
      assert.equal(await cardCommand([...args], io), code, args.join(' '));
      assert.notEqual(written.stderr, '');
    }
  });
});
