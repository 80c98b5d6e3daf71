// SPDX-License-Identifier: GPL-3.0-or-later
#include "loopback.h"

#include "base/random.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_CONNECTIONS 16

struct _Loopback
{
  GSocketService *service;
  guint16 port;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  guint8 content[LOOPBACK_SIZE];
  guint8 wrong[LOOPBACK_SIZE];
  GMutex mutex;
  GCond cond;
  GString *requests;
  gboolean ending;
  guint n_connections;
};

/* One request and where its answer goes. */
typedef struct
{
  Loopback *loopback;
  GOutputStream *out;
  char *path;
  gboolean has_range;
  guint64 first; /* of the range; 0 when there is none */
} Request;

static gboolean
send_bytes (Request *request, const void *data, gsize size)
{
  return g_output_stream_write_all (request->out, data, size, NULL, NULL, NULL);
}

static void send_head (Request *request, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
send_head (Request *request, const char *format, ...)
{
  g_autofree char *lines = NULL, *head = NULL;
  va_list arguments;

  va_start (arguments, format);
  lines = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  head = g_strconcat ("HTTP/1.1 ", lines, "\r\nConnection: close\r\n\r\n", NULL);
  send_bytes (request, head, strlen (head));
}

static void
wait_for_end (Request *request)
{
  Loopback *loopback = request->loopback;

  g_mutex_lock (&loopback->mutex);
  while (!loopback->ending)
    g_cond_wait (&loopback->cond, &loopback->mutex);
  g_mutex_unlock (&loopback->mutex);
}

/* The content from the range's beginning, but at most `limit` bytes of it. */
static void
send_range (Request *request, const guint8 *content, guint64 limit)
{
  guint64 first = request->first, size = LOOPBACK_SIZE - MIN (first, LOOPBACK_SIZE);

  if (request->has_range && size == 0)
    {
      send_head (request, "416 Range Not Satisfiable\r\nContent-Range: bytes */%d", LOOPBACK_SIZE);
      return;
    }
  if (request->has_range)
    send_head (request,
               "206 Partial Content\r\nContent-Length: %" G_GUINT64_FORMAT
               "\r\nContent-Range: bytes %" G_GUINT64_FORMAT "-%d/%d",
               size, first, LOOPBACK_SIZE - 1, LOOPBACK_SIZE);
  else
    send_head (request, "200 OK\r\nContent-Length: %" G_GUINT64_FORMAT, size);
  send_bytes (request, content + first, MIN (size, limit));
}

static void
send_plain (Request *request, guint64 limit)
{
  send_head (request, "200 OK\r\nContent-Length: %d", LOOPBACK_SIZE);
  send_bytes (request, request->loopback->content, MIN (limit, LOOPBACK_SIZE));
}

static void
send_closing (Request *request)
{
  send_head (request, "200 OK");
  send_bytes (request, request->loopback->content, LOOPBACK_SIZE);
}

static void
send_slowly (Request *request)
{
  const gsize piece = LOOPBACK_SIZE / 30;

  send_head (request, "200 OK\r\nContent-Length: %d", LOOPBACK_SIZE);
  for (gsize at = 0; at < LOOPBACK_SIZE; at += piece)
    {
      send_bytes (request, request->loopback->content + at, MIN (piece, LOOPBACK_SIZE - at));
      g_usleep (2000);
    }
}

static void
send_long (Request *request)
{
  send_head (request, "200 OK\r\nContent-Length: %d", LOOPBACK_SIZE + 1);
  send_bytes (request, request->loopback->content, LOOPBACK_SIZE);
  send_bytes (request, "x", 1);
}

static void
send_endless (Request *request)
{
  send_head (request, "200 OK");
  while (send_bytes (request, request->loopback->content, LOOPBACK_SIZE))
    ;
}

static void
send_shifted (Request *request)
{
  send_head (request, "206 Partial Content\r\nContent-Length: 10\r\nContent-Range: bytes 7-16/%d",
             LOOPBACK_SIZE);
  send_bytes (request, request->loopback->content + 7, 10);
}

static void
answer (Request *request)
{
  Loopback *loopback = request->loopback;
  const char *end = strchr (request->path + 1, '/');
  g_autofree char *path = end != NULL ? g_strndup (request->path, (gsize) (end - request->path))
                                      : g_strdup (request->path);

  if (g_str_equal (path, "/good"))
    send_range (request, loopback->content, LOOPBACK_SIZE);
  else if (g_str_equal (path, "/plain"))
    send_plain (request, LOOPBACK_SIZE);
  else if (g_str_equal (path, "/closing"))
    send_closing (request);
  else if (g_str_equal (path, "/cut"))
    send_range (request, loopback->content, LOOPBACK_STEP);
  else if (g_str_equal (path, "/cut-plain"))
    send_plain (request, LOOPBACK_STEP);
  else if (g_str_equal (path, "/stall"))
    {
      send_range (request, loopback->content, LOOPBACK_STEP);
      wait_for_end (request);
    }
  else if (g_str_equal (path, "/silent"))
    wait_for_end (request);
  else if (g_str_equal (path, "/slow"))
    send_slowly (request);
  else if (g_str_equal (path, "/wrong"))
    send_range (request, loopback->wrong, LOOPBACK_SIZE);
  else if (g_str_equal (path, "/long"))
    send_long (request);
  else if (g_str_equal (path, "/endless"))
    send_endless (request);
  else if (g_str_equal (path, "/shifted"))
    send_shifted (request);
  else if (g_str_equal (path, "/huge"))
    send_head (request, "200 OK\r\nContent-Length: %" G_GUINT64_FORMAT, LOOPBACK_HUGE);
  else if (g_str_equal (path, "/broken"))
    send_head (request, "503 Service Unavailable\r\nContent-Length: 0");
  else if (g_str_equal (path, "/garbage"))
    send_bytes (request, "hello, world\r\n\r\n", 16);
  else if (g_str_equal (path, "/redirect"))
    send_head (request, "302 Found\r\nLocation: /good\r\nContent-Length: 0");
  else if (g_str_equal (path, "/loop"))
    send_head (request, "302 Found\r\nLocation: /loop\r\nContent-Length: 0");
  else
    send_head (request, "404 Not Found\r\nContent-Length: 7\r\n\r\nNothing");
}

static void
note_request (Request *request)
{
  GString *requests = request->loopback->requests;

  g_mutex_lock (&request->loopback->mutex);
  g_string_append_printf (requests, "%s%s", requests->len > 0 ? " " : "", request->path);
  if (request->has_range)
    g_string_append_printf (requests, " %" G_GUINT64_FORMAT "-", request->first);
  g_mutex_unlock (&request->loopback->mutex);
}

/* Reads the lines before the empty one. FALSE when they are no request. */
static gboolean
read_request (Request *request, GDataInputStream *in)
{
  const char range[] = "range: bytes=";
  g_autofree char *first = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  g_auto (GStrv) words = g_strsplit (first != NULL ? first : "", " ", 3);
  char *line;

  if (g_strv_length (words) != 3 || !g_str_equal (words[0], "GET"))
    return FALSE;
  request->path = g_strdup (words[1]);
  while ((line = g_data_input_stream_read_line (in, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (g_strchomp (line), -1);

      g_free (line);
      if (*lower == '\0')
        return TRUE;
      if (g_str_has_prefix (lower, range))
        {
          request->has_range = TRUE;
          request->first = g_ascii_strtoull (lower + strlen (range), NULL, 10);
        }
    }
  return FALSE;
}

static gboolean
on_run (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        Loopback *loopback)
{
  g_autoptr (GDataInputStream) in =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  Request request = { .loopback = loopback,
                      .out = g_io_stream_get_output_stream (G_IO_STREAM (connection)) };

  g_mutex_lock (&loopback->mutex);
  loopback->n_connections++;
  g_mutex_unlock (&loopback->mutex);
  if (read_request (&request, in))
    {
      note_request (&request);
      answer (&request);
    }
  g_free (request.path);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&loopback->mutex);
  loopback->n_connections--;
  g_cond_broadcast (&loopback->cond);
  g_mutex_unlock (&loopback->mutex);
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  Loopback *loopback = data;

  g_main_context_push_thread_default (loopback->context);
  g_socket_service_start (loopback->service);
  g_main_loop_run (loopback->loop);
  g_main_context_pop_thread_default (loopback->context);
  return NULL;
}

Loopback *
loopback_new (void)
{
  Loopback *loopback = g_new0 (Loopback, 1);
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (host, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  BaseRandom random;

  base_random_init (&random, 11, 0, 0);
  for (gsize i = 0; i < LOOPBACK_SIZE; i++)
    {
      loopback->content[i] = (guint8) base_random_next (&random);
      loopback->wrong[i] = loopback->content[i] ^ 1;
    }
  g_mutex_init (&loopback->mutex);
  g_cond_init (&loopback->cond);
  loopback->requests = g_string_new (NULL);
  loopback->context = g_main_context_new ();
  loopback->loop = g_main_loop_new (loopback->context, FALSE);
  g_main_context_push_thread_default (loopback->context);
  loopback->service = g_threaded_socket_service_new (MAX_CONNECTIONS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (loopback->service), any_port,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address,
                                 &error);
  g_assert_no_error (error);
  loopback->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_signal_connect (loopback->service, "run", G_CALLBACK (on_run), loopback);
  g_main_context_pop_thread_default (loopback->context);
  loopback->thread = g_thread_new ("loopback", serve, loopback);
  return loopback;
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
loopback_free (Loopback *loopback)
{
  GSource *source = g_idle_source_new ();

  /* Within the loop, which may not have begun yet. */
  g_source_set_callback (source, quit, loopback->loop, NULL);
  g_source_attach (source, loopback->context);
  g_source_unref (source);
  g_thread_join (loopback->thread);
  g_socket_service_stop (loopback->service);
  g_socket_listener_close (G_SOCKET_LISTENER (loopback->service));
  g_mutex_lock (&loopback->mutex);
  loopback->ending = TRUE;
  g_cond_broadcast (&loopback->cond);
  while (loopback->n_connections > 0)
    g_cond_wait (&loopback->cond, &loopback->mutex);
  g_mutex_unlock (&loopback->mutex);
  g_object_unref (loopback->service);
  g_main_loop_unref (loopback->loop);
  g_main_context_unref (loopback->context);
  g_string_free (loopback->requests, TRUE);
  g_mutex_clear (&loopback->mutex);
  g_cond_clear (&loopback->cond);
  g_free (loopback);
}

const guint8 *
loopback_content (Loopback *loopback)
{
  return loopback->content;
}

char *
loopback_address (Loopback *loopback, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", loopback->port, path);
}

char *
loopback_sha256 (Loopback *loopback)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, loopback->content, LOOPBACK_SIZE);
}

char *
loopback_take_requests (Loopback *loopback)
{
  char *requests;

  g_mutex_lock (&loopback->mutex);
  requests = g_strdup (loopback->requests->str);
  g_string_truncate (loopback->requests, 0);
  g_mutex_unlock (&loopback->mutex);
  return requests;
}
