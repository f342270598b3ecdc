// SPDX-License-Identifier: Apache-2.0
//
// setup/target: nothing on this board has to be set up before the program opens it (src/board/board.ts).

export default function setup(done) {
  done();
}
