// SPDX-License-Identifier: Apache-2.0
//
// Entry Point, Start C: from the card's directory (PPSE) to the list of candidates, best first.
// docs/sources.md [domain B1, Start C]
//
// A directory entry that is malformed is passed over; the others still count. A directory that is malformed has none.

import { toHex } from '../lib/bytes.ts';
import { DataObjects } from './data-objects.ts';
import { unionPayKernel } from './kernel-number.ts';
import type { PreProcessed } from './pre-processing.ts';
import { startsWith } from './prefix.ts';
import {
  tag4FApplicationDefinitionFileName,
  tag6FFciTemplate,
  tag9F2AKernelIdentifier,
  tag9F29ExtendedSelection,
  tag61ApplicationTemplate,
  tag87ApplicationPriorityIndicator,
  tagA5FciProprietaryTemplate,
  tagBF0CFciIssuerDiscretionaryData,
} from './tags.ts';
import { decodeNested, decodeTlvs, findAllTlvs } from './tlv.ts';

export interface Candidate {
  readonly preProcessed: PreProcessed;
  /** Application definition file name from the directory. */
  readonly adfName: Uint8Array;
  /** 9F29, when the card has it. */
  readonly extendedSelection: Uint8Array | undefined;
}

/** Kernel of a card that names none, by the scheme that registered the AID. */
const defaultKernelIds: ReadonlyMap<string, number> = new Map([
  ['A000000004', 2],
  ['A000000003', 3],
  ['A000000025', 4],
  ['A000000065', 5],
  ['A000000152', 6],
  ['A000000333', unionPayKernel],
]);

const anyKernel = 0;
/** Priority 0 and no priority are the lowest, after 15. */
const priorityLowest = 16;

/** The candidates in the order in which they are to be selected. */
export function candidateList(
  directory: Uint8Array,
  combinations: readonly PreProcessed[],
): Candidate[] {
  const byPriority: Candidate[][] = [];
  for (const entry of directoryEntries(directory)) {
    const adfName = entry.get(tag4FApplicationDefinitionFileName);
    if (adfName === undefined) continue;
    const kernelId = requestedKernelId(entry.get(tag9F2AKernelIdentifier), adfName);
    const extendedSelection = entry.get(tag9F29ExtendedSelection);
    const priority = priorityOf(entry.get(tag87ApplicationPriorityIndicator));
    for (const preProcessed of combinations) {
      const { combination } = preProcessed;
      if (!startsWith(adfName, combination.aid)) continue;
      // No identifier that makes sense fits no combination.
      if (kernelId !== anyKernel && kernelId !== combination.kernelId) continue;
      byPriority[priority] ??= [];
      byPriority[priority].push({ preProcessed, adfName, extendedSelection });
    }
  }
  // Priorities nobody has are holes, which flat() leaves out.
  return byPriority.flat();
}

/** The well-formed directory entries, in their order. */
function directoryEntries(directory: Uint8Array): DataObjects[] {
  const discretionary = decodeNested(directory, [
    tag6FFciTemplate,
    tagA5FciProprietaryTemplate,
    tagBF0CFciIssuerDiscretionaryData,
  ]);
  if (!discretionary.ok) return [];
  const entries: DataObjects[] = [];
  for (const template of findAllTlvs(discretionary.value, tag61ApplicationTemplate)) {
    const objects = decodeTlvs(template);
    const entry = new DataObjects();
    if (objects.ok && entry.addFromCard(objects.value).ok) entries.push(entry);
  }
  return entries;
}

/** Which kernel the card asks for: 0 any, nothing when the identifier (9F2A) means none that could be here. */
export function requestedKernelId(
  identifier: Uint8Array | undefined,
  adfName: Uint8Array,
): number | undefined {
  if (identifier === undefined) {
    return defaultKernelIds.get(toHex(adfName.subarray(0, 5))) ?? anyKernel;
  }
  const first = identifier[0]!;
  // b8b7 00 and 01: international and reserved, one byte. 10 and 11: domestic and proprietary, three bytes.
  if (first < 0x80) return first;
  if (identifier.length < 3 || (first & 0x3f) === 0) return undefined;
  return (first << 16) | (identifier[1]! << 8) | identifier[2]!;
}

function priorityOf(indicator: Uint8Array | undefined): number {
  const priority = (indicator?.[0] ?? 0) & 0x0f;
  return priority === 0 ? priorityLowest : priority;
}
