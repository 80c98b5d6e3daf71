// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/open-network.h"

#include "config.h"

#include <glib/gi18n.h>

#include "run/open-network.h"
#include "ui/networks/network-form.h"
#include "ui/networks/network-trial.h"
#include "ui/threads/background.h"
#include "ui/widgets/focus-order.h"

/* Changes that follow each other faster than this, milliseconds, are tried together. */
#define TRY_DELAY 200

/* The network is either here or with the job that is under way, never both: what is slow happens on
 * another thread, one thing at a time. */
struct _FooledOpenNetwork
{
  AdwWindow parent_instance;
  RunOpenNetwork *open; /* NULL while a job has it */
  GCancellable *cancellable;
  guint try_timeout;
  char *path;
  gboolean wants_reading; /* once it is back: the file again, as the user chose */
  gboolean wants_try;     /* once it is back */
  gboolean wants_keep;    /* once it is back */

  AdwWindowTitle *window_title;
  GtkWidget *use_button;
  GtkSpinner *keep_spinner;
  GtkStack *stack;
  AdwStatusPage *failed_page;
  FooledNetworkForm *form;
  GtkLabel *error_label;
  FooledNetworkTrial *trial;
};

G_DEFINE_FINAL_TYPE (FooledOpenNetwork, fooled_open_network, ADW_TYPE_WINDOW)

enum
{
  KEPT,
  ANOTHER,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  char *path; /* to load */
  RunOpenChoice choice;
  RunOpenNetwork *open;
  RunOpenNetwork *fresh; /* what came of reading it again */
  RunNetworkGuess guess;
  BaseImage *image;        /* to try */
  StoreSpecimen *specimen; /* what came of that */
  char *id;                /* what came of keeping */
} Job;

static void go_on (FooledOpenNetwork *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  run_open_network_free (job->open);
  run_open_network_free (job->fresh);
  run_open_choice_clear (&job->choice);
  run_network_guess_clear (&job->guess);
  base_image_unref (job->image);
  store_specimen_unref (job->specimen);
  g_free (job->path);
  g_free (job->id);
  g_free (job);
}

static void
run_job (FooledOpenNetwork *self, Job *job, FooledWork work, FooledWorkDone done)
{
  fooled_background_run (G_OBJECT (self), job, job_free, self->cancellable, work, done);
}

/* Gives the network and the answers to a job. */
static Job *
new_job (FooledOpenNetwork *self)
{
  Job *job = g_new0 (Job, 1);

  job->open = g_steal_pointer (&self->open);
  fooled_network_form_read (self->form, &job->guess);
  return job;
}

static void
update_use (FooledOpenNetwork *self)
{
  gboolean complete = FALSE;
  gboolean form = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;

  g_object_get (self->form, "complete", &complete, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "open.use",
                                 form && complete && !self->wants_keep);
}

static void
show_page (FooledOpenNetwork *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->use_button, !g_str_equal (name, "failed"));
  update_use (self);
}

static void
load (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->open = run_open_network_new (job->path, NULL, error);
}

static void
finish (FooledOpenNetwork *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  g_signal_emit (self, signals[KEPT], 0, copy);
  gtk_window_close (GTK_WINDOW (self));
}

static void
loaded (gpointer owner, gpointer data, const GError *error)
{
  FooledOpenNetwork *self = owner;
  Job *job = data;

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      show_page (self, "failed");
    }
  else if (run_open_network_known_id (job->open) != NULL)
    finish (self, run_open_network_known_id (job->open));
  else
    {
      self->open = g_steal_pointer (&job->open);
      fooled_network_form_set_network (self->form, self->open);
      show_page (self, "form");
      self->wants_try = TRUE;
      go_on (self);
    }
}

static void
set_keeping (FooledOpenNetwork *self, gboolean keeping)
{
  self->wants_keep = keeping;
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !keeping);
  gtk_widget_set_sensitive (GTK_WIDGET (self->trial), !keeping);
  gtk_spinner_set_spinning (self->keep_spinner, keeping);
  update_use (self);
}

static void
read_again (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->fresh = run_open_network_new (job->path, &job->choice, error);
}

