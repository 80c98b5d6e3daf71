// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-board.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-live.h"
#include "ui/retrain/retrain-presentation.h"
#include "ui/retrain/retrain-table.h"
#include "ui/retrain/round-plot.h"
#include "ui/widgets/even-layout.h"
#include "ui/widgets/unsaved-banner.h"

struct _FooledRetrainBoard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  FooledUnsavedBanner *unsaved_banner;
  GtkWidget *scroller;
  GtkLabel *order_label;
  GtkButton *toggle_button;
  GtkWidget *step_button;
  GtkWidget *stop_button;
  GtkLabel *sentence;
  FooledRetrainLive *live;
  GtkWidget *results;
  FooledRetrainTable *table;
  FooledRoundPlot *plot;
  FooledRoundPlot *loss_plot;
  FooledRoundPlot *error_plot;
};

G_DEFINE_FINAL_TYPE (FooledRetrainBoard, fooled_retrain_board, GTK_TYPE_WIDGET)

enum
{
  CELL_SIZE,
  SELECTED,
  WISH,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
cell_size_changed (FooledRetrainBoard *self, guint device_pixels)
{
  g_signal_emit (self, signals[CELL_SIZE], 0, device_pixels);
}

static void
cell_selected (FooledRetrainBoard *self, int index)
{
  g_signal_emit (self, signals[SELECTED], 0, index);
}

static void
row_wish (FooledRetrainBoard *self, int wish, RunRetrainingRow *row)
{
  g_signal_emit (self, signals[WISH], 0, wish, row);
}

/* At the end of an experiment the first button left would begin it once more: who presses Space,
 * which paused it and let it go on, does not mean that. What the keyboard scrolls does no harm. */
static gboolean
fooled_retrain_board_grab_focus (GtkWidget *widget)
{
  FooledRetrainBoard *self = FOOLED_RETRAIN_BOARD (widget);

  return (gtk_widget_get_visible (GTK_WIDGET (self->toggle_button)) &&
          gtk_widget_grab_focus (GTK_WIDGET (self->toggle_button))) ||
         gtk_widget_grab_focus (self->scroller);
}

static void
fooled_retrain_board_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_RETRAIN_BOARD);

  G_OBJECT_CLASS (fooled_retrain_board_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRetrainBoard, name)

static void
fooled_retrain_board_class_init (FooledRetrainBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_board_dispose;
  widget_class->grab_focus = fooled_retrain_board_grab_focus;
  signals[CELL_SIZE] = g_signal_new ("cell-size", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SELECTED] = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_INT);
  signals[WISH] = g_signal_new ("wish", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                2, G_TYPE_INT, G_TYPE_POINTER);

  g_type_ensure (FOOLED_TYPE_EVEN_LAYOUT);
  g_type_ensure (FOOLED_TYPE_RETRAIN_LIVE);
  g_type_ensure (FOOLED_TYPE_RETRAIN_TABLE);
  g_type_ensure (FOOLED_TYPE_ROUND_PLOT);
  g_type_ensure (FOOLED_TYPE_UNSAVED_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/retrain/retrain-board.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  BIND (box);
  BIND (unsaved_banner);
  BIND (scroller);
  BIND (order_label);
  BIND (toggle_button);
  BIND (step_button);
  BIND (stop_button);
  BIND (sentence);
  BIND (live);
  BIND (results);
  BIND (table);
  BIND (plot);
  BIND (loss_plot);
  BIND (error_plot);
  gtk_widget_class_bind_template_callback (widget_class, cell_size_changed);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
  gtk_widget_class_bind_template_callback (widget_class, row_wish);
}

static void
fooled_retrain_board_init (FooledRetrainBoard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Translators: before the number of a network. */
  fooled_round_plot_describe (self->plot, FOOLED_ROUND_CONFIDENCE,
                              _ ("How sure each network is of images that mean nothing"),
                              _ ("DNN"));
  /* Translators: before the number of an epoch. */
  fooled_round_plot_describe (self->loss_plot, FOOLED_ROUND_NUMBER,
                              _ ("Loss of the training, by epoch"), _ ("epoch"));
  fooled_round_plot_describe (self->error_plot, FOOLED_ROUND_SHARE,
                              _ ("Test pictures wrong, by epoch"), _ ("epoch"));
}

