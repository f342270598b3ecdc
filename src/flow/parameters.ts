// SPDX-License-Identifier: Apache-2.0
//
// What was fetched from the host takes the place of what the terminal was delivered with, at boot and as soon as it has come.

import type { KeyHandle } from '../../crypto/vault.ts';
import { readContactlessParameters, readTerminalParameters } from '../host/downloads.ts';
import type { Board } from '../io/devices.ts';
import type { App } from './app.ts';
import { ParameterStore, Section } from './parameter-store.ts';
import type { Settings } from './settings.ts';

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

/** The settings are one object for as long as there is power: whoever asks next finds the new values. */
export function adopt({
  store,
  settings,
  session,
}: Pick<App, 'store' | 'settings' | 'session'>): void {
  const { functionBitmap, signOutAfterSettlement, ...profile } = parametersIn(store);
  const contactless = contactlessIn(store);
  const changed: Partial<Settings> = {
    ...(functionBitmap !== undefined && { functionBitmap }),
    ...(signOutAfterSettlement !== undefined && { signOutAfterSettlement }),
    ...contactless,
  };
  Object.assign(settings, changed);
  session.adjust(profile);
}

function parametersIn(store: ParameterStore | undefined) {
  const bytes = store?.get(Section.terminalParameters);
  const parameters = bytes && readTerminalParameters(bytes);
  return parameters?.ok ? parameters.value : {};
}

function contactlessIn(store: ParameterStore | undefined) {
  const bytes = store?.get(Section.contactlessParameters);
  const parameters = bytes && readContactlessParameters(bytes);
  return parameters?.ok ? parameters.value : {};
}
