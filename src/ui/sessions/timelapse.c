// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/timelapse.h"

#include "config.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "run/timelapse.h"
#include "ui/files/length-dialog.h"
#include "ui/files/saving-window.h"

/* The other thread's. */
typedef struct
{
  char *session;
  guint seconds;
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

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->session);
  g_free (job);
}

static void
save (gpointer data,
      const char *path,
      BaseProgress progress,
      gpointer progress_data,
      const gint *interrupt,
      GError **error)
{
  Job *job = data;

  run_timelapse_save (job->session, job->seconds, path, progress, progress_data, interrupt, error);
}

/* path: taken over. */
static void
start (GtkWindow *owner, const Order *order, char *path)
{
  Job *job = g_new0 (Job, 1);

  job->session = g_strdup (order->session);
  job->seconds = order->seconds;
  fooled_saving_window_begin (owner, _ ("Time-Lapse"), order->name, save, job, job_free, path,
                              order->done);
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
