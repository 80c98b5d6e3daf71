// SPDX-License-Identifier: GPL-3.0-or-later
#include "train-case.h"

NnDataset *
train_case_dataset (guint n, guint side, guint n_classes)
{
  NnDataset *dataset = g_new0 (NnDataset, 1);

  dataset->n = n;
  dataset->width = dataset->height = side;
  dataset->channels = 1;
  dataset->n_classes = n_classes;
  dataset->pixels = g_new0 (guint8, (gsize) n * side * side);
  dataset->labels = g_new0 (guint8, n);
  return dataset;
}

NnGraph *
train_case_linear (int side, int n_classes)
{
  g_autoptr (GError) error = NULL;
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (1, side, side), &error);
  NnShape shape = { .rank = 2, .dims = { n_classes, side * side } };
  NnValue scores = nn_graph_add_linear (graph, "scores", 0, nn_tensor_new (&shape),
                                        nn_tensor_new (&NN_SHAPE_1 (n_classes)), &error);

  nn_graph_add_softmax (graph, "prob", scores, &error);
  g_assert_no_error (error);
  return graph;
}

gboolean
train_case_run (NnGraph *graph,
                const NnDataset *train,
                const NnDataset *test,
                const NnTrainSettings *settings,
                BasePool *pool,
                TrainCaseProgress progress,
                gpointer progress_data,
                GError **error)
{
  g_autoptr (NnTraining) training = nn_training_new (graph, train, test, settings, error);
  NnTrainingState state = NN_TRAINING_GOING_ON;

  while (training != NULL && state == NN_TRAINING_GOING_ON)
    {
      NnTrainProgress now;

      state = nn_training_advance (training, pool, NULL, error);
      nn_training_progress (training, &now);
      if (progress != NULL && state != NN_TRAINING_FAILED)
        progress (&now, progress_data);
    }
  return state == NN_TRAINING_OVER;
}

float *
train_case_parameter (const NnGraph *graph, const char *node, int index)
{
  return nn_graph_node (graph, nn_graph_find (graph, node))->parameters[index]->data;
}
