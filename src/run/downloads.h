// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Networks and data sets that are got from elsewhere, each on a thread of its own. */
typedef struct _RunDownload RunDownload;

typedef enum
{
  RUN_DOWNLOAD_RUNNING,
  RUN_DOWNLOAD_DONE,      /* what was got can be used now */
  RUN_DOWNLOAD_CANCELLED, /* what has arrived is kept for the next time */
  RUN_DOWNLOAD_FAILED,
} RunDownloadState;

/* Belongs to the download; valid during the call. */
typedef struct
{
  RunDownloadState state;
  guint64 n_bytes;     /* arrived, now or earlier */
  guint64 total;       /* 0 = unknown */
  const char *source;  /* the address that is being read; NULL before the first answer */
  const char *message; /* when it failed: sentences for the user, one a line; else NULL */
} RunDownloadProgress;

typedef void (*RunDownloadFunc) (const RunDownloadProgress *progress, gpointer data);

/* How one begins. */
typedef RunDownload *(*RunDownloadStart) (const char *id, RunDownloadFunc func, gpointer data);

/* Gets the network of the card with this id. `func` is called on the main context that is the
 * calling thread's default one: some times a second while it runs, and a last time with another
 * state. An id that is not known fails in the same way. */
RunDownload *run_downloads_start (const char *id, RunDownloadFunc func, gpointer data);

/* The same for a data set (run/data-sets.h), of whose address nothing is said. */
RunDownload *run_downloads_start_data_set (const char *id, RunDownloadFunc func, gpointer data);

/* It ends soon, as cancelled unless it was just done. */
void run_downloads_cancel (RunDownload *download);

/* On the thread that started it, also from within `func`. Cancels it where it still runs, and waits
 * for its thread; `func` is not called any more. */
void run_download_free (RunDownload *download);

const char *run_download_id (RunDownload *download);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunDownload, run_download_free)

G_END_DECLS
