// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datasets/dataset.h"
#include "formats/network.h"
#include "nn/graph.h"
#include "run/training.h"

G_BEGIN_DECLS

/* Key=value lines, for a session. */
char *run_training_to_text (const RunTraining *training);
RunTraining *run_training_from_text (const char *text, GError **error);

/* What pictures the architecture takes, or the network that is trained further, which may be NULL.
 */
gboolean run_training_choose_pictures (const RunTraining *training,
                                       const FmtNetwork *network,
                                       DataOptions *options,
                                       GError **error);

/* A network with its first weights, for the order's labels or else the data's classes. */
NnGraph *run_training_make_network (const RunTraining *training,
                                    const NnDataset *data,
                                    GError **error);

/* How a network that is trained further wants its pictures. */
void run_training_take_input (const FmtNetwork *network, NnTrainSettings *settings);

/* Whether the data's classes are those of a network that is trained further, as far as both have
 * them; fills in the order's labels where there are none: the network's, then the data's. */
gboolean run_training_settle_classes (RunTraining *training,
                                      const FmtNetwork *network,
                                      const NnDataset *data,
                                      GError **error);

/* A network that is trained further, with classes added for the order's labels or else the data's;
 * fills in the labels where there are none. */
NnGraph *run_training_widen_network (RunTraining *training,
                                     const FmtNetwork *network,
                                     const NnDataset *data,
                                     GError **error);

/* Weights and card, which appear together once both are complete. test_error: 0 .. 1, for the
 * card. */
gboolean run_training_write (const RunTraining *training,
                             const NnGraph *graph,
                             const NnDataset *data,
                             double test_error,
                             GError **error);

/* The name of the output without its ending. Caller frees. */
char *run_training_id (const RunTraining *training);

G_END_DECLS
