/* SPDX-License-Identifier: Apache-2.0
 *
 * See custody.h.
 */
#include "custody.h"

#include "ct.h"
#include "hmac.h"
#include "pbkdf2.h"
#include "wipe.h"

#include <string.h>

static const char label[] = "jiaozi custody 1";

void custody_first_passcode(unsigned who, uint8_t digits[CUSTODY_PASSCODE_MIN]) {
  memset(digits, 0, CUSTODY_PASSCODE_MIN);
  digits[CUSTODY_PASSCODE_MIN - 1] = (uint8_t)(who + 1);
}

uint32_t custody_wait_ms(const struct custody *custody, unsigned who) {
  unsigned failures = who < CUSTODIANS ? custody->custodians[who].failures : 0;
  if (failures <= CUSTODY_FREE_TRIES) return 0;
  unsigned doublings = failures - CUSTODY_FREE_TRIES - 1;
  return (uint32_t)CUSTODY_WAIT_MS << (doublings < CUSTODY_DOUBLINGS_MAX ? doublings : CUSTODY_DOUBLINGS_MAX);
}

/* HMAC(device secret, label | custodian | digits), slowed down. */
static void derive(unsigned who, const uint8_t secret[32], const uint8_t salt[CUSTODY_SALT_SIZE], const uint8_t *digits,
                   size_t count, uint8_t verifier[32]) {
  struct hmac hmac;
  uint8_t number = (uint8_t)who, bound[32];
  jz_hmac_begin(&hmac, HASH_SHA256, secret, 32);
  jz_hmac_add(&hmac, (const uint8_t *)label, sizeof label);
  jz_hmac_add(&hmac, &number, sizeof number);
  jz_hmac_add(&hmac, digits, count);
  jz_hmac_finish(&hmac, bound);
  jz_pbkdf2_sha256(bound, sizeof bound, salt, CUSTODY_SALT_SIZE, CUSTODY_ROUNDS, verifier);
  jz_wipe(bound, sizeof bound);
}

/* A mask. The passcode of the delivery is no secret, and needs no slow hash. */
static uint32_t matches(const struct custodian *custodian, unsigned who, const uint8_t secret[32], const uint8_t *digits,
                        size_t count) {
  uint8_t first[CUSTODY_PASSCODE_MIN], given[32];
  if (!custodian->is_set) {
    custody_first_passcode(who, first);
    return count == sizeof first ? ct_mask_equal(digits, first, sizeof first) : 0;
  }
  derive(who, secret, custodian->salt, digits, count, given);
  uint32_t equal = ct_mask_equal(custodian->verifier, given, sizeof given);
  jz_wipe(given, sizeof given);
  return equal;
}

enum custody_status custody_charge(struct custody *custody, unsigned who, uint32_t since_ms) {
  if (who >= CUSTODIANS) return CUSTODY_REFUSED;
  if (since_ms < custody_wait_ms(custody, who)) return CUSTODY_WAIT;
  struct custodian *custodian = &custody->custodians[who];
  if (custodian->failures < UINT8_MAX) custodian->failures++;
  custody->charged = (uint8_t)(custody->charged | 1u << who);
  return CUSTODY_OK;
}

enum custody_status custody_verify(struct custody *custody, unsigned who, const uint8_t secret[32], const uint8_t *digits,
                                   size_t count) {
  if (who >= CUSTODIANS || ((unsigned)custody->charged >> who & 1u) == 0) return CUSTODY_REFUSED;
  struct custodian *custodian = &custody->custodians[who];
  custody->charged = (uint8_t)(custody->charged & ~(1u << who));
  /* Public: whether it was right is what is asked. */
  if (ct_public(matches(custodian, who, secret, digits, count)) == 0) return CUSTODY_WRONG;
  custodian->failures = 0;
  return custodian->is_set ? CUSTODY_OK : CUSTODY_MUST_CHANGE;
}

/* A mask: one digit again and again, or what the terminal was delivered with. */
static uint32_t is_poor(unsigned who, const uint8_t *digits, size_t count) {
  uint8_t first[CUSTODY_PASSCODE_MIN];
  uint32_t difference = 0;
  for (size_t i = 1; i < count; i++) difference |= (uint32_t)(digits[i] ^ digits[0]);
  custody_first_passcode(who, first);
  uint32_t is_first = count == sizeof first ? ct_mask_equal(digits, first, sizeof first) : 0;
  return ct_mask_zero(difference) | is_first;
}

enum custody_status custody_change(struct custody *custody, unsigned who, const uint8_t secret[32],
                                   const uint8_t salt[CUSTODY_SALT_SIZE], const uint8_t *digits, size_t count) {
  if (who >= CUSTODIANS || count < CUSTODY_PASSCODE_MIN || count > CUSTODY_PASSCODE_MAX) return CUSTODY_REFUSED;
  /* Public: that a passcode is refused is plain to see. */
  if (ct_public(is_poor(who, digits, count)) != 0) return CUSTODY_REFUSED;
  struct custodian *custodian = &custody->custodians[who];
  custodian->is_set = 1;
  custodian->failures = 0;
  memcpy(custodian->salt, salt, CUSTODY_SALT_SIZE);
  derive(who, secret, salt, digits, count, custodian->verifier);
  return CUSTODY_OK;
}
