// SPDX-License-Identifier: Apache-2.0
//
// Composition root of the HIL image: the release's terminal with the agent on UART0, which is behind the board's USB bridge.
// manifest.hil.json; the release's is src/main.ts.

import { openBoard } from '../../../src/board/board.ts';
import { version } from '../../../src/flow/app.ts';
import { runTerminal } from '../../../src/flow/terminal.ts';
import { fatal } from '../../../src/io/fatal.ts';
import { Agent } from './agent.ts';
import { uart0 } from './board.ts';

const agent = new Agent(uart0, `jiaozi ${version} hil`);

agent
  .started()
  .then((parts) => runTerminal((progress) => agent.open(openBoard, parts, progress)))
  .catch(fatal);
