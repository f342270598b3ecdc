// SPDX-License-Identifier: Apache-2.0
//
// The commands of the PN532, one row each. docs/sources.md [domain E1]; names and codes also as libnfc and nfcpy use them.
// Commands of the chip's other roles (NFCIP-1, card emulation) are known by name only: our driver has no use for them, and a
// third party gets the answer of a part that has no peer.

import type { Card } from '../cards/card.ts';
import { type Poll, polls } from './pn532-rf.ts';
import {
  attend,
  communicateThru,
  describeTarget,
  exchange,
  findCards,
  type Initiator,
  type Job,
  more,
  Status,
  selectUs,
  type Target,
} from './pn532-targets.ts';

export interface ChipState extends Initiator {
  readonly port: 'hsu' | 'i2c';
  readonly registers: Map<number, number>;
  /** P3 and P7 */
  readonly gpio: [number, number];
  /** MxRtyPassiveActivation */
  retriesPassive: number;
  /** True once SAMConfiguration has come after power-up. */
  configured: boolean;
  /** Takes effect when the host acknowledges the answer. */
  baudAfterAck(baud: number): void;
  sleepAfterAnswer(wakeSources: number): void;
}

export interface Command {
  readonly code: number;
  readonly name: string;
  /** Fewest and most bytes after the code. */
  readonly least: number;
  readonly most: number;
  readonly run: (chip: ChipState, job: Job, data: Uint8Array) => void;
}

const row = (
  code: number,
  name: string,
  least: number,
  most: number,
  run: Command['run'],
): Command => ({ code, name, least, most, run });

const bauds = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000] as const;

/** Bytes after each RFConfiguration item. */
const rfItemLengths: Readonly<Record<number, number | undefined>> = {
  1: 1,
  2: 3,
  4: 1,
  5: 3,
  10: 11,
  11: 8,
  12: 3,
  13: 9,
};

/** Lengths allowed for InitiatorData, by BrTy. */
const initiatorLengths = [[0, 4, 8, 12], [5], [5], [1, 2], [0]] as const;

const isoDepOnly = (card: Card) => card.identity.type === 'B' || (card.identity.sak & 0x20) !== 0;
const withoutIsoDep = (card: Card) => !isoDepOnly(card);

interface AutoPollType {
  /** Undefined: NFCIP-1 targets, of which there are none. */
  readonly poll: Poll | undefined;
  readonly wanted?: (card: Card) => boolean;
}

const nfcip: AutoPollType = { poll: undefined };
const autoPollTypes: Readonly<Record<number, AutoPollType | undefined>> = {
  0: { poll: polls[0] },
  1: { poll: polls[1] },
  2: { poll: polls[2] },
  3: { poll: polls[3] },
  4: { poll: polls[4] },
  16: { poll: polls[0], wanted: withoutIsoDep },
  17: { poll: polls[1] },
  18: { poll: polls[2] },
  32: { poll: polls[0], wanted: isoDepOnly },
  35: { poll: polls[3] },
  64: nfcip,
  65: nfcip,
  66: nfcip,
  128: nfcip,
  129: nfcip,
  130: nfcip,
};

/** 100 µs · 2^(n−1); 0 means no limit, for which a quarter of an hour stands. */
const retryTimeoutUs = (code: number): number => (code === 0 ? 900_000_000 : 100 * 2 ** (code - 1));

function diagnose(chip: ChipState, job: Job, data: Uint8Array): void {
  const tests: Readonly<Record<number, (() => void) | undefined>> = {
    // Communication line: the same bytes come back.
    0: () => job.answer(data),
    // ROM and RAM checksums.
    1: () => job.after(30_000, () => job.answer([Status.Ok])),
    2: () => job.after(30_000, () => job.answer([Status.Ok])),
    // 128 FeliCa polls: the number that failed.
    4: () => job.after(128 * polls[1].attemptUs, () => job.answer([128])),
    6: () => attend(chip, job),
    // Antenna within limits.
    7: () => job.after(5_000, () => job.answer([Status.Ok])),
  };
  const test = tests[data[0]!];
  if (test) test();
  else job.reject(`Diagnose test ${data[0]}`);
}

