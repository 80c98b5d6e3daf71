// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/retrain/retrain-live.h"

#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-text.h"
#include "ui/retrain/wrong-pictures.h"
#include "ui/run/grid.h"
#include "ui/widgets/narrow-layout.h"

/* Logical pixels; multiples of 28, at which digits and clothes are drawn in whole pixels. */
#define CELL_SIZE        84
#define NARROW_CELL_SIZE 56
#define NARROW_WIDTH     500

/* People read figures that stand still for a moment. */
#define FIGURES_INTERVAL_US (100 * G_TIME_SPAN_MILLISECOND)

struct _FooledRetrainLive
{
  GtkWidget parent_instance;
  gint64 figures_time;
  RunRetrainingStage stage;
  RunState state;
  guint round;
  FooledNarrowLayout *layout; /* the widget's own */

  GtkWidget *box;
  GtkLabel *stage_label;
  GtkProgressBar *progress;
  GtkWidget *card;
  GtkStack *stack;
  GtkLabel *figures_label;
  FooledWrongPictures *wrong_pictures;
  FooledGrid *grid;
};

G_DEFINE_FINAL_TYPE (FooledRetrainLive, fooled_retrain_live, GTK_TYPE_WIDGET)

static guint cell_size_signal, selected_signal;

static void
cell_size_changed (FooledRetrainLive *self)
{
  g_signal_emit (self, cell_size_signal, 0, fooled_retrain_live_get_cell_size (self));
}

static void
cell_selected (FooledRetrainLive *self, gint index)
{
  g_signal_emit (self, selected_signal, 0, index);
}

static void
adapt (gpointer widget)
{
  FooledRetrainLive *self = FOOLED_RETRAIN_LIVE (widget);
  gboolean is_narrow = fooled_narrow_layout_is_narrow (self->layout);

  g_object_set (self->grid, "cell-size", is_narrow ? NARROW_CELL_SIZE : CELL_SIZE, NULL);
}

static void
fooled_retrain_live_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), FOOLED_TYPE_RETRAIN_LIVE);

  G_OBJECT_CLASS (fooled_retrain_live_parent_class)->dispose (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledRetrainLive, name)

static void
fooled_retrain_live_class_init (FooledRetrainLiveClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_retrain_live_dispose;
  cell_size_signal = g_signal_new ("cell-size", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
  selected_signal = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (FOOLED_TYPE_GRID);
  g_type_ensure (FOOLED_TYPE_WRONG_PICTURES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/retrain/retrain-live.ui");
  BIND (box);
  BIND (stage_label);
  BIND (progress);
  BIND (card);
  BIND (stack);
  BIND (figures_label);
  BIND (wrong_pictures);
  BIND (grid);
  gtk_widget_class_bind_template_callback (widget_class, cell_size_changed);
  gtk_widget_class_bind_template_callback (widget_class, cell_selected);
}

static void
fooled_retrain_live_init (FooledRetrainLive *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->layout = fooled_narrow_layout_add (GTK_WIDGET (self), NARROW_WIDTH, adapt);
  g_object_set (self->grid, "cell-size", CELL_SIZE, NULL);
  fooled_grid_hide_class_menu (self->grid);
}

/* What changes with each batch is told now and then, everything else at once. */
static gboolean
is_time (FooledRetrainLive *self, const RunRetrainingSnapshot *snapshot)
{
  gint64 now = g_get_monotonic_time ();

  if (self->stage == snapshot->stage && self->state == snapshot->job.state &&
      self->round == snapshot->round && now - self->figures_time < FIGURES_INTERVAL_US)
    return FALSE;
  self->stage = snapshot->stage;
  self->state = snapshot->job.state;
  self->round = snapshot->round;
  self->figures_time = now;
  return TRUE;
}

static void
show_figures (FooledRetrainLive *self, const RunRetrainingSnapshot *snapshot, gboolean stopped)
{
  g_autofree char *stage = NULL;
  g_autofree char *figures = NULL;

  if (!stopped && snapshot->job.state == RUN_STATE_RUNNING && !is_time (self, snapshot))
    return;
  if (!stopped)
    stage = fooled_retrain_stage_text (snapshot);
  else if (snapshot->job.save_error != NULL)
    stage = g_strdup (_ ("Stopped; what was done last could not be saved"));
  else
    stage = g_strdup (_ ("Stopped, and saved among the sessions"));
  figures = fooled_retrain_figures_text (snapshot);
  gtk_label_set_label (self->stage_label, stage);
  gtk_label_set_label (self->figures_label, figures);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (snapshot->job.fraction, 0, 1));
}

void
fooled_retrain_live_show (FooledRetrainLive *self,
                          const RunRetrainingSnapshot *snapshot,
                          gboolean stopped)
{
  gboolean evolving, finished;

  g_return_if_fail (FOOLED_IS_RETRAIN_LIVE (self));
  g_return_if_fail (snapshot != NULL);

  show_figures (self, snapshot, stopped);
  finished = snapshot->stage == RUN_RETRAINING_FINISHED || snapshot->order == NULL;
  evolving = snapshot->stage == RUN_RETRAINING_EVOLVING && snapshot->evolution != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), snapshot->stage != RUN_RETRAINING_FINISHED);
  gtk_widget_set_visible (self->card, !finished);
  if (finished)
    return;
  gtk_stack_set_visible_child_name (self->stack, evolving ? "evolution" : "training");
  fooled_wrong_pictures_show (self->wrong_pictures, snapshot);
  if (snapshot->evolution != NULL)
    fooled_grid_apply (self->grid, snapshot->evolution);
}

FooledGrid *
fooled_retrain_live_get_grid (FooledRetrainLive *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_LIVE (self), NULL);

  return self->grid;
}

guint
fooled_retrain_live_get_cell_size (FooledRetrainLive *self)
{
  g_return_val_if_fail (FOOLED_IS_RETRAIN_LIVE (self), RUN_MIN_CELL_SIZE);

  return fooled_grid_get_device_cell_size (self->grid);
}
