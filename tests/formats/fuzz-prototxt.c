// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "base/image.h"
#include "formats/caffe.h"

/* Whatever a .prototxt says, sizes stay those of pictures; and its layers become a network of a
 * file's numbers, or an error. */

/* NetParameter { layer { name: "c" type: "Convolution" blobs { shape { dim: [1, 1, 1, 1] } data: 0
 * } } } */
static const guint8 numbers[] = "\xa2\x06\x20\x0a\x01"
                                "c\x12\x0b"
                                "Convolution\x3a\x0e\x2a\x04\0\0\0\0"
                                "\x3a\x06\x0a\x04\x01\x01\x01\x01";

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FmtCaffeInput input, found = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtCaffeFile) file =
      fmt_caffe_parse_prototxt ((const char *) data, size, &input, &error);
  g_autoptr (NnGraph) graph = NULL;

  fuzz_check_error (file != NULL, error);
  if (input.channels > BASE_IMAGE_MAX_SIDE || input.height > BASE_IMAGE_MAX_SIDE ||
      input.width > BASE_IMAGE_MAX_SIDE || input.n_means > 3)
    g_error ("sizes of no picture");
  if (file == NULL)
    return 0;
  graph = fmt_caffe_parse_bytes (g_bytes_new_static (numbers, sizeof numbers - 1), "fuzz", &found,
                                 &input, file, &error);
  fuzz_check_error (graph != NULL, error);
  if (graph != NULL)
    fuzz_run_graph (graph);
  return 0;
}
