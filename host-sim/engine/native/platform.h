/* SPDX-License-Identifier: Apache-2.0
 *
 * The platform file that XS 13.3 asks for: one machine at a time on a thread, no file system, no console, UTF-8 strings
 * (mxCESU8 stays undefined, as on the device).
 */
#ifndef JIAOZI_XS_PLATFORM_H
#define JIAOZI_XS_PLATFORM_H

#undef mxLittleEndian
#define mxLittleEndian 1
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define mxMachinePlatform \
  int promiseJobs; \
  void* waiterCondition; \
  void* waiterData; \
  void* waiterLink;

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 0
#define mxUseDefaultMachinePlatform 1
#ifndef mxUseDefaultParseScript
#define mxUseDefaultParseScript 1
#endif
#define mxUseDefaultSharedChunks 1
#define mxUseDefaultSlotAllocation 0
#define mxUseDefaultCStackLimit 0

#define C_PATH_MAX 256

#endif
