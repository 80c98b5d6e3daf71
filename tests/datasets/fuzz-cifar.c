// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/fuzz.h"

#include "datasets/dataset-format.h"

/* Whatever bytes become pictures with one of ten labels each, or an error. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  const char *path = "fuzz";
  g_autoptr (GError) error = NULL;
  g_autoptr (NnDataset) dataset = data_cifar_decode (&bytes, &path, 1, &error);

  fuzz_check_error (dataset != NULL, error);
  for (guint i = 0; dataset != NULL && i < dataset->n; i++)
    if (dataset->labels[i] >= dataset->n_classes)
      g_error ("a label without a class");
  return 0;
}
