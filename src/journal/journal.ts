// SPDX-License-Identifier: Apache-2.0
//
// Where the state of the money is made durable.

export interface Journal<State, Event> {
  /** Returns when `state` is durable, into which `event` has led. */
  append(state: State, event: Event): void;
  /** The last state that is durable, undefined when there is none. */
  readonly last: State | undefined;
}
