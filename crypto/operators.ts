// SPDX-License-Identifier: Apache-2.0
//
// The operators of the terminal, seen from TypeScript: numbers, statuses, and sealed images to be put into flash. Passwords go from the
// keypad into C and stay there. docs/sources.md [domain F1]
//
// The one thing a reader would get wrong: whether somebody may set a password, unlock or remove is decided in
// crypto/core/operators.c. A conversation that leaves out a step here gets 'forbidden' there.

const operatorsImageBytes = 1088;
/** OPERATORS_NOBODY */
const nobody = 255;

/** By the number of enum operators_status. */
const statuses = Object.freeze(
  [
    'ok',
    'wrong',
    'wait',
    'locked',
    'unknown',
    'forbidden',
    'again',
    'differs',
    'poor',
    'full',
  ] as const,
  true,
);
export type OperatorStatus = (typeof statuses)[number];

/** Whether these bytes are the newest image of this terminal that has been shown so far. */
export function openOperators(image: Uint8Array): boolean {
  return openNative(image);
}

/** What is to be saved now; each is newer than the last. Undefined without a device secret or proven noise. */
export function makeOperatorsImage(): Uint8Array | undefined {
  const image = new Uint8Array(operatorsImageBytes);
  return makeNative(image) ? image : undefined;
}

export function isOperator(number: number): boolean {
  return existsNative(number);
}

export function isOperatorLocked(number: number): boolean {
  return lockedNative(number);
}

/** All of them, in ascending order. */
export function operatorNumbers(): number[] {
  const numbers: number[] = [];
  for (let at = nextNative(0); at >= 0; at = nextNative(at + 1)) numbers.push(at);
  return numbers;
}

/** Until `number` may try again. */
export function operatorWaitMs(number: number): number {
  return waitNative(number);
}

/** A try begins. The image must be saved before the password is verified. */
export function chargeOperator(number: number): OperatorStatus {
  return statuses[chargeNative(number)]!;
}

/** Whether what was typed is the password of `number`. `saved`: the image, read back from flash. */
export function verifyOperator(number: number, saved: Uint8Array): OperatorStatus {
  return statuses[verifyNative(number, saved)]!;
}

/** A new password, typed: 'again' wants it once more. */
export function newPassword(number: number): OperatorStatus {
  return statuses[newPasswordNative(number)]!;
}

export function forgetNewPassword(): void {
  forgetNewNative();
}

export function unlockOperator(number: number): OperatorStatus {
  return statuses[unlockNative(number)]!;
}

export function removeOperator(number: number): OperatorStatus {
  return statuses[removeNative(number)]!;
}

/** Nobody has shown a password any more, but that number. */
export function dismissOperators(but = nobody): void {
  dismissNative(but);
}

function openNative(this: unknown, image: Uint8Array): boolean {
  return native('xs_operators_open').call(this, image);
}

function makeNative(this: unknown, image: Uint8Array): boolean {
  return native('xs_operators_make').call(this, image);
}

function existsNative(this: unknown, number: number): boolean {
  return native('xs_operators_exists').call(this, number);
}

function lockedNative(this: unknown, number: number): boolean {
  return native('xs_operators_locked').call(this, number);
}

function nextNative(this: unknown, number: number): number {
  return native('xs_operators_next').call(this, number);
}

function waitNative(this: unknown, number: number): number {
  return native('xs_operators_wait').call(this, number);
}

function chargeNative(this: unknown, number: number): number {
  return native('xs_operators_charge').call(this, number);
}

function verifyNative(this: unknown, number: number, saved: Uint8Array): number {
  return native('xs_operators_verify').call(this, number, saved);
}

function newPasswordNative(this: unknown, number: number): number {
  return native('xs_operators_new_password').call(this, number);
}

function forgetNewNative(this: unknown): void {
  native('xs_operators_forget_new').call(this);
}

function unlockNative(this: unknown, number: number): number {
  return native('xs_operators_unlock').call(this, number);
}

function removeNative(this: unknown, number: number): number {
  return native('xs_operators_remove').call(this, number);
}

function dismissNative(this: unknown, number: number): void {
  native('xs_operators_dismiss').call(this, number);
}
