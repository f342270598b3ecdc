// SPDX-License-Identifier: Apache-2.0
//
// The front of the terminal: what is on the screen, in which language, and the lights, sounds and digit keys that go with it.

import { askForDigits, type NumberPrompt } from '../../crypto/pin-entry.ts';
import type { Buzzer, Display, Leds } from '../io/devices.ts';
import { Renderer } from '../ui/renderer.ts';
import type { TransactionName } from '../ui/screen.ts';
import { layoutScreen, type Screen } from '../ui/screens.ts';
import { type LightState, lightPatterns, type ToneName, tones } from '../ui/signals.ts';
import type { Language } from '../ui/titles.ts';
import { digitPromptOf } from './digits.ts';

export class Front {
  language: Language = 'zh';
  /** Which transaction the next screens are about; undefined: a sale, or none. */
  about: TransactionName | undefined;
  /** Told of each screen when it is on the glass. */
  onScreen: (screen: Screen) => void = () => {};
  #renderer: Renderer | undefined;
  #screen: Screen | undefined;
  /** As the core has it at power-on. */
  #prompt: NumberPrompt = 'none';
  #leds: Leds | undefined;
  #buzzer: Buzzer | undefined;

  /** Shows on `display` from now on; without one the terminal works blind. */
  useDisplay(display: Display | undefined): void {
    this.#renderer = display && new Renderer(display);
    this.#draw();
  }

  useSignals(leds: Leds | undefined, buzzer: Buzzer | undefined): void {
    this.#leds = leds;
    this.#buzzer = buzzer;
  }

  show(screen: Screen): void {
    this.#screen = this.about === undefined ? screen : { transaction: this.about, ...screen };
    this.#useDigits(digitPromptOf(screen));
    this.#draw();
    this.onScreen(screen);
  }

  /** The other language, at once. */
  toggleLanguage(): void {
    this.language = this.language === 'zh' ? 'en' : 'zh';
    this.#draw();
  }

  #draw(): void {
    if (this.#screen) this.#renderer?.show(layoutScreen(this.#screen, this.language));
  }

  lights(state: LightState): void {
    const { steps, repeats } = lightPatterns[state];
    // A step without a time stays; the drivers want at least a millisecond.
    const timed = steps.map(({ lights, durationMs }) => ({
      mask: lights,
      durationMs: Math.max(1, durationMs),
    }));
    this.#leds?.play(timed, repeats);
  }

  tone(name: ToneName): void {
    this.#buzzer?.play(tones[name]);
  }

  #useDigits(prompt: NumberPrompt): void {
    if (prompt === this.#prompt) return;
    askForDigits(prompt);
    this.#prompt = prompt;
  }
}
