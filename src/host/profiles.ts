// SPDX-License-Identifier: Apache-2.0
//
// The acquirers that this terminal knows how to talk to. Which one it does is a setting.

import type { HostProfile } from './profile.ts';
import { profileUnionPaySm4 } from './profile-unionpay-sm4.ts';
import { profileUnionPayTdes } from './profile-unionpay-tdes.ts';

export const hostProfiles = Object.freeze(
  {
    'unionpay-tdes': profileUnionPayTdes,
    'unionpay-sm4': profileUnionPaySm4,
  } as const satisfies Record<string, HostProfile>,
  true,
);

export type HostProfileName = keyof typeof hostProfiles;
