// SPDX-License-Identifier: Apache-2.0
//
// The page's server, without a browser: who may talk to it, what it lets out, and what it survives.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { track2 } from '../../host-sim/cards/personalisation.ts';
import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { type PageServer, startServer } from '../../host-sim/web/server.ts';
import { Client } from './support/client.ts';

const seed = 'server';

describe('the server of the page', () => {
  let server: PageServer;

  before(async () => {
    server = await startServer({ port: 0, seed });
  });

  after(() => server.close());

  test('serves nothing outside of the page', async () => {
    for (const path of ['/', '/main.js', '/page.css', '/fonts/400.css']) {
      assert.equal((await fetch(new URL(path, server.url))).status, 200, path);
    }
    for (const path of [
      '/nothing',
      '/fonts/../package.json',
      '/fonts/files/..%2fpackage.json',
      '/main.ts',
    ]) {
      assert.equal((await fetch(new URL(path, server.url))).status, 404, path);
    }
  });

  test('does not answer to a name that is not its own', async () => {
    const asked = request(server.url, { headers: { host: 'elsewhere.example' } }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    assert.equal(response.statusCode, 403);
  });

  test('gives no terminal to a page of another site', async () => {
    const url = `${server.url.replace('http', 'ws')}terminal`;
    const socket = new WebSocket(url, { origin: 'http://elsewhere.example' });
    const [error] = await once(socket, 'error');
    assert.match(error.message, /401/);
  });

  test('takes no notice of messages that mean nothing', async () => {
    const client = await Client.open(server.url);
    const messages = [
      '',
      '{',
      'null',
      '[]',
      '{"do":7}',
      '{"do":"constructor"}',
      '{"do":"key","key":"toString","pressed":true}',
    ];
    for (const message of messages) client.socket.send(message);
    client.socket.send('{"do":"present","card":"__proto__"}');
    client.socket.send('{"do":"behaviour","name":"toString","once":true}');
    client.socket.send('{"do":"line","what":"nonsense"}');
    client.socket.send('{"do":"refuse","code":"00"}');
    client.socket.send('{"do":"shortcut","name":"toString"}');
    client.socket.send('{"do":"certificate","name":"root"}');
    client.socket.send(Buffer.from([1, 2, 3]));
    await client.logged('line: closed');
    assert.equal(client.state?.failure, null);
    assert.equal(client.state?.line, 'up');
    client.close();
  });

  test('a sale is booked and printed, and no card number and no track leaves the server', async () => {
    const client = await Client.open(server.url);
    await client.logged('line: closed');
    client.type('1', '2', '3', '4', 'enter');
    client.send({ do: 'present', card: 'quickpass-debit' });
    await client.until(({ ledger }) => ledger?.entries[0]?.state === 'approved');
    client.send({ do: 'remove', card: 'quickpass-debit' });
    await client.until(({ paperRows }) => paperRows > 300);
    assert.equal(client.ledger?.netMinor, 1234);
    await client.until(({ journal }) =>
      journal!.entries.some(({ name }) => name === 'sale approved'),
    );
    assert.equal(client.journal?.chain, 'right');
    assertNothingSecret(
      client.texts.join('\n'),
      new Simulation({ seed, program: await firmware() }),
    );
    client.close();
  });

  test('a page that is hidden is sent nothing until it is seen again', async () => {
    const client = await Client.open(server.url);
    await client.logged('line: closed');
    client.send({ do: 'visible', visible: false });
    client.send({ do: 'cover', open: true });
    const other = await Client.open(server.url);
    await other.logged('line: closed');
    client.send({ do: 'cover', open: false });
    client.send({ do: 'visible', visible: true });
    await client.logged('printer cover closed');
    assert.ok(client.log.some(({ title }) => title === 'printer cover open'));
    assert.ok(!client.texts.some((text) => text.includes('"coverOpen":true')));
    other.close();
    client.close();
  });

  test('firmware that breaks the rules of a chip ends its run, not the server', async () => {
    const program = await buildProgram(
      'rude.ts',
      false,
      `import Digital from 'embedded:io/digital';
       import Spi from 'embedded:io/spi';
       new Digital({ pin: 9, mode: 8, initialValue: 0 });
       const spi = new Spi({ clock: 12, out: 11, select: 10, active: 0, hz: 1_000_000, mode: 0, port: 2 });
       spi.write(Uint8Array.of(0x2c).buffer);`,
    );
    const rude = await startServer({ port: 0, seed, program });
    const client = await Client.open(rude.url);
    await client.until(({ state }) => typeof state?.failure === 'string');
    assert.match(client.state!.failure!, /ModelViolation: st7789/);
    assert.equal(client.state!.powered, false);
    client.send({ do: 'power', on: true });
    const { length } = client.texts;
    client.send({ do: 'seed', seed: 'again', operators: false });
    await client.until(({ texts }) =>
      texts.slice(length).some((text) => text.includes('"fixtures"')),
    );
    client.close();
    await rude.close();
  });

  test('a program that dies is reported with its reason', async () => {
    const program = await buildProgram('dies.ts', false, `throw new Error('on purpose');`);
    const dying = await startServer({ port: 0, seed, program });
    const client = await Client.open(dying.url);
    await client.logged('terminal died: unhandled exception');
    assert.equal(client.state!.failure, null);
    client.close();
    await dying.close();
  });
});

/** Looks for the cards of the world that `simulation` has, too, in each form in which they could be written. */
function assertNothingSecret(text: string, simulation: Simulation): void {
  const card = simulation.card('quickpass-debit');
  assert.ok(card instanceof PaymentCard);
  const { pan } = card.personal;
  const ascii = Buffer.from(pan).toString('hex');
  const track = track2(card.personal);
  for (const secret of [pan, ascii, ascii.toUpperCase(), track, track.replace('D', '=')]) {
    assert.ok(!text.includes(secret), 'card data in clear');
  }
  assert.ok(
    text.includes(`${pan.slice(0, 6)}******${pan.slice(-4)}`),
    'the masked number is not there either',
  );
}
