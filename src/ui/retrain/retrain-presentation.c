// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-presentation.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/retrain/retrain-text.h"
#include "ui/widgets/number-text.h"

const RunRetrainingRow *
fooled_retrain_last_row (const RunRetrainingSnapshot *snapshot)
{
  for (guint i = snapshot != NULL ? snapshot->n_rows : 0; i-- > 0;)
    if (snapshot->rows[i]->is_evolved)
      return snapshot->rows[i];
  return NULL;
}

gboolean
fooled_retrain_is_evolving (const RunRetrainingSnapshot *snapshot)
{
  return snapshot != NULL && snapshot->stage == RUN_RETRAINING_EVOLVING &&
         snapshot->evolution != NULL;
}

void
fooled_retrain_presentation_read (const RunRetrainingRow *row, guint number, FooledTile *tile)
{
  const RunRetrainingChampion *champion;

  if (row == NULL || number >= row->n_champions)
    return;
  champion = &row->champions[number];
  tile->label = g_strdup (fooled_retrain_label (row->labels, row->n_classes, number));
  if (!champion->filled)
    return;
  tile->value = fooled_confidence_text (champion->confidence);
  tile->image = champion->image != NULL ? base_image_ref (champion->image) : NULL;
  tile->strength = champion->confidence;
}

char *
fooled_retrain_line (const RunRetrainingSnapshot *snapshot, gboolean stopped)
{
  if (snapshot == NULL)
    return g_strdup (_ ("Can a network learn not to be fooled? Start it on the page (Escape)"));
  return stopped ? g_strdup (_ ("Stopped, and saved among the sessions"))
                 : fooled_retrain_stage_text (snapshot);
}

GtkWidget *
fooled_retrain_rounds_new (void)
{
  GtkWidget *plot = g_object_new (FOOLED_TYPE_ROUND_PLOT, "hexpand", TRUE, NULL);

  fooled_round_plot_describe (FOOLED_ROUND_PLOT (plot), FOOLED_ROUND_CONFIDENCE,
                              _ ("How sure each network is of images that mean nothing"),
                              _ ("DNN"));
  return plot;
}

void
fooled_retrain_show_rounds (FooledRoundPlot *plot, const RunRetrainingSnapshot *snapshot)
{
  guint n = snapshot->n_rows;
  g_autofree double *medians = g_new (double, n + 1);
  g_autofree double *lowest = g_new (double, n + 1);
  /* Translators: lines of a plot: the median and the lowest confidence. */
  const char *const names[] = { _ ("middle"), _ ("lowest") };
  const double *const values[] = { medians, lowest };

  for (guint i = 0; i < n; i++)
    {
      medians[i] = fooled_retrain_value (snapshot->rows[i], FOOLED_RETRAIN_MEDIAN);
      lowest[i] = fooled_retrain_value (snapshot->rows[i], FOOLED_RETRAIN_MIN);
    }
  fooled_round_plot_set (plot, names, values, n, MAX (n, snapshot->order->n_rounds));
}