/* Where it cannot be read so, the form shows again what it was read with. */
static void
was_read_again (gpointer owner, gpointer data, const GError *error)
{
  FooledOpenNetwork *self = owner;
  Job *job = data;

  self->open = error == NULL ? g_steal_pointer (&job->fresh) : g_steal_pointer (&job->open);
  fooled_network_trial_set_busy (self->trial, FALSE);
  fooled_network_form_set_network (self->form, self->open);
  if (error != NULL)
    {
      set_keeping (self, FALSE);
      gtk_label_set_label (self->error_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
    }
  else
    self->wants_try = TRUE;
  go_on (self);
}

static void
try (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->specimen = run_open_network_try (job->open, &job->guess, job->image, error);
}

static void
tried (gpointer owner, gpointer data, const GError *error)
{
  FooledOpenNetwork *self = owner;
  Job *job = data;

  self->open = g_steal_pointer (&job->open);
  fooled_network_trial_set_busy (self->trial, FALSE);
  if (error != NULL)
    fooled_network_trial_show_error (self->trial, error->message);
  else
    fooled_network_trial_show_result (self->trial, job->specimen);
  go_on (self);
}

static void
keep (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->id = run_open_network_keep (job->open, &job->guess, cancellable, error);
}

static void
kept (gpointer owner, gpointer data, const GError *error)
{
  FooledOpenNetwork *self = owner;
  Job *job = data;

  if (error == NULL)
    {
      finish (self, job->id);
      return;
    }
  self->open = g_steal_pointer (&job->open);
  set_keeping (self, FALSE);
  gtk_label_set_label (self->error_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);
}

/* What is to be done next, when the network is here. */
static void
go_on (FooledOpenNetwork *self)
{
  BaseImage *image = fooled_network_trial_get_image (self->trial);
  Job *job;

  if (self->open == NULL)
    return;
  if (self->wants_reading)
    {
      self->wants_reading = FALSE;
      job = new_job (self);
      job->path = g_strdup (self->path);
      fooled_network_form_read_choice (self->form, &job->choice);
      fooled_network_trial_set_busy (self->trial, TRUE);
      run_job (self, job, read_again, was_read_again);
    }
  else if (self->wants_keep)
    run_job (self, new_job (self), keep, kept);
  else if (self->wants_try && image != NULL)
    {
      self->wants_try = FALSE;
      job = new_job (self);
      job->image = base_image_ref (image);
      fooled_network_trial_set_busy (self->trial, TRUE);
      run_job (self, job, try, tried);
    }
}

static gboolean
try_timeout (gpointer data)
{
  FooledOpenNetwork *self = data;

  self->try_timeout = 0;
  self->wants_try = TRUE;
  go_on (self);
  return G_SOURCE_REMOVE;
}

static void
try_soon (FooledOpenNetwork *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  g_clear_handle_id (&self->try_timeout, g_source_remove);
  self->try_timeout = g_timeout_add (TRY_DELAY, try_timeout, self);
}

static void
read_soon (FooledOpenNetwork *self)
{
  self->wants_reading = TRUE;
  try_soon (self);
}

static void
use (GtkWidget *widget, const char *action, GVariant *parameter)
{
  FooledOpenNetwork *self = FOOLED_OPEN_NETWORK (widget);

  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  set_keeping (self, TRUE);
  go_on (self);
}

static void
another (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_object_ref (widget);
  gtk_window_close (GTK_WINDOW (widget));
  g_signal_emit (widget, signals[ANOTHER], 0);
  g_object_unref (widget);
}

/* A task may hold the window for longer than its parent lives, and GTK would not notice. */
static void
fooled_open_network_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_open_network_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_open_network_dispose (GObject *object)
{
  FooledOpenNetwork *self = FOOLED_OPEN_NETWORK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->try_timeout, g_source_remove);
  g_clear_pointer (&self->open, run_open_network_free);

  G_OBJECT_CLASS (fooled_open_network_parent_class)->dispose (object);
}

static void
fooled_open_network_finalize (GObject *object)
{
  g_object_unref (FOOLED_OPEN_NETWORK (object)->cancellable);
  g_free (FOOLED_OPEN_NETWORK (object)->path);

  G_OBJECT_CLASS (fooled_open_network_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, FooledOpenNetwork, name)

static void
fooled_open_network_class_init (FooledOpenNetworkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_open_network_dispose;
  fooled_focus_order_class_init (widget_class);
  G_OBJECT_CLASS (klass)->finalize = fooled_open_network_finalize;
  widget_class->unrealize = fooled_open_network_unrealize;
  signals[KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ANOTHER] = g_signal_new ("another", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (FOOLED_TYPE_NETWORK_FORM);
  g_type_ensure (FOOLED_TYPE_NETWORK_TRIAL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/networks/open-network.ui");
  BIND (window_title);
  BIND (use_button);
  BIND (keep_spinner);
  BIND (stack);
  BIND (failed_page);
  BIND (form);
  BIND (error_label);
  BIND (trial);
  gtk_widget_class_bind_template_callback (widget_class, try_soon);
  gtk_widget_class_bind_template_callback (widget_class, read_soon);
  gtk_widget_class_bind_template_callback (widget_class, update_use);
  gtk_widget_class_install_action (widget_class, "open.use", NULL, use);
  gtk_widget_class_install_action (widget_class, "open.another", NULL, another);
}

static void
fooled_open_network_init (FooledOpenNetwork *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_use (self);
}

GtkWindow *
fooled_open_network_new (GtkWindow *parent, const char *path, BaseImage *image)
{
  FooledOpenNetwork *self;
  g_autofree char *shown = NULL;
  Job *job;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (FOOLED_TYPE_OPEN_NETWORK, "application",
                       parent != NULL ? gtk_window_get_application (parent) : NULL, "transient-for",
                       parent, NULL);
  shown = g_filename_display_basename (path);
  adw_window_title_set_subtitle (self->window_title, shown);
  fooled_network_trial_set_champion (self->trial, image);
  job = g_new0 (Job, 1);
  self->path = g_strdup (path);
  job->path = g_strdup (path);
  run_job (self, job, load, loaded);
  return GTK_WINDOW (self);
}
