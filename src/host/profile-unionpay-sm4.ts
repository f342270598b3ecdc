// SPDX-License-Identifier: Apache-2.0
//
// The UnionPay terminal profile with SM4 keys, as far as PIN, MAC and sign-in go: docs/sources.md [domain A3, A8, A10, A11]. Marked M
// there: F53's digits, F52 left out, F64 of the first eight characters; each is checked with the acquirer.

import type { HostProfile } from './profile.ts';
import { profileUnionPayTdes } from './profile-unionpay-tdes.ts';

export const profileUnionPaySm4: HostProfile = Object.freeze(
  {
    ...profileUnionPayTdes,
    // The acquirer knows the card from the original.
    voidNeedsCard: false,
    offline: { ...profileUnionPayTdes.offline, message: 'offlinePurchase' },
    field53WithoutPin: '0300000000000000',
    pin: {
      ...profileUnionPayTdes.pin,
      format: 'sm4',
      // With PAN, SM4.
      field53: '2300000000000000',
      carrier: 'field-59-A1',
    },
  },
  true,
);
