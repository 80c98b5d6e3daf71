// SPDX-License-Identifier: GPL-3.0-or-later
/* The job's thread owns the work's state and everything below it; no lock protects them. It waits
 * for commands while nothing runs, and else advances the work step by step. Who sends a command
 * pushes it first and then sets `interrupt`, at which the work leaves off within 50 ms; the thread
 * clears `interrupt` before it empties the queue, so that no command is overlooked. A step that was
 * interrupted goes on later where it stopped, with the same result.
 *
 * Checkpoints are made here, between two steps or in the middle of one that takes long, and written
 * by the saver's thread: a slow disk holds up nothing. */
#include "run/job-private.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/host-private.h"
#include "run/saver-private.h"
#include "run/work-private.h"

/* Snapshots of work that goes on: about as often as people see a difference, and seldom while
 * nobody takes them. */
#define SHOW_INTERVAL         (G_USEC_PER_SEC / 30)
#define SHOW_INTERVAL_UNTAKEN (G_USEC_PER_SEC / 4)

/* No more than five seconds of work may be lost; writing takes its time. */
#define SAVE_INTERVAL (4 * G_USEC_PER_SEC)

/* What stands still is saved at once, and then after commands that change it: a pen sends many. */
#define SAVE_INTERVAL_STILL (G_USEC_PER_SEC / 2)

/* What a session says of its work. */
#define STATE_PAUSED   "paused"
#define STATE_FINISHED "finished"

/* What a work's table may ask of the thread: the thread itself. */
struct _RunContext
{
  RunChannel *channel;
  GHashTable *standing; /* `what` -> RunCommand *: to be told again to new work */
  const RunWork *work;  /* of `state`, or of what was there last */
  gpointer state;       /* NULL = no work */
  RunState run_state;
  guint64 number;
  char *message;   /* until it was published */
  guint steps;     /* until it pauses; 0 = it runs freely */
  RunSaver *saver; /* NULL = the work is not saved */
  char *save_error;
  gint64 last_saved;
  gboolean unsaved; /* something has changed since */
  gboolean at_once; /* it has come to a stand since */
  guint64 serial;   /* of the last snapshot */
  gint64 last_shown;
  double loaded;     /* of what is being read, 0 .. 1; -1 where nobody knows */
  gboolean changed;  /* something that snapshots show */
  gboolean is_first; /* nothing of this work is worth saving yet: no step, nor a long part of one */
  gboolean quit;
};

static void
show (RunContext *context)
{
  RunChannel *channel = context->channel;
  RunAudience audience = {
    .number = context->number,
    .serial = ++context->serial,
    .last_taken = run_mailbox_last_taken (channel->mailbox),
    .is_running = context->run_state == RUN_STATE_RUNNING,
  };
  RunJobSnapshot *snapshot = context->work->show (context->state, &audience);

  snapshot->work = context->work;
  snapshot->number = context->number;
  snapshot->state = context->run_state;
  if (context->run_state == RUN_STATE_LOADING)
    snapshot->fraction = context->loaded;
  snapshot->message = g_strdup (context->message);
  snapshot->session = g_strdup (run_context_session (context));
  snapshot->save_error = g_strdup (context->save_error);
  context->changed = FALSE;
  if (context->run_state != RUN_STATE_FAILED)
    g_clear_pointer (&context->message, g_free);
  context->last_shown = g_get_monotonic_time ();
  if (run_mailbox_post (channel->mailbox, snapshot, audience.serial) && channel->notify != NULL)
    channel->notify (channel->notify_data);
}

static gboolean
show_is_due (const RunContext *context)
{
  gboolean untaken = run_mailbox_is_full (context->channel->mailbox);

  return g_get_monotonic_time () - context->last_shown >=
         (untaken ? SHOW_INTERVAL_UNTAKEN : SHOW_INTERVAL);
}

static gboolean
stands_still (const RunContext *context)
{
  return context->run_state == RUN_STATE_PAUSED || context->run_state == RUN_STATE_FINISHED;
}

static void
set_state (RunContext *context, RunState state)
{
  gboolean stood_still = stands_still (context);

  context->run_state = state;
  context->changed = TRUE;
  if (!stood_still && stands_still (context))
    context->at_once = TRUE;
}

const char *
run_context_session (RunContext *context)
{
  return context->saver != NULL ? run_saver_path (context->saver) : NULL;
}

RunHost *
run_context_host (RunContext *context)
{
  return context->channel->host;
}

void
run_context_message (RunContext *context, const char *message)
{
  g_free (context->message);
  context->message = g_strdup (message);
  context->changed = TRUE;
}

void
run_context_show (RunContext *context)
{
  if (show_is_due (context))
    show (context);
}

