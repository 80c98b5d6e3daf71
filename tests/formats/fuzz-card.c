// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "formats/card.h"

#include <glib/gstdio.h>

/* Network cards. One that was read can be saved, and read again. */

static void
save_and_load (const FmtCard *card, const char *path)
{
  g_autoptr (FmtCard) copy = fmt_card_copy (card);
  g_autoptr (FmtCard) again = NULL;
  g_autoptr (GError) error = NULL;

  if (!fmt_card_save (copy, path, NULL))
    g_error ("a card that cannot be saved");
  again = fmt_card_load (path, &error);
  if (again == NULL)
    g_error ("a card that was saved and cannot be read: %s", error->message);
  if (again->n_labels != card->n_labels || !g_str_equal (again->weights, card->weights))
    g_error ("another card than was saved");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = fuzz_path (".card");
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = NULL;

  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                            0600, NULL);
  card = fmt_card_load (path, &error);
  fuzz_check_error (card != NULL, error);
  if (card != NULL)
    save_and_load (card, path);
  g_unlink (path);
  return 0;
}
