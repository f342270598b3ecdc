// SPDX-License-Identifier: Apache-2.0
//
// The part of the SDK's `time` module that the program uses.

function now(this: unknown): number {
  return native('xs_link_now').call(this);
}

export default {
  /** Milliseconds since power-on. */
  get ticks(): number {
    return now();
  },
};
