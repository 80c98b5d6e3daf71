// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "config.h"
#include "formats/deep-compression.h"
#include "formats/format.h"
#include "formats/guess.h"

#include <glib/gi18n-lib.h>

static gboolean
fits (const char *path, const guint8 *data, gsize size)
{
  return fmt_deep_compression_guess (data, size) != NULL || g_str_has_suffix (path, ".net");
}

static gboolean
read_network (FmtReading *reading, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) owned = bytes;
  gsize size;
  const guint8 *data = g_bytes_get_data (owned, &size);
  const char *architecture = reading->card != NULL ? reading->card->architecture : NULL;

  if (architecture == NULL)
    architecture = fmt_deep_compression_guess (data, size);
  if (architecture == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("The network “%s” cannot be read: it does not have the size of any Deep "
                      "Compression file that this program knows; it may be damaged or incomplete."),
                   reading->shown);
      return FALSE;
    }
  reading->graph = fmt_deep_compression_parse (data, size, architecture, reading->shown, error);
  return reading->graph != NULL;
}

/* What was compressed were networks of Caffe. */
static void
guess (const FmtReading *reading, FmtCard *card, GPtrArray *notes)
{
  fmt_guess_caffe (NULL, card, notes);
}

const FmtFormat fmt_format_deep_compression = {
  .name = "deep-compression",
  .needs_architecture = TRUE,
  .fits = fits,
  .read = read_network,
  .guess = guess,
};
