// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/download-fetch.h"

#include "base/error.h"
#include "config.h"
#include "formats/onnx.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK_SIZE ((gsize) 1 << 16)

/* "About" is not off by more than this factor. */
#define APPROXIMATE_FACTOR 2

SoupSession *
fmt_fetch_session_new (guint timeout)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout, "user-agent",
                                                        "fooled/" FOOLED_VERSION, NULL);

  /* The bytes as they are in the file: a range counts those, and so does the checksum. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

/* What libsoup and GIO say, as a sentence for a user. */
static char *
explain (const GError *error)
{
  g_autofree char *message = g_strdup (error->message);

  if (g_str_has_suffix (message, "."))
    message[strlen (message) - 1] = '\0';
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup (_ ("Its address was not found. Is there a network connection?"));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup (_ ("It did not answer in time."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup (_ ("It does not accept connections."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return g_strdup (_ ("It cannot be reached. Is there a network connection?"));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return g_strdup (_ ("The connection was cut."));
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS))
    return g_strdup (_ ("It sends from one address to the next without end."));
  if (error->domain == G_TLS_ERROR)
    return g_strdup_printf (_ ("It could not prove that it is what it says: %s."), message);
  return g_strdup_printf (_ ("It could not be read: %s."), message);
}

/* Takes over the error of a request or of its answer. */
static FmtFetchResult
lost (GError *local, GError **error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, local);
      return FMT_FETCH_STOPPED;
    }
  sentence = explain (local);
  g_set_error_literal (error, local->domain, local->code, sentence);
  g_error_free (local);
  return FMT_FETCH_LOST;
}

static FmtFetchResult
refuse_status (guint status, GError **error)
{
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("It does not have the file (%u)."),
                 status);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND, _ ("It answered “%u %s”."), status,
                 soup_status_get_phrase (status));
  return FMT_FETCH_REFUSED;
}

static FmtFetchResult
refuse_size (const FmtDownload *download, guint64 total, GError **error)
{
  g_autofree char *found = g_format_size_full (total, G_FORMAT_SIZE_LONG_FORMAT);
  g_autofree char *wanted = g_format_size_full (
      download->size > 0 ? download->size : download->size_approximate, G_FORMAT_SIZE_LONG_FORMAT);

  if (download->size > 0)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("It has another file: one of %s instead of %s."), found, wanted);
  else if (download->size_approximate > 0)
    g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                 _ ("It has another file: one of %s instead of about %s."), found, wanted);
  else
    g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                 _ ("It has another file: one of %s, which is too large."), found);
  return FMT_FETCH_REFUSED;
}

static FmtFetchResult
refuse_endless (guint64 limit, GError **error)
{
  g_autofree char *shown = g_format_size_full (limit, G_FORMAT_SIZE_LONG_FORMAT);

  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("It has another file: one of more than %s."), shown);
  return FMT_FETCH_REFUSED;
}

static guint64
greatest_size (const FmtDownload *download)
{
  if (download->size > 0)
    return download->size;
  if (download->size_approximate > 0)
    return MIN (download->size_approximate * APPROXIMATE_FACTOR, FMT_MAX_FILE_SIZE);
  return FMT_MAX_FILE_SIZE;
}

/* Whether a file of this size can be the right one; 0 = the server does not say. */
static gboolean
is_size_possible (const FmtDownload *download, guint64 total)
{
  if (total == 0)
    return TRUE;
  if (download->size > 0)
    return total == download->size;
  return total >= download->size_approximate / APPROXIMATE_FACTOR &&
         total <= greatest_size (download);
}

/* Reads the answer to its end. */
static FmtFetchResult
read_body (FmtFetch *fetch, const char *source, GInputStream *stream, guint64 total, GError **error)
{
  const FmtDownload *download = fetch->download;
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  g_autoptr (GError) local = NULL;

  for (;;)
    {
      FmtDownloadProgress progress = { source, fetch->part.size, total };
      gssize n;

      if (fetch->func != NULL)
        fetch->func (&progress, fetch->data);
      n = g_input_stream_read (stream, block, BLOCK_SIZE, fetch->cancellable, &local);
      if (n < 0)
        return lost (g_steal_pointer (&local), error);
      if (n == 0)
        break;
      if (fetch->part.size + (guint64) n > greatest_size (download))
        {
          fmt_part_empty (&fetch->part, NULL);
          return refuse_endless (greatest_size (download), error);
        }
      if (!fmt_part_append (&fetch->part, block, (gsize) n, error))
        return FMT_FETCH_STOPPED;
    }
  if (fetch->part.size >= total)
    return FMT_FETCH_DONE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _ ("The connection was cut."));
  return FMT_FETCH_LOST;
}

/* The answer begins where the part ends, so that the part can go on. */
static FmtFetchResult
begin_rest (FmtFetch *fetch, SoupMessageHeaders *headers, guint64 *total, GError **error)
{
  goffset start, end, length;

  if (!soup_message_headers_get_content_range (headers, &start, &end, &length) || start < 0 ||
      (guint64) start != fetch->part.size)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID,
                   _ ("It sends another part of the file than the one asked for."));
      return FMT_FETCH_REFUSED;
    }
  *total = (guint64) MAX (0, length);
  if (!is_size_possible (fetch->download, *total))
    return refuse_size (fetch->download, *total, error);
  fetch->part.resumed = TRUE;
  return FMT_FETCH_DONE;
}

/* The answer is the whole file, because nothing is here yet or the server knows no ranges. */
static FmtFetchResult
begin_whole (FmtFetch *fetch, SoupMessageHeaders *headers, guint64 *total, GError **error)
{
  *total = 0;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    *total = (guint64) MAX (0, soup_message_headers_get_content_length (headers));
  /* An error page, perhaps, which must not cost what is here already. */
  if (!is_size_possible (fetch->download, *total))
    return refuse_size (fetch->download, *total, error);
  return fmt_part_empty (&fetch->part, error) ? FMT_FETCH_DONE : FMT_FETCH_STOPPED;
}

static FmtFetchResult
read_answer (FmtFetch *fetch,
             const char *source,
             SoupMessage *message,
             GInputStream *stream,
             GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  FmtFetchResult result;
  guint64 total;

  /* Nothing comes after what is here already. */
  if (status == SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE && fetch->part.size > 0)
    {
      fetch->part.resumed = TRUE;
      return FMT_FETCH_DONE;
    }
  if (status == SOUP_STATUS_PARTIAL_CONTENT)
    result = begin_rest (fetch, headers, &total, error);
  else if (status == SOUP_STATUS_OK)
    result = begin_whole (fetch, headers, &total, error);
  else
    return refuse_status (status, error);
  if (result != FMT_FETCH_DONE)
    return result;

  if (total == 0)
    total = fetch->download->size;
  if (total > fetch->part.size &&
      !fmt_part_has_room (&fetch->part, total - fetch->part.size, error))
    return FMT_FETCH_STOPPED;
  return read_body (fetch, source, stream, total, error);
}

FmtFetchResult
fmt_fetch (FmtFetch *fetch, const char *source, GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, source);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) local = NULL;
  SoupMessageHeaders *headers;

  if (message == NULL)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_INVALID, _ ("It is not an address."));
      return FMT_FETCH_REFUSED;
    }
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (fetch->part.size > 0)
    soup_message_headers_set_range (headers, (goffset) fetch->part.size, -1);
  stream = soup_session_send (fetch->session, message, fetch->cancellable, &local);
  if (stream == NULL)
    return lost (g_steal_pointer (&local), error);
  return read_answer (fetch, source, message, stream, error);
}
