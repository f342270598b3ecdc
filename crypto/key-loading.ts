// SPDX-License-Identifier: Apache-2.0
//
// Keys on their way into the terminal, seen from TypeScript: cards, statuses, check values, and sealed records to be put into
// flash. Digits and components go from the keypad into C and stay there. docs/internals/key-loading.md, docs/sources.md [domain F1]
//
// The one thing a reader would get wrong: who may do what is decided in crypto/core/key_loading.c. A conversation that leaves out
// a step here gets a refusal there.

const deviceCardBytes = 128;
export const loadingRecordBytes = 224;

/** By the number of enum key_file_status. */
const fileStatuses = Object.freeze(
  [
    'ok',
    'none',
    'unknown-version',
    'truncated',
    'malformed',
    'other-device',
    'unknown-authority',
    'not-authentic',
    'replayed',
    'bad-key',
    'wrong-check-value',
    'no-identity',
  ] as const,
  true,
);
export type KeyFileStatus = (typeof fileStatuses)[number];

/** By the number of enum custody_status. */
const custodyStatuses = Object.freeze(
  ['ok', 'wrong', 'wait', 'must-change', 'refused'] as const,
  true,
);
export type CustodyStatus = (typeof custodyStatuses)[number];

/** The numbers of enum key_components_kind. */
const kinds = Object.freeze(
  { 'master-tdes': 1, 'kbpk-aes128': 2, 'kbpk-aes256': 3, 'master-sm4': 4 } as const,
  true,
);
export type CeremonyKind = keyof typeof kinds;

/** Who this terminal is, for whoever sends it keys; undefined until it has been switched on once. */
export function deviceCard(): Uint8Array | undefined {
  const card = new Uint8Array(deviceCardBytes);
  return cardNative(card) ? card : undefined;
}

/** Takes the keys of a file into the vault. 'ok': save the vault, then the record, then erase the file. */
export function takeKeyFile(file: Uint8Array): KeyFileStatus {
  return fileStatuses[takeFileNative(file)]!;
}

/** Whether these bytes are the newest record of this terminal that has been shown so far. */
export function openLoadingRecord(record: Uint8Array): boolean {
  return openRecordNative(record);
}

/** What is to be saved now; each is newer than the last. Undefined without a device secret or proven noise. */
export function sealLoadingRecord(): Uint8Array | undefined {
  const record = new Uint8Array(loadingRecordBytes);
  return sealRecordNative(record) ? record : undefined;
}

/** Keys go to a passcode until it ends (pin-entry.ts tells how) or is taken. */
export function askPasscode(): boolean {
  return askPasscodeNative();
}

/** Likewise to a component; how many hexadecimal digits it has, 0 when none is wanted. */
export function askComponent(): number {
  return askComponentNative();
}

/** Until custodian `who` (0 is the first) may try again. */
export function custodianWaitMs(who: number): number {
  return waitNative(who);
}

/** A try begins. The record must be saved before the passcode is verified. */
export function chargeCustodian(who: number): CustodyStatus {
  return custodyStatuses[chargeNative(who)]!;
}

/** Whether what was typed is the passcode of `who`. `saved`: the record, read back from flash. */
export function verifyCustodian(who: number, saved: Uint8Array): CustodyStatus {
  return custodyStatuses[verifyNative(who, saved)]!;
}

/** A new passcode, typed: 'must-change' wants it once more, 'wrong': the two differ. */
export function newPasscode(who: number): CustodyStatus {
  return custodyStatuses[newPasscodeNative(who)]!;
}

export function beginCeremony(kind: CeremonyKind, custodians: number): boolean {
  return beginNative(kinds[kind], custodians);
}

/** The check value (hex) of the component that was typed; undefined when it is refused. */
export function offerComponent(): string | undefined {
  return hexOf(componentNative());
}

export function decideComponent(accept: boolean): boolean {
  return decideNative(accept);
}

/** Of the whole key; undefined when it is refused. */
export function ceremonyCheckValue(): string | undefined {
  return hexOf(checkValueNative());
}

/** The key into the vault, which is then to be saved. */
export function finishCeremony(): boolean {
  return finishNative() === 0;
}

/** Forgets all that was typed. */
export function endCeremony(): void {
  endNative();
}

function hexOf(checkValue: number | undefined): string | undefined {
  return checkValue?.toString(16).toUpperCase().padStart(8, '0');
}

function cardNative(this: unknown, card: Uint8Array): boolean {
  return native('xs_key_loading_card').call(this, card);
}

function takeFileNative(this: unknown, file: Uint8Array): number {
  return native('xs_key_loading_take_file').call(this, file);
}

function openRecordNative(this: unknown, record: Uint8Array): boolean {
  return native('xs_key_loading_open_record').call(this, record);
}

function sealRecordNative(this: unknown, record: Uint8Array): boolean {
  return native('xs_key_loading_seal_record').call(this, record);
}

function askPasscodeNative(this: unknown): boolean {
  return native('xs_key_loading_ask_passcode').call(this);
}

function askComponentNative(this: unknown): number {
  return native('xs_key_loading_ask_component').call(this);
}

function waitNative(this: unknown, who: number): number {
  return native('xs_key_loading_wait').call(this, who);
}

function chargeNative(this: unknown, who: number): number {
  return native('xs_key_loading_charge').call(this, who);
}

function verifyNative(this: unknown, who: number, saved: Uint8Array): number {
  return native('xs_key_loading_verify').call(this, who, saved);
}

function newPasscodeNative(this: unknown, who: number): number {
  return native('xs_key_loading_new_passcode').call(this, who);
}

function beginNative(this: unknown, kind: number, custodians: number): boolean {
  return native('xs_key_loading_begin').call(this, kind, custodians);
}

function componentNative(this: unknown): number | undefined {
  return native('xs_key_loading_component').call(this);
}

function decideNative(this: unknown, accept: boolean): boolean {
  return native('xs_key_loading_decide').call(this, accept);
}

function checkValueNative(this: unknown): number | undefined {
  return native('xs_key_loading_check_value').call(this);
}

function finishNative(this: unknown): number {
  return native('xs_key_loading_finish').call(this);
}

function endNative(this: unknown): void {
  native('xs_key_loading_end').call(this);
}
