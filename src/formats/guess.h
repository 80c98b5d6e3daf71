// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/caffe.h"
#include "formats/card.h"
#include "formats/onnx-hints.h"

G_BEGIN_DECLS

/* All that a network's file says. */
typedef struct
{
  const char *path;
  FmtFormat format;
  const NnGraph *graph;
  const FmtCaffeInput *caffe; /* NULL where it is no Caffe file */
  const FmtOnnxHints *onnx;   /* NULL where it is no ONNX file */
} FmtGuessFrom;

/* A network card for a file without one, filled with what networks of its kind usually take. What
 * the network does to its input first tells which numbers it is made for; labels and preprocessing
 * of ImageNet are only for colour pictures and 1000 classes. `notes` gets a sentence for each thing
 * that was guessed, which says from what (char *). NULL and an error where the network does not
 * take pictures. */
FmtCard *fmt_guess_card (const FmtGuessFrom *from, GPtrArray *notes, GError **error);

/* The format of a file, by its content and, where that may be several, by its name. */
FmtFormat fmt_guess_format (const char *path, const guint8 *data, gsize size);

G_END_DECLS
