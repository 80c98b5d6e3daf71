// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "base/image.h"
#include "formats/caffe.h"

/* Whatever a .prototxt says, sizes stay those of pictures. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FmtCaffeInput input;
  g_autoptr (GError) error = NULL;

  fuzz_check_error (fmt_caffe_parse_prototxt ((const char *) data, size, &input, &error), error);
  if (input.channels > BASE_IMAGE_MAX_SIDE || input.height > BASE_IMAGE_MAX_SIDE ||
      input.width > BASE_IMAGE_MAX_SIDE || input.n_means > 3)
    g_error ("sizes of no picture");
  return 0;
}
