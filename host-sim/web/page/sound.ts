// SPDX-License-Identifier: Apache-2.0
//
// The buzzer. Tones come a little late and unevenly; all are played with the same small delay, so that their rhythm is right.

import type { PageTone } from '../protocol.ts';
import { byId } from './dom.ts';

const delayS = 0.06;
const loudness = 0.04;
/** What ended so long ago nobody heard: the page was hidden. */
const staleUs = 500_000;

interface Playing {
  readonly oscillator: OscillatorNode;
  readonly startS: number;
}

export class Sound {
  readonly #button = byId('sound', HTMLButtonElement);
  readonly #playing = new Map<number, Playing>();
  #on = true;
  #audio: AudioContext | undefined;
  #speaker: GainNode | undefined;

  constructor() {
    this.#button.addEventListener('click', () => {
      this.#on = !this.#on;
      this.#button.setAttribute('aria-checked', String(this.#on));
      if (!this.#on) this.silence();
    });
    // Browsers let a page sound only after a person has touched it.
    for (const gesture of ['pointerdown', 'keydown'] as const) {
      addEventListener(gesture, () => this.#open(), { once: true });
    }
  }

  play(tones: readonly PageTone[], nowUs: number): void {
    if (!this.#on || !this.#audio) return;
    for (const tone of tones) this.#tone(this.#audio, tone, nowUs);
  }

  silence(): void {
    for (const { oscillator } of this.#playing.values()) oscillator.stop();
    this.#playing.clear();
  }

  #open(): void {
    this.#audio ??= new AudioContext();
    if (this.#speaker) return;
    this.#speaker = this.#audio.createGain();
    this.#speaker.gain.value = loudness;
    this.#speaker.connect(this.#audio.destination);
  }

  #tone(audio: AudioContext, { hz, fromUs, toUs }: PageTone, nowUs: number): void {
    if (toUs !== undefined && nowUs - toUs > staleUs) return;
    let playing = this.#playing.get(fromUs);
    if (!playing) {
      const oscillator = audio.createOscillator();
      oscillator.type = 'square';
      oscillator.frequency.value = hz;
      oscillator.connect(this.#speaker!);
      const startS = Math.max(
        audio.currentTime,
        audio.currentTime + delayS + (fromUs - nowUs) / 1e6,
      );
      oscillator.start(startS);
      playing = { oscillator, startS };
      this.#playing.set(fromUs, playing);
      oscillator.onended = () => this.#playing.delete(fromUs);
    }
    if (toUs !== undefined) playing.oscillator.stop(playing.startS + (toUs - fromUs) / 1e6);
  }
}
