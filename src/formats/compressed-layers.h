// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* The numbers in a Deep Compression file (Han, Mao and Dally 2016), little endian:
 *
 *   for each layer   uint32: number of stored weights, fillers included
 *   for each layer   float32 code book, 256 entries with 8 bits and 16 with 4
 *                    float32 biases
 *                    codes: a byte each, or half a byte, the low one first
 *                    gaps: half a byte each, the low one first
 *
 * A weight follows the one before it at a distance of gap + 1; the first counts from -1. All that
 * are not stored have code 0. A gap too large for half a byte is bridged by fillers of code 0. */

/* A layer as the file has it: its weights (out, ...) in this order. */
typedef struct
{
  NnShape weights;
  int bits; /* of a code: 8 or 4 */
} FmtCompressedLayer;

/* Whether these layers take exactly the file's size. */
gboolean fmt_compressed_layers_fit (const FmtCompressedLayer *layers,
                                    guint n_layers,
                                    const guint8 *data,
                                    gsize size);

/* Decodes all layers of a file that fits: weights[i] and biases[i] are new, owned by the caller.
 * The error need not name the file. */
gboolean fmt_compressed_layers_decode (const FmtCompressedLayer *layers,
                                       guint n_layers,
                                       const guint8 *data,
                                       NnTensor **weights,
                                       NnTensor **biases,
                                       GError **error);

G_END_DECLS
