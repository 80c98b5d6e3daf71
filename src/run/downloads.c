// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/downloads.h"

#include "base/error.h"
#include "config.h"
#include "formats/card-names.h"
#include "formats/download.h"
#include "run/data-sets.h"

#include <glib/gi18n-lib.h>

/* Between two reports, in microseconds. */
#define REPORT_INTERVAL (G_USEC_PER_SEC / 20)

/* The thread writes what there is to report; a source on the caller's main context shows the
 * latest. The thread, the source and the caller each hold a reference. */
struct _RunDownload
{
  gatomicrefcount ref_count;
  char *id;
  gboolean (*get) (RunDownload *download, GError **error); /* on the thread */
  RunDownloadFunc func; /* NULL after the caller let go; used on the caller's thread only */
  gpointer data;
  GMainContext *context;
  GCancellable *cancellable;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  RunDownloadState state;
  guint64 n_bytes;
  guint64 total;
  char *source;
  char *message;
  gboolean pending;   /* a source is on its way */
  gint64 next_report; /* not before this time, as g_get_monotonic_time says it */
};

static void
unref (RunDownload *download)
{
  if (!g_atomic_ref_count_dec (&download->ref_count))
    return;
  g_free (download->id);
  g_free (download->source);
  g_free (download->message);
  g_main_context_unref (download->context);
  g_object_unref (download->cancellable);
  g_mutex_clear (&download->mutex);
  g_free (download);
}

static gboolean
show (gpointer data)
{
  RunDownload *download = data;
  g_autofree char *source = NULL, *message = NULL;
  RunDownloadProgress progress;

  g_mutex_lock (&download->mutex);
  download->pending = FALSE;
  download->next_report = g_get_monotonic_time () + REPORT_INTERVAL;
  source = g_strdup (download->source);
  message = g_strdup (download->message);
  progress = (RunDownloadProgress){ .state = download->state,
                                    .n_bytes = download->n_bytes,
                                    .total = download->total,
                                    .source = source,
                                    .message = message };
  g_mutex_unlock (&download->mutex);
  if (download->func != NULL)
    download->func (&progress, download->data);
  return G_SOURCE_REMOVE;
}

/* With the mutex held. What comes too soon after the last report is reported a little later, with
 * all that has come until then. */
static void
report (RunDownload *download)
{
  gint64 wait = MAX (download->next_report - g_get_monotonic_time (), 0);
  g_autoptr (GSource) source = NULL;

  if (download->pending)
    return;
  download->pending = TRUE;
  g_atomic_ref_count_inc (&download->ref_count);
  source = g_timeout_source_new ((guint) (wait / 1000));
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, show, download, (GDestroyNotify) unref);
  g_source_attach (source, download->context);
}

static void
note (RunDownload *download, guint64 n_bytes, guint64 total, const char *source)
{
  g_mutex_lock (&download->mutex);
  download->n_bytes = n_bytes;
  download->total = total;
  if (g_strcmp0 (download->source, source) != 0)
    {
      g_free (download->source);
      download->source = g_strdup (source);
    }
  report (download);
  g_mutex_unlock (&download->mutex);
}

static void
on_progress (const FmtDownloadProgress *progress, gpointer data)
{
  note (data, progress->n_bytes, progress->total, progress->source);
}

static void
on_data_set_progress (gpointer data, guint64 n_bytes, guint64 total)
{
  note (data, n_bytes, total, NULL);
}

static gboolean
get_data_set (RunDownload *download, GError **error)
{
  return run_data_set_get (download->id, on_data_set_progress, download, download->cancellable,
                           error);
}

static gboolean
get_network (RunDownload *download, GError **error)
{
  g_autofree char *path = fmt_card_find (download->id);
  g_autoptr (FmtCard) card = NULL;

  if (path == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("There is no network called “%s”."),
                   download->id);
      return FALSE;
    }
  card = fmt_card_load (path, error);
  return card != NULL &&
         fmt_download_card (card, on_progress, download, download->cancellable, error);
}

static gpointer
thread_main (gpointer data)
{
  RunDownload *download = data;
  g_autoptr (GError) error = NULL;
  gboolean done = download->get (download, &error);

  g_mutex_lock (&download->mutex);
  if (done)
    {
      download->state = RUN_DOWNLOAD_DONE;
      download->n_bytes = MAX (download->n_bytes, download->total);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    download->state = RUN_DOWNLOAD_CANCELLED;
  else
    {
      download->state = RUN_DOWNLOAD_FAILED;
      download->message = g_strdup (error->message);
    }
  report (download);
  g_mutex_unlock (&download->mutex);
  unref (download);
  return NULL;
}

static RunDownload *
start (const char *id,
       gboolean (*get) (RunDownload *download, GError **error),
       RunDownloadFunc func,
       gpointer data)
{
  RunDownload *download = g_new0 (RunDownload, 1);

  g_atomic_ref_count_init (&download->ref_count);
  download->id = g_strdup (id);
  download->get = get;
  download->func = func;
  download->data = data;
  download->context = g_main_context_ref_thread_default ();
  download->cancellable = g_cancellable_new ();
  g_mutex_init (&download->mutex);
  g_atomic_ref_count_inc (&download->ref_count);
  download->thread = g_thread_new ("download", thread_main, download);
  return download;
}

RunDownload *
run_downloads_start (const char *id, RunDownloadFunc func, gpointer data)
{
  g_return_val_if_fail (id != NULL && func != NULL, NULL);
  return start (id, get_network, func, data);
}

RunDownload *
run_downloads_start_data_set (const char *id, RunDownloadFunc func, gpointer data)
{
  g_return_val_if_fail (id != NULL && func != NULL, NULL);
  return start (id, get_data_set, func, data);
}

void
run_downloads_cancel (RunDownload *download)
{
  g_return_if_fail (download != NULL);
  g_cancellable_cancel (download->cancellable);
}

void
run_download_free (RunDownload *download)
{
  if (download == NULL)
    return;
  download->func = NULL;
  g_cancellable_cancel (download->cancellable);
  g_thread_join (download->thread);
  unref (download);
}

const char *
run_download_id (RunDownload *download)
{
  g_return_val_if_fail (download != NULL, NULL);
  return download->id;
}
