// SPDX-License-Identifier: Apache-2.0
//
// One tap, inside the machine: takes a job from the serial line, runs it through Entry Point, asks the host for the card's answers and
// tells what the kernels find. Answers come by the line, what is told leaves as reports.

import SerialPort from 'embedded:io/serial';
import { hashOf, rsaRecover, sm2Verify } from '../../crypto/public-key.ts';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { KernelRecord } from '../../src/emv/kernel-record.ts';
import type { Outcome, UiRequest } from '../../src/emv/outcome.ts';
import { outcomeParameters } from '../../src/emv/outcome-parameters.ts';
import type { Combination, Parameters, PinFree } from '../../src/emv/parameters.ts';
import type { CardReader, Transceived } from '../../src/emv/reader.ts';
import type { Transaction } from '../../src/emv/transaction.ts';
import type { Serial } from '../../src/io/ecma419.ts';
import { fatal } from '../../src/io/fatal.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import type {
  Answered,
  EndTold,
  Job,
  JobCombination,
  PinFree as JobPinFree,
  KernelTold,
  Told,
} from './job.ts';

const lineFeed = 10;

export class Tapping implements CardReader {
  readonly #serial: Serial;
  #text = '';
  #isBusy = false;
  #answered: ((answered: Answered) => void) | undefined;
  /** The recording's time. */
  #nowUs = 0;

  constructor({ receive, transmit, baud }: { receive: number; transmit: number; baud: number }) {
    this.#serial = new SerialPort({
      receive,
      transmit,
      baud,
      onReadable: () => this.#take(new Uint8Array(this.#serial.read() ?? new ArrayBuffer(0))),
    });
  }

  transceive(command: Uint8Array): Promise<Transceived> {
    tell({ command: toHex(command) });
    return new Promise((resolve) => {
      this.#answered = (answered) => {
        if ('us' in answered) this.#nowUs += answered.us;
        resolve(
          'trouble' in answered
            ? { ok: false, reason: answered.trouble }
            : { ok: true, response: fromHex(answered.response) },
        );
      };
    });
  }

  #take(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte !== lineFeed) this.#text += String.fromCharCode(byte);
      else {
        const line = JSON.parse(this.#text);
        this.#text = '';
        this.#heard(line);
      }
    }
  }

  /** The first line is the job, the others are answers. */
  #heard(line: Job | Answered): void {
    if (this.#isBusy) {
      this.#answered?.(line as Answered);
      return;
    }
    this.#isBusy = true;
    this.#perform(line as Job).catch(fatal);
  }

  async #perform(job: Job): Promise<void> {
    let last: KernelRecord | undefined;
    const numbers = [...job.relayNumbers];
    const outcome = await performTransaction(this, parametersOf(job), transactionOf(job), {
      authentication: {
        operations: { rsaRecover, hashOf, sm2Verify },
        caKeys: fromHex(job.caKeys),
        revoked: fromHex(job.revoked),
      },
      relayResistance: {
        nowUs: () => this.#nowUs,
        entropy: () => fromHex(numbers.shift() ?? job.unpredictableNumber),
      },
      onUiRequest: (message) => tell({ message: { ...message } }),
      onRecovered: (name, value) => tell({ recovered: [name, toHex(value)] }),
      onKernelEnd: (record) => {
        tell({ kernel: toldOf(record) });
        last = record;
      },
    });
    tell({ end: endOf(outcome, last) });
  }
}

/** XS writes marks into objects while it makes JSON of them, and cannot into what is preloaded: so copies are told. */
function tell(told: Told): void {
  report(JSON.stringify(told));
}

function parametersOf(job: Job): Parameters {
  return {
    currencyUnitMinor: job.currencyUnitMinor,
    combinations: job.combinations.map(combinationOf),
    offlineApprovals: job.offlineApprovals,
    exceptionFile: fromHex(job.exceptionFile),
    ...(job.pinFree && { pinFree: pinFreeOf(job.pinFree) }),
    tag9F34CvmResults: {
      none: fromHex(job.cvmResults[0]),
      'confirmed-on-device': fromHex(job.cvmResults[1]),
      'online-pin': fromHex(job.cvmResults[2]),
      signature: fromHex(job.cvmResults[3]),
    },
    terminalData: job.terminalData.map(([tag, value]) => [tag, fromHex(value)]),
  };
}

function pinFreeOf({ binsA, binsB, binsBlocked, ...rest }: JobPinFree): PinFree {
  return {
    ...rest,
    ...(binsA !== undefined && { binsA: fromHex(binsA) }),
    ...(binsB !== undefined && { binsB: fromHex(binsB) }),
    ...(binsBlocked !== undefined && { binsBlocked: fromHex(binsBlocked) }),
  };
}

function combinationOf({ aid, ttq, version, kernelData, ...rest }: JobCombination): Combination {
  return {
    ...rest,
    kernelData: kernelData.map(([tag, value]) => [tag, fromHex(value)]),
    aid: fromHex(aid),
    tag9F66TerminalTransactionQualifiers: fromHex(ttq),
    tag9F09ApplicationVersionNumber: fromHex(version),
  };
}

function transactionOf(job: Job): Transaction {
  const { amountMinor, amountOtherMinor, type, date, time, sequenceCounter } = job;
  return {
    amountMinor,
    amountOtherMinor,
    type,
    date,
    time,
    sequenceCounter,
    unpredictableNumber: fromHex(job.unpredictableNumber),
    interfaceDeviceSerialNumber: job.interfaceDeviceSerialNumber,
    cancellation: { cancelled: false },
  };
}

/** All data objects: the terminal's, then the card's that it has not. */
function toldOf({ kernelId, terminal, fci, card, tvr, tsi, oda }: KernelRecord): KernelTold {
  const tags = new Map<number, Uint8Array>();
  for (const objects of [card, fci, terminal]) {
    for (const [tag, value] of objects.entries()) tags.set(tag, value);
  }
  return {
    id: kernelId,
    aid: toHex(terminal.get(0x9f06)!),
    tvr: toHex(tvr),
    tsi: toHex(tsi),
    oda: { ...oda },
    tags: [...tags].map(([tag, value]) => [tag, toHex(value)]),
  };
}

/** Entry Point sets 9F34 after the kernel. */
function endOf(outcome: Outcome, last: KernelRecord | undefined): EndTold {
  const cvmResults = last?.terminal.get(0x9f34);
  const ui: UiRequest[] = [{ ...outcome.ui }];
  if (outcome.kind === 'try-again') ui.push({ ...outcome.uiOnRestart });
  return {
    outcome: outcome.kind,
    ...('cause' in outcome && { cause: outcome.cause }),
    ...('kernelCvm' in outcome && { cvm: outcome.kernelCvm }),
    ...(cvmResults && { cvmResults: toHex(cvmResults) }),
    parameters: { ...outcomeParameters(outcome) },
    ui,
  };
}

function report(this: unknown, line: string): void {
  return native('xs_harness_report').call(this, line);
}
