// SPDX-License-Identifier: Apache-2.0
//
// What was fetched from the host takes the place of what the terminal was delivered with, at boot and as soon as it has come.

import type { KeyHandle } from '../../crypto/vault.ts';
import {
  type ContactlessParameters,
  type DownloadName,
  downloads,
  readContactlessParameters,
  readTerminalParameters,
} from '../host/downloads.ts';
import type { Board } from '../io/devices.ts';
import type { App } from './app.ts';
import { flashKeptMs } from './flash-card.ts';
import { ParameterStore, Section } from './parameter-store.ts';

/** Undefined on a board without a place for them. */
export function openParameterStore(
  board: Pick<Board, 'openFlash'>,
  key: KeyHandle<'journal'>,
): ParameterStore | undefined {
  try {
    return new ParameterStore(board.openFlash('params'), key);
  } catch {
    return undefined;
  }
}

/** Whatever the present lists do not set is as it was delivered: an earlier list leaves nothing behind. */
export function adopt(
  app: Pick<App, 'store' | 'delivered' | 'settings' | 'session' | 'contactless' | 'flashLog'>,
): void {
  const { store, delivered, session, flashLog } = app;
  const { functionBitmap, signOutAfterSettlement, ...profile } = parametersIn(store);
  const contactless = contactlessIn(store);
  app.settings = {
    ...delivered,
    ...(functionBitmap !== undefined && { functionBitmap }),
    ...(signOutAfterSettlement !== undefined && { signOutAfterSettlement }),
    ...(contactless.pinFreeLimitMinor !== undefined && {
      pinFreeLimitMinor: contactless.pinFreeLimitMinor,
    }),
  };
  app.contactless = contactless;
  if (flashLog) flashLog.lifetimeMs = flashKeptMs(app);
  session.adjust(profile);
}

/**
 * The host is asked for all of it again where what was kept is lost (then what the terminal was delivered with counts, and it returns
 * true: that is to be told), or where it may be older than what the host takes it for.
 */
export function askAnew({ store, session }: Pick<App, 'store' | 'session'>): boolean {
  if (!store?.isLost && !store?.isDoubtful) return false;
  for (const name of Object.keys(downloads) as DownloadName[]) session.wish(name);
  session.noteWish(store.isLost ? 'parameters: lost' : 'parameters: in doubt');
  return store.isLost;
}

function parametersIn(store: ParameterStore | undefined) {
  const bytes = store?.get(Section.terminalParameters);
  const parameters = bytes && readTerminalParameters(bytes);
  return parameters?.ok ? parameters.value : {};
}

function contactlessIn(store: ParameterStore | undefined): ContactlessParameters {
  const bytes = store?.get(Section.contactlessParameters);
  const parameters = bytes && readContactlessParameters(bytes);
  return parameters?.ok ? parameters.value : {};
}
