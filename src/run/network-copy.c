// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/network-copy.h"

#include "base/file.h"
#include "formats/card-names.h"
#include "formats/card.h"

/* Networks that are trained here are far smaller. */
#define MAX_SIZE ((gsize) 1 << 30)

gboolean
run_network_copy (const char *network, const char *card, const char *target, GError **error)
{
  g_autoptr (FmtCard) of_copy = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (network != NULL && card != NULL && target != NULL, FALSE);

  of_copy = fmt_card_load (card, error);
  bytes = of_copy != NULL ? base_file_read (network, MAX_SIZE, error) : NULL;
  if (bytes == NULL || !base_file_write (target, bytes, error))
    return FALSE;
  g_free (of_copy->weights);
  of_copy->weights = g_path_get_basename (target);
  path = fmt_card_path_beside (target);
  return fmt_card_save (of_copy, path, error);
}
