// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/job-private.h"

#include "run/host-private.h"

struct _RunJob
{
  RunChannel channel;
  GThread *thread; /* NULL once it has ended */
};

/* All that there are, for run_jobs_end. */
static GMutex jobs_mutex;
static GList *jobs;

gpointer
run_job_snapshot_ref (gpointer snapshot)
{
  g_atomic_ref_count_inc (&((RunJobSnapshot *) snapshot)->ref_count);
  return snapshot;
}

void
run_job_snapshot_unref (gpointer data)
{
  RunJobSnapshot *snapshot = data;

  if (snapshot == NULL || !g_atomic_ref_count_dec (&snapshot->ref_count))
    return;
  if (snapshot->clear != NULL)
    snapshot->clear (snapshot);
  g_free (snapshot->message);
  g_free (snapshot->session);
  g_free (snapshot->save_error);
  g_free (snapshot);
}

void
run_command_free (RunCommand *command)
{
  if (command->free_value != NULL)
    command->free_value (command->value);
  g_free (command->session);
  g_free (command);
}

gboolean
run_command_abandons (RunCommandKind kind)
{
  return kind == RUN_COMMAND_START || kind == RUN_COMMAND_OPEN || kind == RUN_COMMAND_CANCEL ||
         kind == RUN_COMMAND_QUIT;
}

RunJob *
run_job_new (RunHost *host, const RunWork *work, RunNotify notify, gpointer notify_data)
{
  RunJob *job = g_new0 (RunJob, 1);

  g_return_val_if_fail (host != NULL && work != NULL, NULL);

  job->channel = (RunChannel){
    .host = host,
    .work = work,
    .commands = g_async_queue_new_full ((GDestroyNotify) run_command_free),
    .answers = g_async_queue_new_full (g_free),
    .mailbox = run_mailbox_new (),
    .notify = notify,
    .notify_data = notify_data,
  };
  job->thread = g_thread_new ("fooled-job", run_job_thread_main, &job->channel);
  g_mutex_lock (&jobs_mutex);
  jobs = g_list_prepend (jobs, job);
  g_mutex_unlock (&jobs_mutex);
  return job;
}

static void
send (RunJob *job, RunCommand command)
{
  RunChannel *channel = &job->channel;

  if (run_command_abandons (command.kind))
    g_atomic_int_inc (&channel->n_abandoned);
  g_async_queue_push (channel->commands, g_memdup2 (&command, sizeof command));
  g_atomic_int_set (&channel->interrupt, 1);
  run_host_wake (channel->host);
}

static void
end (RunJob *job)
{
  GThread *thread = g_steal_pointer (&job->thread);

  if (thread == NULL)
    return;
  send (job, (RunCommand){ .kind = RUN_COMMAND_QUIT });
  g_thread_join (thread);
}

void
run_jobs_end (void)
{
  g_mutex_lock (&jobs_mutex);
  for (GList *node = jobs; node != NULL; node = node->next)
    end (node->data);
  g_mutex_unlock (&jobs_mutex);
}

void
run_job_free (RunJob *job)
{
  run_job_finish (job, NULL);
}

gboolean
run_job_finish (RunJob *job, GError **error)
{
  gboolean saved;

  if (job == NULL)
    return TRUE;
  g_mutex_lock (&jobs_mutex);
  jobs = g_list_remove (jobs, job);
  g_mutex_unlock (&jobs_mutex);
  end (job);
  g_async_queue_unref (job->channel.commands);
  g_async_queue_unref (job->channel.answers);
  run_mailbox_free (job->channel.mailbox);
  saved = job->channel.unsaved == NULL;
  if (!saved)
    g_propagate_error (error, job->channel.unsaved);
  g_free (job);
  return saved;
}

void
run_job_start (RunJob *job,
               const RunWork *work,
               gpointer order,
               GDestroyNotify free_order,
               const char *session,
               gboolean paused)
{
  g_return_if_fail (job != NULL && work != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_START,
                           .work = work,
                           .value = order,
                           .free_value = free_order,
                           .session = g_strdup (session),
                           .paused = paused });
}

void
run_job_open (RunJob *job, const char *session, gboolean paused)
{
  g_return_if_fail (job != NULL && session != NULL);

  send (job,
        (RunCommand){ .kind = RUN_COMMAND_OPEN, .session = g_strdup (session), .paused = paused });
}

void
run_job_watch (RunJob *job, const char *session, gboolean paused)
{
  g_return_if_fail (job != NULL && session != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_OPEN,
                           .session = g_strdup (session),
                           .paused = paused,
                           .watch = TRUE });
}

void
run_job_pause (RunJob *job)
{
  g_return_if_fail (job != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_PAUSE });
}

void
run_job_resume (RunJob *job)
{
  g_return_if_fail (job != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_RESUME });
}

void
run_job_step (RunJob *job)
{
  g_return_if_fail (job != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_STEP });
}

void
run_job_cancel (RunJob *job)
{
  g_return_if_fail (job != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_CANCEL });
}

void
run_job_tell (RunJob *job, guint what, gpointer value, GDestroyNotify free_value, gboolean standing)
{
  g_return_if_fail (job != NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_TELL,
                           .what = what,
                           .value = value,
                           .free_value = free_value,
                           .standing = standing });
}

gpointer
run_job_ask (RunJob *job, guint what, gpointer value)
{
  g_autofree RunAnswer *answer = NULL;

  g_return_val_if_fail (job != NULL, NULL);

  send (job, (RunCommand){ .kind = RUN_COMMAND_ASK, .what = what, .value = value });
  answer = g_async_queue_pop (job->channel.answers);
  return answer->value;
}

gpointer
run_job_take_snapshot (RunJob *job)
{
  g_return_val_if_fail (job != NULL, NULL);

  return run_mailbox_take (job->channel.mailbox);
}

gpointer
run_job_wait (RunJob *job, guint milliseconds)
{
  g_return_val_if_fail (job != NULL, NULL);

  return run_mailbox_wait (job->channel.mailbox, milliseconds);
}
