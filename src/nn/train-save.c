// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/train-private.h"

#include <math.h>
#include <string.h>

/* The bytes of a training: "NnTr", version; what it must be restored with; how far it is; all
 * weights, then all velocities, of Adam the squares, in the order of the nodes. The order of the
 * pictures follows from seed and epoch. Of a batch or a test under way nothing is kept: it is done
 * again. */
#define TAG     "NnTr"
#define VERSION 3

/* Bytes of pictures that are summed up at once, in a few milliseconds. */
#define SUM_SIZE (2 << 20)

static gsize
picture_size (const NnDataset *data)
{
  return (gsize) data->width * data->height * data->channels;
}

/* What is summed up of a data set, one after the other: its pictures, their coverages, its labels.
 */
static guint64
n_summands (const NnDataset *data)
{
  return (guint64) data->n * (data->coverage != NULL ? 2 : 1) + 1;
}

static void
add_summand (GChecksum *checksum, const NnDataset *data, guint64 index)
{
  gsize plane = (gsize) data->width * data->height, picture = picture_size (data);

  if (index < data->n)
    g_checksum_update (checksum, data->pixels + index * picture, (gssize) picture);
  else if (index + 1 < n_summands (data))
    g_checksum_update (checksum, data->coverage + (index - data->n) * plane, (gssize) plane);
  else
    g_checksum_update (checksum, data->labels, (gssize) data->n);
}

/* Goes on with up to n summands. */
static void
sum (NnTraining *training, guint64 n)
{
  const guint64 n_first = n_summands (training->data);
  const guint64 n_all = n_first + n_summands (training->test_data);
  guint64 end;

  if (training->data_checksum != NULL)
    return;
  if (training->sum == NULL)
    training->sum = g_checksum_new (G_CHECKSUM_SHA256);
  end = training->n_summed + MIN (n, n_all - training->n_summed);
  for (; training->n_summed < end; training->n_summed++)
    if (training->n_summed < n_first)
      add_summand (training->sum, training->data, training->n_summed);
    else
      add_summand (training->sum, training->test_data, training->n_summed - n_first);
  if (training->n_summed < n_all)
    return;
  training->data_checksum = g_strdup (g_checksum_get_string (training->sum));
  g_clear_pointer (&training->sum, g_checksum_free);
}

void
nn_training_sum_some (NnTraining *training)
{
  sum (training, SUM_SIZE / picture_size (training->data) + 1);
}

/* Of all pictures and labels. */
static const char *
data_checksum (NnTraining *training)
{
  sum (training, G_MAXUINT64);
  return training->data_checksum;
}

static void
pack_settings (GByteArray *out, NnTraining *training)
{
  const NnTrainSettings *settings = &training->settings;

  base_pack_u32 (out, (guint32) settings->batch);
  base_pack_u8 (out, (guint8) settings->optimizer);
  base_pack_u8 (out, (guint8) settings->schedule);
  base_pack_u32 (out, settings->schedule == NN_SCHEDULE_COSINE ? (guint32) settings->epochs : 0);
  base_pack_u32 (out, (guint32) settings->step_epochs);
  base_pack_f64 (out, settings->step_factor);
  base_pack_f64 (out, settings->brightness);
  base_pack_f64 (out, settings->vary);
  base_pack_u8 (out, settings->last_layer != FALSE);
  base_pack_f64s (out, settings->mean, 3);
  base_pack_f64s (out, settings->scales, 3);
  base_pack_u8 (out, settings->bgr != FALSE);
  base_pack_f64 (out, settings->base_rate);
  base_pack_f64 (out, settings->momentum);
  base_pack_f64 (out, settings->weight_decay);
  base_pack_f64 (out, settings->gamma);
  base_pack_f64 (out, settings->power);
  base_pack_f64 (out, settings->scale);
  base_pack_u32 (out, (guint32) settings->shift);
  base_pack_u8 (out, settings->mirror != FALSE);
  base_pack_u64 (out, settings->seed);
  base_pack_u32 (out, training->data->n);
  base_pack_u64 (out, nn_graph_n_parameters (training->graph));
  base_pack_string (out, data_checksum (training));
}

/* All but the number of epochs, which, unless the rate depends on it, changes nothing in those that
 * were. */
