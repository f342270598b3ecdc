// SPDX-License-Identifier: Apache-2.0
//
// Composition root of the HIL image: the release's terminal with the agent on UART0, which is behind the board's USB bridge.
// manifest.hil.json; the release's is src/main.ts.

import Serial from 'embedded:io/serial';
import { openBoard } from '../../../src/board/jiaozi-s3.ts';
import { version } from '../../../src/flow/app.ts';
import { runTerminal } from '../../../src/flow/terminal.ts';
import { fatal } from '../../../src/io/fatal.ts';
import { Agent } from './agent.ts';

const uart0 = { io: Serial, transmit: 43, receive: 44, port: 0, baud: 115_200 };
const agent = new Agent(uart0, `jiaozi ${version} hil`);

agent
  .started()
  .then((parts) => runTerminal((progress) => agent.open(openBoard, parts, progress)))
  .catch(fatal);
