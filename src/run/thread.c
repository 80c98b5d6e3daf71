// SPDX-License-Identifier: GPL-3.0-or-later
/* The run thread owns the experiment and everything below it; no lock protects them. It waits for
 * commands while nothing runs, and else works on one generation after another. Who sends a command
 * pushes it first and then sets `interrupt`, at which the compute threads begin no further
 * micro-batch; the run thread clears `interrupt` before it empties the queue, so that no command is
 * overlooked. An interrupted generation goes on later where it stopped, with the same result. */
#include "run/thread-private.h"

#include "run/networks-private.h"
#include "run/publisher-private.h"
#include "run/specimen-private.h"

typedef struct
{
  RunChannel *channel;
  RunPublisher *publisher;
  RunState state;
  guint64 run_number;
  char *message;             /* why the last start failed, until it was published */
  RunExperiment *experiment; /* NULL = no run */
  guint steps;               /* generations until it pauses; 0 = it runs freely */
  FmtNetwork *network;       /* the last one loaded */
  char *network_name;        /* as the settings name it */
  RunNetworkInfo *info;
  gboolean changed; /* something that snapshots show */
  gboolean quit;
} RunThread;

void
run_command_free (RunCommand *command)
{
  run_settings_clear (&command->settings);
  g_free (command);
}

void
run_report_free (RunReport *report)
{
  g_free (report->archive_hash);
  g_clear_pointer (&report->champions, g_ptr_array_unref);
  g_clear_pointer (&report->climbs, g_array_unref);
  g_free (report);
}

static void
set_state (RunThread *thread, RunState state)
{
  thread->state = state;
  thread->changed = TRUE;
  if (thread->experiment == NULL)
    return;
  if (state == RUN_STATE_RUNNING)
    run_progress_start_clock (&thread->experiment->progress, g_get_monotonic_time ());
  else
    run_progress_stop_clock (&thread->experiment->progress, g_get_monotonic_time ());
}

static void
set_message (RunThread *thread, const char *message)
{
  g_free (thread->message);
  thread->message = g_strdup (message);
  thread->changed = TRUE;
}

static void
publish (RunThread *thread)
{
  RunMoment moment = {
    .state = thread->state,
    .run_number = thread->run_number,
    .message = thread->message,
    .network = thread->info,
    .experiment = thread->experiment,
  };

  run_publisher_publish (thread->publisher, &moment);
  thread->changed = FALSE;
  if (thread->state != RUN_STATE_FAILED)
    g_clear_pointer (&thread->message, g_free);
}

/* The network that the settings name, from memory when it is the last one. Caller unrefs. */
static FmtNetwork *
find_network (RunThread *thread, const char *name, GError **error)
{
  if (thread->network != NULL && g_str_equal (name, thread->network_name))
    return fmt_network_ref (thread->network);

  set_state (thread, RUN_STATE_LOADING);
  publish (thread);
  return fmt_network_load (name, error);
}

static RunExperiment *
make_experiment (RunThread *thread, const RunSettings *settings, GError **error)
{
  g_autoptr (FmtNetwork) network = NULL;
  RunExperiment *experiment;

  if (!run_settings_check (settings, error))
    return NULL;
  network = find_network (thread, settings->network, error);
  if (network == NULL)
    return NULL;
  experiment = run_experiment_new (settings, network, error);
  if (experiment == NULL)
    return NULL;

  if (network != thread->network)
    {
      g_clear_pointer (&thread->network, fmt_network_unref);
      g_clear_pointer (&thread->info, run_network_info_unref);
      g_free (thread->network_name);
      thread->network = fmt_network_ref (network);
      thread->info = run_network_info_ref (experiment->info);
      thread->network_name = g_strdup (settings->network);
    }
  return experiment;
}

/* The run under way ends only when the new one can begin. */
static void
start (RunThread *thread, const RunCommand *command)
{
  g_autoptr (GError) error = NULL;
  RunState old_state = thread->state;
  RunExperiment *experiment;

  if (thread->state == RUN_STATE_FAILED)
    g_clear_pointer (&thread->message, g_free);
  experiment = make_experiment (thread, &command->settings, &error);
  if (experiment == NULL)
    {
      set_message (thread, error->message);
      set_state (thread, thread->experiment != NULL ? old_state : RUN_STATE_FAILED);
      return;
    }
  run_experiment_free (thread->experiment);
  thread->experiment = experiment;
  thread->run_number++;
  thread->steps = 0;
  run_publisher_forget (thread->publisher);
  set_state (thread, command->paused ? RUN_STATE_PAUSED : RUN_STATE_RUNNING);
}

static void
change (RunThread *thread, const RunSettings *settings)
{
  g_autoptr (GError) error = NULL;

  if (thread->experiment == NULL)
    return;
  if (run_settings_check (settings, &error))
    run_experiment_change (thread->experiment, settings);
  else
    set_message (thread, error->message);
}

static gboolean
stands_still (const RunThread *thread)
{
  return thread->state == RUN_STATE_PAUSED || thread->state == RUN_STATE_FINISHED;
}

static void
go_on (RunThread *thread)
{
  thread->steps = 0;
  if (stands_still (thread))
    set_state (thread, RUN_STATE_RUNNING);
}

