// SPDX-License-Identifier: Apache-2.0
//
// What a terminal is told about itself when it is delivered: a JSON text in the flash partition `settings`, behind its
// length (u16, little-endian). No secret is in it.

import type { OfflineLimits } from '../emv/offline-selection.ts';
import { type HostProfileName, hostProfiles } from '../host/profiles.ts';
import type { Flash } from '../io/ecma419.ts';
import { fromBase64 } from '../lib/base64.ts';
import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { fromUtf8 } from '../lib/utf8.ts';
import type { Language } from '../ui/titles.ts';
import { areOperatorOptions, type OperatorOptions } from './operator-options.ts';

export interface Settings {
  /** 8 characters */
  readonly terminalId: string;
  /** 15 characters */
  readonly merchantId: string;
  readonly merchantName: string;
  readonly acquirerName: string;
  readonly hostAddress: string;
  readonly hostPort: number;
  /** Another way to the same host, for when the first does not answer; both or neither. */
  readonly hostAddress2?: string;
  readonly hostPort2?: number;
  /** TLS to the host, by either way: its name, and the certificate of the authority that vouches for it, DER in base64. */
  readonly hostTls?: { readonly name: string; readonly authority: string };
  /** Two digits: who works where nobody signs in, and until somebody has. */
  readonly operator: string;
  readonly language: Language;
  /** The largest amount without a PIN. */
  readonly pinFreeLimitMinor: number;
  /** The largest amount that can be typed. */
  readonly amountLimitMinor: number;
  /** How the host speaks; 'unionpay-tdes' when not given. */
  readonly hostProfile?: HostProfileName;
  /** Parameter 26, eight hexadecimal digits; all functions when not given. See functions.ts. */
  readonly functionBitmap?: string;
  /** hhmm at which a batch is settled by itself; never when not given. */
  readonly settleAt?: string;
  /** Parameter 21. */
  readonly signOutAfterSettlement?: boolean;
  /** From this amount on each is confirmed twice. */
  readonly largeAmountMinor?: number;
  /** Amounts unlike those of the shop's last sales are asked for again: sanity.ts. */
  readonly checksUnusualAmounts?: boolean;
  /** The same card with the same amount is asked about for so many seconds after it has paid; 0, or not given: never. same-again.ts */
  readonly duplicateGuardS?: number;
  /** Operator, amount and signature are ticked before a transaction is finished: three-check.ts. */
  readonly threeCheck?: boolean;
  /** After a failure that nobody here can mend it is offered to try again, or to call. */
  readonly guidedRecovery?: boolean;
  /** Whom to call. */
  readonly serviceContact?: string;
  /** So many errors of an operator are told, once until the records are cleared. */
  readonly errorThreshold?: number;
  /** People sign in; nobody does when not given. */
  readonly operators?: OperatorOptions;
  /** Cards may approve by themselves, within these limits; never when not given. */
  readonly offline?: OfflineSettings;
  /** Not a live terminal: screen and paper say so. */
  readonly test: boolean;
}

export interface OfflineSettings extends OfflineLimits {
  /** As soon as so many wait they are uploaded, before the next sale; 10 when not given. */
  readonly uploadAt?: number;
  /** FF803A: so long a card that was taken away too soon is waited for; 10 when not given. */
  readonly flashAgainS?: number;
  /** FF803C: so long it may still be read to its end; 60 when not given. */
  readonly flashKeptS?: number;
}

const jsonBytesMax = 2048;

type Check = (value: unknown) => boolean;
const text =
  (min: number, max = min): Check =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max;
const integer =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

function isTls(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, authority } = value as Record<string, unknown>;
  const isName = typeof name === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(name);
  if (!isName || typeof authority !== 'string') return false;
  const bytes = fromBase64(authority);
  // A certificate is a SEQUENCE; what it says is for the board's TLS to find out.
  return bytes.ok && bytes.value[0] === 0x30;
}

