// SPDX-License-Identifier: Apache-2.0
//
// Sizes and numbers that the two ends of the port share: program/port.ts has the format.

/** As many bytes as a field of hexadecimal may stand for. */
export const fieldBytesMax = 32_768;
/** Of a question: one such field in hexadecimal, and 8 KB for all the others and the headers. */
export const questionBytesMax = 2 * fieldBytesMax + 8192;
/** Read from the line at a time. */
export const pieceBytes = 4096;
/** Both begin with what a header of an answer needs, so that an answer can stand where a field was. */
export const fieldHeaderBytes = 5;
export const answerHeaderBytes = 5;

/** What an answer's text is: digits; characters; nothing, twice; two numbers, see program/port.ts. */
export const AnswerKind = Object.freeze(
  { bytes: 0, text: 1, good: 2, bad: 3, notHex: 4, reason: 5 } as const,
  true,
);
