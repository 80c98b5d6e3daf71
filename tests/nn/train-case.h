// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dataset.h"
#include "nn/graph.h"
#include "nn/train.h"

G_BEGIN_DECLS

/* n black pictures of side x side, all of class 0 of n_classes. */
NnDataset *train_case_dataset (guint n, guint side, guint n_classes);

/* Pictures of side x side straight to the classes, "scores" then softmax, from zero weights. */
NnGraph *train_case_linear (int side, int n_classes);

/* A whole training in one go. progress, which may be NULL, is called after each step. */
typedef void (*TrainCaseProgress) (const NnTrainProgress *progress, gpointer data);

gboolean train_case_run (NnGraph *graph,
                         const NnDataset *train,
                         const NnDataset *test,
                         const NnTrainSettings *settings,
                         BasePool *pool,
                         TrainCaseProgress progress,
                         gpointer progress_data,
                         GError **error);

float *train_case_parameter (const NnGraph *graph, const char *node, int index);

G_END_DECLS
