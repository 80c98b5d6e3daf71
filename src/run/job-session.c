// SPDX-License-Identifier: GPL-3.0-or-later
/* Checkpoints are made here, between two steps or in the middle of one that takes long, and written
 * by the saver's thread: a slow disk holds up nothing. */
#include "run/job-context-private.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/lock.h"

/* What stands still is saved at once, and then after commands that change it: a pen sends many. */
#define SAVE_INTERVAL_STILL (G_USEC_PER_SEC / 2)

/* What a session says of its work. */
#define STATE_RUNNING  "running"
#define STATE_PAUSED   "paused"
#define STATE_FINISHED "finished"

/* A step that was asked for ends in a pause, so it is one. */
static const char *
state_to_save (const RunContext *context)
{
  if (context->run_state == RUN_STATE_FINISHED)
    return STATE_FINISHED;
  return context->run_state == RUN_STATE_RUNNING && context->steps == 0 ? STATE_RUNNING
                                                                        : STATE_PAUSED;
}

/* Hands what has changed to the saver, unless it is busy: then this comes later. */
void
run_context_save (RunContext *context)
{
  RunCheckpoint *checkpoint;
  gint64 now = g_get_monotonic_time ();

  if (context->saver == NULL || !context->unsaved || context->is_first ||
      !run_saver_is_idle (context->saver))
    return;
  context->last_saved = now;
  checkpoint = run_checkpoint_new ();
  checkpoint->info->work = g_strdup (context->work->name);
  checkpoint->info->state = g_strdup (state_to_save (context));
  if (context->work->save (context->state, checkpoint))
    run_saver_put (context->saver, checkpoint, now);
  else
    run_checkpoint_free (checkpoint);
  context->unsaved = FALSE;
  context->at_once = FALSE;
}

/* How long until there is something to save, in microseconds; < 0: not as far as is known. */
gint64
run_context_time_to_save (const RunContext *context)
{
  gint64 due;

  if (context->saver == NULL || !context->unsaved || context->is_first)
    return -1;
  if (run_context_stands_still (context) && context->save_error == NULL)
    due = context->at_once ? 0 : context->last_saved + SAVE_INTERVAL_STILL;
  else
    due = run_saver_due (context->saver);
  return MAX (due - g_get_monotonic_time (), 0);
}

gboolean
run_context_save_is_due (const RunContext *context)
{
  return run_context_time_to_save (context) == 0;
}

/* What keeps the session from being saved, and what to do. One that has a saver is saved by itself
 * once it can be. The path to a file is left out: a window has no room for it. Caller frees. */
static char *
describe_save_error (const char *path, const GError *error, gboolean has_saver)
{
  g_autofree char *full = g_filename_display_name (path);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *full_folder = g_filename_display_name (folder);
  g_autofree char *folder_name = g_filename_display_basename (folder);
  GString *text;

  if (g_error_matches (error, BASE_ERROR, BASE_ERROR_NO_SPACE))
    return g_strdup (
        has_saver
            ? _ ("The disk is full or takes no more. Make room; then it is saved by itself.")
            : _ ("The disk is full or takes no more. Make room, then open this session again."));
  if (g_error_matches (error, BASE_ERROR, BASE_ERROR_READ_ONLY) && has_saver)
    return g_strdup_printf (_ ("“%s” cannot be changed. Make sure that its folder can be written; "
                               "then it is saved by itself."),
                            name);
  if (g_error_matches (error, BASE_ERROR, BASE_ERROR_READ_ONLY))
    return g_strdup_printf (_ ("“%s” cannot be changed. Make sure that its folder can be written, "
                               "then open this session again."),
                            name);
  text = g_string_new (error->message);
  g_string_replace (text, full, name, 0);
  g_string_replace (text, full_folder, folder_name, 0); /* some name only that */
  return g_string_free (text, FALSE);
}

