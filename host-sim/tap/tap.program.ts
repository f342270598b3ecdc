// SPDX-License-Identifier: Apache-2.0
//
// The program of `jiaozi tap`: the terminal's Entry Point and kernels, with a card that is at the host. Runs on XS, on the desk and on the
// emulated board.

import { pins } from './pins.ts';
import { Tapping } from './tapping.ts';

new Tapping(pins);
