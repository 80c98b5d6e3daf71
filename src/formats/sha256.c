// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/sha256.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

char *
fmt_sha256 (const guint8 *data, gsize size)
{
  struct sha256_ctx sum;
  guint8 digest[SHA256_DIGEST_SIZE];
  char *digits;

  g_return_val_if_fail (data != NULL || size == 0, NULL);

  digits = g_new0 (char, BASE16_ENCODE_LENGTH (sizeof digest) + 1);
  sha256_init (&sum);
  sha256_update (&sum, size, data);
  sha256_digest (&sum, sizeof digest, digest);
  base16_encode_update (digits, sizeof digest, digest);
  return digits;
}
