// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-text.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/widgets/class-labels.h"
#include "ui/widgets/number-text.h"

static const struct
{
  const char *key; /* in CSV */
  const char *title;
  const char *explanation;
} columns[FOOLED_RETRAIN_N_COLUMNS] = {
  [FOOLED_RETRAIN_TEST_ERROR] = {
    "test_error",
    N_ ("Real pictures wrong"),
    N_ ("How many of the real test pictures the network gets wrong (its test error)"),
  },
  [FOOLED_RETRAIN_RECOGNISED] = {
    "recognised",
    N_ ("Old fakes caught"),
    N_ ("How many of the fooling images of earlier rounds it recognises as rubbish; it has not "
        "seen these in training"),
  },
  [FOOLED_RETRAIN_NOISE] = {
    "noise",
    N_ ("Noise caught"),
    N_ ("How many images of noise it recognises as rubbish; it has not seen these in training"),
  },
  [FOOLED_RETRAIN_FALSE_RUBBISH] = {
    "false_rubbish",
    N_ ("Real called rubbish"),
    N_ ("How many of the real test pictures it wrongly calls rubbish"),
  },
  [FOOLED_RETRAIN_MEDIAN] = {
    "median",
    N_ ("New fakes: median"),
    N_ ("How sure the network is of new images that are made to fool it: half of them reach more "
        "than this"),
  },
  [FOOLED_RETRAIN_MEAN] = {
    "mean",
    N_ ("New fakes: mean"),
    N_ ("How sure the network is of new images that are made to fool it: the mean"),
  },
  [FOOLED_RETRAIN_MIN] = {
    "min",
    N_ ("New fakes: lowest"),
    N_ ("How sure the network is of the new image that fools it least"),
  },
};

const char *
fooled_retrain_column_title (FooledRetrainColumn column)
{
  g_return_val_if_fail (column < FOOLED_RETRAIN_N_COLUMNS, "");

  return _ (columns[column].title);
}

const char *
fooled_retrain_column_explanation (FooledRetrainColumn column)
{
  g_return_val_if_fail (column < FOOLED_RETRAIN_N_COLUMNS, "");

  return _ (columns[column].explanation);
}

double
fooled_retrain_value (const RunRetrainingRow *row, FooledRetrainColumn column)
{
  switch (column)
    {
    case FOOLED_RETRAIN_TEST_ERROR:
      return row->test_error;
    case FOOLED_RETRAIN_RECOGNISED:
      return row->recognised;
    case FOOLED_RETRAIN_NOISE:
      return row->noise;
    case FOOLED_RETRAIN_FALSE_RUBBISH:
      return row->false_rubbish;
    case FOOLED_RETRAIN_MEDIAN:
      return row->is_evolved ? (double) row->median : -1;
    case FOOLED_RETRAIN_MEAN:
      return row->is_evolved ? (double) row->mean : -1;
    case FOOLED_RETRAIN_MIN:
      return row->is_evolved ? (double) row->min : -1;
    case FOOLED_RETRAIN_N_COLUMNS:
    default:
      g_return_val_if_reached (-1);
    }
}

static gboolean
is_confidence (FooledRetrainColumn column)
{
  return column == FOOLED_RETRAIN_MEDIAN || column == FOOLED_RETRAIN_MEAN ||
         column == FOOLED_RETRAIN_MIN;
}

/* The others are shares of pictures that were counted. */
char *
fooled_retrain_value_text (const RunRetrainingRow *row, FooledRetrainColumn column)
{
  double value = fooled_retrain_value (row, column);

  if (value < 0)
    return g_strdup ("–");
  return is_confidence (column) ? fooled_confidence_text ((float) value) : base_share_text (value);
}

char *
fooled_retrain_value_tooltip (const RunRetrainingRow *row, FooledRetrainColumn column)
{
  double value = fooled_retrain_value (row, column);
  const char *explanation = fooled_retrain_column_explanation (column);
  g_autofree char *exact = NULL;

  if (value < 0 || !is_confidence (column))
    return g_strdup (explanation);
  exact = fooled_exact_text ((float) value);
  return g_strdup_printf ("%s\n%s", explanation, exact);
}

char *
fooled_retrain_network_name (guint number)
{
  /* Translators: a network of the experiment, as the paper calls it (deep neural network). */
  return g_strdup_printf (_ ("DNN %u"), number);
}

char *
fooled_retrain_row_text (const RunRetrainingRow *row, gboolean control)
{
  g_autofree char *name = fooled_retrain_network_name (row->number);
  GString *text = g_string_new (name);

  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    {
      g_autofree char *value = fooled_retrain_value_text (row, column);

      if ((column != FOOLED_RETRAIN_NOISE || control) && fooled_retrain_value (row, column) >= 0)
        g_string_append_printf (text, "; %s %s", fooled_retrain_column_title (column), value);
    }
  return g_string_free (text, FALSE);
}

