// SPDX-License-Identifier: Apache-2.0
//
// The ECMA-419 provider of all our boards: `device`, with the classes of the buses and the pins of the board by their names.
// The program does not use it (board.ts opens the parts by `jiaozi:wiring` itself); it is for whoever tries something on the board.

import Analog from 'embedded:io/analog';
import Digital from 'embedded:io/digital';
import I2C from 'embedded:io/i2c';
import PWM from 'embedded:io/pwm';
import Serial from 'embedded:io/serial';
import SMBus from 'embedded:io/smbus';
import SPI from 'embedded:io/spi';
import { wiring } from 'jiaozi:wiring';

const device = Object.freeze(
  { io: { Analog, Digital, I2C, PWM, Serial, SMBus, SPI }, pin: wiring },
  true,
);

export default device;
