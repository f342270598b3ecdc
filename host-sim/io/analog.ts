// SPDX-License-Identifier: Apache-2.0
//
// Analog of ECMA-419 over the link.

import type { Analog as AnalogIo, AnalogOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { required, transferWord, words } from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

export default class Analog extends Resource implements AnalogIo {
  constructor(options: AnalogOptions & CommonOptions) {
    super(options, ['number']);
    this.open(Kind.Analog, words(required(options.pin, 'pin')));
  }

  get resolution(): number {
    this.alive();
    return 12;
  }

  read(): number {
    return transferWord(this.alive(), 0);
  }
}
