// SPDX-License-Identifier: Apache-2.0
//
// Commands of the ST7789, docs/sources.md [domain E5]. Reads are missing: the usual module has no data output.
// What a reader would get wrong: RAMWR and RAMWRC take data until the next command.

/** Command codes as the datasheet spells them, each with the count of its parameter bytes. */
export const st7789Commands = {
  NOP: { code: 0x00, parameters: 0 },
  SWRESET: { code: 0x01, parameters: 0 },
  SLPIN: { code: 0x10, parameters: 0 },
  SLPOUT: { code: 0x11, parameters: 0 },
  NORON: { code: 0x13, parameters: 0 },
  INVOFF: { code: 0x20, parameters: 0 },
  INVON: { code: 0x21, parameters: 0 },
  DISPOFF: { code: 0x28, parameters: 0 },
  DISPON: { code: 0x29, parameters: 0 },
  CASET: { code: 0x2a, parameters: 4 },
  RASET: { code: 0x2b, parameters: 4 },
  RAMWR: { code: 0x2c, parameters: Number.POSITIVE_INFINITY },
  VSCRDEF: { code: 0x33, parameters: 6 },
  TEOFF: { code: 0x34, parameters: 0 },
  TEON: { code: 0x35, parameters: 1 },
  MADCTL: { code: 0x36, parameters: 1 },
  VSCSAD: { code: 0x37, parameters: 2 },
  COLMOD: { code: 0x3a, parameters: 1 },
  RAMWRC: { code: 0x3c, parameters: Number.POSITIVE_INFINITY },
  // Voltages, porches and gamma: kept, without an effect on the picture.
  PORCTRL: { code: 0xb2, parameters: 5 },
  GCTRL: { code: 0xb7, parameters: 1 },
  VCOMS: { code: 0xbb, parameters: 1 },
  LCMCTRL: { code: 0xc0, parameters: 1 },
  VDVVRHEN: { code: 0xc2, parameters: 2 },
  VRHS: { code: 0xc3, parameters: 1 },
  VDVS: { code: 0xc4, parameters: 1 },
  FRCTRL2: { code: 0xc6, parameters: 1 },
  PWCTRL1: { code: 0xd0, parameters: 2 },
  PVGAMCTRL: { code: 0xe0, parameters: 14 },
  NVGAMCTRL: { code: 0xe1, parameters: 14 },
} as const;

export type St7789Command = keyof typeof st7789Commands;

export const st7789CommandsByCode: ReadonlyMap<number, St7789Command> = new Map(
  Object.entries(st7789Commands).map(([name, { code }]) => [code, name as St7789Command]),
);

export const Madctl = { MY: 0x80, MX: 0x40, MV: 0x20, ML: 0x10, BGR: 0x08, MH: 0x04 } as const;
export const Colmod = { bits16: 0x55, bits18: 0x66 } as const;
