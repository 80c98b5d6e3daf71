// SPDX-License-Identifier: GPL-3.0-or-later
/* A retraining experiment in a session. The images of runs that are over are parts of the session,
 * written once; networks that are trained are files; all else is the state. What is measured is
 * measured again. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/png.h"
#include "store/sheet.h"

#define TAG     "FRTN"
#define VERSION 1

/* Of the picture that a list shows of a session, in pixels. */
#define PICTURE_CELL 32
#define PICTURE_SIDE 4

static void
save_progress (const NnTrainProgress *progress, GByteArray *out)
{
  base_pack_u32 (out, (guint32) progress->epoch);
  base_pack_u32 (out, progress->done);
  base_pack_u32 (out, progress->total);
  base_pack_f64 (out, progress->loss);
  base_pack_f64 (out, progress->test_error);
}

static void
restore_progress (NnTrainProgress *progress, BaseUnpack *in)
{
  guint32 epoch = base_unpack_u32 (in);

  progress->epoch = base_unpack_require (in, epoch <= G_MAXINT) ? (int) epoch : 0;
  progress->done = base_unpack_u32 (in);
  progress->total = base_unpack_u32 (in);
  progress->loss = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  progress->test_error = base_unpack_f64_in (in, -1, 1);
}

static void
save_training (const RunRetrain *retrain, GByteArray *out)
{
  base_pack_f64 (out, retrain->training_seconds);
  save_progress (&retrain->progress, out);
  base_pack_u32 (out, retrain->tested->len);
  for (guint i = 0; i < retrain->tested->len; i++)
    {
      base_pack_f64 (out, g_array_index (retrain->tested, RunEpoch, i).loss);
      base_pack_f64 (out, g_array_index (retrain->tested, RunEpoch, i).test_error);
    }
  base_pack_u32 (out, retrain->wrong->len);
  for (guint i = 0; i < retrain->wrong->len; i++)
    {
      base_pack_u32 (out, g_array_index (retrain->wrong, RunWrongPicture, i).picture);
      base_pack_u32 (out, g_array_index (retrain->wrong, RunWrongPicture, i).said);
    }
  if (retrain->stage == RUN_RETRAINING_TRAINING)
    nn_training_save (retrain->training, out);
}

static void
restore_wrong (RunRetrain *retrain, BaseUnpack *in)
{
  const NnDataset *test = retrain->images.test;
  guint n = base_unpack_count (in, RUN_RETRAINING_MAX_WRONG, 8);

  for (guint i = 0; i < n; i++)
    {
      RunWrongPicture wrong;

      wrong.picture = base_unpack_u32 (in);
      wrong.said = base_unpack_u32 (in);
      if (!base_unpack_require (in,
                                wrong.picture < test->n && wrong.said <= retrain->images.n_classes))
        return;
      wrong.label = test->labels[wrong.picture];
      wrong.image = run_retraining_image (test, wrong.picture);
      g_array_append_val (retrain->wrong, wrong);
    }
}

/* Graph and training are new; the network's order is there. */
static gboolean
restore_training (RunRetrain *retrain, BaseUnpack *in, GError **error)
{
  const RunTraining *order = retrain->training_order;
  NnTraining *training;
  guint n;

  retrain->training_seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  restore_progress (&retrain->progress, in);
  n = base_unpack_count (in, (guint) order->sgd.epochs, 2 * sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      RunEpoch epoch;

      epoch.loss = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
      epoch.test_error = base_unpack_f64_in (in, 0, 1);
      g_array_append_val (retrain->tested, epoch);
    }
  restore_wrong (retrain, in);
  /* A network that is trained has the figures of an epoch. */
  base_unpack_require (in, retrain->stage == RUN_RETRAINING_TRAINING || retrain->tested->len > 0);
  if (!base_unpack_check (in, error) || retrain->stage != RUN_RETRAINING_TRAINING)
    return !in->failed;
  training = nn_training_restore (retrain->graph, &retrain->data, retrain->images.test, &order->sgd,
                                  in, error);
  if (training == NULL)
    return FALSE;
  retrain->training = training;
  nn_training_progress (training, &retrain->progress);
  return TRUE;
}

static void
save_evolution (const RunRetrain *retrain, GByteArray *out)
{
  base_pack_u32 (out, retrain->run);
  base_pack_u8 (out, retrain->run_over ? 1 : 0);
  base_pack_u32 (out, retrain->n_collected);
  base_pack_u64 (out, retrain->evaluations);
  base_pack_f64 (out, retrain->evolution_seconds);
  base_pack_u32 (out, retrain->confidences->len);
  base_pack_f32s (out, (const float *) retrain->confidences->data, retrain->confidences->len);
  if (!retrain->run_over)
    run_collector_save (&retrain->collector, out);
  run_experiment_save_part (retrain->experiment, out);
}

