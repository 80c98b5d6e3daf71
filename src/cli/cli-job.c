// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli-job.h"

#include "config.h"

#include <glib/gi18n.h>

#include "cli/cli-interrupt.h"
#include "cli/cli-output.h"
#include "cli/cli-progress.h"

#define WAIT_MS 100

/* No work has an answer to it. */
#define ASK_NOTHING G_MAXUINT

static void
show (CliProgress *progress, const RunJobSnapshot *snapshot, CliDescribe describe)
{
  g_autofree char *text = describe (snapshot);

  if (text != NULL)
    cli_progress_show (progress, MAX (snapshot->fraction, 0), text);
}

/* Each once, where it changes. */
static void
tell_save_error (CliProgress *progress, const RunJobSnapshot *snapshot, char **told)
{
  if (g_strcmp0 (*told, snapshot->save_error) == 0)
    return;
  g_free (*told);
  *told = g_strdup (snapshot->save_error);
  cli_progress_clear (progress);
  if (*told != NULL)
    cli_error (_ ("The run goes on, but is not saved at the moment: %s"), *told);
  else
    cli_error (_ ("The run is saved again."));
}

static void
tell_news (CliProgress *progress, const RunJobSnapshot *snapshot, CliNews news, gpointer news_data)
{
  g_autofree char *text = news != NULL ? news (snapshot, news_data) : NULL;

  if (text == NULL)
    return;
  cli_progress_clear (progress);
  g_printerr ("%s\n", text);
}

gpointer
cli_job_follow (RunJob *job, CliDescribe describe, gboolean lines)
{
  return cli_job_follow_news (job, describe, NULL, NULL, lines);
}

gpointer
cli_job_follow_news (RunJob *job,
                     CliDescribe describe,
                     CliNews news,
                     gpointer news_data,
                     gboolean lines)
{
  g_autofree char *told = NULL;
  gboolean pausing = FALSE;
  CliProgress progress;

  cli_progress_init (&progress, lines);
  for (;;)
    {
      RunJobSnapshot *snapshot;

      if (cli_interrupted () && !pausing)
        {
          run_job_pause (job);
          pausing = TRUE;
        }
      snapshot = run_job_wait (job, WAIT_MS);
      if (snapshot == NULL)
        continue;
      tell_save_error (&progress, snapshot, &told);
      tell_news (&progress, snapshot, news, news_data);
      if (snapshot->message != NULL)
        {
          cli_progress_clear (&progress);
          cli_error ("%s", snapshot->message);
        }
      if (snapshot->state == RUN_STATE_RUNNING)
        show (&progress, snapshot, describe);
      else if (snapshot->state != RUN_STATE_LOADING &&
               (snapshot->state != RUN_STATE_IDLE || pausing))
        {
          cli_progress_clear (&progress);
          if (snapshot->state == RUN_STATE_PAUSED || snapshot->state == RUN_STATE_FINISHED)
            return snapshot;
          run_job_snapshot_unref (snapshot);
          return NULL;
        }
      run_job_snapshot_unref (snapshot);
    }
}

/* A snapshot that still says “paused” or “finished” may be on its way: an answer comes after all of
 * them. */
void
cli_job_resume (RunJob *job)
{
  g_autoptr (RunJobSnapshot) stale = NULL;

  run_job_ask (job, ASK_NOTHING, NULL);
  stale = run_job_take_snapshot (job);
  run_job_resume (job);
}

gboolean
cli_job_finish (RunJob *job)
{
  g_autoptr (GError) error = NULL;

  if (run_job_finish (job, &error))
    return TRUE;
  /* Translators: %s is a sentence that says why. */
  cli_error (_ ("What there was at the end is not saved. %s"), error->message);
  return FALSE;
}