/** Registers of the contactless unit, the random generator switch and the ports. */
const isRegister = (address: number): boolean =>
  (address >= 0x6301 && address <= 0x633f) ||
  address === 0x6106 ||
  address === 0xffb0 ||
  (address >= 0xfff4 && address <= 0xfffd);

const txControl = 0x6304;

function readRegisters(chip: ChipState, job: Job, data: Uint8Array): void {
  const values: number[] = [];
  for (let i = 0; i < data.length; i += 2) {
    const address = (data[i]! << 8) | (data[i + 1] ?? 0);
    if (data.length % 2 !== 0 || !isRegister(address)) job.reject(`ReadRegister ${address}`);
    const stored = chip.registers.get(address) ?? 0;
    values.push(address === txControl ? 0x80 | (chip.rf.on ? 3 : 0) : stored);
  }
  job.answer(values);
}

function writeRegisters(chip: ChipState, job: Job, data: Uint8Array): void {
  for (let i = 0; i < data.length; i += 3) {
    const address = (data[i]! << 8) | (data[i + 1] ?? 0);
    if (data.length % 3 !== 0 || !isRegister(address)) {
      job.reject(`WriteRegister ${address}`);
    }
    const value = data[i + 2]!;
    chip.registers.set(address, value);
    // TX1RFEn and TX2RFEn drive the antenna.
    if (address === txControl) chip.rf.switch((value & 3) !== 0);
  }
  job.answer([]);
}

function writeGpio(chip: ChipState, job: Job, data: Uint8Array): void {
  // Bit 7 of each byte says that it is meant.
  for (const port of [0, 1] as const) {
    if ((data[port]! & 0x80) !== 0) chip.gpio[port] = data[port]! & 0x7f;
  }
  job.answer([]);
}

function setBaud(chip: ChipState, job: Job, data: Uint8Array): void {
  const baud = bauds[data[0]!];
  if (baud === undefined || chip.port !== 'hsu') job.reject(`SetSerialBaudRate ${data[0]}`);
  chip.baudAfterAck(baud);
  job.answer([]);
}

function setParameters(chip: ChipState, job: Job, data: Uint8Array): void {
  if ((data[0]! & 0x88) !== 0) job.reject('SetParameters with a reserved flag');
  chip.autoRats = (data[0]! & 0x10) !== 0;
  job.answer([]);
}

function configureSam(chip: ChipState, job: Job, data: Uint8Array): void {
  const mode = data[0]!;
  if (mode < 1 || mode > 4) job.reject(`SAMConfiguration mode ${mode}`);
  chip.configured = true;
  job.answer([]);
}

function powerDown(chip: ChipState, job: Job, data: Uint8Array): void {
  if ((data[0]! & 0x04) !== 0) job.reject('PowerDown with a reserved source');
  chip.sleepAfterAnswer(data[0]!);
  job.answer([Status.Ok]);
}

function configureRf(chip: ChipState, job: Job, data: Uint8Array): void {
  const [item, first = 0, second = 0, third = 0] = data as unknown as number[];
  if (rfItemLengths[item!] !== data.length - 1) {
    job.reject(`RFConfiguration item ${item} with ${data.length - 1} bytes`);
  }
  if (item === 1) chip.rf.switch((first & 1) !== 0);
  if (item === 2) {
    if (second > 16 || third > 16) job.reject('RFConfiguration time above 16');
    chip.thruTimeoutUs = retryTimeoutUs(third);
  }
  if (item === 4) chip.retriesCom = first;
  if (item === 5) chip.retriesPassive = third;
  job.answer([]);
}

const attemptsOf = (retries: number): number =>
  retries === 0xff ? Number.POSITIVE_INFINITY : retries + 1;

