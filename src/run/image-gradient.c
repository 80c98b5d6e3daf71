// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/image-gradient-private.h"

#include <math.h>
#include <string.h>

#include "nn/executor.h"
#include "nn/ops.h"
#include "run/planes.h"

/* The crops that are not mirrored come first; see fmt_network_preprocess. */
#define N_PLACES 5

/* Below it, 1 / confidence says no more. */
#define LEAST_CONFIDENCE 1e-30

typedef enum
{
  END_SOFTMAX,
  END_SIGMOID,
  END_OTHER, /* the confidences are all there is */
} End;

/* What is under way in a workspace. */
typedef enum
{
  NOTHING,
  FORWARD,
  BACKWARD,
} Stage;

typedef struct
{
  NnExecutor *executor;
  Stage stage;
  float *score_gradient; /* (n_crops, n_classes) */
} Workspace;

struct _RunImageGradient
{
  FmtNetwork *network;
  AscNetwork *asc_network; /* its scale, and what the confidences are computed from */
  End end;
  NnValue value; /* whose gradient is known: the scores, or of another end the output */
  guint n_classes, n_crops, n_threads;
  Workspace *workspaces; /* (n_threads) */
};

/* What becomes of the scores on the way to the output, and where the gradient begins. */
static void
find_end (RunImageGradient *gradient)
{
  const AscNetwork *network = gradient->asc_network;
  NnValue value = nn_graph_output (network->graph);
  const NnNode *node = nn_graph_node (network->graph, value);

  gradient->end = END_OTHER;
  gradient->value = value;
  if (network->scores == value || network->n_classes != gradient->n_classes)
    return;
  while (node->inputs[0] != network->scores)
    node = nn_graph_node (network->graph, node->inputs[0]);
  gradient->end = node->op == &nn_op_softmax ? END_SOFTMAX : END_SIGMOID;
  gradient->value = network->scores;
}

RunImageGradient *
run_image_gradient_new (FmtNetwork *network, guint n_crops, guint n_threads, GError **error)
{
  g_autoptr (RunImageGradient) gradient = g_new0 (RunImageGradient, 1);

  gradient->network = fmt_network_ref (network);
  gradient->asc_network = run_planes_network (network, error);
  if (gradient->asc_network == NULL)
    return NULL;
  gradient->n_classes = fmt_network_n_classes (network);
  find_end (gradient);
  gradient->n_crops = n_crops;
  gradient->n_threads = n_threads;
  gradient->workspaces = g_new0 (Workspace, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      Workspace *workspace = &gradient->workspaces[i];

      workspace->score_gradient = g_new0 (float, (gsize) n_crops * gradient->n_classes);
      workspace->executor =
          nn_executor_new (network->graph, (int) n_crops, NN_INPUT_GRADIENT, error);
      if (workspace->executor == NULL)
        return NULL;
    }
  return g_steal_pointer (&gradient);
}

void
run_image_gradient_free (RunImageGradient *gradient)
{
  if (gradient == NULL)
    return;
  for (guint i = 0; gradient->workspaces != NULL && i < gradient->n_threads; i++)
    {
      g_clear_pointer (&gradient->workspaces[i].executor, nn_executor_free);
      g_free (gradient->workspaces[i].score_gradient);
    }
  g_free (gradient->workspaces);
  g_clear_pointer (&gradient->asc_network, asc_network_free);
  fmt_network_unref (gradient->network);
  g_free (gradient);
}

static void
feed (const RunImageGradient *gradient, const Workspace *workspace, BaseImage *image)
{
  float *input = nn_executor_input (workspace->executor);

  for (guint crop = 0; crop < gradient->n_crops; crop++)
    fmt_network_preprocess (gradient->network, image, crop,
                            input + crop * gradient->asc_network->size);
}