/* As long as it cannot be saved. */
static void
show_unsaved (FooledRetrainBoard *self, const RunJobSnapshot *job, gboolean stopped)
{
  /* Translators: %s is one or more sentences that say why, and what to do. */
  g_autofree char *text =
      job->save_error != NULL && !stopped
          ? g_strdup_printf (_ ("This experiment is not being saved: %s"), job->save_error)
          : NULL;

  fooled_unsaved_banner_show (self->unsaved_banner, text, job->session);
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL && gtk_root_get_focus (root) == widget;
}

static void
show_buttons (FooledRetrainBoard *self, gboolean finished, gboolean running)
{
  if (finished && (has_focus (GTK_WIDGET (self->toggle_button)) || has_focus (self->step_button) ||
                   has_focus (self->stop_button)))
    gtk_widget_grab_focus (self->scroller);
  gtk_widget_set_visible (GTK_WIDGET (self->toggle_button), !finished);
  gtk_widget_set_visible (self->step_button, !finished);
  gtk_widget_set_visible (self->stop_button, !finished);
  gtk_button_set_label (self->toggle_button, running ? _ ("Pause") : _ ("Resume"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->toggle_button),
                               running ? _ ("Pause (Space)") : _ ("Go on (Space)"));
}

static void
show_training (FooledRetrainBoard *self, const RunRetrainingSnapshot *snapshot)
{
  guint n = snapshot->n_tested, n_steps = (guint) MAX (snapshot->n_epochs, 1);
  g_autofree double *losses = g_new (double, n + 1);
  g_autofree double *errors = g_new (double, n + 1);
  const double *const of_loss[] = { losses, NULL };
  const double *const of_error[] = { errors, NULL };
  const char *const loss[] = { _ ("loss"), NULL };
  const char *const error[] = { _ ("wrong"), NULL };

  for (guint i = 0; i < n; i++)
    {
      losses[i] = snapshot->tested[i].loss;
      errors[i] = snapshot->tested[i].test_error;
    }
  fooled_round_plot_set (self->loss_plot, loss, of_loss, n, MAX (n, n_steps));
  fooled_round_plot_set (self->error_plot, error, of_error, n, MAX (n, n_steps));
}

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

void
fooled_retrain_board_show (FooledRetrainBoard *self,
                           const RunRetrainingSnapshot *snapshot,
                           gboolean stopped,
                           gboolean running)
{
  g_autofree char *order = NULL, *sentence = NULL;

  g_return_if_fail (FOOLED_IS_RETRAIN_BOARD (self));
  g_return_if_fail (snapshot != NULL && snapshot->order != NULL);

  order = fooled_retrain_order_text (snapshot->order);
  set_text (self->order_label, order);
  sentence = fooled_retrain_sentence_text (snapshot);
  set_text (self->sentence, sentence);
  show_unsaved (self, &snapshot->job, stopped);
  show_buttons (self, snapshot->stage == RUN_RETRAINING_FINISHED, running);
  fooled_retrain_live_show (self->live, snapshot, stopped);
  gtk_widget_set_visible (self->results, snapshot->n_rows > 0);
  fooled_retrain_table_show (self->table, snapshot->rows, snapshot->n_rows,
                             snapshot->order->control);
  /* Axes alone say nothing. */
  gtk_widget_set_visible (GTK_WIDGET (self->plot),
                          snapshot->n_rows > 0 && snapshot->rows[0]->is_evolved);
  fooled_retrain_show_rounds (self->plot, snapshot);
  show_training (self, snapshot);
}

FooledGrid *
fooled_retrain_board_get_grid (FooledRetrainBoard *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_BOARD (self), NULL);

  return fooled_retrain_live_get_grid (self->live);
}

guint
fooled_retrain_board_get_cell_size (FooledRetrainBoard *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_BOARD (self), RUN_MIN_CELL_SIZE);

  return fooled_retrain_live_get_cell_size (self->live);
}
