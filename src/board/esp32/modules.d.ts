// SPDX-License-Identifier: Apache-2.0
//
// Modules of the SDK that only the ESP32's own files use, as narrow as they use them; and the table of the board.

declare module 'embedded:network/interface/wifi' {
  export default class WiFi {
    constructor(options: { onChanged?: () => void });
    /** 200 idle, 300 connecting, 400 associated, 500 with an address. */
    readonly connection: number;
    connect(options: { SSID: string; password?: string }): void;
  }
}

declare module 'mc/config' {
  const config: { readonly ssid?: string; readonly password?: string };
  export default config;
}

declare module 'jiaozi:wiring' {
  export const wiring: import('../wiring.ts').Wiring;
}
