// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* Bytes of a file's name. */
#define FMT_CAFFE_MAX_NAME 255

/* A network as a file describes it. */
typedef struct _FmtCaffeFile FmtCaffeFile;

/* What is known of a network's input: from a network card, a Caffe file, or a prototxt. */
typedef struct
{
  guint channels, height, width;          /* 0 = unknown */
  double scale;                           /* 0 = unknown */
  guint n_means;                          /* 0, 1 or 3 */
  double means[3];                        /* in the order of the input's channels */
  char mean_file[FMT_CAFFE_MAX_NAME + 1]; /* as the file names its mean picture; "" = not at all */
  gboolean has_data; /* a layer says how the pictures are prepared, or that they are not */
  char prepared_by[FMT_CAFFE_MAX_NAME + 1]; /* the file beside it whose layer that is; "" = own */
} FmtCaffeInput;

/* Reads a network from a .caffemodel of either generation ("layers" and "layer"), which carries the
 * layers and the numbers. What is only for training is left out; softmax is added where the network
 * ends in scores. `input` has what is known beforehand, and afterwards also what the file says,
 * else what `beside` has (may be NULL), else what follows from the layers; where the size stays
 * unknown, that is an error. `described` (may be NULL) is what a prototxt has: its layers count,
 * with the file's numbers by their names, where the file has numbers and not what the layers do
 * with them. Takes over `bytes`, so that a large file is not in memory longer than needed. `name`
 * is used in messages. */
NnGraph *fmt_caffe_parse_bytes (GBytes *bytes,
                                const char *name,
                                FmtCaffeInput *input,
                                const FmtCaffeInput *beside,
                                FmtCaffeFile *described,
                                GError **error);

/* A prototxt's layers, and its input size, scale and mean; what it does not say stays unknown. The
 * error need not name the file. */
FmtCaffeFile *fmt_caffe_parse_prototxt (const char *text,
                                        gsize size,
                                        FmtCaffeInput *input,
                                        GError **error);
void fmt_caffe_file_free (FmtCaffeFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FmtCaffeFile, fmt_caffe_file_free)

/* A picture (channels, height, width), such as a mean, from a .binaryproto. The error need not name
 * the file. */
NnTensor *fmt_caffe_parse_mean (const guint8 *data, gsize size, GError **error);

G_END_DECLS