function listTargets(chip: ChipState, job: Job, data: Uint8Array): void {
  const [countMax, brTy] = data as unknown as [number, number];
  const poll = polls[brTy];
  const lengths: readonly number[] | undefined = initiatorLengths[brTy];
  const initiatorData = data.subarray(2);
  if (!poll || !lengths?.includes(initiatorData.length)) {
    job.reject(`InListPassiveTarget type ${brTy} with ${initiatorData.length} bytes`);
  }
  if (countMax < 1 || countMax > 2 || (poll.name === 'Jewel' && countMax > 1)) {
    job.reject(`InListPassiveTarget of ${countMax} targets`);
  }
  const search = {
    poll,
    countMax,
    attempts: attemptsOf(chip.retriesPassive),
    ...(poll.name === 'type A' && initiatorData.length > 0
      ? { wanted: hasUid(initiatorData) }
      : {}),
  };
  findCards(chip, job, search, (targets) =>
    job.answer([targets.length, ...targets.flatMap(describeTarget)]),
  );
}

/** InitiatorData of type A: the UID with its cascade tags. */
function hasUid(initiatorData: Uint8Array): (card: Card) => boolean {
  const wanted: number[] = [];
  for (let i = 0; i < initiatorData.length; i += 4) {
    const level = [...initiatorData.subarray(i, i + 4)];
    wanted.push(...(i + 4 < initiatorData.length && level[0] === 0x88 ? level.slice(1) : level));
  }
  return ({ identity }) => identity.type === 'A' && String([...identity.uid]) === String(wanted);
}

const targetOf = (chip: ChipState, number: number): Target | undefined =>
  chip.targets.find((each) => each.number === number);

function dataExchange(chip: ChipState, job: Job, data: Uint8Array): void {
  const target = targetOf(chip, data[0]! & ~more);
  if (!target) {
    job.answer([Status.WrongContext]);
    return;
  }
  exchange(chip, job, target, data.slice(1), (data[0]! & more) !== 0);
}

function deselect(chip: ChipState, job: Job, data: Uint8Array, forget: boolean): void {
  const number = data[0]!;
  if (number > 2) job.reject(`target ${number}`);
  const meant = chip.targets.filter((each) => number === 0 || each.number === number);
  if (number !== 0 && meant.length === 0) {
    job.answer([Status.WrongContext]);
    return;
  }
  const awake = meant.filter(({ selected }) => selected);
  for (const target of awake) target.selected = false;
  if (forget) chip.targets = chip.targets.filter((each) => !meant.includes(each));
  job.after(awake.length * 500, () => job.answer([Status.Ok]));
}

function select(chip: ChipState, job: Job, data: Uint8Array): void {
  const target = targetOf(chip, data[0]!);
  if (!target) {
    job.answer([Status.WrongContext]);
    return;
  }
  job.after(selectUs(chip, target), () => {
    const there = chip.rf.powerOf(target.card) === target.power;
    job.answer([there ? Status.Ok : Status.Timeout]);
  });
}

function autoPoll(chip: ChipState, job: Job, data: Uint8Array): void {
  const [rounds, period] = data as unknown as [number, number];
  const types = [...data.subarray(2)];
  const unknown = types.find((type) => !autoPollTypes[type]);
  if (rounds === 0 || period < 1 || period > 15 || unknown !== undefined) {
    job.reject(`InAutoPoll ${rounds} times, period ${period}, type ${unknown ?? 'valid'}`);
  }
  const slotUs = period * 150_000;
  const slots = rounds === 0xff ? Number.POSITIVE_INFINITY : rounds * types.length;
  const trySlot = (slot: number) => {
    if (slot >= slots) return job.answer([0]);
    const type = types[slot % types.length]!;
    const { poll, wanted } = autoPollTypes[type]!;
    if (!poll) return job.after(slotUs, () => trySlot(slot + 1));
    const search = { poll, countMax: 2, attempts: 1, ...(wanted ? { wanted } : {}) };
    findCards(chip, job, search, (targets) => {
      if (targets.length === 0) return job.after(slotUs - poll.attemptUs, () => trySlot(slot + 1));
      job.answer([targets.length, ...targets.flatMap(autoPolled)]);
    });
  };
  trySlot(0);
}

