// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "run/downloads.h"

G_BEGIN_DECLS

/* The networks, or the data sets, that are being got, and those of which that failed: they go on
 * while no window shows them. Letting go of it cancels them and waits for their threads; what has
 * arrived is kept.
 *
 * Signals, with the id: "changed" after any change, "finished" when it can be used,
 * "failed". */
#define FOOLED_TYPE_DOWNLOADS (fooled_downloads_get_type ())
G_DECLARE_FINAL_TYPE (FooledDownloads, fooled_downloads, FOOLED, DOWNLOADS, GObject)

typedef struct
{
  gboolean running; /* else it has failed */
  guint64 n_bytes;
  guint64 total; /* 0 = unknown */
  char *message; /* why it failed, else NULL */
} FooledDownload;

/* Of networks with run_downloads_start, of data sets with run_downloads_start_data_set. */
FooledDownloads *fooled_downloads_new (RunDownloadStart start);

/* Of that network or data set. Starting one that is being got, or ending one that is not, does
 * nothing. */
void fooled_downloads_start (FooledDownloads *self, const char *id);
void fooled_downloads_cancel (FooledDownloads *self, const char *id);

/* Borrowed, until the next change; NULL = it is not being got and nothing went wrong. */
const FooledDownload *fooled_downloads_get (FooledDownloads *self, const char *id);

G_END_DECLS
