// SPDX-License-Identifier: Apache-2.0
//
// A terminal in its world: the program on the board, cards and phones, the acquirer, the line between them. What the page,
// the scenarios and the benchmarks all drive. One seed, one run.

import { Acquirer } from './acquirer/acquirer.ts';
import { hostName, testCertificates } from './acquirer/test-certificates.ts';
import { tlsFront } from './acquirer/tls-front.ts';
import { JiaoziS3 } from './boards/jiaozi-s3.ts';
import type { Card } from './cards/card.ts';
import { type CardFile, entryOfFile } from './cards/card-file.ts';
import { type CatalogueEntry, catalogue, entryNamed } from './cards/catalogue.ts';
import { PaymentCard } from './cards/payment-card.ts';
import type { Pcf8563Time } from './chips/pcf8563.ts';
import { buildProgram, mapStack, type Program } from './engine/bundle.ts';
import { Desk, type DeskOptions } from './engine/desk.ts';
import { KeyAuthority } from './keys/authority.ts';
import { Kernel } from './link/kernel.ts';
import { Network, type Server } from './link/network.ts';
import { pinDigitsForScan } from './oracle/pins.ts';

const acquirerAddress = '192.0.2.1';
/** Another way to the same acquirer. */
const acquirerAddress2 = '192.0.2.2';
const acquirerPort = 8583;

export interface SimulationOptions {
  readonly seed: string;
  readonly program: Program;
  readonly engine?: DeskOptions['engine'];
  readonly variant?: DeskOptions['variant'];
  readonly limits?: DeskOptions['limits'];
  readonly replayMeter?: readonly number[];
  readonly settings?: object;
  /** What lies in its flash partition of card parameters; without it the program's own count. */
  readonly parameters?: Uint8Array | undefined;
  /** Of the cards' PINs; default 12, so that a scan for them finds nothing by chance. For people 6. */
  readonly pinDigits?: number;
  /** Wall time at the start of the run, in the terminal's zone. */
  readonly wallTime?: WallTime;
  /** It is delivered without a master key: keys are loaded at the terminal. */
  readonly withoutMasterKey?: boolean | undefined;
  /** Fingerprint of another key-loading authority than the run's own. */
  readonly authority?: Uint8Array | undefined;
  /** A key-loading file that lies in its flash when it is switched on for the first time. */
  readonly keyFile?: Uint8Array | undefined;
  /** The terminal's master key at the acquirer; else drawn by the seed. */
  readonly masterKey?: Uint8Array | undefined;
  /** Card doubles of files (`jiaozi card make`), for the drawer; a name of the catalogue is theirs then. */
  readonly cardFiles?: readonly CardFile[] | undefined;
  /** What the RTC shows then; null: it was never set. Default: the wall time. */
  readonly rtcTime?: WallTime | null;
}

export type FirstAddress = 'answers' | 'refuses' | 'is mute' | 'loses answers';

export type WallTime = Pcf8563Time;

export interface LogLine {
  readonly atUs: number;
  readonly text: string;
}

const defaultWallTime: WallTime = {
  year: 2026,
  month: 11,
  day: 21,
  hour: 10,
  minute: 30,
  second: 0,
};

const defaultSettings = {
  terminalId: '10000019',
  merchantId: '850100082410002',
  merchantName: '交子便利店',
  acquirerName: '测试收单机构',
  hostAddress: acquirerAddress,
  hostPort: acquirerPort,
  operator: '01',
  language: 'zh',
  pinFreeLimitMinor: 100_000,
  amountLimitMinor: 99_999_999,
  test: true,
} as const;

/** Settings of a terminal that knows both addresses. */
export const twoAddressSettings = { hostAddress2: acquirerAddress2, hostPort2: acquirerPort };

/** Settings of a terminal that talks TLS to the acquirer double. */
export const tlsSettings = { hostTls: { name: hostName, authority: testCertificates.root } };

/** Key names as on the keypad, row by row from the top. */
export const keyNames = [
  ['lang', 'up', 'down', 'menu'],
  ['1', '2', '3', 'cancel'],
  ['4', '5', '6', 'clear'],
  ['7', '8', '9', 'help'],
  ['.', '0', '00', 'enter'],
] as const;

/** Their holders have none: a bypass is accepted. */
const cardsWithoutPin: ReadonlySet<string> = new Set(['no-pin', 'phone', 'phone-locked']);

const logKept = 2000;
const wireKept = 500;

