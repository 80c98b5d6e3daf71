// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "run/networks.h"
#include "ui/app/window-private.h"
#include "ui/settings/settings-keys.h"

/* An experiment shall not share the processors with a run that nobody looks at. */
static void
retraining_started (FooledWindow *self)
{
  gboolean running;

  g_object_get (self->run, "running", &running, NULL);
  if (!running)
    return;
  fooled_run_pause (self->run);
  fooled_toasts_show (self->toasts, _ ("The run on the Run page pauses meanwhile"));
}

/* How a network of an experiment is called elsewhere: by its card where that is listed. */
static const char *
network_key (const RunRetrainingRow *row)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  for (guint i = 0; i < networks->len; i++)
    if (g_strcmp0 (((RunNetworkInfo *) networks->pdata[i])->id, row->id) == 0)
      return row->id;
  return row->network;
}

/* Evolution against it, by the same method. */
static void
watch_network (FooledWindow *self, const RunRetrainingRow *row)
{
  const RunRetrainingSnapshot *snapshot = fooled_retrain_get_snapshot (
      fooled_retrain_page_get_retrain (fooled_window_retrain_page (self)));

  fooled_network_manager_reload (self->networks);
  if (snapshot->order != NULL)
    g_settings_set_string (self->settings, "method", run_method (snapshot->order->method)->name);
  fooled_settings_set_network (self->settings, network_key (row));
  fooled_window_show_page (self, FOOLED_PAGE_RUN);
  fooled_run_start (self->run);
  gtk_widget_grab_focus (GTK_WIDGET (fooled_window_run_page (self)));
}

static void
draw_for_network (FooledWindow *self, const RunRetrainingRow *row)
{
  fooled_network_manager_reload (self->networks);
  fooled_window_show_page (self, FOOLED_PAGE_PERTURB);
  fooled_perturb_page_draw_for (fooled_window_perturb_page (self), network_key (row));
}

void
fooled_window_connect_retrain (FooledWindow *self, FooledRetrainPage *page)
{
  g_signal_connect_object (page, "started", G_CALLBACK (retraining_started), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "watch", G_CALLBACK (watch_network), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "perturb", G_CALLBACK (draw_for_network), self, G_CONNECT_SWAPPED);
}
