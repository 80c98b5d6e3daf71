// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/download-part.h"
#include "formats/download.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef enum
{
  FMT_FETCH_DONE,    /* there is no more to come */
  FMT_FETCH_LOST,    /* the connection: there may be more to come */
  FMT_FETCH_REFUSED, /* this source does not have it */
  FMT_FETCH_STOPPED, /* cancelled, or the disk does not take it: other sources are no use */
} FmtFetchResult;

typedef struct
{
  const FmtDownload *download;
  SoupSession *session;
  FmtPart part;
  FmtDownloadFunc func;
  gpointer data;
  GCancellable *cancellable;
} FmtFetch;

SoupSession *fmt_fetch_session_new (guint timeout);

/* Asks one source for what the part does not have yet. The error, a sentence that does not name the
 * source, is set unless it is done. */
FmtFetchResult fmt_fetch (FmtFetch *fetch, const char *source, GError **error);

G_END_DECLS
