// SPDX-License-Identifier: Apache-2.0
//
// Where the C scanner's "events are waiting" arrives: the device's `jiaozi:keypad-port`. One listener, for life.

/** `callback` is called when the C scanner has events waiting. */
export function onKeypadReady(this: unknown, callback: () => void): void {
  native('xs_keypad_port_listen').call(this, callback);
}
