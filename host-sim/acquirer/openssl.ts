// SPDX-License-Identifier: Apache-2.0
//
// A certification authority and its servers' certificates, made with the openssl command for one test, in a folder that goes with it.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const opensslMissing: string | false =
  spawnSync('openssl', ['version']).status === 0 || process.env.CI === 'true'
    ? false
    : 'no openssl: TLS was not tried against another implementation (Debian: apt-get install openssl)';

export interface Issued {
  /** PEM files */
  readonly key: string;
  readonly certificate: string;
}

export interface Validity {
  readonly from?: string;
  readonly to?: string;
}

/** YYMMDDhhmmssZ, as openssl ca takes it. */
const wide: Required<Validity> = { from: '200101000000Z', to: '460101000000Z' };

export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), 'jiaozi-tls-'));
  readonly root: Issued;
  #count = 0;

  constructor(name = 'Test root') {
    writeFileSync(
      join(this.folder, 'ca.cnf'),
      [
        [
          '[ca]',
          'default_ca=a',
          '[a]',
          'unique_subject=no',
          'database=$ENV::HERE/index',
          'new_certs_dir=$ENV::HERE',
        ],
        ['rand_serial=yes', 'default_md=sha256', 'policy=p', 'copy_extensions=copy', '[p]'],
        ['commonName=supplied', '[root]', 'basicConstraints=critical,CA:TRUE'],
        ['keyUsage=critical,keyCertSign', '[leaf]', 'basicConstraints=CA:FALSE', ''],
      ]
        .flat()
        .join('\n'),
    );
    writeFileSync(join(this.folder, 'index'), '');
    const key = this.#key('root');
    const request = this.#request('root', key, name);
    this.root = {
      key,
      certificate: this.#sign('root', request, ['-selfsign', '-keyfile', key], 'root', wide),
    };
  }

  get der(): Buffer {
    return pemToDer(readFileSync(this.root.certificate, 'latin1'));
  }

  /** For a server of that name; `by`: who signs, the authority itself where not given. */
  issue(name: string, validity: Validity = {}, by = this.root): Issued {
    const id = `leaf${++this.#count}`;
    const key = this.#key(id);
    const request = this.#request(id, key, name, `subjectAltName=DNS:${name}`);
    const signer = ['-cert', by.certificate, '-keyfile', by.key];
    return { key, certificate: this.#sign(id, request, signer, 'leaf', { ...wide, ...validity }) };
  }

  selfSigned(name: string): Issued {
    const id = `self${++this.#count}`;
    const key = this.#key(id);
    const request = this.#request(id, key, name, `subjectAltName=DNS:${name}`);
    return {
      key,
      certificate: this.#sign(id, request, ['-selfsign', '-keyfile', key], 'leaf', wide),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #run(...args: string[]): void {
    execFileSync('openssl', args, { env: { ...process.env, HERE: this.folder }, stdio: 'pipe' });
  }

  #key(id: string): string {
    const file = join(this.folder, `${id}.key`);
    this.#run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file);
    return file;
  }

  #request(id: string, key: string, name: string, extension?: string): string {
    const file = join(this.folder, `${id}.csr`);
    const more = extension === undefined ? [] : ['-addext', extension];
    this.#run('req', '-new', '-key', key, '-subj', `/CN=${name}`, ...more, '-out', file);
    return file;
  }

  #sign(
    id: string,
    request: string,
    by: string[],
    extensions: string,
    { from, to }: Validity,
  ): string {
    const file = join(this.folder, `${id}.pem`);
    const dates = ['-startdate', from!, '-enddate', to!, '-extensions', extensions];
    const config = ['-config', join(this.folder, 'ca.cnf'), '-batch', '-notext'];
    this.#run('ca', ...config, ...by, ...dates, '-in', request, '-out', file);
    return file;
  }
}

export function pemToDer(pem: string): Buffer {
  const [, base64 = ''] = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem) ?? [];
  return Buffer.from(base64, 'base64');
}

export interface OpensslServer {
  readonly port: number;
  readonly process: ReturnType<typeof spawn>;
  stop(): void;
}

function start({ key, certificate }: Issued, accept: string, options: readonly string[]) {
  const files = ['-key', key, '-cert', certificate];
  const child = spawn('openssl', [
    ...['s_server', '-naccept', '20', '-accept', accept],
    ...files,
    ...options,
  ]);
  child.stderr.resume();
  return { process: child, stop: () => void child.kill() };
}

/** openssl s_server on a free port of this computer, which it says. */
export async function opensslServer(issued: Issued, ...options: string[]): Promise<OpensslServer> {
  const server = start(issued, '127.0.0.1:0', options);
  const child = server.process;
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`openssl s_server ended: ${said}`)));
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const found = /ACCEPT [^\n]*:(\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
  });
  return { ...server, port };
}

/** The same; its output is what the client has sent, and nothing else. Such a one does not say where it listens. */
export async function silentServer(issued: Issued, ...options: string[]): Promise<OpensslServer> {
  const port = await freePort();
  const server = start(issued, `${port}`, ['-quiet', ...options]);
  for (let i = 0; i < 100 && !(await reaches(port)); i++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return { ...server, port };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** That somebody takes connections there. */
function reaches(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
