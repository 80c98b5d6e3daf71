// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/saving-window.h"

#include "config.h"

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
  FooledSave save;
  gpointer job;
  GDestroyNotify free_job;
  char *path;
} Saving;

struct _FooledSavingWindow
{
  AdwWindow parent_instance;
  Shared *shared;
  GWeakRef owner;
  FooledOutputDone done;
  char *text;
  guint timeout;

  GtkLabel *text_label;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (FooledSavingWindow, fooled_saving_window, ADW_TYPE_WINDOW)

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_atomic_rc_box_release (saving->shared);
  if (saving->free_job != NULL)
    saving->free_job (saving->job);
  g_free (saving->path);
  g_free (saving);
}

static void
progressed (double fraction, gpointer data)
{
  g_atomic_int_set (&((Shared *) data)->permille, (gint) (fraction * 1000));
}

static void
do_saving (gpointer data, GCancellable *cancellable, GError **error)
{
  Saving *saving = data;

  saving->save (saving->job, saving->path, progressed, saving->shared, &saving->shared->interrupt,
                error);
}

static void
saving_done (gpointer window, gpointer data, const GError *error)
{
  FooledSavingWindow *self = window;
  const Saving *saving = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->done (owner, saving->path, self->text, error);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
show_progress (gpointer data)
{
  FooledSavingWindow *self = data;

  gtk_progress_bar_set_fraction (self->progress_bar,
                                 g_atomic_int_get (&self->shared->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

/* As with the list of sessions: a reference may outlive the main window. */
static void
fooled_saving_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (fooled_saving_window_parent_class)->unmap (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
fooled_saving_window_dispose (GObject *object)
{
  FooledSavingWindow *self = FOOLED_SAVING_WINDOW (object);

  g_atomic_int_set (&self->shared->interrupt, 1);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), FOOLED_TYPE_SAVING_WINDOW);

  G_OBJECT_CLASS (fooled_saving_window_parent_class)->dispose (object);
}

static void
fooled_saving_window_finalize (GObject *object)
{
  FooledSavingWindow *self = FOOLED_SAVING_WINDOW (object);

  g_weak_ref_clear (&self->owner);
  g_atomic_rc_box_release (self->shared);
  g_free (self->text);

  G_OBJECT_CLASS (fooled_saving_window_parent_class)->finalize (object);
}

static void
fooled_saving_window_class_init (FooledSavingWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fooled_saving_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = fooled_saving_window_finalize;
  widget_class->unmap = fooled_saving_window_unmap;
  fooled_focus_order_class_init (widget_class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/fooled/Fooled/files/saving-window.ui");
  gtk_widget_class_bind_template_child (widget_class, FooledSavingWindow, text_label);
  gtk_widget_class_bind_template_child (widget_class, FooledSavingWindow, progress_bar);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
fooled_saving_window_init (FooledSavingWindow *self)
{
  self->shared = g_atomic_rc_box_new0 (Shared);
  g_weak_ref_init (&self->owner, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
fooled_saving_window_begin (GtkWindow *owner,
                            const char *title,
                            const char *text,
                            FooledSave save,
                            gpointer job,
                            GDestroyNotify free_job,
                            char *path,
                            FooledOutputDone done)
{
  FooledSavingWindow *self;
  Saving *saving;

  g_return_if_fail (GTK_IS_WINDOW (owner));
  g_return_if_fail (title != NULL && path != NULL);
  g_return_if_fail (save != NULL && done != NULL);

  self = g_object_new (FOOLED_TYPE_SAVING_WINDOW, "application", gtk_window_get_application (owner),
                       "transient-for", owner, "title", title, NULL);
  g_weak_ref_set (&self->owner, owner);
  self->done = done;
  self->text = g_strdup (text);
  if (text != NULL)
    gtk_label_set_label (self->text_label, text);
  self->timeout = g_timeout_add (SHOW_INTERVAL, show_progress, self);

  saving = g_new0 (Saving, 1);
  saving->shared = g_atomic_rc_box_acquire (self->shared);
  saving->save = save;
  saving->job = job;
  saving->free_job = free_job;
  saving->path = path;
  fooled_background_run (G_OBJECT (self), saving, saving_free, NULL, do_saving, saving_done);
  gtk_window_present (GTK_WINDOW (self));
}
