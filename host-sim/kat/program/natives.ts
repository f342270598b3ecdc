// SPDX-License-Identifier: Apache-2.0
//
// The natives of the known-answer port, host-sim/kat/native. What they give: native/kat.h.

type Bytes = Uint8Array;

/** How many bytes stand at its beginning now, or −1 − the place of a character that is no digit. */
export function fromHex(this: unknown, text: Bytes): number {
  return native('xs_kat_from_hex').call(this, text);
}

/** The first `count` bytes become digits. */
export function toHex(this: unknown, room: Bytes, count: number): void {
  return native('xs_kat_to_hex').call(this, room, count);
}

export function cipher(
  this: unknown,
  algorithm: number,
  mode: number,
  key: Bytes,
  iv: Bytes,
  data: Bytes,
): number {
  return native('xs_kat_cipher').call(this, algorithm, mode, key, iv, data);
}

export function cmac(
  this: unknown,
  algorithm: number,
  key: Bytes,
  data: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_cmac').call(this, algorithm, key, data, out);
}

export function hash(this: unknown, kind: number, data: Bytes, out: Bytes): number {
  return native('xs_kat_hash').call(this, kind, data, out);
}

export function hmac(this: unknown, kind: number, key: Bytes, data: Bytes, out: Bytes): number {
  return native('xs_kat_hmac').call(this, kind, key, data, out);
}

export function drbg(
  this: unknown,
  entropy: Bytes,
  nonce: Bytes,
  personalization: Bytes,
  first: Bytes,
  second: Bytes,
  size: number,
  out: Bytes,
): number {
  return native('xs_kat_drbg').call(
    this,
    entropy,
    nonce,
    personalization,
    first,
    second,
    size,
    out,
  );
}

export function macIso9797(
  this: unknown,
  algorithm: number,
  key: Bytes,
  padding: number,
  data: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_mac_iso9797').call(this, algorithm, key, padding, data, out);
}

export function macUnionPay(
  this: unknown,
  isSm4: boolean,
  key: Bytes,
  data: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_mac_unionpay').call(this, isSm4, key, data, out);
}

export function rsaRecover(
  this: unknown,
  modulus: Bytes,
  exponent: Bytes,
  data: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_rsa_recover').call(this, modulus, exponent, data, out);
}

export function rsaVerify(
  this: unknown,
  isPss: boolean,
  modulus: Bytes,
  exponent: Bytes,
  kind: number,
  data: Bytes,
  signature: Bytes,
): number {
  return native('xs_kat_rsa_verify').call(this, isPss, modulus, exponent, kind, data, signature);
}

export function p256Verify(
  this: unknown,
  publicKey: Bytes,
  kind: number,
  data: Bytes,
  signature: Bytes,
): number {
  return native('xs_kat_p256_verify').call(this, publicKey, kind, data, signature);
}

export function p256Ecdh(this: unknown, privateKey: Bytes, publicKey: Bytes, out: Bytes): number {
  return native('xs_kat_p256_ecdh').call(this, privateKey, publicKey, out);
}

export function sm2Verify(
  this: unknown,
  publicKey: Bytes,
  signerId: Bytes,
  data: Bytes,
  signature: Bytes,
): number {
  return native('xs_kat_sm2_verify').call(this, publicKey, signerId, data, signature);
}

export function keyCheck(
  this: unknown,
  algorithm: number,
  method: number,
  key: Bytes,
  size: number,
  out: Bytes,
): number {
  return native('xs_kat_key_check').call(this, algorithm, method, key, size, out);
}

export function pinBlock(
  this: unknown,
  format: number,
  pin: Bytes,
  pan: Bytes,
  fill: Bytes,
  key: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_pin_block').call(this, format, pin, pan, fill, key, out);
}

export function dukptTdesIk(this: unknown, bdk: Bytes, ksn: Bytes, out: Bytes): number {
  return native('xs_kat_dukpt_tdes_ik').call(this, bdk, ksn, out);
}

export function dukptTdesKey(
  this: unknown,
  ik: Bytes,
  ksn: Bytes,
  use: number,
  out: Bytes,
): number {
  return native('xs_kat_dukpt_tdes_key').call(this, ik, ksn, use, out);
}

export function dukptAesIk(this: unknown, bdk: Bytes, id: Bytes, out: Bytes): number {
  return native('xs_kat_dukpt_aes_ik').call(this, bdk, id, out);
}

export function dukptAesKey(
  this: unknown,
  ik: Bytes,
  ksn: Bytes,
  use: number,
  type: number,
  out: Bytes,
): number {
  return native('xs_kat_dukpt_aes_key').call(this, ik, ksn, use, type, out);
}

export function keyBlockUnwrap(this: unknown, kbpk: Bytes, block: Bytes, out: Bytes): number {
  return native('xs_kat_key_block_unwrap').call(this, kbpk, block, out);
}

export function keyBlockWrap(
  this: unknown,
  kbpk: Bytes,
  header: Bytes,
  key: Bytes,
  fill: Bytes,
  out: Bytes,
): number {
  return native('xs_kat_key_block_wrap').call(this, kbpk, header, key, fill, out);
}

export function luhn(this: unknown, digits: Bytes): number {
  return native('xs_kat_luhn').call(this, digits);
}

export function crcCcitt(this: unknown, data: Bytes, out: Bytes): number {
  return native('xs_kat_crc_ccitt').call(this, data, out);
}