static void
go_one_step (RunThread *thread)
{
  if (stands_still (thread))
    {
      thread->steps = 1;
      set_state (thread, RUN_STATE_RUNNING);
    }
  else if (thread->state == RUN_STATE_RUNNING)
    thread->steps++;
}

static void
pause_run (RunThread *thread)
{
  thread->steps = 0;
  if (thread->state == RUN_STATE_RUNNING)
    set_state (thread, RUN_STATE_PAUSED);
}

static void
stop (RunThread *thread)
{
  g_clear_pointer (&thread->experiment, run_experiment_free);
  g_clear_pointer (&thread->message, g_free);
  thread->steps = 0;
  run_publisher_forget (thread->publisher);
  set_state (thread, RUN_STATE_IDLE);
}

/* NULL unless it is an ascent. */
static GArray *
list_climbs (const RunExperiment *experiment)
{
  const AscAscent *ascent;
  GArray *climbs;

  if (experiment->climb == NULL)
    return NULL;
  ascent = run_climb_ascent (experiment->climb);
  climbs = g_array_new (FALSE, FALSE, sizeof (AscClimb));
  for (guint i = 0; i < asc_ascent_n_climbs (ascent); i++)
    {
      AscClimb climb = *asc_ascent_climb (ascent, i);

      climb.picture = NULL;
      g_array_append_val (climbs, climb);
    }
  return climbs;
}

static void
report (RunThread *thread)
{
  RunReport *reply = g_new0 (RunReport, 1);

  if (thread->changed)
    publish (thread);
  if (stands_still (thread))
    {
      guint n_classes = run_experiment_n_classes (thread->experiment);

      reply->archive_hash = evo_archive_hash (run_experiment_archive (thread->experiment));
      reply->champions = g_ptr_array_new_with_free_func ((GDestroyNotify) store_specimen_unref);
      for (guint i = 0; i < n_classes; i++)
        g_ptr_array_add (reply->champions, run_specimen_of_champion (thread->experiment, i));
      reply->climbs = list_climbs (thread->experiment);
    }
  g_async_queue_push (thread->channel->reports, reply);
}

static void
obey (RunThread *thread, const RunCommand *command)
{
  switch (command->kind)
    {
    case RUN_COMMAND_START:
      start (thread, command);
      break;
    case RUN_COMMAND_CHANGE:
      change (thread, &command->settings);
      break;
    case RUN_COMMAND_PAUSE:
      pause_run (thread);
      break;
    case RUN_COMMAND_RESUME:
      go_on (thread);
      break;
    case RUN_COMMAND_STEP:
      go_one_step (thread);
      break;
    case RUN_COMMAND_STOP:
      stop (thread);
      break;
    case RUN_COMMAND_SET_VIEW:
      run_publisher_set_view (thread->publisher, command->view, command->cell_size);
      thread->changed = TRUE;
      break;
    case RUN_COMMAND_SELECT:
      run_publisher_select (thread->publisher, command->index);
      thread->changed = TRUE;
      break;
    case RUN_COMMAND_REPORT:
      report (thread);
      break;
    case RUN_COMMAND_QUIT:
      thread->quit = TRUE;
      break;
    }
}

static void
obey_all (RunThread *thread)
{
  GAsyncQueue *commands = thread->channel->commands;
  gboolean wait = thread->state != RUN_STATE_RUNNING;

  g_atomic_int_set (&thread->channel->interrupt, 0);
  while (!thread->quit)
    {
      g_autoptr (RunCommand) command =
          wait ? g_async_queue_pop (commands) : g_async_queue_try_pop (commands);

      if (command == NULL)
        break;
      wait = FALSE;
      obey (thread, command);
    }
  if (thread->changed && !thread->quit)
    publish (thread);
}

static void
work (RunThread *thread)
{
  g_autoptr (GError) error = NULL;
  RunAdvance advance;
  gboolean is_first = run_experiment_generation (thread->experiment) == 0;

  if (!run_experiment_advance (thread->experiment, &thread->channel->interrupt, &advance, &error))
    set_message (thread, error->message);
  else if (advance == RUN_ADVANCE_FINISHED)
    {
      thread->steps = 0;
      set_state (thread, RUN_STATE_FINISHED);
    }
  else if (advance == RUN_ADVANCE_GENERATION)
    {
      if (thread->steps > 0 && --thread->steps == 0)
        set_state (thread, RUN_STATE_PAUSED);
      if (is_first || run_publisher_is_due (thread->publisher))
        thread->changed = TRUE;
    }
  if (thread->changed)
    publish (thread);
}

gpointer
run_thread_main (gpointer data)
{
  RunChannel *channel = data;
  RunThread thread = { .channel = channel, .state = RUN_STATE_IDLE };

  thread.publisher = run_publisher_new (channel->mailbox, channel->notify, channel->notify_data);
  while (!thread.quit)
    {
      obey_all (&thread);
      if (!thread.quit && thread.state == RUN_STATE_RUNNING)
        work (&thread);
    }
  run_publisher_free (thread.publisher);
  g_clear_pointer (&thread.experiment, run_experiment_free);
  g_clear_pointer (&thread.network, fmt_network_unref);
  g_clear_pointer (&thread.info, run_network_info_unref);
  g_free (thread.network_name);
  g_free (thread.message);
  return NULL;
}