/** Type, length and data of one target of InAutoPoll. */
function autoPolled(target: Target): readonly number[] {
  const data = describeTarget(target);
  const { identity } = target.card;
  const type = identity.type === 'B' ? 0x23 : isoDepOnly(target.card) ? 0x20 : 0x10;
  return [type, data.length, ...data];
}

function generalStatus(chip: ChipState, job: Job): void {
  const targets = chip.targets.flatMap(({ number }) => [number, 0, 0, 0]);
  // No error kept, no foreign field, targets at 106 kbit/s, SAM bits clear.
  job.answer([Status.Ok, 0, chip.targets.length, ...targets, 0]);
}

export const commands: readonly Command[] = [
  row(0x00, 'Diagnose', 1, 263, diagnose),
  row(0x02, 'GetFirmwareVersion', 0, 0, (_, job) => job.answer([0x32, 0x01, 0x06, 0x07])),
  row(0x04, 'GetGeneralStatus', 0, 0, generalStatus),
  row(0x06, 'ReadRegister', 2, 262, readRegisters),
  row(0x08, 'WriteRegister', 3, 261, writeRegisters),
  row(0x0c, 'ReadGPIO', 0, 0, (chip, job) =>
    job.answer([...chip.gpio, chip.port === 'hsu' ? 0 : 1]),
  ),
  row(0x0e, 'WriteGPIO', 2, 2, writeGpio),
  row(0x10, 'SetSerialBaudRate', 1, 1, setBaud),
  row(0x12, 'SetParameters', 1, 1, setParameters),
  row(0x14, 'SAMConfiguration', 1, 3, configureSam),
  row(0x16, 'PowerDown', 1, 2, powerDown),
  row(0x32, 'RFConfiguration', 2, 12, configureRf),
  row(0x40, 'InDataExchange', 1, 263, dataExchange),
  row(0x42, 'InCommunicateThru', 1, 263, communicateThru),
  row(0x44, 'InDeselect', 1, 1, (chip, job, data) => deselect(chip, job, data, false)),
  row(0x4a, 'InListPassiveTarget', 2, 14, listTargets),
  row(0x52, 'InRelease', 1, 1, (chip, job, data) => deselect(chip, job, data, true)),
  row(0x54, 'InSelect', 1, 1, select),
  row(0x60, 'InAutoPoll', 3, 17, autoPoll),
];

/** Roles without a peer: what a third party gets; undefined: no answer until the host aborts. */
export const otherRoles: Readonly<
  Record<
    number,
    { readonly name: string; readonly answer: readonly number[] | undefined } | undefined
  >
> = {
  70: { name: 'InJumpForPSL', answer: [Status.Timeout] },
  78: { name: 'InPSL', answer: [Status.WrongContext] },
  80: { name: 'InATR', answer: [Status.WrongContext] },
  86: { name: 'InJumpForDEP', answer: [Status.Timeout] },
  88: { name: 'RFRegulationTest', answer: undefined },
  134: { name: 'TgGetData', answer: [Status.WrongContext] },
  136: { name: 'TgGetInitiatorCommand', answer: [Status.WrongContext] },
  138: { name: 'TgGetTargetStatus', answer: [0, 0] },
  140: { name: 'TgInitAsTarget', answer: undefined },
  142: { name: 'TgSetData', answer: [Status.WrongContext] },
  144: { name: 'TgResponseToInitiator', answer: [Status.WrongContext] },
  146: { name: 'TgSetGeneralBytes', answer: [Status.WrongContext] },
  148: { name: 'TgSetMetaData', answer: [Status.WrongContext] },
};
