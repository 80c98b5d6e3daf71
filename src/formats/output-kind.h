// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/graph.h"

G_BEGIN_DECLS

/* What the numbers at the end of a network are, found from the graph and so for every format. */
typedef enum
{
  FMT_OUTPUT_SCORES,      /* anything: softmax makes them confidences */
  FMT_OUTPUT_CONFIDENCES, /* 0 .. 1, adding up to 1 */
  FMT_OUTPUT_INDEPENDENT, /* 0 .. 1, each class on its own, as after a sigmoid */
} FmtOutputKind;

/* Follows the graph backwards from `value`. Where its end is an operator that may compute anything,
 * say a softmax or a sigmoid written out, the network is tried on a few random pictures: numbers
 * that add up to 1 for every one of them are confidences. */
FmtOutputKind fmt_output_kind (const NnGraph *graph, NnValue value);

/* Makes `value` the graph's output as the program needs it: a vector of confidences, one for each
 * class. Scores get a softmax and nothing else does. A single confidence p is that of the second of
 * two classes, and 1 - p that of the first. A single number that is none, and an output that is not
 * one number for each class, are errors; `name` is used in messages, which need not name the file.
 */
gboolean fmt_output_finish (NnGraph *graph, NnValue value, const char *name, GError **error);

/* Whether the output was a single confidence before it was finished. */
gboolean fmt_output_is_from_single (const NnGraph *graph, NnValue output);

G_END_DECLS
