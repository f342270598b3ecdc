// SPDX-License-Identifier: Apache-2.0
//
// setup/wifi: has the board's noise proven, turns the radio on, and joins the network that the build was given
// (`mcconfig … ssid=… password=…`), again and again for as long as there is power.
//
// What a reader would get wrong: the order. The start-up test of the noise needs the converter that the radio then takes; its
// verdict stays in C, and the program refuses to start without it (board.ts). And the program does not wait for the network: until
// it is there, a connection to the acquirer fails like any other.

import WiFi from 'embedded:network/interface/wifi';
import { startEntropy } from 'jiaozi:entropy';
import config from 'mc/config';
import Timer from 'timer';

const retryMs = 5000;
/** Values of `connection` from here on mean that an access point has taken us, or is about to. */
const connecting = 300;

export default function setup(done: () => void): void {
  startEntropy();
  const { ssid, password } = config;
  const wifi = new WiFi({
    onChanged: () => {
      if (wifi.connection < connecting) Timer.set(join, retryMs);
    },
  });
  const join = (): void => {
    if (ssid === undefined || wifi.connection >= connecting) return;
    try {
      wifi.connect(password === undefined ? { SSID: ssid } : { SSID: ssid, password });
    } catch {
      Timer.set(join, retryMs);
    }
  };
  join();
  done();
}
