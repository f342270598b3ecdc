// SPDX-License-Identifier: Apache-2.0
//
// What the bits of EMV bit fields mean, as data. docs/sources.md [domain B2, B4, B9, B10]; 9F07, 9F40 and the other
// bits of 9F1D are own knowledge, no text at hand.
//
// A row is byte, mask and meaning. Bits without a row are reserved; they are shown as such when set, because a set
// reserved bit is what one looks for in a trace.

type BitRow = readonly [byte: number, mask: number, meaning: string];

/** CVM capability, of which byte 2 of the terminal capabilities is made. */
const capabilityToVerify: readonly BitRow[] = [
  [1, 0x80, 'plain PIN for offline verification'],
  [1, 0x40, 'enciphered PIN for online verification'],
  [1, 0x20, 'signature'],
  [1, 0x10, 'enciphered PIN for offline verification'],
  [1, 0x08, 'no CVM required'],
];

const fields: ReadonlyMap<number, readonly BitRow[]> = new Map<number, readonly BitRow[]>([
  [
    0x82, // AIP
    [
      [1, 0x80, 'XDA supported'],
      [1, 0x40, 'SDA supported'],
      [1, 0x20, 'DDA supported'],
      [1, 0x10, 'cardholder verification supported'],
      [1, 0x08, 'terminal risk management to be performed'],
      [1, 0x04, 'issuer authentication supported'],
      [1, 0x02, 'on-device cardholder verification supported'],
      [1, 0x01, 'CDA supported'],
      [2, 0x80, 'EMV mode (Mastercard) or mag-stripe mode (Visa)'],
      [2, 0x40, 'mobile'],
      [2, 0x20, 'contactless'],
      [2, 0x01, 'relay resistance protocol supported'],
    ],
  ],
  [
    0x95, // TVR
    [
      [1, 0x80, 'offline data authentication not performed'],
      [1, 0x40, 'SDA failed'],
      [1, 0x20, 'ICC data missing'],
      [1, 0x10, 'card on the terminal exception file'],
      [1, 0x08, 'DDA failed'],
      [1, 0x04, 'CDA failed'],
      [1, 0x02, 'SDA selected'],
      [1, 0x01, 'XDA selected'],
      [2, 0x80, 'card and terminal have different application versions'],
      [2, 0x40, 'application expired'],
      [2, 0x20, 'application not yet effective'],
      [2, 0x10, 'requested service not allowed'],
      [2, 0x08, 'new card'],
      [2, 0x02, 'biometric bit 2'],
      [2, 0x01, 'biometric bit 1'],
      [3, 0x80, 'cardholder verification not successful'],
      [3, 0x40, 'unrecognised CVM'],
      [3, 0x20, 'PIN try limit exceeded'],
      [3, 0x10, 'PIN pad missing or not working'],
      [3, 0x08, 'PIN pad present, PIN not entered'],
      [3, 0x04, 'online PIN entered'],
      [3, 0x02, 'biometric bit 2'],
      [3, 0x01, 'biometric bit 1'],
      [4, 0x80, 'transaction exceeds floor limit'],
      [4, 0x40, 'lower consecutive offline limit exceeded'],
      [4, 0x20, 'upper consecutive offline limit exceeded'],
      [4, 0x10, 'selected randomly for online processing'],
      [4, 0x08, 'merchant forced transaction online'],
      [4, 0x01, 'XDA failed'],
      [5, 0x80, 'default TDOL used'],
      [5, 0x40, 'issuer authentication failed'],
      [5, 0x20, 'script failed before final GENERATE AC'],
      [5, 0x10, 'script failed after final GENERATE AC'],
      [5, 0x08, 'relay resistance threshold exceeded'],
      [5, 0x04, 'relay resistance time limits exceeded, or CA ECC key missing'],
      [5, 0x02, 'relay resistance performed, or ECC key recovery failed'],
      [5, 0x01, 'relay resistance not performed'],
    ],
  ],
  [
    0x9b, // TSI
    [
      [1, 0x80, 'offline data authentication performed'],
      [1, 0x40, 'cardholder verification performed'],
      [1, 0x20, 'card risk management performed'],
      [1, 0x10, 'issuer authentication performed'],
      [1, 0x08, 'terminal risk management performed'],
      [1, 0x04, 'script processing performed'],
    ],
  ],
  [
    0x9f07, // Application usage control
    [
      [1, 0x80, 'domestic cash'],
      [1, 0x40, 'international cash'],
      [1, 0x20, 'domestic goods'],
      [1, 0x10, 'international goods'],
      [1, 0x08, 'domestic services'],
      [1, 0x04, 'international services'],
      [1, 0x02, 'cash dispensers'],
      [1, 0x01, 'terminals other than cash dispensers'],
      [2, 0x80, 'domestic cash back'],
      [2, 0x40, 'international cash back'],
    ],
  ],
  [
    0x9f1d, // Terminal risk management data
    [
      [1, 0x80, 'restart supported'],
      [1, 0x40, 'contactless: enciphered PIN verified online'],
      [1, 0x20, 'contactless: signature'],
      [1, 0x10, 'contactless: enciphered PIN verified by the card'],
      [1, 0x08, 'contactless: no CVM required'],
      [1, 0x04, 'contactless: on-device cardholder verification'],
      [1, 0x02, 'contactless: plain PIN verified by the card'],
      [1, 0x01, 'present and hold supported'],
      [2, 0x80, 'CVM limit exceeded'],
      [2, 0x40, 'contact: enciphered PIN verified online'],
      [2, 0x20, 'contact: signature'],
      [2, 0x10, 'contact: enciphered PIN verified by the card'],
      [2, 0x08, 'contact: no CVM required'],
      [2, 0x04, 'contact: on-device cardholder verification'],
      [2, 0x02, 'contact: plain PIN verified by the card'],
      [3, 0x80, 'contactless: no mag-stripe mode'],
      [3, 0x40, 'contactless: no EMV mode'],
      [3, 0x20, 'on-device cardholder verification without CDA'],
    ],
  ],
  [
    0x9f40, // Additional terminal capabilities
    [
      [1, 0x80, 'cash'],
      [1, 0x40, 'goods'],
      [1, 0x20, 'services'],
      [1, 0x10, 'cash back'],
      [1, 0x08, 'inquiry'],
      [1, 0x04, 'transfer'],
      [1, 0x02, 'payment'],
      [1, 0x01, 'administrative'],
      [2, 0x80, 'cash deposit'],
      [3, 0x80, 'numeric keys'],
      [3, 0x40, 'alphabetic and special keys'],
      [3, 0x20, 'command keys'],
      [3, 0x10, 'function keys'],
      [4, 0x80, 'prints for the attendant'],
      [4, 0x40, 'prints for the cardholder'],
      [4, 0x20, 'displays for the attendant'],
      [4, 0x10, 'displays for the cardholder'],
      [4, 0x02, 'code table 10'],
      [4, 0x01, 'code table 9'],
      [5, 0x80, 'code table 8'],
      [5, 0x40, 'code table 7'],
      [5, 0x20, 'code table 6'],
      [5, 0x10, 'code table 5'],
      [5, 0x08, 'code table 4'],
      [5, 0x04, 'code table 3'],
      [5, 0x02, 'code table 2'],
      [5, 0x01, 'code table 1'],
    ],
  ],
  [
    0xdf8117, // Card data input capability
    [
      [1, 0x80, 'manual key entry'],
      [1, 0x40, 'magnetic stripe'],
      [1, 0x20, 'contact chip'],
    ],
  ],
  [0xdf8118, capabilityToVerify],
  [0xdf8119, capabilityToVerify],
  [
    0xdf811b, // Kernel configuration
    [
      [1, 0x80, 'no mag-stripe mode'],
      [1, 0x40, 'no EMV mode'],
      [1, 0x20, 'on-device cardholder verification'],
      [1, 0x10, 'relay resistance protocol'],
    ],
  ],
  [
    0xdf811f, // Security capability
    [
      [1, 0x80, 'SDA'],
      [1, 0x40, 'DDA'],
      [1, 0x20, 'card capture'],
      [1, 0x08, 'CDA'],
    ],
  ],
  [
    0x9f33, // Terminal capabilities
    [
      [1, 0x80, 'manual key entry'],
      [1, 0x40, 'magnetic stripe'],
      [1, 0x20, 'contact chip'],
      [2, 0x80, 'plain PIN for offline verification'],
      [2, 0x40, 'enciphered PIN for online verification'],
      [2, 0x20, 'signature'],
      [2, 0x10, 'enciphered PIN for offline verification'],
      [2, 0x08, 'no CVM required'],
      [3, 0x80, 'SDA'],
      [3, 0x40, 'DDA'],
      [3, 0x20, 'card capture'],
      [3, 0x08, 'CDA'],
    ],
  ],
  [
    0x9f66, // TTQ
    [
      [1, 0x80, 'mag-stripe mode supported'],
      [1, 0x40, 'full transaction over contactless supported'],
      [1, 0x20, 'EMV mode supported'],
      [1, 0x10, 'contact chip supported'],
      [1, 0x08, 'offline-only reader'],
      [1, 0x04, 'online PIN supported'],
      [1, 0x02, 'signature supported'],
      [1, 0x01, 'offline data authentication for online authorisations supported'],
      [2, 0x80, 'online cryptogram required'],
      [2, 0x40, 'CVM required'],
      [2, 0x20, 'offline PIN supported (contact)'],
      [2, 0x08, 'kernel 6 bit 4'],
      [2, 0x04, 'kernel 6 bit 3'],
      [3, 0x80, 'issuer update processing supported'],
      [3, 0x40, 'consumer device CVM supported'],
      [3, 0x20, 'kernel 6 bit 6'],
      [3, 0x08, 'kernel 6 bit 4'],
      [4, 0x80, 'fDDA version 01 supported'],
    ],
  ],
  [
    0x9f6c, // CTQ
    [
      [1, 0x80, 'online PIN required'],
      [1, 0x40, 'signature required'],
      [1, 0x20, 'go online if offline data authentication fails'],
      [1, 0x10, 'switch interface if offline data authentication fails'],
      [1, 0x08, 'go online if application expired'],
      [1, 0x04, 'switch interface for cash'],
      [1, 0x02, 'switch interface for cashback'],
      [1, 0x01, 'not valid for contactless ATM'],
      [2, 0x80, 'consumer device CVM performed'],
      [2, 0x40, 'issuer update processing supported by the card'],
    ],
  ],
]);

/** Issuer and terminal action codes have the bits of the TVR. */
const alike: ReadonlyMap<number, number> = new Map(
  [0x9f0d, 0x9f0e, 0x9f0f, 0xdf8120, 0xdf8121, 0xdf8122, 0xdf11, 0xdf12, 0xdf13].map((tag) => [
    tag,
    0x95,
  ]),
);

/** One line for each bit that is set: `byte 1 80 online PIN required`. Nothing for tags without bits. */
export function bitMeanings(tag: number, value: Uint8Array): string[] {
  const rows = fields.get(alike.get(tag) ?? tag);
  if (rows === undefined) return [];
  const lines: string[] = [];
  for (const [index, byte] of value.entries()) {
    for (let mask = 0x80; mask > 0; mask >>= 1) {
      if ((byte & mask) === 0) continue;
      const row = rows.find(([at, bit]) => at === index + 1 && bit === mask);
      const bit = mask.toString(16).toUpperCase().padStart(2, '0');
      lines.push(`byte ${index + 1} ${bit} ${row === undefined ? 'reserved' : row[2]}`);
    }
  }
  return lines;
}
