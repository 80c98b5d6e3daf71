// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/timelapse.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/timelapse.h"
#include "ui/files/length-dialog.h"
#include "ui/threads/background.h"
#include "ui/widgets/focus-order.h"

#define SHOW_INTERVAL 100 /* milliseconds */

/* What both threads see: an atomic reference counted box. */
typedef struct
{
  gint interrupt; /* atomic */
  gint permille;  /* atomic */
} Shared;

/* The other thread's. */
typedef struct
{
  Shared *shared;
  char *session;
  guint seconds;
  char *path;
} Job;

/* What is asked for, one question after the other. */
typedef struct
{
  char *session;
  char *name;
  char *folder;
  gboolean ask;
  FooledOutputDone done;
  guint seconds;
} Order;

struct _FooledTimelapse
{
  AdwWindow parent_instance;
  Shared *shared;
  GWeakRef owner;
  FooledOutputDone done;
  char *name;
  guint timeout;

  GtkLabel *name_label;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (FooledTimelapse, fooled_timelapse, ADW_TYPE_WINDOW)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_atomic_rc_box_release (job->shared);
  g_free (job->session);
  g_free (job->path);
  g_free (job);
}

static void
progressed (double fraction, gpointer data)
{
  Shared *shared = data;

  g_atomic_int_set (&shared->permille, (gint) (fraction * 1000));
}

static void
do_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  run_timelapse_save (job->session, job->seconds, job->path, progressed, job->shared,
                      &job->shared->interrupt, error);
}

static void
job_done (gpointer window, gpointer data, const GError *error)
{
  FooledTimelapse *self = window;
  const Job *job = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->done (owner, job->path, self->name, error);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
show_progress (gpointer data)
{
  FooledTimelapse *self = data;

  gtk_progress_bar_set_fraction (self->progress_bar,
                                 g_atomic_int_get (&self->shared->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

/* As with the list of sessions: a reference may outlive the main window. */
static void
fooled_timelapse_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_timelapse_parent_class)->unmap (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_timelapse_dispose (GObject *object)
{
  FooledTimelapse *self = FOOLED_TIMELAPSE (object);

  g_atomic_int_set (&self->shared->interrupt, 1);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_TIMELAPSE);

  G_OBJECT_CLASS (fooled_timelapse_parent_class)->dispose (object);
}

static void
fooled_timelapse_finalize (GObject *object)
{
  FooledTimelapse *self = FOOLED_TIMELAPSE (object);

  g_weak_ref_clear (&self->owner);
  g_atomic_rc_box_release (self->shared);
  g_free (self->name);

  G_OBJECT_CLASS (fooled_timelapse_parent_class)->finalize (object);
}

static void
fooled_timelapse_class_init (FooledTimelapseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_timelapse_dispose;
  fooled_focus_order_class_init (widget_class);
  G_OBJECT_CLASS (klass)->finalize = fooled_timelapse_finalize;
  widget_class->unmap = fooled_timelapse_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/sessions/timelapse.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledTimelapse, name_label);
  gtk_widget_class_bind_template_child (widget_class, FooledTimelapse, progress_bar);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
fooled_timelapse_init (FooledTimelapse *self)
{
  self->shared = g_atomic_rc_box_new0 (Shared);
  g_weak_ref_init (&self->owner, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* path: taken over. */
static void
start (GtkWindow *owner, const Order *order, char *path)
{
  FooledTimelapse *self =
      g_object_new (FOOLED_TYPE_TIMELAPSE, "application", gtk_window_get_application (owner),
                    "transient-for", owner, NULL);
  Job *job = g_new0 (Job, 1);

  g_weak_ref_set (&self->owner, owner);
  self->done = order->done;
  self->name = g_strdup (order->name);
  gtk_label_set_label (self->name_label, order->name);
  self->timeout = g_timeout_add (SHOW_INTERVAL, show_progress, self);
  job->shared = g_atomic_rc_box_acquire (self->shared);
  job->session = g_strdup (order->session);
  job->seconds = order->seconds;
  job->path = path;
  fooled_background_run (G_OBJECT (self), job, job_free, NULL, do_job, job_done);
  gtk_window_present (GTK_WINDOW (self));
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->session);
  g_free (order->name);
  g_free (order->folder);
  g_free (order);
}

static Order *
order_copy (const Order *order)
{
  Order *copy = g_memdup2 (order, sizeof *order);

  copy->session = g_strdup (order->session);
  copy->name = g_strdup (order->name);
  copy->folder = g_strdup (order->folder);
  return copy;
}

static void
path_chosen (gpointer owner, GFile *file, gpointer data)
{
  const Order *order = data;
  char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    {
      start (owner, order, path);
      return;
    }
  error = g_error_new (BASE_ERROR, BASE_ERROR_UNSUPPORTED, "%s",
                       _ ("Images can only be saved on this computer: choose another folder."));
  order->done (owner, NULL, order->name, error);
}

static char *
file_name (const Order *order)
{
  g_autofree char *name = g_strdelimit (g_strdup (order->name), "/\\:\n", '-');

  return g_strconcat (name, ".webp", NULL);
}

static void
length_chosen (gpointer owner, guint seconds, gpointer data)
{
  Order *order = data;
  g_autofree char *name = file_name (order);
  g_autoptr (GError) error = NULL;
  char *path;

  order->seconds = seconds;
  if (order->ask)
    {
      fooled_output_ask_animation (owner, order->folder, name, path_chosen, order_copy (order),
                                   order_free);
      return;
    }
  path = fooled_output_free_path (order->folder, name, &error);
  if (path != NULL)
    start (owner, order, path);
  else
    order->done (owner, NULL, order->name, error);
}

void
fooled_timelapse_begin (GtkWindow *owner,
                        const char *session,
                        const char *name,
                        const char *folder,
                        gboolean ask,
                        FooledOutputDone done)
{
  Order order = { (char *) session, (char *) name, (char *) folder, ask, done, 0 };

  g_return_if_fail (GTK_IS_WINDOW (owner));
  g_return_if_fail (session != NULL && name != NULL && folder != NULL && done != NULL);

  fooled_length_ask (GTK_WIDGET (owner), _ ("Save Time-Lapse"),
                     _ ("The grid of the whole run, from its beginning to now, as an animated "
                        "picture (WebP)."),
                     length_chosen, order_copy (&order), order_free);
}