/* The saver has written a checkpoint, or has failed and keeps it for the next time. */
void
run_context_note_saved (RunContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (context->saver == NULL)
    return;
  if (!run_saver_result (context->saver, &error))
    {
      context->unsaved = TRUE;
      text = describe_save_error (run_saver_path (context->saver), error, TRUE);
    }
  if (g_strcmp0 (context->save_error, text) == 0)
    return;
  g_free (context->save_error);
  context->save_error = g_steal_pointer (&text);
  context->changed = TRUE;
}

/* What is there is saved as far as that is possible, and gone. */
void
run_context_end_work (RunContext *context)
{
  g_clear_pointer (&context->watched, store_session_close);
  g_clear_pointer (&context->watched_path, g_free);
  if (context->state == NULL)
    return;
  if (context->saver != NULL)
    {
      run_saver_wait (context->saver);
      run_context_note_saved (context);
      run_context_save (context);
      run_saver_wait (context->saver);
      g_clear_error (&context->channel->unsaved);
      run_saver_result (context->saver, &context->channel->unsaved);
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
  run_context_end_work (context);
  context->work = work;
  context->state = state;
  context->saver = saver;
  context->number++;
  context->steps = 0;
  context->is_first = TRUE;
  context->last_saved = g_get_monotonic_time ();
  tell_standing (context);
  run_context_set_state (context, run_state);
}

/* `before`, as long as there is work, or work that is waited for. */
static void
fail_to_begin (RunContext *context, const GError *error, RunState before)
{
  const gboolean any = context->state != NULL || run_context_is_watching (context);

  /* Whoever abandoned it knows. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      run_context_set_state (context, any ? before : RUN_STATE_IDLE);
      return;
    }
  run_context_message (context, error->message);
  run_context_set_state (context, any ? before : RUN_STATE_FAILED);
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

void
run_context_start (RunContext *context, const RunCommand *command)
{
  g_autoptr (GError) error = NULL;
  RunState before = context->run_state;
  const RunWork *work_before = context->work;
  RunSaver *saver = NULL;
  gpointer state;

  forget_failure (context);
  context->opens = FALSE;
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

/* What another program saved last takes the place of what is shown. FALSE when it could not be
 * read, or not as of one moment. */
static gboolean
show_watched (RunContext *context)
{
  g_autoptr (StoreSessionInfo) before = store_session_info (context->watched, NULL), after = NULL;
  gpointer state;

  if (before == NULL || before->evaluations == context->watched_evaluations)
    return before != NULL;
  state = context->work->restore (context, context->watched, NULL);
  after = store_session_info (context->watched, NULL);
  if (state == NULL || after == NULL || after->evaluations != before->evaluations)
    {
      if (state != NULL)
        context->work->free (state);
      return FALSE;
    }
  context->work->free (context->state);
  context->state = state;
  context->watched_evaluations = after->evaluations;
  tell_standing (context);
  context->changed = TRUE;
  return TRUE;
}

/* Whether another program has begun to write to a session that holds nothing yet; it may not even
 * be a file. */
static gboolean
is_to_come (const char *path)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GError) error = NULL;

  if (!store_lock_is_held (path))
    return FALSE;
  session = store_session_open (path, TRUE, &error);
  state = session != NULL ? store_session_read_state (session, &error) : NULL;
  return state != NULL ? g_bytes_get_size (state) == 0
                       : g_error_matches (error, BASE_ERROR, BASE_ERROR_NOT_FOUND);
}

/* Nothing can be shown yet; the work that was here ends. */
static void
begin_waiting (RunContext *context, const char *path)
{
  run_context_end_work (context);
  context->work = context->channel->work;
  context->number++;
  context->steps = 0;
  context->watched_path = g_strdup (path);
  run_context_message (context,
                       _ ("Another program is at work at this session, but has not saved "
                          "anything yet. It is shown here as soon as there is something."));
  run_context_set_state (context, RUN_STATE_LOADING);
}

/* What was waited for is there, or the other program has ended without it. */
static void
open_again (RunContext *context)
{
  g_autofree char *path = g_steal_pointer (&context->watched_path);
  RunCommand command = { .kind = RUN_COMMAND_OPEN, .session = path, .paused = TRUE, .watch = TRUE };

  run_context_open (context, &command);
}

