// SPDX-License-Identifier: Apache-2.0
//
// The IO classes' way to the link. Objects are rooted in `open` until they are closed, and no destructor touches the link,
// so that collections leave no trace.

import { EventKind } from '../link/protocol.ts';

export interface Target {
  onEvent(kind: number, value: number): void;
}

/** Made when it is needed: a Map that was preloaded lies in flash. */
let open: Map<number, Target> | undefined;
const listeners = { timer: (_index: number): void => {}, keypad: (): void => {} };
let listening = false;

function linkListen(
  this: unknown,
  callback: (handle: number, kind: number, value: number) => void,
): void {
  return native('xs_link_listen').call(this, callback);
}

function linkOpen(this: unknown, kind: number, options: Uint8Array): number {
  return native('xs_link_open').call(this, kind, options);
}

function linkClose(this: unknown, handle: number): void {
  return native('xs_link_close').call(this, handle);
}

export function writeWord(this: unknown, handle: number, value: number): void {
  return native('xs_link_write_word').call(this, handle, value);
}

export function writeBytes(
  this: unknown,
  handle: number,
  bytes: ArrayBuffer | ArrayBufferView,
): void {
  return native('xs_link_write_bytes').call(this, handle, bytes);
}

export function transferWord(this: unknown, handle: number, value: number): number {
  return native('xs_link_transfer_word').call(this, handle, value);
}

export function transferBytes(
  this: unknown,
  handle: number,
  bytes: ArrayBuffer | ArrayBufferView,
): ArrayBuffer {
  return native('xs_link_transfer_bytes').call(this, handle, bytes);
}

/** At most `count` bytes of a stream; undefined when none are there. */
export function readStream(this: unknown, handle: number, count: number): ArrayBuffer | undefined {
  return native('xs_link_stream_read').call(this, handle, count);
}

/** The room left, where the stream says it. */
export function writeStream(this: unknown, handle: number, bytes: Bytes): number {
  return native('xs_link_stream_write').call(this, handle, bytes);
}

function dispatch(handle: number, kind: number, value: number): void {
  if (kind === EventKind.Timer) listeners.timer(handle);
  else if (kind === EventKind.Keypad) listeners.keypad();
  else open?.get(handle)?.onEvent(kind, value);
}

function listen(): void {
  if (listening) return;
  listening = true;
  linkListen(dispatch);
}

/** Opens a peripheral; `target` gets its events until `closeHandle`. */
export function openHandle(kind: number, options: Uint8Array, target: Target): number {
  listen();
  const handle = linkOpen(kind, options);
  open ??= new Map();
  open.set(handle, target);
  return handle;
}

/** Idempotent: returns −1, the handle of a closed object. */
export function closeHandle(handle: number): number {
  if (handle >= 0) {
    open?.delete(handle);
    linkClose(handle);
  }
  return -1;
}

/** The handle, or SyntaxError when the object is closed, as ECMA-419 wants it. */
export function alive(handle: number): number {
  if (handle < 0) throw new SyntaxError('closed');
  return handle;
}

export function onTimer(callback: (index: number) => void): void {
  listen();
  listeners.timer = callback;
}

export function onKeypad(callback: () => void): void {
  listen();
  listeners.keypad = callback;
}

/** 32-bit little-endian words, as the options of `open`. */
export function words(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => {
    view.setUint32(index * 4, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** An option that must be there. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`${name} required`);
  return value;
}

export type Bytes = ArrayBuffer | ArrayBufferView;

export function asBytes(buffer: Bytes): Uint8Array {
  if (!(buffer instanceof ArrayBuffer || ArrayBuffer.isView(buffer)))
    throw new TypeError('buffer wanted');
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}

/** A read is told how many bytes are wanted, or is given a buffer to fill. */
export function wantedBytes(wanted: number | Bytes): number {
  return typeof wanted === 'number' ? wanted : wanted.byteLength;
}

/** What such a read returns: the bytes, or how many of them were put into the buffer. */
export function handOver(
  wanted: number | Bytes | undefined,
  bytes: ArrayBuffer,
): ArrayBuffer | number {
  if (wanted === undefined || typeof wanted === 'number') return bytes;
  asBytes(wanted).set(new Uint8Array(bytes));
  return bytes.byteLength;
}

/** What a stream is to write: a buffer, or one byte as a number when that is its format. */
export function outgoing(bytes: Bytes | number, format: string): Bytes {
  const isNumber = typeof bytes === 'number';
  if (isNumber !== (format === 'number')) throw new TypeError(`${format} wanted`);
  return isNumber ? Uint8Array.of(bytes) : bytes;
}