static void
restore_confidences (RunRetrain *retrain, BaseUnpack *in)
{
  guint n_classes = retrain->images.n_classes;
  guint n_over = retrain->run - (retrain->run_over ? 0 : 1);
  guint n = base_unpack_count (in, retrain->order->n_runs * n_classes, sizeof (float));

  g_array_set_size (retrain->confidences, n);
  base_unpack_f32s (in, (float *) retrain->confidences->data, n);
  base_unpack_require (in, n == n_over * n_classes);
  for (guint i = 0; i < n; i++)
    {
      float confidence = g_array_index (retrain->confidences, float, i);

      base_unpack_require (in, confidence >= 0 && confidence <= 1);
    }
}

static gboolean
restore_evolution (RunRetrain *retrain, BaseUnpack *in, GError **error)
{
  const NnDataset *data = retrain->images.train;
  RunExperiment *experiment;
  RunSettings settings;

  retrain->run = base_unpack_u32 (in);
  base_unpack_require (in, retrain->run >= 1 && retrain->run <= retrain->order->n_runs);
  retrain->run_over = base_unpack_boolean (in);
  base_unpack_require (in, !retrain->run_over || retrain->run < retrain->order->n_runs);
  retrain->n_collected = base_unpack_u32 (in);
  retrain->evaluations = base_unpack_u64 (in);
  retrain->evolution_seconds = base_unpack_f64_in (in, 0, G_MAXDOUBLE);
  if (!base_unpack_check (in, error))
    return FALSE;
  restore_confidences (retrain, in);
  run_collector_init (&retrain->collector, run_retraining_quota (retrain->order, retrain->run));
  if (!retrain->run_over)
    run_collector_restore (&retrain->collector, data->width, data->height, data->channels, in);
  if (!base_unpack_check (in, error))
    return FALSE;
  run_retrain_settings (retrain, &settings);
  experiment =
      run_experiment_restore_part (retrain->context, &settings, retrain->network, in, error);
  run_settings_clear (&settings);
  if (experiment == NULL)
    return FALSE;
  run_retrain_set_experiment (retrain, experiment);
  return TRUE;
}

/* The latest champions. */
static GBytes *
draw_picture (const RunRetrain *retrain)
{
  BaseImage *images[PICTURE_SIDE * PICTURE_SIDE];
  g_autoptr (BaseImage) sheet = NULL;
  guint n = 0;

  for (guint i = retrain->rows->len; i-- > 0 && n == 0;)
    {
      const RunRetrainingRow *row = retrain->rows->pdata[i];

      for (guint j = 0; j < row->n_champions && n < G_N_ELEMENTS (images); j++)
        if (row->champions[j].filled)
          images[n++] = row->champions[j].image;
    }
  sheet = n > 0 ? store_sheet_new (images, NULL, n, 0, PICTURE_CELL, NULL) : NULL;
  return sheet != NULL ? store_png_encode (sheet, NULL, 0, NULL) : NULL;
}

static void
fill_in_info (const RunRetrain *retrain, StoreSessionInfo *info)
{
  const RunRetraining *order = retrain->order;

  info->network_id = run_training_id (retrain->training_order);
  info->network_name = g_strdup (order->training.name);
  info->name = g_strdup_printf (_ ("%s, retraining"), order->training.name);
  info->method = g_strdup (run_method (order->method)->name);
  info->settings = run_retraining_to_text (order);
  info->seconds = retrain->seconds;
  info->n_classes = retrain->images.n_classes;
  info->picture = draw_picture (retrain);
  for (guint i = 0; i < retrain->rows->len; i++)
    {
      const RunRetrainingRow *row = retrain->rows->pdata[i];

      if (!row->is_evolved)
        continue;
      info->generation = row->number;
      info->evaluations += row->evaluations;
      info->median = row->median;
      info->n_filled = 0;
      for (guint j = 0; j < row->n_champions; j++)
        info->n_filled += row->champions[j].filled;
    }
}

