// SPDX-License-Identifier: Apache-2.0
//
// The kernel of UnionPay's cards by its number: of tags of its own (tags.ts), and of its rule for small payments (pin-free.ts).

export const unionPayKernel = 7;