static void
show_loading (gpointer data)
{
  RunContext *context = data;

  set_state (context, RUN_STATE_LOADING);
  show (context);
}

FmtNetwork *
run_context_network (RunContext *context, const char *id_or_path, GError **error)
{
  RunState before = context->run_state;
  FmtNetwork *network =
      run_host_network (context->channel->host, id_or_path, &context->channel->n_abandoned,
                        show_loading, context, error);

  set_state (context, before);
  return network;
}

/* How far the pictures are read; the cancellable is its `user_data`'s. */
typedef struct
{
  RunContext *context;
  GCancellable *cancellable;
} Reading;

static void
on_pictures (guint done, guint total, gpointer user_data)
{
  const Reading *reading = user_data;
  RunContext *context = reading->context;

  if (g_atomic_int_get (&context->channel->n_abandoned) > 0)
    g_cancellable_cancel (reading->cancellable);
  context->loaded = (double) done / MAX (total, 1);
  run_context_show (context);
}

gboolean
run_context_data_set (RunContext *context,
                      const char *folder,
                      const DataOptions *options,
                      NnDataset **train,
                      NnDataset **test,
                      GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Reading reading = { context, cancellable };
  RunState before = context->run_state;
  gboolean ok;

  context->loaded = 0;
  show_loading (context);
  ok = data_set_load (folder, options, train, test, on_pictures, &reading, cancellable, error);
  context->loaded = -1;
  set_state (context, before);
  return ok;
}

/* Hands what has changed to the saver, unless it is busy: then this comes later. */
static void
save (RunContext *context)
{
  RunCheckpoint *checkpoint;

  context->last_saved = g_get_monotonic_time ();
  if (context->saver == NULL || !context->unsaved || context->is_first ||
      !run_saver_is_idle (context->saver))
    return;
  checkpoint = run_checkpoint_new ();
  checkpoint->info->work = g_strdup (context->work->name);
  checkpoint->info->state =
      g_strdup (context->run_state == RUN_STATE_FINISHED ? STATE_FINISHED : STATE_PAUSED);
  if (context->work->save (context->state, checkpoint))
    run_saver_put (context->saver, checkpoint);
  else
    run_checkpoint_free (checkpoint);
  context->unsaved = FALSE;
  context->at_once = FALSE;
}

/* How long until there is something to save, in microseconds; < 0: not as far as is known. */
static gint64
time_to_save (const RunContext *context)
{
  gint64 interval = SAVE_INTERVAL;

  if (context->saver == NULL || !context->unsaved || context->is_first)
    return -1;
  if (stands_still (context) && context->save_error == NULL)
    interval = context->at_once ? 0 : SAVE_INTERVAL_STILL;
  return MAX (context->last_saved + interval - g_get_monotonic_time (), 0);
}

static gboolean
save_is_due (const RunContext *context)
{
  return time_to_save (context) == 0;
}

/* The saver has written a checkpoint, or has failed and keeps it for the next time. */
static void
note_saved (RunContext *context)
{
  g_autoptr (GError) error = NULL;

  if (context->saver == NULL)
    return;
  if (!run_saver_result (context->saver, &error))
    context->unsaved = TRUE;
  if (g_strcmp0 (context->save_error, error != NULL ? error->message : NULL) == 0)
    return;
  g_free (context->save_error);
  context->save_error = error != NULL ? g_strdup (error->message) : NULL;
  context->changed = TRUE;
}

/* What is there is saved as far as that is possible, and gone. */
static void
end_work (RunContext *context)
{
  if (context->state == NULL)
    return;
  if (context->saver != NULL)
    {
      run_saver_wait (context->saver);
      note_saved (context);
      save (context);
    }
  g_clear_pointer (&context->saver, run_saver_free);
  g_clear_pointer (&context->save_error, g_free);
  g_clear_pointer (&context->state, context->work->free);
}

static void
tell_standing (RunContext *context)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, context->standing);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const RunCommand *command = value;

      context->work->obey (context->state,
                           &(RunTold){ .what = command->what, .value = command->value });
    }
}

/* New work takes the place of what was there, which ends only now that it can. */
static void
begin_work (RunContext *context,
            const RunWork *work,
            gpointer state,
            RunSaver *saver,
            RunState run_state)
{
  end_work (context);
  context->work = work;
  context->state = state;
  context->saver = saver;
  context->number++;
  context->steps = 0;
  context->is_first = TRUE;
  context->last_saved = g_get_monotonic_time ();
  tell_standing (context);
  set_state (context, run_state);
}

