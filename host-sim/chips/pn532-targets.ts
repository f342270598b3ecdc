// SPDX-License-Identifier: Apache-2.0
//
// The PN532 model as initiator: finding cards, and talking to those it has found. docs/sources.md [domain E1, E2].
// Everything here takes time on the kernel and may be cut short by the host, so all of it runs in a `Job`.

import { type Card, type IsoDep, isoDepOf } from '../cards/card.ts';
import { RawPicc } from '../cards/raw-picc.ts';
import {
  activationUs,
  blockMaxOf,
  deselectUs,
  downUs,
  guardUs,
  type Poll,
  type Power,
  type RfField,
  roundTripUs,
  upUs,
  wtxUs,
} from './pn532-rf.ts';

/** One command at work. When the host aborts it, what was scheduled never runs. */
export interface Job {
  after(us: number, run: () => void): void;
  /** Ends the job. */
  answer(data: Uint8Array | readonly number[]): void;
  /** The command breaks the manual: a violation of our driver, an error frame for anybody else's. Throws `Refusal`. */
  reject(why: string): never;
}

/** Caught by the chip, which knows whom it talks to. */
export class Refusal extends Error {}

export const Status = {
  Ok: 0x00,
  Timeout: 0x01,
  BufferTooSmall: 0x07,
  InvalidParameter: 0x10,
  WrongContext: 0x27,
} as const;

/** Set in a status byte (answer) or target number (command): more data follow. */
export const more = 0x40;

export interface Target {
  readonly number: number;
  readonly card: Card;
  readonly power: Power;
  readonly picc: RawPicc;
  /** Undefined: raw frames only. */
  readonly isoDep: IsoDep | undefined;
  selected: boolean;
  /** Pieces of a command that the host chains. */
  command: Uint8Array[];
  /** What the host has not fetched yet of an answer. */
  rest: Uint8Array;
}

export interface Initiator {
  readonly rf: RfField;
  targets: Target[];
  autoRats: boolean;
  /** MxRtyCOM */
  retriesCom: number;
  /** Waiting time of InCommunicateThru and of cards without ISO-DEP. */
  thruTimeoutUs: number;
}

/** Largest piece of an answer in one host frame: 265 less D5, code and status. */
const pieceMax = 262;

/**
 * Polls until a card answers, at most `attempts` times (Infinity: until the host aborts), and activates up to `countMax`
 * cards that `wanted` lets through. Earlier targets are forgotten.
 */
export function findCards(
  chip: Initiator,
  job: Job,
  search: {
    readonly poll: Poll;
    readonly countMax: number;
    readonly attempts: number;
    readonly wanted?: (card: Card) => boolean;
  },
  found: (targets: readonly Target[]) => void,
): void {
  const { rf } = chip;
  const { poll, countMax, wanted = () => true } = search;
  let left = search.attempts;
  chip.targets = [];

  const attempt = () => {
    job.after(poll.attemptUs, () => {
      const heard = rf.answering(poll).filter(wanted).slice(0, countMax);
      if (heard.length > 0) activate(heard);
      else again();
    });
  };
  const again = () => {
    left--;
    if (left > 0) attempt();
    else found([]);
  };
  const activate = (cards: readonly Card[]) => {
    const powers = cards.map((card) => rf.powerOf(card)!);
    let us = (cards.length - 1) * deselectUs;
    for (const card of cards) us += activationUs(card.identity, chip.autoRats);
    job.after(us, () => {
      chip.targets = cards
        .map((card, i) => newTarget(chip, i + 1, card, powers[i]!))
        .filter(({ card, power }) => rf.powerOf(card) === power);
      if (chip.targets.length === 0) return again();
      // Only the last one found is left awake.
      chip.targets.at(-1)!.selected = true;
      found(chip.targets);
    });
  };

  if (rf.on) {
    attempt();
    return;
  }
  rf.switch(true);
  job.after(guardUs, attempt);
}

function newTarget(chip: Initiator, number: number, card: Card, power: Power): Target {
  const { identity } = card;
  const isoDep = identity.type === 'B' || chip.autoRats ? isoDepOf(identity) : undefined;
  card.activated();
  return {
    number,
    card,
    power,
    picc: new RawPicc(card),
    isoDep,
    selected: false,
    command: [],
    rest: new Uint8Array(0),
  };
}

