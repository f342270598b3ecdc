/* SPDX-License-Identifier: Apache-2.0
 *
 * How much RAM the contexts of crypto/core take: the sizes of these symbols (tests/crypto/evidence/sizes.ts). Never linked.
 */
#include "aes.h"
#include "des.h"
#include "drbg.h"
#include "dukpt_aes.h"
#include "dukpt_tdes.h"
#include "entropy.h"
#include "hmac.h"
#include "key_block.h"
#include "key_file.h"
#include "key_loading.h"
#include "operators.h"
#include "pinpad.h"
#include "sm4.h"
#include "vault.h"

#define SIZE_OF(type) const char size_of_##type[sizeof(struct type)] = {0}

SIZE_OF(aes_key);
SIZE_OF(des_key);
SIZE_OF(sm4_key);
SIZE_OF(hash);
SIZE_OF(hmac);
SIZE_OF(drbg);
SIZE_OF(entropy);
SIZE_OF(dukpt_tdes);
SIZE_OF(dukpt_aes);
SIZE_OF(key_block_header);
SIZE_OF(vault);
SIZE_OF(operators);
SIZE_OF(pinpad);
SIZE_OF(key_loading);
SIZE_OF(key_file);