gboolean
run_context_is_watching (const RunContext *context)
{
  return context->watched_path != NULL;
}

/* Once the other program has ended, the session is this one's. */
void
run_context_look_again (RunContext *context)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;

  if (context->watched == NULL)
    {
      if (!is_to_come (context->watched_path))
        open_again (context);
      return;
    }
  if (!show_watched (context) || store_lock_is_held (context->watched_path))
    return;
  session = store_session_open (context->watched_path, FALSE, NULL);
  info = session != NULL ? store_session_info (session, NULL) : NULL;
  if (info == NULL || !show_watched (context))
    return;
  if (g_str_equal (info->state, STATE_FINISHED))
    run_context_set_state (context, RUN_STATE_FINISHED);
  g_clear_pointer (&context->watched, store_session_close);
  context->saver = run_saver_new (context->watched_path, g_steal_pointer (&session), wake_by_saver,
                                  context->channel);
  g_clear_pointer (&context->watched_path, g_free);
  run_context_message (context, _ ("The other program has ended. The run can go on here."));
}

gboolean
run_context_may_go_on (RunContext *context)
{
  if (!run_context_is_watching (context))
    return TRUE;
  run_context_message (context, _ ("Another program is at work at this session. The run can go on "
                                   "here once that has ended."));
  return FALSE;
}

/* Also one that cannot be written, where the command is to watch. why: then the reason, whose code
 * BASE_ERROR_LOCKED says that another program writes to it. */
static StoreSession *
open_session (const RunCommand *command, GError **why, GError **error)
{
  g_autoptr (GError) failure = NULL;
  StoreSession *session = store_session_open (command->session, FALSE, &failure);

  if (session == NULL && command->watch &&
      (g_error_matches (failure, BASE_ERROR, BASE_ERROR_LOCKED) ||
       g_error_matches (failure, BASE_ERROR, BASE_ERROR_READ_ONLY) ||
       g_error_matches (failure, BASE_ERROR, BASE_ERROR_NO_SPACE)))
    {
      session = store_session_open (command->session, TRUE, NULL);
      if (session != NULL)
        g_propagate_error (why, g_steal_pointer (&failure));
    }
  if (session == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return session;
}

void
run_context_open (RunContext *context, const RunCommand *command)
{
  g_autoptr (StoreSession) session = NULL;
  g_autoptr (StoreSessionInfo) info = NULL;
  g_autoptr (GError) error = NULL, why = NULL;
  RunState before = context->run_state, after = RUN_STATE_RUNNING;
  const RunWork *work = NULL;
  gpointer state = NULL;

  forget_failure (context);
  context->opens = TRUE;
  /* It may be the one that is being written here. */
  if (g_strcmp0 (run_context_session (context), command->session) == 0)
    return;
  if (command->watch && is_to_come (command->session))
    {
      begin_waiting (context, command->session);
      return;
    }
  session = open_session (command, &why, &error);
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
  else if (command->paused || why != NULL || !g_str_equal (info->state, STATE_RUNNING))
    after = RUN_STATE_PAUSED;
  if (why != NULL && !g_error_matches (why, BASE_ERROR, BASE_ERROR_LOCKED))
    {
      begin_work (context, work, state, NULL, after);
      context->is_first = FALSE;
      context->save_error = describe_save_error (command->session, why, FALSE);
      return;
    }
  if (why != NULL)
    {
      begin_work (context, work, state, NULL, RUN_STATE_PAUSED);
      context->is_first = FALSE;
      context->watched = g_steal_pointer (&session);
      context->watched_path = g_strdup (command->session);
      context->watched_evaluations = info->evaluations;
      run_context_may_go_on (context);
      return;
    }
  begin_work (
      context, work, state,
      run_saver_new (command->session, g_steal_pointer (&session), wake_by_saver, context->channel),
      after);
  context->is_first = FALSE;
  context->unsaved = !g_str_equal (info->state, state_to_save (context));
}