char *
fooled_retrain_order_text (const RunRetraining *order)
{
  g_autofree char *rounds =
      g_strdup_printf (ngettext ("%u round", "%u rounds", order->n_rounds), order->n_rounds);
  const char *name = order->training.name != NULL ? order->training.name : order->training.data_set;
  const char *method = _ (run_method (order->method)->title);

  if (order->control)
    /* Translators: of an experiment: network and data, method, "15 rounds". */
    return g_strdup_printf (_ ("%s · %s · %s · control with noise"), name != NULL ? name : "–",
                            method, rounds);
  /* Translators: of an experiment: network and data, method, "15 rounds". */
  return g_strdup_printf (_ ("%s · %s · %s"), name != NULL ? name : "–", method, rounds);
}

static char *
training_text (const RunRetrainingSnapshot *snapshot)
{
  const NnTrainProgress *progress = &snapshot->progress;

  return g_strdup_printf (_ ("DNN %u of %u learns: epoch %d of %d"), snapshot->round,
                          snapshot->order->n_rounds, MAX (progress->epoch, 1), snapshot->n_epochs);
}

static char *
evolving_text (const RunRetrainingSnapshot *snapshot)
{
  guint n = snapshot->order->n_rounds, n_runs = snapshot->order->n_runs;

  if (run_method (snapshot->order->method)->is_evolution)
    return g_strdup_printf (_ ("Evolution tries to fool DNN %u of %u: run %u of %u"),
                            snapshot->round, n, MAX (snapshot->run, 1), n_runs);
  return g_strdup_printf (_ ("Gradient ascent tries to fool DNN %u of %u: run %u of %u"),
                          snapshot->round, n, MAX (snapshot->run, 1), n_runs);
}

static char *
activity_text (const RunRetrainingSnapshot *snapshot)
{
  switch (snapshot->stage)
    {
    case RUN_RETRAINING_TRAINING:
      return training_text (snapshot);
    case RUN_RETRAINING_MEASURING:
      return g_strdup_printf (_ ("DNN %u of %u is tested on real pictures and on old fakes"),
                              snapshot->round, snapshot->order->n_rounds);
    case RUN_RETRAINING_EVOLVING:
      return evolving_text (snapshot);
    case RUN_RETRAINING_FINISHED:
    default:
      return g_strdup_printf (
          ngettext ("Finished: %u network", "Finished: %u networks", snapshot->n_rows),
          snapshot->n_rows);
    }
}

char *
fooled_retrain_stage_text (const RunRetrainingSnapshot *snapshot)
{
  g_autofree char *activity = NULL;

  if (snapshot->order == NULL)
    return g_strdup (snapshot->job.state == RUN_STATE_LOADING ? _ ("Reading the pictures…") : "");
  activity = activity_text (snapshot);
  if (snapshot->job.state == RUN_STATE_PAUSED)
    /* Translators: %s is what goes on otherwise. */
    return g_strdup_printf (_ ("Paused. %s"), activity);
  return g_steal_pointer (&activity);
}

char *
fooled_retrain_sentence_text (const RunRetrainingSnapshot *snapshot)
{
  if (snapshot->sentence != NULL)
    return g_strdup (snapshot->sentence);
  if (snapshot->stage == RUN_RETRAINING_TRAINING)
    return g_strdup (_ ("DNN 1 learns from real pictures. After that, images are made that fool it."));
  return g_strdup (_ ("DNN 1 has learned. Now images are made that mean nothing and that fool it."));
}

char *
fooled_retrain_figures_text (const RunRetrainingSnapshot *snapshot)
{
  g_autofree char *error = NULL;

  if (snapshot->progress.epoch == 0 || (snapshot->n_tested == 0 && snapshot->progress.done == 0))
    return g_strdup (""); /* there is no loss yet */
  if (snapshot->n_tested == 0)
    /* Translators: the loss of a training. */
    return g_strdup_printf (_ ("Loss %.4f"), snapshot->progress.loss);
  error = base_share_text (snapshot->tested[snapshot->n_tested - 1].test_error);
  /* Translators: the loss of a training; a share in percent; a count. */
  return g_strdup_printf (_ ("Loss %.4f · %s of the test pictures wrong after epoch %u"),
                          snapshot->progress.loss, error, snapshot->n_tested);
}

const char *
fooled_retrain_label (char *const *labels, guint n_classes, guint class_index)
{
  if (labels == NULL || class_index >= n_classes)
    return "–";
  return fooled_label_text (labels[class_index]);
}

char *
fooled_retrain_csv (RunRetrainingRow *const *rows, guint n_rows)
{
  GString *csv = g_string_new ("network,rubbish,held_out");

  for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
    g_string_append_printf (csv, ",%s", columns[column].key);
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < n_rows; i++)
    {
      g_string_append_printf (csv, "%u,%u,%u", rows[i]->number, rows[i]->n_rubbish,
                              rows[i]->n_held_out);
      for (FooledRetrainColumn column = 0; column < FOOLED_RETRAIN_N_COLUMNS; column++)
        {
          double value = fooled_retrain_value (rows[i], column);
          char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

          if (value >= 0)
            g_ascii_formatd (number, sizeof number, "%.6f", value);
          g_string_append_printf (csv, ",%s", number);
        }
      g_string_append (csv, "\r\n");
    }
  return g_string_free (csv, FALSE);
}
