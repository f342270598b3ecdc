// SPDX-License-Identifier: Apache-2.0
//
// What stands below the reason of a refusal: what to do about it, and the host's code.

import type { Todo } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import type { Say } from './settlement-notices.ts';

const todos: Readonly<Record<Todo, StringKey>> = Object.freeze(
  {
    'keep-card': 'todoKeepCard',
    'call-issuer': 'todoCallIssuer',
    'call-acquirer': 'todoCallAcquirer',
    'try-again': 'todoTryAgain',
    later: 'todoLater',
    'other-card': 'todoOtherCard',
    'signs-in': 'todoSignsIn',
  },
  true,
);

export function refusalDetail(code: string, todo: Todo | undefined, say: Say): string {
  return todo === undefined ? say('code', code) : `${say(todos[todo])}\n${say('code', code)}`;
}
