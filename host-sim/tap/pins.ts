// SPDX-License-Identifier: Apache-2.0
//
// The line between the host and the program of `jiaozi tap`. Slow, and virtual time costs nothing: the program has no flow control, and the
// receive FIFO of 128 bytes must not fill up while it still deals with the command that is being answered.

export const pins = Object.freeze({ receive: 1, transmit: 2, baud: 9_600 } as const);
