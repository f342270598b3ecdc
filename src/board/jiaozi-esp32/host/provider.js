// SPDX-License-Identifier: Apache-2.0
//
// The provider of this board, where the SDK looks for it: src/board/esp32/provider.ts.

export { default } from 'jiaozi:provider';
