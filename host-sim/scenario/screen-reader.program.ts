// SPDX-License-Identifier: Apache-2.0
//
// Runs on the engine beside a scenario: draws the screens it is told (JSON lines on its serial port) with the program's own
// renderer on a display of its own, so that the scenario can say what should be on the glass, pixel by pixel.

import Digital from 'embedded:io/digital';
import Serial from 'embedded:io/serial';
import Spi from 'embedded:io/spi';
import { St7789 } from '../../drivers/display/st7789.ts';
import { DigitalMode } from '../../src/io/ecma419.ts';
import { TimerClock } from '../../src/io/timer-clock.ts';
import { Renderer } from '../../src/ui/renderer.ts';
import { layoutScreen } from '../../src/ui/screens.ts';
import { screenReaderPins as pins } from './screen-reader-pins.ts';

const output = (pin: number) => ({ io: Digital, pin, mode: DigitalMode.Output });
const bus = {
  io: Spi,
  clock: pins.clock,
  out: pins.out,
  select: pins.select,
  active: 0,
  hz: 40_000_000,
  mode: 0,
};
const display = new St7789({
  spi: bus,
  dataCommand: output(pins.dataCommand),
  reset: output(pins.reset),
  clock: new TimerClock(),
  width: 240,
  height: 320,
  onReady: () => {
    const renderer = new Renderer(display);
    let text = '';
    new Serial({
      receive: pins.receive,
      transmit: pins.transmit,
      baud: 1_000_000,
      onReadable() {
        for (const byte of new Uint8Array(this.read() ?? new ArrayBuffer(0))) {
          if (byte !== 10) text += String.fromCharCode(byte);
          else {
            const { screen, language } = JSON.parse(text);
            text = '';
            renderer.show(layoutScreen(screen, language));
          }
        }
      },
    });
  },
});