export class Simulation {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly board: JiaoziS3;
  readonly desk: Desk;
  readonly acquirer: Acquirer;
  /** Who may send keys to this terminal. */
  readonly keyAuthority: KeyAuthority;
  readonly settings: typeof defaultSettings;
  /** PINs that people have typed, each with its card's number, for the oracle of secrets. */
  readonly typedPins = new Map<string, string>();
  /** What custodians have typed, in hexadecimal digits, each with its name; for the oracle. */
  readonly typedSecrets = new Map<string, string>();
  readonly log: LogLine[] = [];
  /** Every request that the terminal has sent, without its length. */
  readonly wire: Uint8Array[] = [];
  /** What the acquirer shows, when the terminal's settings want TLS. */
  hostCertificate: Exclude<keyof typeof testCertificates, 'root'> = 'good';
  /** By which of the acquirer's addresses the last bytes came. */
  addressInUse: 1 | 2 = 1;
  /** Called with each new line of the log. */
  onLog: ((line: LogLine) => void) | undefined;
  readonly #program: Program;
  readonly #masterKey: Uint8Array;
  readonly #issuerMasterKey: Uint8Array;
  readonly #startMs: number;
  readonly #pinDigits: number;
  readonly #cards = new Map<string, Card>();
  readonly #fromFiles: readonly CatalogueEntry[];
  #first!: Server;

  constructor(options: SimulationOptions) {
    const { seed, program, wallTime = defaultWallTime, settings = {} } = options;
    const rtcTime = options.rtcTime === undefined ? wallTime : options.rtcTime;
    this.#program = program;
    this.#fromFiles = (options.cardFiles ?? []).map(entryOfFile);
    this.#pinDigits = options.pinDigits ?? pinDigitsForScan;
    this.kernel = new Kernel(seed);
    this.network = new Network(this.kernel);
    const { year, month, day, hour, minute, second } = wallTime;
    this.#startMs = Date.UTC(year, month - 1, day, hour, minute, second);
    const masterKey = options.masterKey ?? this.kernel.random('master key').bytes(16);
    this.#masterKey = masterKey;
    this.#issuerMasterKey = this.kernel.random('issuer master key').bytes(16);
    const allSettings = { ...defaultSettings, ...settings };
    this.settings = allSettings;
    const sm4 = (settings as { hostProfile?: string }).hostProfile === 'unionpay-sm4';
    this.keyAuthority = new KeyAuthority(this.kernel.random('key authority'));
    const log = (line: string) => this.note(line);
    this.board = new JiaoziS3({
      kernel: this.kernel,
      network: this.network,
      wallTime: rtcTime ?? undefined,
      delivery: {
        masterKey: options.withoutMasterKey ? undefined : masterKey,
        masterAlgorithm: sm4 ? 'SM4' : 'TDES',
        authority: options.authority ?? this.keyAuthority.fingerprint,
      },
      settings: allSettings,
      parameters: options.parameters,
      log,
    });
    if (options.keyFile) this.flashKeyFile(options.keyFile);
    this.acquirer = new Acquirer({
      schedule: (delayUs, run) => this.kernel.schedule(delayUs, run),
      nowUs: () => this.kernel.nowUs,
      wallTime: () => this.wallTime(),
      random: this.kernel.random('acquirer'),
      terminals: [
        {
          tid: allSettings.terminalId,
          mid: allSettings.merchantId,
          tmk: masterKey,
          cipher: sm4 ? 'sm4' : 'tdes',
        },
      ],
      issuerMasterKey: this.#issuerMasterKey,
      pinOf: (pan) => this.#pinOfNumber(pan),
      pinFreeLimitMinor: allSettings.pinFreeLimitMinor,
    });
    this.#serveAcquirer('hostTls' in allSettings);
    this.desk = new Desk({
      kernel: this.kernel,
      board: this.board,
      program,
      log,
      engine: options.engine,
      ...(options.variant && { variant: options.variant }),
      ...(options.limits && { limits: options.limits }),
      ...(options.replayMeter && { replayMeter: options.replayMeter }),
    });
    this.desk.onDeath = (death) =>
      this.note(`terminal died: ${death.name} ${mapStack(this.#program, death.report)}`);
  }

  #serveAcquirer(isSecure: boolean): void {
    this.acquirer.onEvent((event) => {
      if (event.kind !== 'request') return;
      if (this.wire.push(event.bytes.subarray(2)) > wireKept) this.wire.shift();
    });
    const { kernel, network, acquirer: server } = this;
    const chain = () => [Buffer.from(testCertificates[this.hostCertificate], 'base64')];
    const host = isSecure ? tlsFront({ kernel, network, server, chain }) : server;
    this.#first = this.#address(1, host);
    network.serve(acquirerAddress, acquirerPort, this.#first);
    network.serve(acquirerAddress2, acquirerPort, this.#address(2, host));
  }

  /** What becomes of new connections to it. `is mute`: bytes are taken, and nobody gets them; `loses answers`: the acquirer does. */
  setFirstAddress(state: FirstAddress): void {
    const first = this.#first;
    const servers: Readonly<Record<FirstAddress, Server | undefined>> = {
      answers: first,
      refuses: undefined,
      'is mute': { connect: () => ({ receive: () => {}, closed: () => {} }) },
      'loses answers': {
        connect: (peer, tls) => first.connect({ send: () => {}, close: () => peer.close() }, tls),
      },
    };
    const server = servers[state];
    if (server) this.network.serve(acquirerAddress, acquirerPort, server);
    else this.network.stop(acquirerAddress, acquirerPort);
  }

  #address(number: 1 | 2, host: Server): Server {
    return {
      connect: (peer, tls) => {
        const session = host.connect(peer, tls);
        return {
          receive: (bytes) => {
            this.addressInUse = number;
            session.receive(bytes);
          },
          closed: () => session.closed(),
        };
      },
    };
  }

