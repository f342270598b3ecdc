// SPDX-License-Identifier: Apache-2.0
//
// Entry Point: from an activated card to an outcome. docs/sources.md [domain B1]
//
// Start B, polling, is the caller's: the flow polls with the NFC driver and calls `performTransaction` with the one card
// found. Start A comes first here all the same, because it needs no card and costs nothing; the flow asks `preProcess`
// itself when it wants to know before anybody taps. The outcomes Select Next and Start C never leave this file.

import { concat } from '../lib/bytes.ts';
import { ppseName, selectCommand, statusWord9000Ok } from './apdu.ts';
import { CardLink } from './card-link.ts';
import { CardMemory } from './card-memory.ts';
import { cardResult } from './card-result.ts';
import { type Candidate, candidateList } from './combination-selection.ts';
import type { FlashLog } from './flash-log.ts';
import type { Kernel, KernelOutcome, RelayResistance } from './kernel.ts';
import { KernelRecord } from './kernel-record.ts';
import { kernels } from './kernels.ts';
import type { AuthenticationSupport } from './oda-step.ts';
import { endApplication, type Outcome, tryAnotherInterface, type UiRequest } from './outcome.ts';
import type { Parameters } from './parameters.ts';
import { type PreProcessed, preProcess } from './pre-processing.ts';
import type { CardReader } from './reader.ts';
import type { TornLog } from './torn-log.ts';
import { assertTransaction, type Transaction, terminalData } from './transaction.ts';

export interface Options {
  /** Told while the card is still at work; the outcome brings its own request. */
  readonly onUiRequest?: (request: UiRequest) => void;
  /** What `preProcess` has said, when the caller asked before the card came. */
  readonly combinations?: readonly PreProcessed[];
  /** Where the card's data go; by default a block of their own. */
  readonly memory?: CardMemory;
  /** Keys and operations of offline data authentication; without them every card fails it. */
  readonly authentication?: AuthenticationSupport;
  /** For kernel 2: without it no relay resistance protocol is run. */
  readonly relayResistance?: RelayResistance;
  /** For kernel 2: what is kept of transactions that were torn, from one presentation to the next. */
  readonly tornLog?: TornLog;
  /** For kernels 3 and 7: what is kept of a card that was taken away too soon, from one presentation to the next. */
  readonly flashLog?: FlashLog;
  /** For tools: what each kernel found, while its card's data are still there. */
  readonly onKernelEnd?: (record: KernelRecord, outcome: KernelOutcome) => void;
  /** For tools: what certificates and signatures held. */
  readonly onRecovered?: (name: string, value: Uint8Array) => void;
}

/**
 * Runs one card through the transaction. Every outcome but an online request and an offline approval leaves no card
 * data behind; these hand them to the caller, who wipes them. Rejects only when the caller or the reader's driver is at fault.
 */
export async function performTransaction(
  reader: CardReader,
  parameters: Parameters,
  transaction: Transaction,
  options: Options = {},
): Promise<Outcome> {
  assertTransaction(transaction);
  const { memory = new CardMemory() } = options;
  let handedOver = false;
  try {
    const link = new CardLink(reader, memory, transaction.cancellation);
    const outcome = await selectAndActivate(link, parameters, transaction, options, memory);
    handedOver = outcome.kind === 'online-request' || outcome.kind === 'approved';
    return outcome;
  } finally {
    if (!handedOver) memory.wipe();
  }
}

/** Start A, Start C and Start D in their order. */
async function selectAndActivate(
  link: CardLink,
  parameters: Parameters,
  transaction: Transaction,
  options: Options,
  memory: CardMemory,
): Promise<Outcome> {
  const { authentication, relayResistance, tornLog, flashLog, onKernelEnd, onRecovered } = options;
  const { onUiRequest = () => {} } = options;
  const { combinations = preProcess(parameters, transaction) } = options;
  if (combinations.length === 0) return tryAnotherInterface('amount');

  const directory = await link.exchange(selectCommand(ppseName));
  if (!directory.ok) return directory.outcome;
  if (directory.statusWord !== statusWord9000Ok) return endApplication('no-application');

  for (const candidate of candidateList(directory.data, combinations)) {
    const selected = await link.exchange(selectCommand(selectionName(candidate)));
    if (!selected.ok) return selected.outcome;
    if (selected.statusWord !== statusWord9000Ok) continue;

    const { preProcessed, adfName } = candidate;
    const terminal = terminalData(parameters, preProcessed, transaction);
    const { kernelId } = preProcessed.combination;
    const record = new KernelRecord(kernelId, terminal, onRecovered);
    const outcome = await kernelOf(kernelId)({
      link,
      parameters,
      selectAnswer: selected.data,
      adfName,
      ttq: preProcessed.ttq,
      terminal,
      authentication,
      relayResistance,
      tornLog,
      flashLog,
      record,
      onUiRequest,
    });
    onKernelEnd?.(record, outcome);
    if (outcome.kind === 'select-next') continue;
    if (outcome.kind !== 'online-request' && outcome.kind !== 'approved') return outcome;
    return cardResult(outcome, kernelId, transaction.amountMinor, parameters, terminal, memory);
  }
  return endApplication('no-application');
}

/** The directory's name of the application, extended if the card and the combination both do so. */
function selectionName({ preProcessed, adfName, extendedSelection }: Candidate): Uint8Array {
  const supported = preProcessed.combination.extendedSelectionSupported;
  if (!supported || extendedSelection === undefined) return adfName;
  return concat(adfName, extendedSelection);
}

function kernelOf(kernelId: number): Kernel {
  const kernel = kernels.get(kernelId);
  if (kernel === undefined) throw new RangeError(`no kernel ${kernelId}`);
  return kernel;
}
