// SPDX-License-Identifier: Apache-2.0
//
// A thread has no loader for TypeScript of its own.

import { register } from 'tsx/esm/api';

register();
await import('./story-worker.ts');
