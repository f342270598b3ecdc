// SPDX-License-Identifier: Apache-2.0
//
// Composition root of the known-answer program (docs/internals/kat.md): nothing of the terminal but its C, and the port.

import Serial from 'embedded:io/serial';
import { KatPort } from './port.ts';

new KatPort((onReadable) => new Serial({ receive: 44, transmit: 43, baud: 921_600, onReadable }));
