/* SPDX-License-Identifier: Apache-2.0
 *
 * What ESP-IDF makes of the boards' sdkconfig folders, as far as our C uses it: a development build, which has no version of its own.
 */
#ifndef STUB_SDKCONFIG_H
#define STUB_SDKCONFIG_H

#endif
