// SPDX-License-Identifier: Apache-2.0
//
// The agent's numbers, docs/hardware/hil.md. The host has its own list (host-sim/hil/protocol.ts), written from that page too;
// a test compares the three.

export const AgentCommand = Object.freeze(
  {
    start: 16,
    status: 17,
    reset: 18,
    key: 19,
    screenRow: 20,
    takePrinted: 21,
    card: 22,
    takeCommand: 23,
    giveAnswer: 24,
    failCommand: 25,
    takeLine: 26,
    giveLine: 27,
  } as const,
  true,
);

/** Bits of `start`: what the host plays instead of the board's own part. */
export const Part = Object.freeze({ card: 1, line: 2, printer: 4 } as const, true);

/** Bits of the status. */
export const StatusFlag = Object.freeze(
  { started: 1, printed: 2, printedLost: 4, command: 8, line: 16, field: 32 } as const,
  true,
);

export const LineEvent = Object.freeze(
  { none: 0, connect: 1, data: 2, close: 3, connected: 4, ended: 5, acknowledged: 6 } as const,
  true,
);
