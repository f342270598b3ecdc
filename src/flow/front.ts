// SPDX-License-Identifier: Apache-2.0
//
// The front of the terminal: what is on the screen, in which language, and the lights and sounds that go with it.

import type { Board, Display } from '../io/devices.ts';
import { Renderer } from '../ui/renderer.ts';
import { layoutScreen, type Screen } from '../ui/screens.ts';
import type { Language } from '../ui/titles.ts';

export class Front {
  language: Language;
  #renderer: Renderer | undefined;
  #screen: Screen | undefined;

  constructor(language: Language) {
    this.language = language;
  }

  /** Shows on `display` from now on; without one the terminal works blind. */
  use(display: Display | undefined): void {
    this.#renderer = display && new Renderer(display);
    if (this.#screen) this.show(this.#screen);
  }

  show(screen: Screen): void {
    this.#screen = screen;
    this.#renderer?.show(layoutScreen(screen, this.language));
  }

  /** The other language, at once. */
  toggleLanguage(): void {
    this.language = this.language === 'zh' ? 'en' : 'zh';
    if (this.#screen) this.show(this.#screen);
  }
}

export type { Board };
