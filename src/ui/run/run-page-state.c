// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run-page-private.h"

#include <math.h>

#include "config.h"

#include <glib/gi18n-lib.h>

#include "ui/widgets/number-text.h"

/* People read figures that stand still for a moment. */
#define FIGURES_INTERVAL_US (100 * G_TIME_SPAN_MILLISECOND)

/* A network that loads faster than this does not flash a page of its own. */
#define LOADING_DELAY_MS 300

static char *
speed_text (const RunSnapshot *snapshot)
{
  g_autofree char *per_second = NULL;

  if (snapshot->job.is_watched)
    /* Translators: of a run that another program is at work at. */
    return g_strdup (_ ("goes on in another program"));
  switch (snapshot->job.state)
    {
    case RUN_STATE_PAUSED:
      return g_strdup (_ ("paused"));
    case RUN_STATE_FINISHED:
      return g_strdup (_ ("finished"));
    default:
      per_second = fooled_count_text ((guint64) snapshot->evaluations_per_second);
      /* Translators: evaluations a second. */
      return g_strdup_printf (_ ("%s/s"), per_second);
    }
}

/* That of a large network takes its time, and until it is complete all cells are empty. */
static gboolean
is_first_generation (const RunSnapshot *snapshot)
{
  return snapshot->job.state == RUN_STATE_RUNNING && snapshot->generation == 0 &&
         run_method (snapshot->method)->is_evolution;
}

static void
show_figures (FooledRunPage *self, const RunSnapshot *snapshot, gboolean at_once)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *generation = NULL;
  g_autofree char *evaluations = NULL;
  g_autofree char *speed = NULL;
  g_autofree char *text = NULL;

  if (!at_once && now - self->figures_time < FIGURES_INTERVAL_US)
    return;
  self->figures_time = now;
  if (snapshot->job.state == RUN_STATE_IDLE || snapshot->job.state == RUN_STATE_FAILED)
    {
      gtk_label_set_label (self->figures_label, "");
      return;
    }

  if (is_first_generation (snapshot))
    {
      gtk_label_set_label (self->figures_label, _ ("the first images are being tried"));
      return;
    }
  generation = fooled_count_text (snapshot->generation);
  evaluations = fooled_count_text (snapshot->evaluations);
  speed = speed_text (snapshot);
  if (run_method (snapshot->method)->is_evolution)
    /* Translators: generation, evaluations so far, evaluations a second or "paused". */
    text = g_strdup_printf (_ ("generation %s · %s images tried · %s"), generation, evaluations,
                            speed);
  else
    /* Translators: iteration, evaluations so far, evaluations a second or "paused". */
    text = g_strdup_printf (_ ("step %s · %s images tried · %s"), generation, evaluations, speed);
  gtk_label_set_label (self->figures_label, text);
}

/* The grid has the keyboard where it was or is wanted there, unless the user went elsewhere. */
static void
show_child (FooledRunPage *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_stack_set_visible_child_name (self->stack, name);
  if (!self->waits_for_grid || !g_str_equal (name, "grid"))
    return;
  self->waits_for_grid = FALSE;
  if (root != NULL && gtk_root_get_focus (root) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static gboolean
loading_takes_long (gpointer data)
{
  FooledRunPage *self = data;

  self->loading_timeout = 0;
  show_child (self, "loading");
  return G_SOURCE_REMOVE;
}

/* Either the network, or what another program will save. */
static void
show_loading (FooledRunPage *self, gboolean waits)
{
  adw_status_page_set_title (self->loading_page,
                             waits ? _ ("Nothing to See Yet") : _ ("Reading the Network"));
  adw_status_page_set_description (
      self->loading_page,
      waits ? _ ("Another program is at work at this session, but has not saved anything yet. It "
                 "is shown here as soon as there is something.")
            : NULL);
}

static void
show_page (FooledRunPage *self, const RunSnapshot *snapshot)
{
  if (snapshot->job.state == RUN_STATE_LOADING)
    {
      show_loading (self, snapshot->job.is_watched);
      if (self->loading_timeout == 0)
        self->loading_timeout = g_timeout_add (LOADING_DELAY_MS, loading_takes_long, self);
      return;
    }
  g_clear_handle_id (&self->loading_timeout, g_source_remove);

  if (snapshot->job.state == RUN_STATE_FAILED)
    {
      g_autofree char *escaped =
          g_markup_escape_text (snapshot->job.message != NULL ? snapshot->job.message : "", -1);

      adw_status_page_set_description (
          snapshot->job.cannot_open ? self->cannot_open_page : self->failed_page, escaped);
      show_child (self, snapshot->job.cannot_open ? "cannot-open" : "failed");
    }
  else if (snapshot->job.state != RUN_STATE_IDLE)
    show_child (self, "grid");
}

static void
show_beginning (FooledRunPage *self, const RunSnapshot *snapshot)
{
  gboolean begins = is_first_generation (snapshot);
  g_autofree char *text = NULL;

  gtk_revealer_set_reveal_child (self->beginning_revealer, begins && snapshot->beginning > 0);
  if (!begins)
    return;
  /* Translators: %.0f is a share in percent. */
  text = g_strdup_printf (_ ("The first pictures: %.0f %%"), floor (100 * snapshot->beginning));
  gtk_progress_bar_set_fraction (self->beginning, snapshot->beginning);
  gtk_progress_bar_set_text (self->beginning, text);
}

/* As long as the run cannot be saved. */
static void
show_unsaved (FooledRunPage *self, const RunJobSnapshot *job)
{
  /* Translators: %s is one or more sentences that say why, and what to do. */
  g_autofree char *text =
      job->save_error != NULL
          ? g_strdup_printf (_ ("This run is not being saved: %s"), job->save_error)
          : NULL;

  fooled_unsaved_banner_show (self->unsaved_banner, text, job->session);
}

void
_fooled_run_page_show_state (FooledRunPage *self, const RunSnapshot *snapshot)
{
  show_page (self, snapshot);
  show_beginning (self, snapshot);
  show_unsaved (self, &snapshot->job);
  show_figures (self, snapshot, snapshot->job.state != RUN_STATE_RUNNING);
}
