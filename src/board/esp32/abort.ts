// SPDX-License-Identifier: Apache-2.0
//
// setup/abort: what happens when XS gives up (docs/sources.md [moddable 4c]): an exception that nobody caught, a promise that
// was rejected in vain, memory or stack that has run out. For each the same: the keys go, then the chip restarts. The reason and
// the exception are not looked at, not kept and not printed; there may be card data in them.
//
// What a reader would get wrong: `false` from the hook would let the program go on. It never says that: nobody knows what
// state the program is in, and the journal says at the next start what is owed.

export default function setup(done: () => void): void {
  Object.defineProperty(globalThis, 'abort', { value: abort, writable: false });
  done();
}

function abort(): true {
  died();
  return true;
}

function died(this: unknown): void {
  native('xs_board_died').call(this);
}
