// SPDX-License-Identifier: Apache-2.0
//
// Personalisation: a scheme and a kind make a card file, with certificates of the test PKI. docs/sources.md [domain B3, B4, B6, B10]
//
// Records: file 1 holds what is not signed; file 2 the signed record first, then the chain of certificates, each in a record of its own,
// because a 1984-bit one fills it; last, for kernels 3 and 7, the signature that was made with the answer to GPO.

import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';
import type { CardFile } from './card-file.ts';
import { cardFileFormat, cardOfFile, readme } from './card-file.ts';
import { iccCertificate, issuerCertificate } from './certificates.ts';
import { goodRecipe, kindNamed, kinds, type Recipe } from './kinds.ts';
import type { PaymentCard } from './payment-card.ts';
import { type CardMaking, type Personalisation, personalise, track2 } from './personalisation.ts';
import { lastDay, padded } from './quickpass.ts';
import { type Scheme, type SchemeName, schemes } from './schemes.ts';
import { cataloguePki, type PkiOf, type TestPki } from './test-pki.ts';
import { tlv } from './tlv.ts';

/** In the first byte of AIP. */
const onDeviceBit = 0x02;
/** In the second. */
const relayBit = 0x01;

function profileOf({ tag82Aip, cdol1 }: Scheme, { onDevice, relay }: Recipe): string {
  const [first, second] = fromHex(tag82Aip) as unknown as [number, number];
  // Cards of kernels 3 and 7 say it in 9F6C.
  const device = onDevice && cdol1 ? onDeviceBit : 0;
  return toHex(Uint8Array.of(first | device, second | (relay ? relayBit : 0)));
}

/** Two amounts of no meaning, then the rules. */
const cvmList = (rules: string): Uint8Array => tlv('8E', `0000000000000000${rules}`);

/** Refuse what is expired; ask the issuer about all that went wrong. */
const issuerActions = [
  tlv('9F0D', 'FC70BC9800'),
  tlv('9F0E', '0050000000'),
  tlv('9F0F', 'FC70BC9800'),
];

/** Which transaction RECOVER AC means: by the terminal's number. */
const drdol = tlv('9F51', '9F3704');

/** 9F5D: in its second byte, that GET DATA gives the balance. */
const balanceCanBeRead = tlv('9F5D', '010200');

/** What the card's signature vouches for. */
function signedRecord(scheme: Scheme, recipe: Recipe, personal: Personalisation): Uint8Array {
  const { cdol1 } = scheme;
  const common = [
    tlv('5A', padded(personal.pan)),
    tlv('5F24', lastDay(personal.expiry)),
    tlv('5F25', `${personal.effective}01`),
    tlv('5F28', '0156'),
    tlv('5F34', personal.panSequence),
    tlv('9F07', 'FFC0'),
    tlv('9F4A', '82'),
  ];
  if (!cdol1) return concat(...common);
  const list = cdol1.map(([tag, length]) => concat(fromHex(tag), Uint8Array.of(length)));
  return concat(
    ...common,
    tlv('57', track2(personal)),
    tlv('8C', ...list),
    ...(recipe.cvmRules === null ? [] : [cvmList(recipe.cvmRules)]),
    tlv('9F42', '0156'),
    ...(recipe.balance ? [balanceCanBeRead] : []),
    ...issuerActions,
    drdol,
  );
}

