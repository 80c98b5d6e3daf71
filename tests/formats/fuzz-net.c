// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include "formats/compressed-layers.h"
#include "formats/deep-compression.h"

/* Deep Compression files, of layers so small that the bytes come to fit them. */

static const FmtCompressedLayer layers[] = {
  { { .rank = 2, .dims = { 1, 30 } }, 4 },
  { { .rank = 2, .dims = { 2, 6 } }, 4 },
};

static void
decode (const guint8 *data, gsize size)
{
  NnTensor *weights[2] = { NULL }, *biases[2] = { NULL };
  g_autoptr (GError) error = NULL;

  if (!fmt_compressed_layers_fit (layers, 2, data, size))
    return;
  fuzz_check_error (fmt_compressed_layers_decode (layers, 2, data, weights, biases, &error), error);
  for (int i = 0; i < 2; i++)
    {
      nn_tensor_free (weights[i]);
      nn_tensor_free (biases[i]);
    }
}

/* The same bytes as those of a whole network, which they are too few for. */
static void
parse (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NnGraph) graph =
      fmt_deep_compression_parse (data, size, "squeezenet-1.0", "fuzz", &error);

  fuzz_check_error (graph != NULL, error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fmt_deep_compression_guess (data, size);
  decode (data, size);
  parse (data, size);
  return 0;
}