gboolean
run_retrain_save (gpointer state, RunCheckpoint *checkpoint)
{
  RunRetrain *retrain = state;
  gboolean in_evolution = retrain->stage == RUN_RETRAINING_EVOLVING && retrain->begun;
  GByteArray *out;

  fill_in_info (retrain, checkpoint->info);
  if (retrain->failure != NULL) /* what was saved last stays */
    return TRUE;
  out = g_byte_array_new ();
  base_pack_header (out, TAG, VERSION);
  base_pack_u8 (out, (guint8) retrain->stage);
  base_pack_u8 (out, in_evolution || retrain->training != NULL ? 1 : 0);
  base_pack_u32 (out, retrain->round);
  base_pack_f64 (out, retrain->seconds);
  base_pack_u32 (out, retrain->checksums->len);
  for (guint i = 0; i < retrain->checksums->len; i++)
    base_pack_string (out, retrain->checksums->pdata[i]);
  run_retraining_images_save (&retrain->images, retrain->order, out, checkpoint);
  base_pack_u32 (out, retrain->rows->len);
  for (guint i = 0; i < retrain->rows->len; i++)
    run_retraining_row_save (retrain->rows->pdata[i], out);
  if (retrain->stage != RUN_RETRAINING_TRAINING || retrain->training != NULL)
    save_training (retrain, out);
  if (in_evolution)
    save_evolution (retrain, out);
  checkpoint->state = g_byte_array_free_to_bytes (out);
  return TRUE;
}

static gboolean
restore_table (RunRetrain *retrain, StoreSession *session, BaseUnpack *in, GError **error)
{
  guint n_rows, n_over = retrain->round - (retrain->stage == RUN_RETRAINING_FINISHED ? 0 : 1);
  guint n = base_unpack_count (in, retrain->round, 1);

  for (guint i = 0; i < n && !in->failed; i++)
    g_ptr_array_add (retrain->checksums, base_unpack_string (in));
  base_unpack_require (in, n >= n_over);
  if (!run_retraining_images_restore (&retrain->images, retrain->order, session, in, error))
    return FALSE;
  n_rows = base_unpack_count (in, retrain->round, 1);
  for (guint i = 0; i < n_rows && !in->failed; i++)
    g_ptr_array_add (retrain->rows,
                     run_retraining_row_restore (retrain->order, i + 1, retrain->images.train, in));
  base_unpack_require (in, n_rows == n_over + (retrain->stage == RUN_RETRAINING_EVOLVING ? 1 : 0));
  return base_unpack_check (in, error);
}

/* The runs that are over are those that the stage implies. */
static gboolean
check_runs (const RunRetrain *retrain, GError **error)
{
  const RunRetraining *order = retrain->order;
  guint before = (retrain->round - 1) * order->n_runs, wanted = before;

  if (retrain->stage == RUN_RETRAINING_EVOLVING && retrain->begun &&
      retrain->round < order->n_rounds)
    wanted += retrain->run - (retrain->run_over ? 0 : 1);
  if (retrain->images.counts->len == wanted)
    return TRUE;
  g_set_error_literal (error, BASE_ERROR, BASE_ERROR_INVALID,
                       _ ("The session is damaged: its images do not fit its data."));
  return FALSE;
}

static gboolean
restore_stage (RunRetrain *retrain, gboolean begun, BaseUnpack *in, GError **error)
{
  gboolean in_training = retrain->stage == RUN_RETRAINING_TRAINING;

  run_retrain_set_round (retrain);
  if (in_training && !begun)
    return base_unpack_finish (in, error);
  if (in_training && !run_retrain_make_graph (retrain, error))
    return FALSE;
  if (!restore_training (retrain, in, error))
    return FALSE;
  if (retrain->stage == RUN_RETRAINING_EVOLVING)
    {
      retrain->network = run_retrain_load (retrain, retrain->round, error);
      if (retrain->network == NULL || (begun && !restore_evolution (retrain, in, error)))
        return FALSE;
    }
  retrain->begun = begun && retrain->stage != RUN_RETRAINING_MEASURING;
  return base_unpack_finish (in, error);
}

gboolean
run_retrain_restore (RunRetrain *retrain, StoreSession *session, GError **error)
{
  g_autoptr (GBytes) state = store_session_read_state (session, error);
  gboolean begun;
  BaseUnpack in;

  if (state == NULL)
    return FALSE;
  /* The program ended before its first checkpoint: the settings are all there is. */
  if (g_bytes_get_size (state) == 0)
    {
      run_retrain_set_round (retrain);
      return TRUE;
    }
  base_unpack_init (&in, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  if (!base_unpack_header (&in, TAG, VERSION, error))
    return FALSE;
  retrain->stage = (RunRetrainingStage) base_unpack_u8 (&in);
  base_unpack_require (&in, retrain->stage <= RUN_RETRAINING_FINISHED);
  begun = base_unpack_boolean (&in);
  retrain->round = base_unpack_u32 (&in);
  base_unpack_require (&in, retrain->round >= 1 && retrain->round <= retrain->order->n_rounds);
  retrain->seconds = base_unpack_f64_in (&in, 0, G_MAXDOUBLE);
  if (!base_unpack_check (&in, error) || !restore_table (retrain, session, &in, error) ||
      !restore_stage (retrain, begun, &in, error))
    return FALSE;
  return check_runs (retrain, error);
}
