// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-get.h"

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"
#include "run/downloads.h"

#define LOOK_INTERVAL 50 /* milliseconds between two looks whether Ctrl-C was pressed */

typedef struct
{
  CliGetKind kind;
  const char *id;
  GMainLoop *loop;
  RunDownload *download;
  CliProgress progress;
  CliStatus status;
} Get;

static void
show_progress (Get *get, const RunDownloadProgress *progress)
{
  g_autofree char *arrived = g_format_size (progress->n_bytes);
  g_autofree char *total = g_format_size (progress->total);
  g_autofree char *text = NULL;
  double share = 0;

  if (progress->total > 0)
    {
      share = (double) progress->n_bytes / (double) progress->total;
      text = g_strdup_printf (_ ("%s of %s"), arrived, total);
    }
  cli_progress_show (&get->progress, share, text != NULL ? text : arrived);
}

static void
on_progress (const RunDownloadProgress *progress, gpointer data)
{
  Get *get = data;

  if (progress->state == RUN_DOWNLOAD_RUNNING)
    {
      show_progress (get, progress);
      return;
    }
  cli_progress_clear (&get->progress);
  if (progress->state == RUN_DOWNLOAD_DONE)
    cli_print (get->kind == CLI_GET_NETWORK ? _ ("The network “%s” is here.")
                                            : _ ("The data set “%s” is here."),
               get->id);
  else if (progress->state == RUN_DOWNLOAD_FAILED)
    {
      cli_error ("%s", progress->message);
      get->status = CLI_FAILURE;
    }
  else
    {
      cli_error (_ ("Ended. What has arrived is kept; the same command goes on there."));
      get->status = CLI_INTERRUPTED;
    }
  g_main_loop_quit (get->loop);
}

static gboolean
look_for_interrupt (gpointer data)
{
  Get *get = data;

  if (!cli_interrupted ())
    return G_SOURCE_CONTINUE;
  run_downloads_cancel (get->download);
  return G_SOURCE_REMOVE;
}

static CliStatus
get_one (CliGetKind kind, const char *id)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) look = g_timeout_source_new (LOOK_INTERVAL);
  Get get = { .kind = kind, .id = id, .loop = loop, .status = CLI_OK };

  cli_progress_init (&get.progress, TRUE);
  cli_interrupt_catch ();
  get.download = kind == CLI_GET_NETWORK ? run_downloads_start (id, on_progress, &get)
                                         : run_downloads_start_data_set (id, on_progress, &get);
  g_source_set_callback (look, look_for_interrupt, &get, NULL);
  g_source_attach (look, NULL);
  g_main_loop_run (loop);
  g_source_destroy (look);
  run_download_free (get.download);
  return get.status;
}

CliStatus
cli_list_or_get (CliGetKind kind, char **words, CliStatus (*list) (void))
{
  guint n_words = words != NULL ? g_strv_length (words) : 0;

  if (n_words == 0)
    return list ();
  if (!g_str_equal (words[0], "get") || n_words > 2)
    {
      cli_error (_ ("The argument “%s” is one too many."), words[n_words > 2 ? 2 : 0]);
      return CLI_USAGE;
    }
  if (n_words == 2)
    return get_one (kind, words[1]);
  cli_error (kind == CLI_GET_NETWORK
                 ? _ ("The ID of a network is missing; “fooled-cli networks” lists them.")
                 : _ ("The ID of a data set is missing; “fooled-cli data-sets” lists them."));
  return CLI_USAGE;
}
