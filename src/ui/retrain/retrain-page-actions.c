// SPDX-License-Identifier: GPL-3.0-or-later
/* What menus, buttons and keys do on the page. */
#include "config.h"

#include <glib/gi18n.h>

#include "ui/retrain/retrain-page-private.h"
#include "ui/retrain/retrain-save.h"
#include "ui/retrain/retrain-text.h"
#include "ui/widgets/news.h"

static void
begin_order (FooledRetrainPage *self, const RunRetraining *order)
{
  fooled_retrain_page_begin (self);
  if (self->retrain == NULL)
    return;
  self->in_setup = FALSE;
  fooled_retrain_start (self->retrain, order);
  fooled_retrain_page_show_all (self);
  g_signal_emit_by_name (self, "started");
}

static void
start (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autoptr (RunRetraining) order = fooled_retrain_settings_get (self->form);

  if (order == NULL)
    return;
  order->training.n_threads = g_settings_get_uint (self->settings, "threads");
  begin_order (self, order);
}

/* The same once more: its networks get files of their own. */
static void
restart (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autoptr (RunRetraining) before = NULL;
  RunRetraining order;

  if (self->shown == NULL)
    return;
  before = run_retraining_copy (self->shown->order);
  order = *before;
  order.prefix = NULL;
  order.network_sha256 = NULL;
  order.training.output = NULL;
  begin_order (self, &order);
}

/* What was going on goes on meanwhile. */
static void
show_setup (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  self->in_setup = TRUE;
  self->failed = FALSE;
  if (self->shown != NULL)
    fooled_retrain_settings_set (self->form, self->shown->order);
  fooled_retrain_page_show_all (self);
  gtk_widget_grab_focus (self->start_button);
}

static void
show_experiment (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  self->in_setup = FALSE;
  fooled_retrain_page_show_all (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->board));
}

/* Somebody may have made room on the disk, or brought the data back. */
static void
try_again (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  fooled_retrain_try_again (self->retrain);
  if (fooled_retrain_is_running (self->retrain))
    g_signal_emit_by_name (self, "started");
}

static void
toggle (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  if (fooled_retrain_page_is_stopped (self))
    fooled_retrain_open (self->retrain, self->shown->job.session, FALSE);
  else if (fooled_retrain_is_running (self->retrain))
    fooled_retrain_pause (self->retrain);
  else
    fooled_retrain_resume (self->retrain);
  if (fooled_retrain_is_running (self->retrain))
    g_signal_emit_by_name (self, "started");
  fooled_retrain_page_show_all (self);
}

static void
step (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  if (fooled_retrain_page_is_stopped (self))
    fooled_retrain_open (self->retrain, self->shown->job.session, TRUE);
  fooled_retrain_step (self->retrain);
  g_signal_emit_by_name (self, "started");
  fooled_retrain_page_show_all (self);
}

static void
stop (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);

  fooled_retrain_stop (self->retrain);
  fooled_retrain_page_show_all (self);
}

static void
copy_table (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledRetrainPage *self = FOOLED_RETRAIN_PAGE (widget);
  g_autofree char *csv = fooled_retrain_csv (self->shown->rows, self->shown->n_rows);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  fooled_news_done (self, _ ("Copied the table"));
}

void
fooled_retrain_page_row_wish (FooledRetrainPage *self, int wish, RunRetrainingRow *row)
{
  switch ((FooledRetrainWish) wish)
    {
    case FOOLED_RETRAIN_WATCH:
      g_signal_emit_by_name (self, "watch", row);
      break;
    case FOOLED_RETRAIN_PERTURB:
      g_signal_emit_by_name (self, "perturb", row);
      break;
    case FOOLED_RETRAIN_SAVE:
      fooled_retrain_save (GTK_WIDGET (self), row);
      break;
    }
}

void
fooled_retrain_page_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "retrain.start", start },         { "retrain.restart", restart },
    { "retrain.new", show_setup },      { "retrain.back", show_experiment },
    { "retrain.toggle", toggle },       { "retrain.step", step },
    { "retrain.stop", stop },           { "retrain.copy-table", copy_table },
    { "retrain.try-again", try_again },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "retrain.toggle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "retrain.step", NULL);
}
