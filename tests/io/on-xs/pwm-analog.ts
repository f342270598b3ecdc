// SPDX-License-Identifier: Apache-2.0
//
// PWM and Analog: the duty of the one is what the other reads, times four.

import { assert, test } from 'mcu-test-harness';
import Analog from '../../../host-sim/io/analog.ts';
import PWM from '../../../host-sim/io/pwm.ts';
import { pins } from '../support/pins.ts';

test('the duty goes from 0 to the resolution, and what is beyond is a RangeError', () => {
  const pwm = new PWM({ pin: pins.pwm });
  const analog = new Analog({ pin: pins.analog });
  assert.equal(pwm.resolution, 10);
  for (const duty of [0, 1, 512, 1023]) {
    pwm.write(duty);
    assert.equal(analog.read(), duty * 4);
  }
  for (const duty of [-1, 1024, Number.NaN]) assert.throws(() => pwm.write(duty), /^RangeError/);
  assert.equal(analog.read(), 1023 * 4);
  pwm.close();
  analog.close();
});

test('another resolution scales the duty', () => {
  const analog = new Analog({ pin: pins.analog });
  for (const [resolution, duty, expected] of [
    [8, 128, 512],
    [1, 1, 512],
    [14, 8192, 512],
  ] as const) {
    const pwm = new PWM({ pin: pins.pwm, resolution });
    assert.equal(pwm.resolution, resolution);
    pwm.write(duty);
    assert.equal(analog.read(), expected * 4);
    pwm.close();
  }
  analog.close();
});

test('the frequency is 1024 Hz unless told', () => {
  const usual = new PWM({ pin: pins.pwm });
  assert.equal(usual.hz, 1024);
  usual.close();
  const other = new PWM({ pin: pins.pwm, hz: 2700 });
  assert.equal(other.hz, 2700);
  other.close();
});

test('closed, the output is still', () => {
  const analog = new Analog({ pin: pins.analog });
  const pwm = new PWM({ pin: pins.pwm });
  pwm.write(700);
  pwm.close();
  assert.equal(analog.read(), 0);
  analog.close();
});

test('a reading has twelve bits', () => {
  const analog = new Analog({ pin: pins.analog });
  assert.equal(analog.resolution, 12);
  analog.close();
});
