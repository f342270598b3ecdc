/* SPDX-License-Identifier: Apache-2.0
 *
 * ESP-IDF's bootloader_random.h, as far as our C uses it.
 */
#ifndef STUB_BOOTLOADER_RANDOM_H
#define STUB_BOOTLOADER_RANDOM_H

void bootloader_random_enable(void);
void bootloader_random_disable(void);

#endif
