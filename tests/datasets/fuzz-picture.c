// SPDX-License-Identifier: GPL-3.0-or-later
#include "../formats/fuzz.h"

#include "datasets/picture.h"

/* Whatever bytes become a picture or an error. */

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BaseImage) image = data_picture_decode (bytes, "fuzz", &error);

  fuzz_check_error (image != NULL, error);
  if (image != NULL && (image->channels != 3 || base_image_size (image) > (gsize) 3 << 26))
    g_error ("a picture beyond the limits");
  return 0;
}
