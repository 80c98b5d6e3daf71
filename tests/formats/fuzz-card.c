// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/card.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* A libFuzzer target for network cards; see fuzz-onnx.c for how to build one. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = g_strdup_printf ("%s/fuzz-%d.card", g_get_tmp_dir (), (int) getpid ());
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCard) card = NULL;

  g_file_set_contents_full (path, (const char *) data, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                            0600, NULL);
  card = fmt_card_load (path, &error);
  if ((card == NULL) != (error != NULL))
    g_error ("neither a card nor an error, or both");
  if (card != NULL && !fmt_card_save (card, path, NULL))
    g_error ("a card that cannot be saved");
  g_clear_pointer (&card, fmt_card_free);
  g_unlink (path);
  return 0;
}
