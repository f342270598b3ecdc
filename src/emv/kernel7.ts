// SPDX-License-Identifier: Apache-2.0
//
// Kernel 7, UnionPay QuickPass (qPBOC), as far as an online sale needs it: one function per step, in the order of
// docs/sources.md [domain B3], over one context. A step returns the outcome that ends the kernel, or nothing.
//
// What a reader would get wrong: the card has decided before the terminal looks. Its answer to GET PROCESSING OPTIONS
// already holds the cryptogram; all steps after it can only refuse what the card offers.
//
// Not here yet: offline data authentication (step 7), so that a TC cannot be accepted and is declined.

import {
  getProcessingOptionsCommand,
  readRecordCommand,
  statusWord6984ReferencedDataInvalidated,
  statusWord6985ConditionsNotSatisfied,
  statusWord6986CommandNotAllowed,
  statusWord9000Ok,
} from './apdu.ts';
import { decodeAfl } from './afl.ts';
import { ctq1, ctq2, ttq1, ttq2 } from './bits.ts';
import { DataObjects } from './data-objects.ts';
import { decodeDol, dolData } from './dol.ts';
import { type KernelActivation, type KernelOutcome, selectNext } from './kernel.ts';
import {
  declined,
  endApplication,
  type KernelCvm,
  tryAgain,
  tryAnotherInterface,
  uiCardReadOk,
} from './outcome.ts';
import { startsWith } from './prefix.ts';
import { type Decoded, decoded, malformed } from '../lib/result.ts';
import {
  tag57Track2EquivalentData,
  tag5AApplicationPan,
  tag5F24ApplicationExpirationDate,
  tag6FFciTemplate,
  tag70RecordTemplate,
  tag77ResponseFormat2,
  tag80ResponseFormat1,
  tag82ApplicationInterchangeProfile,
  tag84DedicatedFileName,
  tag94ApplicationFileLocator,
  tag9ATransactionDate,
  tag9F10IssuerApplicationData,
  tag9F26ApplicationCryptogram,
  tag9F27CryptogramInformationData,
  tag9F36ApplicationTransactionCounter,
  tag9F38Pdol,
  tag9F66TerminalTransactionQualifiers,
  tag9F69CardAuthenticationRelatedData,
  tag9F6CCardTransactionQualifiers,
  tagA5FciProprietaryTemplate,
} from './tags.ts';
