// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/fuzz.h"

#include "datasets/dataset-format.h"

/* Whatever bytes, compressed or not, become labels or pictures or an error. */

static void
read_as (const guint8 *data, gsize size, guint n_dimensions)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autofree guint8 *elements = NULL;
  g_autoptr (GError) error = NULL;
  guint32 dimensions[3] = { 1, 1, 1 };
  guint64 sum = 0, n;

  elements = data_idx_read (stream, size, "fuzz", n_dimensions, dimensions, NULL, &error);
  fuzz_check_error (elements != NULL, error);
  if (elements == NULL)
    return;
  n = (guint64) dimensions[0] * dimensions[1] * dimensions[2];
  for (guint64 i = 0; i < n; i++) /* all are there */
    sum += elements[i];
  if (sum > 255 * n)
    g_error ("more than all white");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  read_as (data, size, 1);
  read_as (data, size, 3);
  return 0;
}
