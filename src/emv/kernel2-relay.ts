// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: the relay resistance protocol. The card answers a fresh number of the terminal's with one of its own, and says how long that
// takes it; a card that is far away, behind two phones, takes longer. docs/sources.md [domain B4; the rules of the times are own
// knowledge, no text at hand]
//
// Times are in units of 100 µs. An answer that is too early is no card's; one that is too late may be bad luck, so there are two more tries.

import { exchangeRelayResistanceDataCommand, statusWord9000Ok } from './apdu.ts';
import { aip2, kernelConfiguration, tvr } from './bits.ts';
import { configurationOf, type Ends, type Kernel2Context, profileOf } from './kernel2-context.ts';
import { end, endExchange, level2 } from './kernel2-outcome.ts';
import { endApplication } from './outcome.ts';
import {
  tag9F37UnpredictableNumber,
  tag80ResponseFormat1,
  tagDF8132RelayGraceMin,
  tagDF8133RelayGraceMax,
  tagDF8134RelayCommandTime,
  tagDF8135RelayAnswerTime,
  tagDF8136RelayAccuracyThreshold,
  tagDF8137RelayMismatchThreshold,
  tagDF8301TerminalRelayEntropy,
  tagDF8302DeviceRelayEntropy,
  tagDF8303RelayTimeMin,
  tagDF8304RelayTimeMax,
  tagDF8305RelayAnswerTimeOfDevice,
  tagDF8306RelayTimeMeasured,
  tagDF8307RelayCounter,
} from './tags.ts';
import { decodeOnlyTlv } from './tlv.ts';

/** Beside the first. */
const triesMore = 2;
const unitUs = 100;
const entropyBytes = 4;
/** Entropy of the card 4, shortest time 2, longest time 2, time of the answer on the air 2. */
const answerBytes = 10;
const timeMax = 0xffff;

/** Where the five objects stand in what the card signs with its cryptogram. */
export const relayTags: readonly number[] = Object.freeze(
  [
    tagDF8301TerminalRelayEntropy,
    tagDF8302DeviceRelayEntropy,
    tagDF8303RelayTimeMin,
    tagDF8304RelayTimeMax,
    tagDF8305RelayAnswerTimeOfDevice,
  ],
  true,
);

export async function resistRelay(context: Kernel2Context): Promise<Ends> {
  const { record, relayResistance } = context;
  const cardHas = (profileOf(context)[1]! & aip2.relayResistance) !== 0;
  const terminalHas = (configurationOf(context) & kernelConfiguration.relayResistance) !== 0;
  if (!cardHas || !terminalHas || relayResistance === undefined) {
    // [M] Where neither side knows of it, there is nothing that was not performed.
    if (cardHas || terminalHas) record.find(tvr.relayNotPerformed);
    return undefined;
  }
  for (let tries = 0; ; tries++) {
    const ends = await exchange(context, tries);
    if (ends !== undefined) return ends;
    const time = timeOf(context, tagDF8306RelayTimeMeasured);
    const min = timeOf(context, tagDF8303RelayTimeMin) - timeOf(context, tagDF8132RelayGraceMin);
    const max = timeOf(context, tagDF8304RelayTimeMax) + timeOf(context, tagDF8133RelayGraceMax);
    if (time < Math.max(0, min)) {
      const failure = { level2: level2.cardDataError };
      return end(context, 'other-card', endApplication('relay-suspected'), failure);
    }
    if (time <= max) break;
    if (tries === triesMore) {
      record.find(tvr.relayTimeExceeded);
      break;
    }
  }
  if (isImplausible(context)) record.find(tvr.relayThresholdExceeded);
  record.find(tvr.relayPerformed);
  return undefined;
}

/** One question and its answer; the times are with the terminal's objects then. */
async function exchange(context: Kernel2Context, tries: number): Promise<Ends> {
  const { link, terminal, relayResistance } = context;
  // The first number is the transaction's; an answer to a second one cannot have been computed before it was drawn.
  if (tries > 0) terminal.set(tag9F37UnpredictableNumber, relayResistance!.entropy());
  const entropy = terminal.get(tag9F37UnpredictableNumber)!;
  const beganUs = relayResistance!.nowUs();
  const answer = await link.exchange(exchangeRelayResistanceDataCommand(entropy));
  const tookUs = relayResistance!.nowUs() - beganUs;
  if (!answer.ok) return endExchange(context, answer);
  const { statusWord } = answer;
  if (statusWord !== statusWord9000Ok) {
    const failure = { level2: level2.statusBytes, statusWord };
    return end(context, 'other-card', endApplication('status-word'), failure);
  }
  const object = decodeOnlyTlv(answer.data);
  const data =
    object.ok && object.value.tag === tag80ResponseFormat1 ? object.value.value : undefined;
  if (data?.length !== answerBytes) {
    const failure = { level2: level2.parsingError };
    return end(context, 'other-card', endApplication('card-data'), failure);
  }
  // Copies: what is with the terminal's objects may be kept in the torn log, and the card's memory is wiped.
  terminal.set(tagDF8301TerminalRelayEntropy, entropy);
  terminal.set(tagDF8302DeviceRelayEntropy, data.slice(0, entropyBytes));
  terminal.set(tagDF8303RelayTimeMin, data.slice(4, 6));
  terminal.set(tagDF8304RelayTimeMax, data.slice(6, 8));
  terminal.set(tagDF8305RelayAnswerTimeOfDevice, data.slice(8, 10));
  terminal.set(tagDF8307RelayCounter, Uint8Array.of(tries));
  terminal.set(tagDF8306RelayTimeMeasured, measured(context, tookUs));
  return undefined;
}

/** Without what question and answer take on the air; the card's word on its answer counts as far as the terminal's does. */
function measured(context: Kernel2Context, tookUs: number): Uint8Array {
  const answerTime = Math.min(
    timeOf(context, tagDF8305RelayAnswerTimeOfDevice),
    timeOf(context, tagDF8135RelayAnswerTime),
  );
  const onAir = timeOf(context, tagDF8134RelayCommandTime) + answerTime;
  const time = Math.min(timeMax, Math.max(0, Math.floor(tookUs / unitUs) - onAir));
  return Uint8Array.of(time >> 8, time & 0xff);
}

/** The card's and the terminal's idea of the answer's time differ too much, or the time does from the card's shortest. */
function isImplausible(context: Kernel2Context): boolean {
  const device = timeOf(context, tagDF8305RelayAnswerTimeOfDevice);
  const own = timeOf(context, tagDF8135RelayAnswerTime);
  const percent = context.terminal.get(tagDF8137RelayMismatchThreshold)![0]!;
  if (device !== 0 && own !== 0) {
    if (device * 100 < percent * own || own * 100 < percent * device) return true;
  }
  const late = timeOf(context, tagDF8306RelayTimeMeasured) - timeOf(context, tagDF8303RelayTimeMin);
  return late > timeOf(context, tagDF8136RelayAccuracyThreshold);
}

function timeOf({ terminal }: Kernel2Context, tag: number): number {
  const value = terminal.get(tag)!;
  return (value[0]! << 8) | value[1]!;
}