/** Place and content of each record. */
function recordsOf(
  scheme: Scheme,
  recipe: Recipe,
  personal: Personalisation,
  pki: TestPki,
  aip: string,
): CardFile['records'] {
  const signed = signedRecord(scheme, recipe, personal);
  const covered = concat(signed, fromHex(aip));
  const issuer = issuerCertificate(pki.authority, scheme.bin, pki.issuer);
  const { pan } = personal;
  const holder = recipe.certificateWrong
    ? `${pan.slice(0, -1)}${(Number(pan.at(-1)) + 1) % 10}`
    : pan;
  const icc = iccCertificate(pki.issuer, holder, pki.icc, covered);
  const others = concat(tlv('8F', scheme.caIndex), issuer.others, icc.others);
  const chain = [others, issuer.certificate, icc.certificate];
  const row = (sfi: number, record: number, data: Uint8Array, isSigned = false) => ({
    ...{ sfi, record, signed: isSigned, data: toHex(data) },
  });
  const name = tlv('5F20', fromAscii('TEST/CARD'));
  return [
    ...(scheme.cdol1 ? [] : [row(1, 1, concat(tlv('57', track2(personal)), name))]),
    row(2, 1, signed, true),
    ...chain.map((data, index) => row(2, index + 2, data)),
  ];
}

/** File 3, record 5: nobody has it. */
const nowhere = '18050500';

/** Names the records as they are, and one more. */
function wrongLocator({ cdol1 }: Scheme): string {
  return `${cdol1 ? '10010401' : '0801010010010501'}${nowhere}`;
}

export interface DoubleMaking extends CardMaking {
  readonly pki: PkiOf;
}

/** Throws RangeError for a kind that the scheme has not. */
export function makeCardFile(scheme: SchemeName, kind: string, making: DoubleMaking): CardFile {
  const { recipe: changes, schemes: having } = kindNamed(kind);
  if (!having.includes(scheme)) throw new RangeError(`${scheme} has no card of kind '${kind}'`);
  const recipe: Recipe = { ...goodRecipe, ...changes };
  const of = schemes[scheme];
  const pki = making.pki(scheme);
  const plan = { bin: of.bin, digits: of.digits, uidBytes: 7 } as const;
  const personal = personalise(plan, making, recipe.expired ? { expiry: '2312' } : {});
  const { pan, panSequence, expiry, effective, serviceCode, discretionary } = personal;
  const aip = profileOf(of, recipe);
  const place = of.cdol1 ? {} : { sfi: 2, record: 5 };
  return {
    readme,
    format: cardFileFormat,
    name: `${scheme}-${kind}`,
    ...{ scheme, kind, pan, panSequence, expiry, effective, serviceCode, discretionary },
    uid: recipe.onDevice ? 'random' : toHex(personal.uid),
    issuerMasterKey: toHex(personal.issuerMasterKey),
    atc: personal.atc,
    amountMaxMinor: personal.amountMaxMinor,
    ...{ aid: of.aid, label: of.label, pdol: of.pdol, aip, gpo: '' },
    ...(of.cdol1 && { cdol1: of.cdol1 }),
    ...(!of.cdol1 && recipe.tag9F6CCtq !== null && { ctq: recipe.tag9F6CCtq }),
    records: recordsOf(of, recipe, personal, pki, aip),
    ...(recipe.locatorWrong && { afl: wrongLocator(of) }),
    gives: recipe.gives,
    ...(recipe.balance && { balance: recipe.balance }),
    signature: { key: pki.icc, ...(recipe.signatureWrong && { wrong: true }), ...place },
    ...(recipe.blocked && { blocked: true }),
    ...(recipe.scripts && { scripts: true }),
    ...(recipe.relay && { relay: recipe.relay }),
    ...(recipe.leavesAt !== undefined && { leavesAt: recipe.leavesAt }),
  };
}

/** A double of the catalogue: its certificates are of the keys in doubles-pki.json. `changes`: what is different in its file. */
export function makeDouble(
  scheme: SchemeName,
  kind: string,
  making: CardMaking,
  changes: Partial<CardFile> = {},
): PaymentCard {
  const file = makeCardFile(scheme, kind, { ...making, pki: cataloguePki });
  return cardOfFile({ ...file, ...changes }, making);
}

/** Every scheme with every kind that it has. */
export const doublePairs: readonly (readonly [scheme: SchemeName, kind: string])[] = kinds.flatMap(
  ({ name, schemes: having }) => having.map((scheme) => [scheme, name] as const),
);
