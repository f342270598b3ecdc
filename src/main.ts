// SPDX-License-Identifier: Apache-2.0
//
// Composition root: board → drivers → app.

import { openBoard } from './board/board.ts';
import { runTerminal } from './flow/terminal.ts';
import { fatal } from './io/fatal.ts';

runTerminal(openBoard).catch(fatal);