/** Target data as in the answer to InListPassiveTarget. */
export function describeTarget({ number, card, isoDep }: Target): readonly number[] {
  const { identity } = card;
  if (identity.type === 'B') {
    const { pupi, applicationData, protocolInfo } = identity;
    // ATQB, then the answer to ATTRIB: one byte, MBLI 0 and CID 0.
    return [number, 0x50, ...pupi, ...applicationData, ...protocolInfo, 1, 0];
  }
  const { atqa, sak, uid, ats } = identity;
  const basic = [number, atqa >> 8, atqa & 0xff, sak, uid.length, ...uid];
  return isoDep && ats ? [...basic, ...ats] : basic;
}

/** Time to make `target` the one that listens. */
export function selectUs(chip: Initiator, target: Target): number {
  if (target.selected) return 0;
  const other = chip.targets.some(({ selected }) => selected);
  for (const each of chip.targets) each.selected = each === target;
  target.card.activated();
  return (other ? deselectUs : 0) + activationUs(target.card.identity, chip.autoRats);
}

/** InDataExchange with one target: host chaining both ways around the exchange on the air. */
export function exchange(
  chip: Initiator,
  job: Job,
  target: Target,
  data: Uint8Array,
  moreToCome: boolean,
): void {
  const deliver = (response: Uint8Array) => {
    target.rest = response.subarray(pieceMax);
    const status = Status.Ok | (target.rest.length > 0 ? more : 0);
    job.answer([status, ...response.subarray(0, pieceMax)]);
  };
  if (target.rest.length > 0 && data.length === 0) {
    deliver(target.rest);
    return;
  }
  target.rest = new Uint8Array(0);

  const { identity } = target.card;
  const startUs = selectUs(chip, target) + upUs(identity, data.length, blockMaxOf(identity));
  if (moreToCome) {
    target.command.push(data);
    job.after(startUs, () => {
      if (present(chip, target)) job.answer([Status.Ok]);
      else lost(chip, job, target);
    });
    return;
  }
  const command = joined([...target.command, data]);
  target.command = [];
  job.after(startUs, () => ask(chip, job, target, command, deliver));
}

const present = (chip: Initiator, { card, power }: Target): boolean =>
  chip.rf.powerOf(card) === power;

function ask(
  chip: Initiator,
  job: Job,
  target: Target,
  command: Uint8Array,
  deliver: (response: Uint8Array) => void,
): void {
  if (!present(chip, target)) {
    lost(chip, job, target);
    return;
  }
  const { card, isoDep, picc } = target;
  const answer = isoDep ? card.command(command) : picc.frame(command);
  if (answer.leaves) chip.rf.remove(card);
  const { response, us, wtxm } = answer;
  const waitUs = isoDep ? isoDep.frameWaitUs : chip.thruTimeoutUs;
  const tooLong = us > waitUs && wtxm === undefined;
  if (!response || tooLong) {
    lost(chip, job, target);
    return;
  }
  const extensions = us > waitUs ? Math.ceil((us - waitUs) / (waitUs * wtxm!)) : 0;
  job.after(us + extensions * wtxUs + downUs(card.identity, response.length), () => {
    if (present(chip, target)) deliver(response);
    else lost(chip, job, target);
  });
}

/** Nobody answers: the chip repeats itself as often as MxRtyCOM says, then gives up. */
function lost(chip: Initiator, job: Job, { isoDep }: Target): void {
  const us = isoDep ? isoDep.frameWaitUs * (1 + chip.retriesCom) : chip.thruTimeoutUs;
  job.after(us, () => job.answer([Status.Timeout]));
}

/** Diagnose 06: R(NAK) to the selected card, which answers R(ACK) while it is there. */
export function attend(chip: Initiator, job: Job): void {
  const target = chip.targets.find(({ selected, isoDep }) => selected && isoDep);
  if (!target) {
    job.answer([Status.WrongContext]);
    return;
  }
  job.after(roundTripUs(target.card.identity.type, 3, 3), () => {
    if (present(chip, target)) job.answer([Status.Ok]);
    else lost(chip, job, target);
  });
}

/** InCommunicateThru: one raw frame to whichever card is selected. */
export function communicateThru(chip: Initiator, job: Job, data: Uint8Array): void {
  const target = chip.targets.find(({ selected }) => selected);
  const timeout = () => job.after(chip.thruTimeoutUs, () => job.answer([Status.Timeout]));
  if (!target || !present(chip, target)) {
    timeout();
    return;
  }
  const { type } = target.card.identity;
  const answer = target.picc.frame(data);
  if (answer.leaves) chip.rf.remove(target.card);
  const { response, us } = answer;
  if (!response || us > chip.thruTimeoutUs) {
    timeout();
    return;
  }
  job.after(roundTripUs(type, data.length + 2, response.length + 2) + us, () => {
    if (present(chip, target)) job.answer([Status.Ok, ...response]);
    else timeout();
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
