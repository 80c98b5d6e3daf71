// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/train.h"

G_BEGIN_DECLS

/* What nn_training_new checks; no other room needs it. */

/* That every setting is in its range, else BASE_ERROR_ARGUMENT. */
gboolean nn_train_check_settings (const NnTrainSettings *settings,
                                  const NnDataset *data,
                                  GError **error);

/* That the network can be fed the pictures and has a class for every label. */
gboolean nn_train_check_data (const NnGraph *graph, const NnDataset *data, GError **error);

/* That it ends in a softmax of one row of scores, and may learn as the settings want it. */
gboolean nn_train_check_graph (const NnGraph *graph,
                               const NnTrainSettings *settings,
                               GError **error);

G_END_DECLS
