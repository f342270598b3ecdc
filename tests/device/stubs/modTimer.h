/* SPDX-License-Identifier: Apache-2.0
 *
 * The SDK's modules/base/timer/modTimer.h, as far as our C uses it.
 */
#ifndef STUB_MODTIMER_H
#define STUB_MODTIMER_H

typedef struct modTimerRecord *modTimer;
typedef void (*modTimerCallback)(modTimer timer, void *refcon, int refconSize);

modTimer modTimerAdd(int firstInterval, int secondInterval, modTimerCallback cb, void *refcon, int refconSize);
void modTimerReschedule(modTimer timer, int firstInterval, int secondInterval);
void modTimerUnschedule(modTimer timer);

#endif
