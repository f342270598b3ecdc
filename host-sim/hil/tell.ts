// SPDX-License-Identifier: Apache-2.0
//
// Tells stories in a thread of their own and does what they ask meanwhile.

import { MessageChannel, Worker } from 'node:worker_threads';
import { LineTrouble } from 'mcu-test-harness/requester';
import type { BenchRequest, Reply, Request, StoryOrders, StoryResult } from './exchange.ts';

export interface StoryHooks {
  /** What concerns the bench. Rejects with LineTrouble when the board is in trouble. */
  readonly serve: (request: BenchRequest) => Promise<unknown>;
  readonly onResult: (result: StoryResult) => void;
  /** The operator has to do something. */
  readonly onAsk: (text: string) => void;
}

/** Rejects with what ended the run before its end. */
export function tell(orders: Omit<StoryOrders, 'gate' | 'port'>, hooks: StoryHooks): Promise<void> {
  const gate = new SharedArrayBuffer(4);
  const flag = new Int32Array(gate);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('story-thread.mjs', import.meta.url), {
    workerData: { ...orders, gate, port: port2 },
    transferList: [port2],
  });
  let trouble: LineTrouble | undefined;
  port1.on('message', async (request: Request) => {
    let reply: Reply;
    try {
      reply = { ok: true, value: await served(request, hooks) };
    } catch (error) {
      trouble = error instanceof LineTrouble ? error : undefined;
      reply = { ok: false, trouble: trouble?.trouble, text: (error as Error).message };
    }
    port1.postMessage(reply);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });
  return new Promise((resolve, reject) => {
    // An error that crosses threads loses its class.
    worker.on('error', (error) => reject(trouble?.message === error.message ? trouble : error));
    worker.on('exit', () => {
      port1.close();
      resolve();
    });
  });
}

async function served(request: Request, { serve, onResult, onAsk }: StoryHooks): Promise<unknown> {
  if (request.op === 'result') return onResult(request.result);
  if (request.op === 'ask') return onAsk(request.text);
  return serve(request);
}
