// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/caffe.h"

/* A libFuzzer target, see fuzz-onnx.c: a .binaryproto becomes an error or a picture. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnTensor) mean = fmt_caffe_parse_mean (data, size, &error);

  if ((mean == NULL) != (error != NULL))
    g_error ("neither a picture nor an error, or both");
  if (mean != NULL && (mean->shape.rank != 3 || !nn_shape_check (&mean->shape, NULL)))
    g_error ("not a picture");
  return 0;
}
