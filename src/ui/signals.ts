// SPDX-License-Identifier: Apache-2.0
//
// What the four contactless lights and the buzzer do, as tables for the drivers (docs/sources.md [domain E10]). Lights
// and tones go with words on the screen, so that nobody depends on one of them. No light changes more than three times a
// second (docs/sources.md [domain H1]).

export type LightState = 'off' | 'idle' | 'ready' | 'reading' | 'success' | 'error';

export interface LightStep {
  /** Bit 0 is the first light, at the left. */
  readonly lights: number;
  readonly durationMs: number;
}

export interface LightPattern {
  readonly steps: readonly LightStep[];
  /** After the last step: from the start again, or stay as it is. */
  readonly repeats: boolean;
}

const allLights = 0b1111;

export const lightPatterns = Object.freeze(
  {
    off: { steps: [{ lights: 0, durationMs: 0 }], repeats: false },
    /** The first blinks: alive, nothing to do. */
    idle: {
      steps: [
        { lights: 0b0001, durationMs: 200 },
        { lights: 0, durationMs: 4800 },
      ],
      repeats: true,
    },
    /** The first stays on: tap now. */
    ready: { steps: [{ lights: 0b0001, durationMs: 0 }], repeats: false },
    /** One after the other, then all until the card has been read. */
    reading: {
      steps: [
        { lights: 0b0001, durationMs: 120 },
        { lights: 0b0011, durationMs: 120 },
        { lights: 0b0111, durationMs: 120 },
        { lights: allLights, durationMs: 0 },
      ],
      repeats: false,
    },
    /** All on for as long as the tone, then off. */
    success: {
      steps: [
        { lights: allLights, durationMs: 750 },
        { lights: 0, durationMs: 0 },
      ],
      repeats: false,
    },
    /** Dark; the alert tone and the screen say what is wrong. */
    error: { steps: [{ lights: 0, durationMs: 0 }], repeats: false },
  } as const satisfies Record<LightState, LightPattern>,
  true,
);

export type ToneName = 'success' | 'alert' | 'key' | 'pin-asked' | 'pin-cleared' | 'pin-done';

export interface ToneStep {
  /** 0 is silence. */
  readonly hz: number;
  readonly durationMs: number;
}

export const tones = Object.freeze(
  {
    success: [{ hz: 1500, durationMs: 500 }],
    alert: [
      { hz: 750, durationMs: 200 },
      { hz: 0, durationMs: 200 },
      { hz: 750, durationMs: 200 },
      { hz: 0, durationMs: 200 },
    ],
    /** The same for every key, so that the ear learns nothing about a PIN. Frequency and length are our choice. */
    key: [{ hz: 2700, durationMs: 20 }],
    /** For who cannot see the stars: rising, falling, and long. Our choice. */
    'pin-asked': [
      { hz: 1000, durationMs: 120 },
      { hz: 1500, durationMs: 120 },
      { hz: 2000, durationMs: 120 },
    ],
    'pin-cleared': [
      { hz: 2000, durationMs: 120 },
      { hz: 1000, durationMs: 120 },
    ],
    'pin-done': [{ hz: 2000, durationMs: 400 }],
  } as const satisfies Record<ToneName, readonly ToneStep[]>,
  true,
);
