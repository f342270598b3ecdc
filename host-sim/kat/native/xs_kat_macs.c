/* SPDX-License-Identifier: Apache-2.0
 *
 * MACs of payment messages.
 */
#include "kat.h"

#include "mac_iso9797.h"
#include "mac_unionpay.h"

#include <string.h>

/* (algorithm: 1 or 3, key, padding: 1 or 2, data, out) */
void xs_kat_mac_iso9797(xsMachine *the) {
  struct span key, data, out;
  struct des_key expanded;
  int algorithm = xsmcToInteger(xsArg(0));
  enum mac_padding padding = xsmcToInteger(xsArg(2)) == 2 ? MAC_PADDING_2 : MAC_PADDING_1;
  kat_span(key, xsArg(1));
  kat_span(data, xsArg(3));
  kat_span(out, xsArg(4));
  if (out.size < DES_BLOCK_SIZE) xsRangeError("kat: no room");
  bool good = (algorithm != 3 || key.size == TDES_DOUBLE_KEY_SIZE) && jz_des_expand(&expanded, key.bytes, key.size);
  if (good && algorithm == 1) jz_mac_iso9797_1(&expanded, padding, data.bytes, data.size, out.bytes);
  else if (good) good = jz_mac_iso9797_3(&expanded, padding, data.bytes, data.size, out.bytes);
  jz_des_wipe(&expanded);
  xsmcSetInteger(xsResult, good ? DES_BLOCK_SIZE : KAT_BAD_SIZE);
}

/* What field 64 carries: the first four bytes as upper-case hexadecimal text. */
static void first_characters(const uint8_t mac[4], uint8_t text[8]) {
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < 4; i++) {
    text[2 * i] = (uint8_t)digits[mac[i] >> 4];
    text[2 * i + 1] = (uint8_t)digits[mac[i] & 15];
  }
}

/* (isSm4, key, data, out) */
void xs_kat_mac_unionpay(xsMachine *the) {
  struct span key, data, out;
  uint8_t mac[16];
  bool is_sm4 = xsmcToBoolean(xsArg(0)), good;
  kat_span(key, xsArg(1));
  kat_span(data, xsArg(2));
  kat_span(out, xsArg(3));
  if (out.size < 8) xsRangeError("kat: no room");
  if (is_sm4) {
    struct sm4_key expanded;
    good = key.size == SM4_KEY_SIZE;
    if (good) {
      jz_sm4_expand(&expanded, key.bytes);
      jz_mac_unionpay_sm4(&expanded, data.bytes, data.size, mac);
      jz_sm4_wipe(&expanded);
    }
  } else {
    struct des_key expanded;
    good = jz_des_expand(&expanded, key.bytes, key.size);
    if (good) {
      jz_mac_unionpay(&expanded, data.bytes, data.size, mac);
      jz_des_wipe(&expanded);
    }
  }
  if (good) first_characters(mac, out.bytes);
  xsmcSetInteger(xsResult, good ? 8 : KAT_BAD_SIZE);
}
