// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/compressed-layers.h"
#include "formats/deep-compression.h"

/* A libFuzzer target, see fuzz-onnx.c: Deep Compression files, of layers so small that the bytes
 * come to fit them. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const FmtCompressedLayer layers[] = {
  { { .rank = 2, .dims = { 1, 30 } }, 4 },
  { { .rank = 2, .dims = { 2, 6 } }, 4 },
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  NnTensor *weights[2] = { NULL }, *biases[2] = { NULL };
  g_autoptr (GError) error = NULL;

  fmt_deep_compression_guess (data, size);
  if (!fmt_compressed_layers_fit (layers, 2, data, size))
    return 0;
  if (fmt_compressed_layers_decode (layers, 2, data, weights, biases, &error) != (error == NULL))
    g_error ("neither weights nor an error, or both");
  for (int i = 0; i < 2; i++)
    {
      nn_tensor_free (weights[i]);
      nn_tensor_free (biases[i]);
    }
  return 0;
}
