// SPDX-License-Identifier: Apache-2.0
//
// Every decision of docs/sources.md [domain B1, B2, B3, B6] and the case that proves it: a file of tests and words of the case's name.
// A row without a case is a decision that nothing proves yet; tests/emv/decisions.test.ts prints them.

const entryPoint = 'tests/unit/emv-entry-point.test.ts';
const kernel7 = 'tests/unit/emv-kernel7.test.ts';
const quick = 'tests/unit/emv-quick-kernels.test.ts';
const oda = 'tests/unit/emv-oda.test.ts';
const vectors = 'tests/unit/emv-oda-vectors.test.ts';
const hostile = 'tests/unit/emv-hostile.test.ts';
const scenarios = 'tests/scenarios/cards.ts';

export type Decision = readonly [block: string, decision: string, file?: string, words?: string];

export const decisions: readonly Decision[] = [
  ['B1', 'the TTQ is copied and its two bits are Entry Point’s', entryPoint, 'TTQ'],
  ['B1', 'one unit of currency asks for the status', entryPoint, 'status'],
  ['B1', 'zero, where it is forbidden', entryPoint, 'zero'],
  ['B1', 'the transaction limit, reached by an equal amount', entryPoint, 'transaction limit'],
  ['B1', 'the floor limit, only exceeded', entryPoint, 'floor'],
  ['B1', 'the CVM limit, reached by an equal amount', entryPoint, 'CVM'],
  ['B1', 'no combination left: try another interface', entryPoint, 'another interface'],
  ['B1', 'collision: one card only', scenarios, 'two cards'],
  ['B1', 'the ADF name begins with the AID', entryPoint, 'begin'],
  ['B1', 'the requested kernel, and the default by RID', entryPoint, 'kernel'],
  ['B1', 'extended selection', entryPoint, 'extended'],
  ['B1', 'priority, and the order of the directory', entryPoint, 'priorit'],
  ['B1', 'a directory that fails: end application', entryPoint, 'directory'],
  ['B1', 'final selection fails: the next candidate', entryPoint, 'next'],
  ['B1', 'outcome Select Next', kernel7, 'select next'],
  ['B1', 'outcome Try Again', kernel7, 'try-again'],
  ['B1', 'outcome Approved', quick, 'approved'],
  ['B1', 'outcome Request Online PIN as an outcome of its own (start over with a PIN)'],
  ['B1', 'data record, discretionary data and receipt as parameters of an outcome'],
  ['B1', 'field-off request and removal time-out as parameters of an outcome'],
  ['B2', 'TTQ 10: contact chip', quick, 'the card prefers contact'],
  ['B2', 'TTQ 08: offline only', quick, 'offline only'],
  ['B2', 'TTQ 04, 02: online PIN, signature', quick, 'the reader has PIN only'],
  ['B2', 'TTQ 01: authentication for online', quick, 'the reader looks at it'],
  ['B2', 'TTQ byte 3, 80: issuer update processing'],
  ['B2', 'CTQ 80, 40: online PIN, signature', quick, 'CTQ: PIN or signature'],
  [
    'B2',
    'CTQ 20, 10: what follows a failed authentication',
    quick,
    'the card prefers online, then contact',
  ],
  ['B2', 'CTQ 08: online if expired', quick, 'the card goes online then'],
  ['B2', 'CTQ 04, 02: other interface for cash, cash back', quick, 'to the contact reader'],
  ['B2', 'CTQ 01: not for cash dispensers', quick, 'not for cash dispensers'],
  ['B2', 'CTQ byte 2, 80: verified on the device', quick, 'done on the device'],
  ['B2', 'CTQ byte 2, 40: issuer update processing'],
  ['B2', 'AIP: SDA, DDA', quick, 'TC with SDA and DDA'],
  ['B3.1', 'the PDOL lists the TTQ', quick, 'goes on without a PDOL'],
  ['B3.2', '6984, 6985, 6986, others', kernel7, 'step 2, the status word'],
  ['B3.3', 'formats 77 and 80', kernel7, 'step 3, the answer'],
  ['B3.4', 'the type from 9F27, else from 9F10', kernel7, 'step 4, the cryptogram'],
  [
    'B3.5',
    'records in the order of the AFL, then the card may leave',
    kernel7,
    'step 5, the records',
  ],
  ['B3.6', 'expiry', quick, 'expired'],
  ['B3.6', 'effective date', quick, 'not yet effective'],
  ['B3.6', 'exception list', quick, 'on the exception file'],
  [
    'B3.6',
    'usage control for cash and cash back, at home and abroad',
    quick,
    'cash back abroad, not allowed',
  ],
  ['B3.7', 'a TC needs authentication', quick, 'TC of a card without a method'],
  ['B3.7', 'fDDA version 00 and 01', oda, 'version 01 that signs the number alone'],
  ['B3.7', 'the dynamic number is the ATC', oda, 'another counter'],
  ['B3.7', '9F69 repeats the CTQ', oda, 'version 01 and another CTQ'],
  ['B3.7', 'missing data are a failure', quick, 'TC, missing'],
  ['B3.8', 'the order of methods', quick, 'CTQ: PIN, and done on the device'],
  ['B3.8', 'no CTQ', quick, 'needed, no CTQ'],
  ['B3.8', 'no method fits', quick, 'needed, CTQ: nothing'],
  ['B3.9', 'AAC, TC, ARQC', quick, 'AAC'],
  [
    'B3.9',
    'an ARQC at a reader that cannot go online',
    quick,
    'ARQC at a reader that is offline only',
  ],
  ['B3', 'UnionPay’s PIN-free rule', quick, 'rule decides for kernel 7 alone'],
  ['B3', 'flash-card recovery: a card that leaves before its last record in an offline purchase'],
  ['B3', 'offline approval, uploaded later'],
  ['B6', 'recovery, header, trailer, format', oda, 'header 6B'],
  ['B6', 'issuer certificate: identifier, month, hash', oda, 'three digits'],
  ['B6', 'keys longer than their certificate: remainders', oda, 'the remainder missing'],
  ['B6', 'card certificate: account number, static data', oda, 'another account number'],
  ['B6', 'static data: the tag list may name 82 only', oda, 'with the AIP and another'],
  ['B6', 'static data of files beyond 10', quick, 'counts as a whole'],
  ['B6', 'SSAD', oda, 'SDA, everything right'],
  ['B6', 'SDAD', oda, 'longer than the key'],
  ['B6', 'CDA: dynamic number, CID, cryptogram, hash', vectors, 'CDA holds the hash'],
  ['B6', 'INTERNAL AUTHENTICATE: contact only, no kernel of this release sends it'],
  ['B6', 'expiry, account number, certificates called back', oda, 'called back'],
  ['B6', 'check values of authorities’ keys', oda, 'a check value that differs'],
  ['B10', 'lengths and tags that lie', hostile, 'a card that lies'],
];
