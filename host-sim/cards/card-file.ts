// SPDX-License-Identifier: Apache-2.0
//
// A card double as a JSON file (card.schema.json): everything that `jiaozi card make` has personalised, private keys included. Bytes are
// hexadecimal. What a reader would get wrong: the issuer's key in it is that of the seed; in a simulation the card is one of the run's own
// issuer, so that the acquirer double can check its cryptograms.

import { readFileSync } from 'node:fs';
import { concat, fromHex } from '../../src/lib/bytes.ts';
import { misfits, type Schema } from '../lib/json-schema.ts';
import type { Random } from '../link/kernel.ts';
import type { CryptogramType } from './card-decision.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { CertificateKey } from './certificates.ts';
import type { Dol } from './dol.ts';
import {
  type Application,
  type OfflineBalance,
  PaymentCard,
  type RelayTimes,
} from './payment-card.ts';
import { phone, plastic } from './quickpass.ts';

export const cardFileFormat = 'jiaozi-card-1';

export const readme =
  'A test double of a payment card, made by `jiaozi card make` for testing the Jiaozi terminal. It is no card of any issuer and no implementation of any card; its number and its keys, private ones included, are the project’s own and public.';

export interface CardFile {
  readonly readme: string;
  readonly format: typeof cardFileFormat;
  readonly name: string;
  readonly scheme: string;
  readonly kind: string;
  readonly pan: string;
  readonly panSequence: string;
  readonly expiry: string;
  readonly effective: string;
  readonly serviceCode: string;
  readonly discretionary: string;
  /** Or `random`: another one at each field, as phones have it. */
  readonly uid: string;
  readonly issuerMasterKey: string;
  readonly atc: number;
  readonly amountMaxMinor: number;
  readonly aid: string;
  readonly label: string;
  readonly pdol: Dol;
  readonly cdol1?: Dol;
  readonly aip: string;
  readonly ctq?: string;
  /** Data objects in the answer to GPO. */
  readonly gpo: string;
  readonly records: readonly {
    readonly sfi: number;
    readonly record: number;
    readonly signed: boolean;
    readonly data: string;
  }[];
  readonly afl?: string;
  readonly gives: CryptogramType;
  readonly balance?: OfflineBalance;
  readonly signature?: {
    readonly key: CertificateKey;
    readonly wrong?: boolean;
    readonly sfi?: number;
    readonly record?: number;
  };
  readonly blocked?: boolean;
  readonly scripts?: boolean;
  readonly relay?: RelayTimes;
  readonly leavesAt?: number;
}

let schema: Schema | undefined;

/** Throws Error with what is wrong and where. */
export function readCardFile(text: string): CardFile {
  const value = JSON.parse(text) as unknown;
  schema ??= JSON.parse(
    readFileSync(new URL('card.schema.json', import.meta.url), 'utf8'),
  ) as Schema;
  const [wrong] = misfits(value, schema, 'the card');
  if (wrong) throw new Error(wrong);
  const file = value as CardFile;
  const [missing] = missingTags(file);
  if (missing) throw new Error(missing);
  return file;
}

/** What the cryptogram covers. */
const coveredTags = ['9F02', '9F03', '9F1A', '95', '5F2A', '9A', '9C', '9F37'];

/** A card must ask for what it decides by: at GPO, or with GENERATE AC. */
function missingTags({ pdol, cdol1 }: CardFile): string[] {
  const [name, list, needed] = cdol1
    ? (['cdol1', cdol1, coveredTags] as const)
    : (['pdol', pdol, ['9F66', ...coveredTags]] as const);
  const asked = list.map(([tag]) => tag.toUpperCase());
  return needed.filter((tag) => !asked.includes(tag)).map((tag) => `"${name}" has no ${tag}`);
}

export function cardFileText(file: CardFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

export interface Playing {
  readonly random: Random;
  /** Default: the file's. */
  readonly issuerMasterKey?: Uint8Array;
}

/** The card that a file describes. */
export function cardOfFile(file: CardFile, { random, issuerMasterKey }: Playing): PaymentCard {
  const { pan, panSequence, expiry, effective, serviceCode, discretionary } = file;
  const isPhone = file.uid === 'random';
  const personal = {
    ...{ pan, panSequence, expiry, effective, serviceCode, discretionary },
    uid: isPhone ? new Uint8Array(4) : fromHex(file.uid),
    issuerMasterKey: issuerMasterKey ?? fromHex(file.issuerMasterKey),
    atc: file.atc,
    amountMaxMinor: file.amountMaxMinor,
    random,
  };
  const identity: Application['identity'] = (drawn) => (isPhone ? phone : plastic)(personal, drawn);
  return new PaymentCard({ ...applicationOf(file), identity }, personal);
}

function applicationOf(file: CardFile): Omit<Application, 'identity'> {
  const { name, aid, label, pdol, cdol1, gives, balance, signature, afl } = file;
  const { blocked, scripts, relay, leavesAt } = file;
  return {
    ...{ name, aid, label, pdol, gives },
    tag82Aip: file.aip,
    tag9F6CCtq: file.ctq,
    inGpo: [fromHex(file.gpo)],
    records: file.records.map(({ sfi, record, signed, data }) => ({
      ...{ sfi, number: record, signed },
      content: concat(fromHex(data)),
    })),
    ...(cdol1 && { cdol1 }),
    ...(balance && { balance }),
    ...(afl !== undefined && { tag94Afl: fromHex(afl) }),
    ...(signature && { signer: { key: signature.key, wrong: signature.wrong === true } }),
    ...(signature?.sfi !== undefined && {
      signatureAt: { sfi: signature.sfi, number: signature.record ?? 1 },
    }),
    ...(blocked && { blocked }),
    ...(scripts && { scripts }),
    ...(relay && { relay }),
    ...(leavesAt !== undefined && { leavesAt }),
  };
}

/** For the drawer: the card of a file, with the issuer of the run. */
export function entryOfFile(file: CardFile): CatalogueEntry {
  const description = `from a file: ${file.scheme}, ${file.kind}`;
  return { name: file.name, description, make: (making) => cardOfFile(file, making) };
}