  note(text: string): void {
    const line = { atUs: this.kernel.nowUs, text };
    this.log.push(line);
    this.onLog?.(line);
    if (this.log.length > logKept) this.log.shift();
  }

  /** Wall time, `offsetMs` from now, in the terminal's zone. */
  wallTime(offsetMs = 0): WallTime {
    const date = new Date(this.#startMs + Math.floor(this.kernel.nowUs / 1000) + offsetMs);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    };
  }

  /** Presses or releases a key by its name. */
  key(name: string, pressed: boolean): void {
    const row = keyNames.findIndex((names) => (names as readonly string[]).includes(name));
    if (row < 0) throw new RangeError(`no key ${name}`);
    const column = (keyNames[row] as readonly string[]).indexOf(name);
    if (pressed) this.board.keys.world.press(row, column);
    else this.board.keys.world.release(row, column);
  }

  /** The terminal's master key as the acquirer has it: what custodians and the authority are given. */
  get masterKey(): Uint8Array {
    return this.#masterKey;
  }

  /** As the flashing tool writes a key-loading file. */
  flashKeyFile(file: Uint8Array): void {
    this.board.flash.world.load('keyload', file);
  }

  /** As the flashing tool reads the partition in which terminals leave their cards. */
  readKeyload(): Uint8Array {
    return this.board.flash.world.cells('keyload');
  }

  /** Every key of the run by name, for the oracle of secrets. */
  keys(): readonly (readonly [name: string, key: Uint8Array])[] {
    return [
      ['the master key', this.#masterKey],
      ['the device secret', this.board.wiring.deviceSecret],
      ...this.acquirer.workingKeys.map((key, index) => [`working key ${index}`, key] as const),
    ];
  }

  /** Number and track 2 of every card that was shown, for the oracle of secrets. */
  cardSecrets(): readonly (readonly [name: string, digits: string])[] {
    return [...this.#cards.values()].flatMap((card) => {
      if (!(card instanceof PaymentCard)) return [];
      const { pan, expiry, serviceCode, discretionary } = card.personal;
      return [
        [`the number of ${card.name}`, pan],
        [`track 2 of ${card.name}`, `${pan}D${expiry}${serviceCode}${discretionary}`],
      ] as const;
    });
  }

  /** The PIN of a card of the catalogue. */
  pinOf(name: string): string {
    const random = this.kernel.random(`PIN of ${name}`);
    return Array.from({ length: this.#pinDigits }, () => random.below(10)).join('');
  }

  hasPin(name: string): boolean {
    return !cardsWithoutPin.has(name);
  }

  /** Somebody types that PIN for that card; PINs of fewer digits than a scan can tell from chance are not kept. */
  notePin(name: string, pin: string): void {
    const card = this.card(name);
    if (pin.length >= pinDigitsForScan && card instanceof PaymentCard)
      this.typedPins.set(pin, card.personal.pan);
  }

  /** A custodian types that component or passcode. Fewer than twelve digits cannot be told from chance. */
  noteTyped(what: string, digits: string): void {
    if (digits.length < pinDigitsForScan || digits.length % 2 !== 0)
      throw new RangeError(`${what}: digits in an even number, at least ${pinDigitsForScan}`);
    this.typedSecrets.set(digits, what);
  }

  #pinOfNumber(pan: string): string | undefined {
    const held = [...this.#cards.entries()].find(
      ([, card]) => card instanceof PaymentCard && card.personal.pan === pan,
    );
    return held && this.hasPin(held[0]) ? this.pinOf(held[0]) : undefined;
  }

  /** What lies in the drawer. */
  get drawer(): readonly CatalogueEntry[] {
    return [...this.#fromFiles, ...catalogue];
  }

  /** A card or phone of the drawer, or a double; the same one each time, with its counters. */
  card(name: string): Card {
    let card = this.#cards.get(name);
    if (!card) {
      const entry = this.#fromFiles.find((each) => each.name === name) ?? entryNamed(name);
      card = entry.make({
        random: this.kernel.random(`card ${name}`),
        issuerMasterKey: this.#issuerMasterKey,
      });
      this.#cards.set(name, card);
    }
    return card;
  }

  /** Those that were shown so far. */
  cards(): readonly Card[] {
    return [...this.#cards.values()];
  }

  present(name: string): void {
    const card = this.card(name);
    if (!this.board.reader.world.cards.includes(card)) this.board.reader.world.present(card);
  }

  remove(name: string): void {
    this.board.reader.world.remove(this.card(name));
  }
}

export function firmware(lines = false): Promise<Program> {
  return buildProgram('src/main.ts', lines);
}
