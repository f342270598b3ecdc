// SPDX-License-Identifier: Apache-2.0
//
// What every run of a process shares: the program, and how its screens look. Takes a second to make.

import { ScreenReader } from '../scenario/screen-reader.ts';
import { firmware } from '../simulation.ts';
import { Gallery } from './glass.ts';
import type { Tools } from './run.ts';

/** Other programs than the firmware are those with planted faults. */
export async function makeTools(
  options: Partial<Pick<Tools, 'program' | 'engine'>> = {},
): Promise<Tools> {
  const screens = await ScreenReader.create();
  return {
    program: options.program ?? (await firmware()),
    screens,
    gallery: new Gallery(screens),
    engine: options.engine,
  };
}
