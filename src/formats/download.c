// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/download.h"

#include "base/error.h"
#include "config.h"
#include "formats/checksum.h"
#include "formats/download-fetch.h"

#include <glib/gi18n-lib.h>

/* How often one source is asked, as long as every answer brings more. */
#define MAX_ATTEMPTS 5

#define CARD_TIMEOUT 30

static FmtFetchResult
verify (FmtFetch *fetch, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (fmt_checksum_fits_file (fetch->download->checksum, fetch->part.path, fetch->cancellable,
                              &local))
    return FMT_FETCH_DONE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FMT_FETCH_STOPPED;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
               _ ("It sent another file: the checksum is wrong."));
  return FMT_FETCH_REFUSED;
}

/* One request and, where it brought everything, the check. Wrong bytes are forgotten. */
static FmtFetchResult
attempt (FmtFetch *fetch, const char *source, GError **error)
{
  const FmtDownload *download = fetch->download;
  FmtFetchResult result = FMT_FETCH_DONE;

  if (download->size == 0 || fetch->part.size != download->size)
    result = fmt_fetch (fetch, source, error);
  else
    fetch->part.resumed = TRUE;
  if (result == FMT_FETCH_DONE)
    {
      result = verify (fetch, error);
      if (result == FMT_FETCH_REFUSED)
        {
          gboolean resumed = fetch->part.resumed;

          if (!fmt_part_empty (&fetch->part, NULL))
            return FMT_FETCH_STOPPED;
          /* What came earlier may be at fault. */
          if (resumed)
            return FMT_FETCH_LOST;
        }
    }
  return result;
}

static FmtFetchResult
try_source (FmtFetch *fetch, const char *source, GError **error)
{
  for (guint i = 1;; i++)
    {
      guint64 before = fetch->part.size;
      FmtFetchResult result = attempt (fetch, source, error);

      if (result != FMT_FETCH_LOST || i == MAX_ATTEMPTS || fetch->part.size == before)
        return result;
      g_clear_error (error);
    }
}

/* `troubles`: what was wrong with each source, as sentences. */
static FmtFetchResult
try_sources (FmtFetch *fetch, GString *troubles, GError **error)
{
  for (guint i = 0; fetch->download->sources[i] != NULL; i++)
    {
      const char *source = fetch->download->sources[i];
      g_autoptr (GError) local = NULL;
      FmtFetchResult result = try_source (fetch, source, &local);

      if (result == FMT_FETCH_DONE)
        return result;
      if (result == FMT_FETCH_STOPPED)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return result;
        }
      /* Translators: the address of a file, and a sentence about what is wrong with it. */
      g_string_append_printf (troubles, _ ("\n%s: %s"), source, local->message);
    }
  return FMT_FETCH_REFUSED;
}

gboolean
fmt_download (const FmtDownload *download,
              FmtDownloadFunc func,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  /* The session's own, so that nothing of it is left to a main loop of the caller's. */
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainContextPusher) pusher = g_main_context_pusher_new (context);
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GString) troubles = g_string_new (NULL);
  FmtFetch fetch;
  gboolean done = FALSE;

  g_return_val_if_fail (download != NULL && download->sources != NULL, FALSE);
  g_return_val_if_fail (download->checksum != NULL && download->path != NULL, FALSE);

  session = fmt_fetch_session_new (download->timeout);
  fetch = (FmtFetch){
    .download = download, .session = session, .func = func, .data = data, .cancellable = cancellable
  };
  if (fmt_part_open (&fetch.part, download->path, error))
    switch (try_sources (&fetch, troubles, error))
      {
      case FMT_FETCH_DONE:
        done = fmt_part_accept (&fetch.part, download->path, error);
        break;
      case FMT_FETCH_STOPPED:
        break;
      default:
        if (fetch.part.size > 0)
          g_string_append (troubles,
                           _ ("\nWhat has arrived is kept; another attempt goes on there."));
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("“%s” could not be downloaded.%s"),
                     download->name, troubles->str);
      }
  fmt_part_close (&fetch.part);
  soup_session_abort (session);
  return done;
}

gboolean
fmt_download_card (const FmtCard *card,
                   FmtDownloadFunc func,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) local = NULL;
  FmtDownload download;

  g_return_val_if_fail (card != NULL, FALSE);

  path = fmt_card_find_weights (card, NULL);
  if (path != NULL && (card->checksum == NULL ||
                       fmt_checksum_fits_file (card->checksum, path, cancellable, &local)))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (card->sources == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("“%s” cannot be downloaded: its network card names no source."), card->name);
      return FALSE;
    }
  /* A damaged file is replaced where it is. */
  if (path == NULL)
    path = fmt_card_download_path (card);
  download = (FmtDownload){ .name = card->name,
                            .path = path,
                            .sources = (const char *const *) card->sources,
                            .checksum = card->checksum,
                            .size = card->size,
                            .size_approximate = card->size_approximate,
                            .timeout = CARD_TIMEOUT };
  return fmt_download (&download, func, data, cancellable, error);
}
