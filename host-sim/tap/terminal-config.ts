// SPDX-License-Identifier: Apache-2.0
//
// The terminal of `jiaozi tap`: its defaults, and a file that says what is different. terminal.schema.json is the format.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernels } from '../../src/emv/kernels.ts';
import { binBytes } from '../../src/emv/pin-free.ts';
import { misfits, type Schema } from '../lib/json-schema.ts';
import { wrongTerminalValue } from '../lib/terminal-data.ts';
import type { JobCombination, PinFree } from './job.ts';

type Minor = number | string;

export interface AidConfig {
  readonly aid: string;
  readonly kernel: number;
  readonly ttq?: string;
  readonly version?: string;
  readonly limit?: Minor;
  readonly floor?: Minor;
  readonly terminalFloor?: Minor;
  readonly cvmLimit?: Minor;
  readonly statusCheck?: boolean;
  readonly zeroAmount?: boolean;
  readonly extendedSelection?: boolean;
  readonly types?: readonly string[];
  readonly tacDefault?: string;
  readonly tacOnline?: string;
  readonly tacDenial?: string;
  /** The kernel's own configuration data objects: DF81xx of kernel 2. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** 9F34 by how the cardholder was verified. */
export type CvmResults = Readonly<
  Record<'none' | 'confirmed-on-device' | 'online-pin' | 'signature', string>
>;

export interface PinFreeConfig {
  readonly enabled: boolean;
  readonly limit: Minor;
  readonly deviceCvm: boolean;
  /** Beginnings of account numbers. */
  readonly listA?: readonly string[];
  readonly listB?: readonly string[];
  readonly blocked?: readonly string[];
  readonly signature?: { readonly enabled: boolean; readonly limit: Minor };
}

/** As the terminal has them. */
export function binsOf(list: readonly string[]): string {
  return list.map((bin) => bin.padEnd(2 * binBytes, 'F')).join('');
}

export function pinFreeOf(config: PinFreeConfig): PinFree {
  const { enabled, limit, deviceCvm, listA, listB, blocked, signature } = config;
  return {
    enabled,
    limitMinor: Number(limit),
    deviceCvmAccepted: deviceCvm,
    ...(listA && { binsA: binsOf(listA) }),
    ...(listB && { binsB: binsOf(listB) }),
    ...(blocked && { binsBlocked: binsOf(blocked) }),
    ...(signature && {
      signatureFree: { enabled: signature.enabled, limitMinor: Number(signature.limit) },
    }),
  };
}

export interface CaKeyConfig {
  readonly rid: string;
  readonly index: string;
  readonly exponent: string;
  readonly modulus: string;
  /** SHA-1 of RID, index, modulus, exponent. */
  readonly check: string;
  /** YYMMDD */
  readonly expiry?: string;
  /** 01 RSA (when absent), 04 SM2. */
  readonly algorithm?: string;
}

export interface TerminalConfig {
  readonly tags: Readonly<Record<string, string>>;
  readonly currencyUnit: Minor;
  readonly offlineApprovals: boolean;
  readonly exceptionFile: readonly string[];
  readonly revoked: readonly {
    readonly rid: string;
    readonly index: string;
    readonly serial: string;
  }[];
  readonly aids: readonly AidConfig[];
  readonly cvmResults: CvmResults;
  readonly pinFree?: PinFreeConfig;
  /** Absent: UnionPay's, as in the program. */
  readonly caKeys?: readonly CaKeyConfig[];
}

const unionPay = ['010101', '010102', '010103', '010106', '010108'];
const mastercard = ['1010', '3060'];
const visa = ['1010', '2010', '2020', '3010'];

/** No limits: nothing is refused, sent online or verified but for the card's own reasons. */
const defaultConfig: TerminalConfig = {
  tags: {
    '5F2A': '0156',
    '5F36': '02',
    '9F01': '000000000000',
    '9F15': '5999',
    '9F16': '4A49414F5A49202020202020202020',
    '9F1A': '0156',
    '9F1C': '4A5A303030303031',
    '9F1E': '4A5A303030303031',
    '9F33': '0068C8',
    '9F35': '22',
    '9F40': '6000F0A001',
    '9F4E': '4A49414F5A49',
    '9F7A': '00',
    DF60: '00',
    DF69: '00',
  },
  currencyUnit: 100,
  offlineApprovals: true,
  exceptionFile: [],
  revoked: [],
  cvmResults: {
    none: '3F0000',
    'confirmed-on-device': '010002',
    'online-pin': '020000',
    signature: '1E0000',
  },
  aids: [
    ...unionPay.map((pix) => ({
      aid: `A000000333${pix}`,
      kernel: 7,
      ttq: '26000080',
      version: '0030',
    })),
    ...visa.map((pix) => ({
      aid: `A000000003${pix}`,
      kernel: 3,
      ttq: '26004000',
      version: '0096',
    })),
    ...mastercard.map((pix) => ({ aid: `A000000004${pix}`, kernel: 2, version: '0002' })),
  ],
};

const schemaFile = join(dirname(fileURLToPath(import.meta.url)), 'terminal.schema.json');

/** What a file says. Throws Error with what is wrong and where. */
export function readConfig(text: string): Partial<TerminalConfig> {
  const value = JSON.parse(text, withoutBlanks) as unknown;
  const [wrong] = misfits(
    value,
    JSON.parse(readFileSync(schemaFile, 'utf8')) as Schema,
    'the configuration',
  );
  if (wrong) throw new Error(wrong);
  const given = value as Partial<TerminalConfig>;
  assertTags('"tags"', given.tags);
  given.aids?.forEach(({ tags }, index) => {
    assertTags(`"aids"[${index}].tags`, tags);
  });
  return { ...given, tags: upperCase(given.tags) };
}

/** All texts of the file are digits, and people put blanks between them. */
function withoutBlanks(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\s+/g, '') : value;
}

