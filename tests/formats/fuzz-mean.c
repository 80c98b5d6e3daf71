// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "formats/caffe.h"

/* A .binaryproto becomes an error or a picture. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTensor) mean = fmt_caffe_parse_mean (data, size, &error);

  fuzz_check_error (mean != NULL, error);
  if (mean != NULL && (mean->shape.rank != 3 || !nn_shape_check (&mean->shape, NULL)))
    g_error ("not a picture");
  return 0;
}
