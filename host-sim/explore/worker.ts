// SPDX-License-Identifier: Apache-2.0
//
// A process that runs jobs of the explorer, one after another, as the pool hands them out.

import { type Job, runJob, type Summary } from './summary.ts';
import { makeTools } from './tools.ts';

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly summary: Summary };

const send = (message: WorkerMessage) => process.send!(message);
const tools = await makeTools();

process.on('message', (job: Job) => send({ kind: 'done', summary: runJob(job, tools) }));
process.on('disconnect', () => process.exit(0));
send({ kind: 'ready' });
