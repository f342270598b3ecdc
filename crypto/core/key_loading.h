/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys on their way into the vault: out of a key-loading file, or out of components that custodians type at the terminal.
 *
 * Who may do what is decided here. Component n is taken only from custodian n, and only once that custodian's own passcode has been
 * shown in this ceremony; the key goes into the vault only when all components are there; whatever ends a ceremony wipes it.
 *
 * The one thing a reader would get wrong: nothing here is durable. The caller saves the vault first, then the record, and erases
 * the file last: a cut in between loads the same file again, which changes nothing.
 */
#ifndef JIAOZI_KEY_LOADING_H
#define JIAOZI_KEY_LOADING_H

#include "device_card.h"
#include "key_components.h"
#include "key_file.h"
#include "loading_record.h"
#include "vault.h"

enum {
  /* The slots of crypto/vault.ts. Files fill those below. */
  KEY_LOADING_FILE_SLOTS = 6,
  KEY_LOADING_IDENTITY_SLOT = 8,
  KEY_LOADING_AUTHORITY_SLOT = 9,
  KEY_LOADING_CEREMONY_MS_MAX = 900000,
};

/** All zero at power-on. */
struct key_loading {
  struct loading_record record;
  struct key_components components;
  uint32_t began_ms;
  uint32_t charged_ms[CUSTODIANS];
  /** Bit n: custodian n has shown the passcode in this ceremony, or may set a new one. */
  uint8_t admitted;
  uint8_t changing;
  /** A new passcode, until it has been typed again. */
  uint8_t new_count;
  uint8_t new_digits[CUSTODY_PASSCODE_MAX];
};

/** The card of the identity in the vault. False when there is none. */
bool key_loading_card(const struct vault *vault, uint8_t card[DEVICE_CARD_SIZE]) __attribute__((warn_unused_result));

/** Takes all keys of a file into the vault, or none, and notes its number. */
enum key_file_status key_loading_take_file(struct key_loading *loading, struct vault *vault, const uint8_t *bytes, size_t size)
    __attribute__((warn_unused_result));

/** Milliseconds until custodian `who` may try again. */
uint32_t key_loading_wait_ms(const struct key_loading *loading, unsigned who, uint32_t now_ms);
/** Before the passcode is looked at; then the record must be saved. */
enum custody_status key_loading_charge(struct key_loading *loading, unsigned who, uint32_t now_ms)
    __attribute__((warn_unused_result));
enum custody_status key_loading_verify(struct key_loading *loading, unsigned who, const uint8_t secret[32],
                                       const uint8_t *digits, size_t count) __attribute__((warn_unused_result));
/** A new passcode for a custodian whose old one was that of the delivery: CUSTODY_MUST_CHANGE asks for it a second time, CUSTODY_WRONG:
 * the two differ. CUSTODY_OK: to be saved. */
enum custody_status key_loading_new_passcode(struct key_loading *loading, unsigned who, const uint8_t secret[32],
                                             const uint8_t salt[CUSTODY_SALT_SIZE], const uint8_t *digits, size_t count)
    __attribute__((warn_unused_result));

/** Begins a ceremony: nobody has shown anything yet. */
bool key_loading_begin(struct key_loading *loading, unsigned kind, unsigned count, uint32_t now_ms)
    __attribute__((warn_unused_result));
/** The component of the custodian whose turn it is. False when that one is not admitted, or it took too long. */
bool key_loading_component(struct key_loading *loading, const uint8_t *component, uint32_t now_ms,
                           uint8_t check_value[KEY_COMPONENTS_CHECK_VALUE_SIZE]) __attribute__((warn_unused_result));
/** The key into its slot; the ceremony is over whatever comes of it. VAULT_FORBIDDEN: not all is there, or it took too long. */
enum vault_status key_loading_finish(struct key_loading *loading, struct vault *vault, uint32_t now_ms)
    __attribute__((warn_unused_result));
/** Ends a ceremony; the record stays. */
void key_loading_end(struct key_loading *loading);

#endif
