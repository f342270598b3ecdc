// SPDX-License-Identifier: Apache-2.0
//
// The relay command of a desk bench: relay.mjs <socket> on|off

import { connect } from 'node:net';

const [path, word] = process.argv.slice(2);
const socket = connect(path, () => socket.write(word));
socket.resume();
