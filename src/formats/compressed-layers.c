// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/compressed-layers.h"

#include "base/error.h"
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_CODE_BOOK 256

/* What one layer takes in the file, and where. */
typedef struct
{
  guint32 n_stored;
  gsize code_book, biases, codes, gaps; /* bytes of each part */
} Extent;

static guint32
read_integer (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

static float
read_float (const guint8 *data)
{
  guint32 bits = read_integer (data);
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* A number of half a byte out of many. */
static guint
read_half (const guint8 *data, gsize index)
{
  return index % 2 == 0 ? data[index / 2] & 0xf : data[index / 2] >> 4;
}

static Extent
measure (const FmtCompressedLayer *layer, guint32 n_stored)
{
  gsize halves = (gsize) n_stored / 2 + n_stored % 2;

  return (Extent){ .n_stored = n_stored,
                   .code_book = ((gsize) 1 << layer->bits) * sizeof (float),
                   .biases = (gsize) layer->weights.dims[0] * sizeof (float),
                   .codes = layer->bits == 4 ? halves : n_stored,
                   .gaps = halves };
}

gboolean
fmt_compressed_layers_fit (const FmtCompressedLayer *layers,
                           guint n_layers,
                           const guint8 *data,
                           gsize size)
{
  gsize header = n_layers * sizeof (guint32);
  guint64 needed = header;

  if (size < header)
    return FALSE;
  for (guint i = 0; i < n_layers; i++)
    {
      Extent extent = measure (&layers[i], read_integer (data + i * sizeof (guint32)));

      needed += (guint64) extent.code_book + extent.biases + extent.codes + extent.gaps;
    }
  return needed == size;
}

static gboolean
read_floats (const guint8 *data, gsize n, float *values, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      values[i] = read_float (data + i * sizeof (float));
      if (!isfinite (values[i]))
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("it holds something that is not a number."));
          return FALSE;
        }
    }
  return TRUE;
}

/* Puts the stored weights in their places. */
static gboolean
place_weights (const FmtCompressedLayer *layer,
               const guint8 *codes,
               const guint8 *gaps,
               guint32 n_stored,
               const float *code_book,
               NnTensor *weights,
               GError **error)
{
  gsize n_weights = nn_shape_size (&weights->shape), next = 0;

  for (gsize i = 0; i < n_weights; i++)
    weights->data[i] = code_book[0];
  for (guint32 i = 0; i < n_stored; i++)
    {
      gsize position = next + read_half (gaps, i);

      if (position >= n_weights)
        {
          g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("one of its layers has more weights than belong there."));
          return FALSE;
        }
      weights->data[position] = code_book[layer->bits == 4 ? read_half (codes, i) : codes[i]];
      next = position + 1;
    }
  return TRUE;
}

static gboolean
decode (const FmtCompressedLayer *layer,
        const guint8 *data,
        const Extent *extent,
        NnTensor *weights,
        NnTensor *biases,
        GError **error)
{
  float code_book[MAX_CODE_BOOK];
  const guint8 *codes = data + extent->code_book + extent->biases;

  return read_floats (data, (gsize) 1 << layer->bits, code_book, error) &&
         read_floats (data + extent->code_book, (gsize) layer->weights.dims[0], biases->data,
                      error) &&
         place_weights (layer, codes, codes + extent->codes, extent->n_stored, code_book, weights,
                        error);
}

gboolean
fmt_compressed_layers_decode (const FmtCompressedLayer *layers,
                              guint n_layers,
                              const guint8 *data,
                              NnTensor **weights,
                              NnTensor **biases,
                              GError **error)
{
  const guint8 *layer_data = data + n_layers * sizeof (guint32);
  gboolean ok = TRUE;

  for (guint i = 0; i < n_layers; i++)
    {
      Extent extent = measure (&layers[i], read_integer (data + i * sizeof (guint32)));

      weights[i] = nn_tensor_new (&layers[i].weights);
      biases[i] = nn_tensor_new (&NN_SHAPE_1 (layers[i].weights.dims[0]));
      ok = ok && decode (&layers[i], layer_data, &extent, weights[i], biases[i], error);
      layer_data += extent.code_book + extent.biases + extent.codes + extent.gaps;
    }
  return ok;
}
