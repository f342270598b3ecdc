// SPDX-License-Identifier: Apache-2.0
//
// The line between the host and the program of `jiaozi tap`.

export const pins = Object.freeze({ receive: 1, transmit: 2, baud: 115_200 } as const);