static gboolean
check_settings (BaseUnpack *in, NnTraining *training, GError **error)
{
  const NnTrainSettings *settings = &training->settings;
  gboolean same = base_unpack_u32 (in) == (guint32) settings->batch;
  g_autofree char *checksum = NULL;
  double numbers[6] = { 0 };

  same &= base_unpack_u8 (in) == (guint8) settings->optimizer;
  same &= base_unpack_u8 (in) == (guint8) settings->schedule;
  same &= base_unpack_u32 (in) ==
          (settings->schedule == NN_SCHEDULE_COSINE ? (guint32) settings->epochs : 0);
  same &= base_unpack_u32 (in) == (guint32) settings->step_epochs;
  same &= base_unpack_f64 (in) == settings->step_factor;
  same &= base_unpack_f64 (in) == settings->brightness;
  same &= base_unpack_f64 (in) == settings->vary;
  same &= base_unpack_boolean (in) == (settings->last_layer != FALSE);
  base_unpack_f64s (in, numbers, 3);
  base_unpack_f64s (in, numbers + 3, 3);
  same &= memcmp (numbers, settings->mean, sizeof settings->mean) == 0;
  same &= memcmp (numbers + 3, settings->scales, sizeof settings->scales) == 0;
  same &= base_unpack_boolean (in) == (settings->bgr != FALSE);
  same &= base_unpack_f64 (in) == settings->base_rate;
  same &= base_unpack_f64 (in) == settings->momentum;
  same &= base_unpack_f64 (in) == settings->weight_decay;
  same &= base_unpack_f64 (in) == settings->gamma;
  same &= base_unpack_f64 (in) == settings->power;
  same &= base_unpack_f64 (in) == settings->scale;
  same &= base_unpack_u32 (in) == (guint32) settings->shift;
  same &= base_unpack_boolean (in) == (settings->mirror != FALSE);
  same &= base_unpack_u64 (in) == settings->seed;
  same &= base_unpack_u32 (in) == training->data->n;
  same &= base_unpack_u64 (in) == nn_graph_n_parameters (training->graph);
  checksum = base_unpack_string (in);
  same = same && g_strcmp0 (checksum, data_checksum (training)) == 0;
  return base_unpack_check_same (in, same, error);
}

void
nn_training_save (NnTraining *training, GByteArray *out)
{
  const NnGraph *graph = training->graph;

  g_return_if_fail (training != NULL && out != NULL);

  base_pack_header (out, TAG, VERSION);
  pack_settings (out, training);
  base_pack_u8 (out, (guint8) training->stage);
  base_pack_u32 (out, (guint32) training->epoch);
  base_pack_u32 (out, training->first);
  base_pack_f64 (out, training->total_loss);
  base_pack_u32 (out, training->n_updates);
  base_pack_f64 (out, training->test_error);
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        base_pack_f32s (out, node->parameters[i]->data,
                        nn_shape_size (&node->parameters[i]->shape));
    }
  base_pack_f32s (out, training->velocity, nn_graph_n_parameters (graph));
  if (training->squares != NULL)
    base_pack_f32s (out, training->squares, nn_graph_n_parameters (graph));
}

static void
unpack_state (BaseUnpack *in, NnTraining *training)
{
  guint32 epoch;

  training->stage = (NnTrainStage) base_unpack_u8 (in);
  epoch = base_unpack_u32 (in);
  training->first = base_unpack_u32 (in);
  training->total_loss = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  training->n_updates = base_unpack_u32 (in);
  training->test_error = base_unpack_f64_in (in, -1, 1);
  base_unpack_require (in, training->stage <= NN_TRAIN_OVER);
  base_unpack_require (in, epoch <= (guint32) training->settings.epochs);
  base_unpack_require (in, epoch > 0 || training->stage == NN_TRAIN_EPOCH);
  base_unpack_require (in, training->stage == NN_TRAIN_BATCH
                               ? training->first < training->data->n
                               : training->first == (epoch > 0 ? training->data->n : 0));
  training->epoch = in->failed ? 0 : (int) epoch;
  /* More epochs may be wanted now than there were to be, or fewer. */
  if (training->stage == NN_TRAIN_EPOCH || training->stage == NN_TRAIN_OVER)
    training->stage = training->epoch < training->settings.epochs ? NN_TRAIN_EPOCH : NN_TRAIN_OVER;
}

static gboolean
all_finite (const float *numbers, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (numbers[i]))
      return FALSE;
  return TRUE;
}

/* Reads all parameters into `weights`, or copies them from there into the graph. */
static void
for_parameters (const NnGraph *graph, BaseUnpack *in, float *weights, gboolean copy)
{
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; i < node->n_parameters; i++)
        {
          gsize size = nn_shape_size (&node->parameters[i]->shape);

          if (copy)
            memcpy (node->parameters[i]->data, weights, size * sizeof (float));
          else
            base_unpack_f32s (in, weights, size);
          weights += size;
        }
    }
}

/* The weights go into the graph only when everything is there. */
static void
unpack_weights (BaseUnpack *in, NnTraining *training)
{
  gsize n = nn_graph_n_parameters (training->graph);
  g_autofree float *weights = g_new0 (float, n);

  for_parameters (training->graph, in, weights, FALSE);
  base_unpack_f32s (in, training->velocity, n);
  if (training->squares != NULL)
    base_unpack_f32s (in, training->squares, n);
  if (base_unpack_require (in,
                           all_finite (weights, n) && all_finite (training->velocity, n) &&
                               (training->squares == NULL || all_finite (training->squares, n))))
    for_parameters (training->graph, in, weights, TRUE);
}

NnTraining *
nn_training_restore (NnGraph *graph,
                     const NnDataset *train,
                     const NnDataset *test,
                     const NnTrainSettings *settings,
                     BaseUnpack *in,
                     GError **error)
{
  g_autoptr (NnTraining) training = NULL;

  g_return_val_if_fail (in != NULL, NULL);

  if (!base_unpack_header (in, TAG, VERSION, error))
    return NULL;
  training = nn_training_new (graph, train, test, settings, error);
  if (training == NULL || !check_settings (in, training, error))
    return NULL;
  unpack_state (in, training);
  unpack_weights (in, training);
  if (!base_unpack_check (in, error))
    return NULL;
  if (training->stage == NN_TRAIN_BATCH)
    nn_train_shuffle (training);
  return g_steal_pointer (&training);
}