static void
fail_to_begin (RunContext *context, const GError *error, RunState before)
{
  /* Whoever abandoned it knows. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_state (context, context->state != NULL ? before : RUN_STATE_IDLE);
      return;
    }
  run_context_message (context, error->message);
  set_state (context, context->state != NULL ? before : RUN_STATE_FAILED);
}

static void
forget_failure (RunContext *context)
{
  if (context->run_state == RUN_STATE_FAILED)
    g_clear_pointer (&context->message, g_free);
}

static void
wake_by_saver (gpointer data)
{
  RunChannel *channel = data;
  RunCommand command = { .kind = RUN_COMMAND_SAVER };

  g_async_queue_push (channel->commands, g_memdup2 (&command, sizeof command));
  g_atomic_int_set (&channel->interrupt, 1);
}

static void
start (RunContext *context, const RunCommand *command)
{
  g_autoptr (GError) error = NULL;
  RunState before = context->run_state;
  const RunWork *work_before = context->work;
  RunSaver *saver = NULL;
  gpointer state;

  forget_failure (context);
  if (context->state == NULL)
    context->work = command->work;
  state = command->work->make (context, command->value, &error);
  if (state == NULL)
    {
      if (context->state == NULL)
        context->work = work_before;
      fail_to_begin (context, error, before);
      return;
    }
  if (command->session != NULL && command->work->save != NULL)
    saver = run_saver_new (command->session, NULL, wake_by_saver, context->channel);
  begin_work (context, command->work, state, saver,
              command->paused ? RUN_STATE_PAUSED : RUN_STATE_RUNNING);
}

/* What a session may hold for this job: work whose snapshots are those that it was made for. */
static const RunWork *
find_work (const RunContext *context, const StoreSessionInfo *info, GError **error)
{
  const RunWork *own = context->channel->work, *work = own;

  if (!g_str_equal (own->name, info->work))
    work = run_work_find (info->work);
  if (work == NULL)
    g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                 _ ("The session “%s” holds work of a kind that this version does not know."),
                 info->name);
  else if (work->show != own->show)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_UNSUPPORTED,
                   _ ("The session “%s” holds other work (%s), which cannot be shown here. "
                      "“fooled-cli --help” says what goes on with it."),
                   info->name, info->work);
      work = NULL;
    }
  return work;
}

static void
open_session (RunContext *context, const RunCommand *command)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  RunState before = context->run_state, after = RUN_STATE_RUNNING;
  const RunWork *work = NULL;
  gpointer state = NULL;

  forget_failure (context);
  /* It may be the one that is being written here. */
  if (context->saver != NULL && g_str_equal (run_saver_path (context->saver), command->session))
    return;
  session = store_session_open (command->session, FALSE, &error);
  info = session != NULL ? store_session_info (session, &error) : NULL;
  work = info != NULL ? find_work (context, info, &error) : NULL;
  if (work != NULL && context->state == NULL)
    context->work = work;
  if (work != NULL)
    state = work->restore (context, session, &error);
  if (state == NULL)
    {
      fail_to_begin (context, error, before);
      return;
    }
  if (g_str_equal (info->state, STATE_FINISHED))
    after = RUN_STATE_FINISHED;
  else if (command->paused)
    after = RUN_STATE_PAUSED;
  begin_work (
      context, work, state,
      run_saver_new (command->session, g_steal_pointer (&session), wake_by_saver, context->channel),
      after);
  context->is_first = FALSE;
}

static void
resume (RunContext *context)
{
  context->steps = 0;
  if (stands_still (context))
    set_state (context, RUN_STATE_RUNNING);
}

static void
step (RunContext *context)
{
  if (stands_still (context))
    {
      context->steps = 1;
      set_state (context, RUN_STATE_RUNNING);
    }
  else if (context->run_state == RUN_STATE_RUNNING)
    context->steps++;
}

/* No more than that, even if it was on its way already. */
static void
one_step (RunContext *context)
{
  context->steps = 1;
  if (stands_still (context))
    set_state (context, RUN_STATE_RUNNING);
}

static void
pause_work (RunContext *context)
{
  context->steps = 0;
  if (context->run_state == RUN_STATE_RUNNING)
    set_state (context, RUN_STATE_PAUSED);
}

static void
cancel (RunContext *context)
{
  end_work (context);
  g_clear_pointer (&context->message, g_free);
  context->steps = 0;
  set_state (context, RUN_STATE_IDLE);
}

static void
heed (RunContext *context, RunObey obeyed)
{
  if (obeyed >= RUN_OBEY_SHOW)
    context->changed = TRUE;
  if (obeyed >= RUN_OBEY_SAVE)
    context->unsaved = TRUE;
  if (obeyed == RUN_OBEY_RUN)
    resume (context);
  else if (obeyed == RUN_OBEY_STEP)
    one_step (context);
  else if (obeyed == RUN_OBEY_REST)
    set_state (context, RUN_STATE_FINISHED);
}

