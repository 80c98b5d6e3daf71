// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/normalisation.h"
#include "formats/onnx.pb-c.h"
#include "nn/graph.h"

G_BEGIN_DECLS

/* What is known of a network beside its ONNX file, and what the file says beside its graph. */
typedef struct
{
  /* Known before; 0 or NULL where it is not. Borrowed. */
  const char *wanted_output;
  guint wanted_classes;
  guint height, width; /* of the input, where the file leaves them open */
  gboolean picture;    /* the graph is to take (channels, height, width), whatever the file takes */

  /* Found in the file; owned. */
  char *output;          /* the name of the output that was read */
  GPtrArray *outputs;    /* the names of all that a network of this kind may have; char * */
  char **labels;         /* names of classes, or NULL; not always of those that were read */
  gboolean open_size;    /* height and width are not in the file: those above, or else usual ones */
  GPtrArray *data_files; /* names of files with the numbers, relative to the file; char * */
  gboolean takes_bytes;  /* the input's numbers are integers, 0 .. 255 */
  gboolean takes_signed; /* they are int8, -128 .. 127 */
  FmtRange range;        /* as the first nodes tell, before they become parts of others */
  double range_mean;     /* see fmt_normalisation_range */
} FmtOnnxHints;

void fmt_onnx_hints_clear (FmtOnnxHints *hints);

/* The output that has the scores or confidences: the one that is asked for; else of those that are
 * floating-point numbers, one for each class, the one that has as many as there are labels, or that
 * ends in a softmax or a sigmoid, or that is computed from others. NULL and an error where there is
 * none, or not the one that is asked for. */
const char *fmt_onnx_choose_output (const Onnx__GraphProto *graph,
                                    FmtOnnxHints *hints,
                                    GError **error);

/* Whether one of the outputs is the most likely class. */
gboolean fmt_onnx_has_label (const Onnx__GraphProto *graph);

/* A side of the input that the file leaves open. `index` 0 is the height. */
int fmt_onnx_open_side (FmtOnnxHints *hints, int channels, int index);

/* fmt_onnx_parse_bytes (onnx-import.h) that heeds and fills `hints`, which may be NULL. */
NnGraph *fmt_onnx_parse_with (GBytes *bytes,
                              const char *name,
                              const char *folder,
                              FmtOnnxHints *hints,
                              GError **error);

G_END_DECLS
