// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/encoding.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define MAX_ENCODINGS 16

/* An encoding's number is also its number in a genome's bytes: none of them may ever change. */
static const EvoEncodingRow *rows[MAX_ENCODINGS] = {
  [EVO_ENCODING_PIXELS] = &evo_encoding_pixels,
  [EVO_ENCODING_CPPN] = &evo_encoding_cppn,
};
static guint n_rows = EVO_N_ENCODINGS;

guint
evo_encoding_count (void)
{
  return n_rows;
}

const EvoEncodingRow *
evo_encoding_row (EvoEncoding encoding)
{
  g_return_val_if_fail ((guint) encoding < n_rows, NULL);
  return rows[encoding];
}

gboolean
evo_encoding_is_direct (EvoEncoding encoding)
{
  return evo_encoding_row (encoding)->render_rows == NULL;
}

EvoEncoding
evo_encoding_register (const EvoEncodingRow *row)
{
  g_assert (n_rows < MAX_ENCODINGS);
  rows[n_rows] = row;
  return (EvoEncoding) n_rows++;
}

const char *
evo_encoding_to_string (EvoEncoding encoding)
{
  return evo_encoding_row (encoding)->name;
}

gboolean
evo_encoding_fail (GError **error, const char *reason)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("The genome is damaged: %s."), reason);
  return FALSE;
}