const amountMax = 999_999_999_999;
/** More would make the settlement wait too long. */
const queueMax = 100;

const offlineChecks: Readonly<Record<keyof OfflineSettings, Check>> = Object.freeze(
  {
    floorLimitMinor: integer(0, amountMax),
    totalLimitMinor: integer(0, amountMax),
    queueMax: integer(0, queueMax),
    thresholdMinor: integer(0, amountMax),
    targetPercent: integer(0, 99),
    targetPercentMax: integer(0, 99),
    uploadAt: optional(integer(1, queueMax)),
    flashAgainS: optional(integer(1, 60)),
    flashKeptS: optional(integer(1, 600)),
  },
  true,
);

function isOffline(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const given = value as Record<string, unknown>;
  return Object.entries(offlineChecks).every(([name, check]) => check(given[name]));
}

const checks: Readonly<Record<keyof Settings, Check>> = Object.freeze(
  {
    terminalId: text(8),
    merchantId: text(15),
    merchantName: text(1, 40),
    acquirerName: text(1, 20),
    hostAddress: text(1, 64),
    hostPort: integer(1, 65_535),
    hostAddress2: optional(text(1, 64)),
    hostPort2: optional(integer(1, 65_535)),
    hostTls: optional(isTls),
    operator: (value) => typeof value === 'string' && /^[0-9]{2}$/.test(value),
    language: (value) => value === 'zh' || value === 'en',
    pinFreeLimitMinor: integer(0, 999_999_999_999),
    amountLimitMinor: integer(1, 999_999_999_999),
    hostProfile: (value) =>
      value === undefined || (typeof value === 'string' && Object.hasOwn(hostProfiles, value)),
    functionBitmap: optional(matching(/^[0-9A-F]{8}$/)),
    settleAt: optional(matching(/^([01][0-9]|2[0-3])[0-5][0-9]$/)),
    signOutAfterSettlement: optional((value) => typeof value === 'boolean'),
    largeAmountMinor: optional(integer(1, 999_999_999_999)),
    checksUnusualAmounts: optional((value) => typeof value === 'boolean'),
    duplicateGuardS: optional(integer(0, 600)),
    threeCheck: optional((value) => typeof value === 'boolean'),
    guidedRecovery: optional((value) => typeof value === 'boolean'),
    serviceContact: optional(text(1, 24)),
    errorThreshold: optional(integer(1, 999)),
    operators: optional(areOperatorOptions),
    offline: optional(isOffline),
    test: (value) => typeof value === 'boolean',
  },
  true,
);

/**
 * Reads the settings from their partition. A setting that is missing or out of range is named. `textOf` is for hosts without the
 * native decoder.
 */
export function readSettings(
  flash: Flash,
  textOf: (bytes: ArrayBuffer) => string = fromUtf8,
): Decoded<Settings> {
  const length = new DataView(flash.read(2, 0)).getUint16(0, true);
  if (length === 0 || length > jsonBytesMax) return malformed(0, 'settings: none on this terminal');
  let value: unknown;
  try {
    value = JSON.parse(textOf(flash.read(length, 2)));
  } catch {
    return malformed(2, 'settings: not JSON');
  }
  if (typeof value !== 'object' || value === null) return malformed(2, 'settings: not an object');
  const settings = value as Record<string, unknown>;
  for (const [name, check] of Object.entries(checks)) {
    if (!check(settings[name])) return malformed(2, `settings: ${name}`);
  }
  const isPair = (settings['hostAddress2'] === undefined) === (settings['hostPort2'] === undefined);
  if (!isPair) return malformed(2, 'settings: hostAddress2 and hostPort2 go together');
  const { hostProfile = 'unionpay-tdes', hostTls } = settings as unknown as Settings;
  if (hostProfiles[hostProfile].wantsTls && !hostTls)
    return malformed(2, 'settings: hostTls, which this profile wants');
  return decoded(settings as unknown as Settings);
}
