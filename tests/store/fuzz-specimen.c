// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/fuzz.h"

#include "store/specimen.h"

/* Saved images. One that was read can be written, and is read again. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreSpecimen) specimen = store_specimen_decode (bytes, "fuzz", &error);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (StoreSpecimen) again = NULL;

  fuzz_check_error (specimen != NULL, error);
  if (specimen == NULL)
    return 0;
  written = store_specimen_encode (specimen, &error);
  again = written != NULL ? store_specimen_decode (written, "again", &error) : NULL;
  if (again == NULL)
    g_error ("read, but not to be written and read again: %s", error->message);
  if (again->class_index != specimen->class_index || again->n_top != specimen->n_top ||
      again->confidence != specimen->confidence || again->distortion != specimen->distortion ||
      again->origin.parent != specimen->origin.parent ||
      g_strcmp0 (again->session, specimen->session) != 0 ||
      (again->variation == NULL) != (specimen->variation == NULL))
    g_error ("another specimen than was written");
  return 0;
}
