// SPDX-License-Identifier: Apache-2.0
//
// What the steps of kernel 2 share. Fields after those of the activation say who fills and who reads them.
// docs/sources.md [domain B4]

import type { DataObjects } from './data-objects.ts';
import type { DolEntry } from './dol.ts';
import type { KernelActivation, KernelOutcome } from './kernel.ts';
import type { OdaInput, PublicKey, Step } from './oda-step.ts';
import type { KernelCvm } from './outcome.ts';
import type { SignedRecords } from './signed-records.ts';
import {
  tag9ATransactionDate,
  tag9F33TerminalCapabilities,
  tag82ApplicationInterchangeProfile,
  tagDF811BKernelConfiguration,
} from './tags.ts';
import type { Tlv } from './tlv.ts';
import type { Account } from './track2.ts';

export type CryptogramType = 'aac' | 'tc' | 'arqc';

/** What the cryptogram covers of the terminal's side: of this presentation, or of one that was torn. */
export interface Sent {
  readonly pdolData: Uint8Array;
  readonly cdolData: Uint8Array;
}

export interface Kernel2Context extends KernelActivation {
  readonly fci: DataObjects;
  readonly card: DataObjects;
  /** openApplication fills; initiateApplication reads. */
  pdol: readonly DolEntry[];
  /** initiateApplication fills; the torn log and the card's signature read. */
  pdolData: Uint8Array;
  /** readApplicationData fills; authentication reads. */
  signedRecords: SignedRecords;
  /** checkMandatoryData fills; all later steps read. */
  account: Account | undefined;
  /** prepareAuthentication fills: card and terminal both have CDA. */
  combines: boolean;
  /** selectCvm fills; decideOutcome reads. */
  cvm: KernelCvm;
  /** analyseActions fills, generateCryptogram may change; the torn log reads. */
  requested: CryptogramType;
  /** generateCryptogram fills; authenticateCombinedData reads. */
  signs: boolean;
  /** generateCryptogram fills, while the card computes its signature; authenticateCombinedData reads. */
  iccKey: Step<PublicKey> | undefined;
  /** generateCryptogram fills; authenticateCombinedData reads. */
  sent: Sent;
  /** generateCryptogram fills, in the card's order; authenticateCombinedData reads. */
  answer: readonly Tlv[];
  /** readCryptogram fills: what the card has given; later steps read. */
  given: CryptogramType;
}

export type Ends = KernelOutcome | undefined;

const nothing: Uint8Array = new Uint8Array(0);

export function contextOf(activation: KernelActivation): Kernel2Context {
  const { fci, card } = activation.record;
  return {
    ...activation,
    fci,
    card,
    pdol: [],
    pdolData: nothing,
    signedRecords: [],
    account: undefined,
    combines: false,
    cvm: 'none',
    requested: 'aac',
    signs: false,
    iccKey: undefined,
    sent: { pdolData: nothing, cdolData: nothing },
    answer: [],
    given: 'aac',
  };
}

/** Application interchange profile, both bytes: 82 is mandatory in the answer to GET PROCESSING OPTIONS. */
export function profileOf({ card }: Kernel2Context): Uint8Array {
  return card.get(tag82ApplicationInterchangeProfile)!;
}

/** DF811B; kernel2-data.ts sees to it that it is there. */
export function configurationOf({ terminal }: Kernel2Context): number {
  return terminal.get(tagDF811BKernelConfiguration)![0]!;
}

export function capabilitiesOf({ terminal }: Kernel2Context): Uint8Array {
  return terminal.get(tag9F33TerminalCapabilities)!;
}

/** What offline data authentication is given; undefined at a terminal without keys. */
export function odaInputOf(context: Kernel2Context): OdaInput | undefined {
  const { authentication, adfName, card, account, terminal, signedRecords, record } = context;
  return (
    authentication && {
      ...authentication,
      adfName,
      card,
      pan: account!.pan,
      today: terminal.get(tag9ATransactionDate)!,
      records: signedRecords,
      onRecovered: record.onRecovered,
    }
  );
}
