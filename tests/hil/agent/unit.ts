// SPDX-License-Identifier: Apache-2.0
//
// Composition root of an image of unit tests: the harness's responder on UART0. What imports it imports the tests, too
// (tests/hil/support/images.ts).

import { Responder } from '../../harness/responder.ts';
import { SerialLine } from '../../harness/serial-line.ts';
import { testCommands, testsCapability } from '../../harness/serial-target.ts';
import { bootNumber, uart0 } from './board.ts';

const responder: Responder = new Responder({
  boot: bootNumber(),
  capabilities: testsCapability,
  build: 'unit tests',
  commands: new Map(testCommands()),
  send: (bytes) => line.send(bytes),
});
const line = new SerialLine({ serial: uart0, onBytes: (bytes) => responder.receive(bytes) });