static void
tell (RunContext *context, RunCommand *command)
{
  if (context->state != NULL)
    heed (context, context->work->obey (context->state, &(RunTold){ .what = command->what,
                                                                    .value = command->value }));
}

static void
answer (RunContext *context, const RunCommand *command)
{
  RunAnswer *answer = g_new0 (RunAnswer, 1);
  RunTold told = { .what = command->what,
                   .answer = &answer->value,
                   .is_still = stands_still (context) };

  if (context->changed)
    show (context);
  if (context->state != NULL)
    heed (context, context->work->obey (context->state, &told));
  g_async_queue_push (context->channel->answers, answer);
}

/* A standing command is kept. */
static void
obey (RunContext *context, RunCommand *command)
{
  switch (command->kind)
    {
    case RUN_COMMAND_START:
      start (context, command);
      break;
    case RUN_COMMAND_OPEN:
      open_session (context, command);
      break;
    case RUN_COMMAND_PAUSE:
      pause_work (context);
      break;
    case RUN_COMMAND_RESUME:
      resume (context);
      break;
    case RUN_COMMAND_STEP:
      step (context);
      break;
    case RUN_COMMAND_CANCEL:
      cancel (context);
      break;
    case RUN_COMMAND_TELL:
      tell (context, command);
      break;
    case RUN_COMMAND_ASK:
      answer (context, command);
      break;
    case RUN_COMMAND_SAVER:
      note_saved (context);
      break;
    case RUN_COMMAND_QUIT:
      context->quit = TRUE;
      break;
    }
  if (command->standing)
    g_hash_table_replace (context->standing, GUINT_TO_POINTER (command->what), command);
  else
    run_command_free (command);
}

/* Or for the time to save what was changed, and then there is none: NULL. */
static RunCommand *
wait_for_command (const RunContext *context)
{
  gint64 time = time_to_save (context);

  /* A saver that is busy wakes this thread itself. */
  if (time < 0 || !run_saver_is_idle (context->saver))
    return g_async_queue_pop (context->channel->commands);
  return g_async_queue_timeout_pop (context->channel->commands, (guint64) MAX (time, 1));
}

static void
obey_all (RunContext *context)
{
  RunChannel *channel = context->channel;
  gboolean wait = context->run_state != RUN_STATE_RUNNING;

  g_atomic_int_set (&channel->interrupt, 0);
  while (!context->quit)
    {
      RunCommand *command = wait ? wait_for_command (context) : g_async_queue_try_pop (channel->commands);

      if (command == NULL)
        break;
      wait = FALSE;
      if (run_command_abandons (command->kind))
        g_atomic_int_add (&channel->n_abandoned, -1);
      obey (context, command);
    }
  if (!context->quit && save_is_due (context))
    save (context);
  if (context->changed && !context->quit)
    show (context);
}

/* In the middle of a step. */
static void
note_part (RunContext *context)
{
  if (g_get_monotonic_time () - context->last_saved >= SAVE_INTERVAL)
    context->is_first = FALSE;
  context->unsaved = TRUE;
}

static void
advance (RunContext *context)
{
  g_autoptr (GError) error = NULL;
  RunAdvance advance = RUN_ADVANCE_INTERRUPTED;

  if (!context->work->advance (context->state, &context->channel->interrupt, &advance, &error))
    {
      run_context_message (context, error->message);
      set_state (context, RUN_STATE_PAUSED);
    }
  else if (advance == RUN_ADVANCE_INTERRUPTED)
    note_part (context);
  else
    {
      context->unsaved = TRUE;
      if (advance == RUN_ADVANCE_FINISHED)
        {
          context->steps = 0;
          set_state (context, RUN_STATE_FINISHED);
        }
      else if (context->steps > 0 && --context->steps == 0)
        set_state (context, RUN_STATE_PAUSED);
      if (context->is_first || show_is_due (context))
        context->changed = TRUE;
      context->is_first = FALSE;
      if (save_is_due (context))
        save (context);
    }
  if (context->changed)
    show (context);
}

gpointer
run_job_thread_main (gpointer data)
{
  RunChannel *channel = data;
  RunContext context = { .channel = channel, .work = channel->work, .loaded = -1 };

  base_pool_lower_priority ();
  context.standing = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) run_command_free);
  while (!context.quit)
    {
      obey_all (&context);
      if (!context.quit && context.run_state == RUN_STATE_RUNNING)
        advance (&context);
    }
  end_work (&context);
  g_hash_table_unref (context.standing);
  g_free (context.message);
  return NULL;
}
