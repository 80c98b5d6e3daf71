// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "formats/caffe-file.h"
#include "formats/caffe.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* Inside the Caffe reader: the state of one import, and what the layers' functions use. */

/* Sides, kernels, strides, padding and dilations are no larger than this, so that sums and products
 * of them stay far from the end of an int. */
#define FMT_CAFFE_MAX_SIDE 32767

/* Field 13 of a pooling layer is "round down" in Caffe, and "round up" in a branch of it. */
typedef enum
{
  FMT_CAFFE_ROUNDS_UNKNOWN, /* refused where it makes a difference */
  FMT_CAFFE_ROUNDS_AS_CAFFE,
  FMT_CAFFE_ROUNDS_AS_BRANCH,
} FmtCaffeRounding;

typedef struct
{
  FmtCaffeFile *file;
  FmtCaffeRounding rounding;
  NnGraph *graph;
  GHashTable *values;    /* name -> NnValue: what the name stands for at this point */
  gboolean trial;        /* only shapes count: weights are zeros, and the file keeps its own */
  gboolean unfit_vector; /* a fully connected layer has weights for another number of inputs */
} FmtCaffeImport;

/* A layer's function: adds the layer's meaning to import->graph and returns the value of its first
 * top, or NN_NO_VALUE with an error, which need not name the layer. */
typedef NnValue (*FmtCaffeOperator) (FmtCaffeImport *import,
                                     const FmtCaffeLayer *layer,
                                     GError **error);

/* What becomes of a layer. */
typedef enum
{
  FMT_CAFFE_UNKNOWN,
  FMT_CAFFE_OPERATOR, /* computes */
  FMT_CAFFE_SAME,     /* its tops are its first bottom */
  FMT_CAFFE_SLICE,    /* cuts its bottom into its tops */
  FMT_CAFFE_DATA,     /* its first top is the input */
  FMT_CAFFE_TRAINING, /* left out */
} FmtCaffeKind;

FmtCaffeKind fmt_caffe_kind (const char *type, FmtCaffeOperator *function);

/* The value of a layer's bottom. */
NnValue fmt_caffe_bottom (FmtCaffeImport *import,
                          const FmtCaffeLayer *layer,
                          size_t index,
                          GError **error);

/* The layer's name where no node has it, else NULL. */
const char *fmt_caffe_free_name (FmtCaffeImport *import, const FmtCaffeLayer *layer);

gboolean fmt_caffe_add_slices (FmtCaffeImport *import, const FmtCaffeLayer *layer, GError **error);

/* The shape of a layer's blob, checked against its numbers. */
gboolean fmt_caffe_blob_shape (const FmtCaffeLayer *layer,
                               size_t index,
                               NnShape *shape,
                               GError **error);

/* The blob's numbers in another shape of the same size; the caller owns them, and the file's copy
 * is gone. */
NnTensor *fmt_caffe_take_blob (FmtCaffeImport *import,
                               const FmtCaffeLayer *layer,
                               size_t index,
                               const NnShape *shape,
                               GError **error);

/* The blob as a vector; NULL without an error where the layer has no blob of this index. */
gboolean fmt_caffe_take_vector (FmtCaffeImport *import,
                                const FmtCaffeLayer *layer,
                                size_t index,
                                NnTensor **vector,
                                GError **error);

/* Adds what the file says of its input to what is known. */
void fmt_caffe_find_input (const FmtCaffeFile *file, FmtCaffeInput *input);

/* Adds what `found` knows where `input` does not. */
void fmt_caffe_input_add (FmtCaffeInput *input, const FmtCaffeInput *found);

/* Adds the sizes (batch, channels, height, width), or those of a square crop. Sizes beyond all
 * pictures count as unknown. */
void fmt_caffe_input_add_dims (FmtCaffeInput *input, const gint64 *dims, size_t n);
void fmt_caffe_input_add_crop (FmtCaffeInput *input, gint64 side);
void fmt_caffe_input_add_scale (FmtCaffeInput *input, double scale);
/* The name of a mean picture, without its folders, where it is a plain one. */
void fmt_caffe_input_add_mean_file (FmtCaffeInput *input, const char *path);
void fmt_caffe_input_add_means (FmtCaffeInput *input, const float *means, size_t n);

/* Damage in the file; and what is well-formed and beyond this program. */
void fmt_caffe_set_invalid (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void fmt_caffe_set_unsupported (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