function assertTags(where: string, tags: TerminalConfig['tags'] = {}): void {
  for (const [tag, value] of Object.entries(tags)) {
    const wrong = wrongTerminalValue(tag, value);
    if (wrong !== undefined) throw new Error(`${where}.${tag} ${wrong}`);
  }
}

/**
 * Over the defaults: tags one by one, all else as a whole. Between the two: what the recorded terminal told its card. 9F66 is the TTQ of the
 * applications that the defaults have.
 */
export function withDefaults(
  given: Partial<TerminalConfig>,
  recorded: TerminalConfig['tags'] = {},
): TerminalConfig {
  const tags = { ...defaultConfig.tags, ...recorded, ...given.tags };
  const aids =
    given.aids ?? defaultConfig.aids.map((aid) => ({ ...aid, ...qualified(aid, tags['9F66']) }));
  return { ...defaultConfig, ...given, tags, aids };
}

/** Bits of byte 2 of the TTQ, which Entry Point makes by the limits. */
const onlineCryptogramRequired = 0x80;
const cvmRequired = 0x40;

/** The qualifiers, and limits with which Entry Point comes to the same ones. */
function qualified({ ttq }: AidConfig, given: string | undefined): Partial<AidConfig> {
  if (ttq === undefined || !given) return {};
  const byte2 = Number.parseInt(given.slice(2, 4), 16);
  return {
    ttq: given,
    ...((byte2 & onlineCryptogramRequired) !== 0 && { floor: 0 }),
    ...((byte2 & cvmRequired) !== 0 && { cvmLimit: 0 }),
  };
}

function upperCase(tags: TerminalConfig['tags'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([tag, value]) => [tag.toUpperCase(), value]));
}

const transactionTypes = Array.from({ length: 100 }, (_, type) => type);

/** The combinations that this release has a kernel for, and the others. */
export function combinationsOf({ aids, tags }: TerminalConfig): {
  readonly combinations: readonly JobCombination[];
  readonly without: readonly AidConfig[];
} {
  const combinations = aids
    .filter(({ kernel }) => kernels.has(kernel))
    .map(
      (aid): JobCombination => ({
        aid: aid.aid,
        kernelId: aid.kernel,
        transactionTypes: aid.types?.map(Number) ?? transactionTypes,
        ttq: aid.ttq ?? tags['9F66'] ?? '26000000',
        version: aid.version ?? tags['9F09'] ?? '0000',
        statusCheckSupported: aid.statusCheck ?? false,
        zeroAmountAllowed: aid.zeroAmount ?? true,
        extendedSelectionSupported: aid.extendedSelection ?? false,
        kernelData: kernelData(aid),
        ...limit('transactionLimitMinor', aid.limit),
        ...limit('readerFloorLimitMinor', aid.floor),
        ...limit('terminalFloorLimitMinor', aid.terminalFloor),
        ...limit('cvmRequiredLimitMinor', aid.cvmLimit),
      }),
    );
  return { combinations, without: aids.filter(({ kernel }) => !kernels.has(kernel)) };
}

const kernel2 = 2;

/** What kernel 2 calls the limits and action codes that other kernels know by other names. */
const kernel2Tags: readonly (readonly [tag: string, name: keyof AidConfig, isAmount: boolean])[] = [
  ['DF8120', 'tacDefault', false],
  ['DF8121', 'tacDenial', false],
  ['DF8122', 'tacOnline', false],
  ['DF8123', 'floor', true],
  ['DF8124', 'limit', true],
  ['DF8125', 'limit', true],
  ['DF8126', 'cvmLimit', true],
];

/** `tags` of the application go before what follows from its limits. */
export function kernelData(aid: AidConfig): [tag: number, value: string][] {
  const tags = new Map<number, string>();
  for (const [tag, name, isAmount] of kernel2Tags) {
    const value = aid[name] as Minor | undefined;
    if (aid.kernel !== kernel2 || value === undefined) continue;
    tags.set(Number.parseInt(tag, 16), isAmount ? String(value).padStart(12, '0') : String(value));
  }
  for (const [tag, value] of Object.entries(aid.tags ?? {})) {
    if (value !== '') tags.set(Number.parseInt(tag, 16), value);
  }
  return [...tags];
}

type Limit = Extract<keyof JobCombination, `${string}LimitMinor`>;

const limit = (name: Limit, value: Minor | undefined) =>
  value === undefined ? {} : { [name]: Number(value) };