/* As the scorer has it. */
static void
average (const RunImageGradient *gradient, const float *crops, float *confidences)
{
  for (guint i = 0; i < gradient->n_classes; i++)
    {
      double sum = 0;

      for (guint crop = 0; crop < gradient->n_crops; crop++)
        sum += (double) crops[(gsize) crop * gradient->n_classes + i];
      confidences[i] = (float) (sum / gradient->n_crops);
    }
}

/* d log (mean over the crops of p[class]) / d scores: of a softmax share (onehot - p), where share
 * is this crop's part of the sum. With one crop it is exact for the smallest p, too. */
static void
fill_score_gradient (const RunImageGradient *gradient,
                     const float *crops,
                     guint class_index,
                     float *score_gradient)
{
  guint n = gradient->n_classes;
  double sum = 0;

  for (guint crop = 0; crop < gradient->n_crops; crop++)
    sum += MAX ((double) crops[(gsize) crop * n + class_index], LEAST_CONFIDENCE);
  for (guint crop = 0; crop < gradient->n_crops; crop++)
    {
      const float *p = crops + (gsize) crop * n;
      float *out = score_gradient + (gsize) crop * n;
      double own = MAX ((double) p[class_index], LEAST_CONFIDENCE);
      float share = (float) (own / sum);

      memset (out, 0, n * sizeof *out);
      if (gradient->end == END_SOFTMAX)
        for (guint i = 0; i < n; i++)
          out[i] = -share * p[i];
      if (gradient->end == END_SOFTMAX)
        out[class_index] += share;
      else if (gradient->end == END_SIGMOID)
        out[class_index] = share * (1.0f - p[class_index]);
      else
        out[class_index] = (float) (1.0 / sum);
    }
}

/* Back through preprocessing: what fmt_network_preprocess puts into crop after crop, added up. */
static void
gather (const RunImageGradient *gradient,
        const float *input_gradient,
        const BaseImage *image,
        float *image_gradient)
{
  const AscNetwork *network = gradient->asc_network;
  const FmtCard *card = gradient->network->card;

  memset (image_gradient, 0, base_image_size (image) * sizeof *image_gradient);
  for (guint crop = 0; crop < gradient->n_crops; crop++)
    for (guint c = 0; c < network->channels; c++)
      for (guint y = 0; y < network->height; y++)
        {
          gsize first = ((gsize) c * network->height + y) * network->width;
          const float *in = input_gradient + crop * network->size + first;
          const float *scale = network->scale + first;
          gboolean mirrored = crop >= N_PLACES;
          guint left, top;
          float *out;

          fmt_network_crop_origin (gradient->network, crop, &left, &top);
          out = image_gradient + ((gsize) (top + y) * image->width + left) * image->channels +
                (card->bgr ? network->channels - 1 - c : c);
          for (guint x = 0; x < network->width; x++)
            {
              guint from = mirrored ? network->width - 1 - x : x;

              out[(gsize) x * image->channels] += scale[from] * in[from];
            }
        }
}

gboolean
run_image_gradient_take (gpointer data,
                         guint index,
                         BaseImage *image,
                         guint class_index,
                         const gint *interrupt,
                         float *confidences,
                         float *image_gradient)
{
  RunImageGradient *gradient = data;
  Workspace *workspace = &gradient->workspaces[index];

  if (workspace->stage == NOTHING)
    feed (gradient, workspace, image);
  if (workspace->stage != BACKWARD)
    {
      const float *crops = nn_executor_forward_until (workspace->executor, interrupt);

      workspace->stage = FORWARD;
      if (crops == NULL)
        return FALSE;
      average (gradient, crops, confidences);
      fill_score_gradient (gradient, crops, class_index, workspace->score_gradient);
      workspace->stage = BACKWARD;
    }
  if (!nn_executor_backward_until (workspace->executor, gradient->value, workspace->score_gradient,
                                   interrupt))
    return FALSE;
  workspace->stage = NOTHING;
  gather (gradient, nn_executor_input_gradient (workspace->executor), image, image_gradient);
  return TRUE;
}
