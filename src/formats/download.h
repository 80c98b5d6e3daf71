// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/card.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What to get, and where it goes. What has arrived is kept in "<path>.part" until all of it is
 * there and has the right checksum; only then does the file appear under its own name. */
typedef struct
{
  const char *name; /* as people call it */
  const char *path;
  const char *const *sources; /* http and https addresses, tried in this order */
  const char *checksum;       /* see checksum.h */
  guint64 size;               /* in bytes; 0 = unknown */
  guint64 size_approximate;   /* where `size` is unknown: what is twice as large or half as large
                               * is not accepted; 0 = unknown, too */
  guint timeout;              /* seconds until a silent server is given up */
} FmtDownload;

typedef struct
{
  const char *source; /* the one that is being read */
  guint64 n_bytes;    /* arrived, now or earlier */
  guint64 total;      /* 0 = unknown */
} FmtDownloadProgress;

/* Called on the thread that downloads, for every few kilobytes. */
typedef void (*FmtDownloadFunc) (const FmtDownloadProgress *progress, gpointer data);

/* Returns when the file is there, or with an error that tells each source's trouble. Goes on where
 * an earlier attempt ended. What has arrived is kept when it is cancelled or a connection is lost;
 * not when it is wrong or the disk is full. */
gboolean fmt_download (const FmtDownload *download,
                       FmtDownloadFunc func,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error);

/* The same for the weights of a card. Weights that are here and undamaged are not got again. */
gboolean fmt_download_card (const FmtCard *card,
                            FmtDownloadFunc func,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
