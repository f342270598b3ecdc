// SPDX-License-Identifier: Apache-2.0
//
// Where the C scanner's "events are waiting" arrives.

export { onKeypad as onKeypadReady } from './link.ts';
