// SPDX-License-Identifier: GPL-3.0-or-later
/* The job's thread owns the work's state and everything below it; no lock protects them. It waits
 * for commands while nothing runs, and else advances the work step by step. Who sends a command
 * pushes it first and then sets `interrupt`, at which the work leaves off within 50 ms; the thread
 * clears `interrupt` before it empties the queue, so that no command is overlooked. A step that was
 * interrupted goes on later where it stopped, with the same result. */
#include "run/job-context-private.h"

/* How often it looks whether another program has gone on with a session. */
#define WATCH_INTERVAL (G_USEC_PER_SEC / 2)

static void
resume (RunContext *context)
{
  context->steps = 0;
  if (run_context_stands_still (context) && run_context_may_go_on (context))
    run_context_set_state (context, RUN_STATE_RUNNING);
}

static void
step (RunContext *context)
{
  if (run_context_stands_still (context) && !run_context_may_go_on (context))
    return;
  if (run_context_stands_still (context))
    {
      context->steps = 1;
      run_context_set_state (context, RUN_STATE_RUNNING);
    }
  else if (context->run_state == RUN_STATE_RUNNING)
    context->steps++;
}

/* No more than that, even if it was on its way already. */
static void
one_step (RunContext *context)
{
  if (!run_context_may_go_on (context))
    return;
  context->steps = 1;
  if (run_context_stands_still (context))
    run_context_set_state (context, RUN_STATE_RUNNING);
}

static void
pause_work (RunContext *context)
{
  context->steps = 0;
  if (context->run_state != RUN_STATE_RUNNING)
    return;
  context->unsaved = TRUE; /* that it is paused */
  run_context_set_state (context, RUN_STATE_PAUSED);
}

static void
cancel (RunContext *context)
{
  run_context_end_work (context);
  g_clear_pointer (&context->message, g_free);
  context->steps = 0;
  run_context_set_state (context, RUN_STATE_IDLE);
}

static void
heed (RunContext *context, RunObey obeyed)
{
  if (obeyed >= RUN_OBEY_SHOW)
    context->changed = TRUE;
  if (obeyed >= RUN_OBEY_SAVE)
    context->unsaved = TRUE;
  if (obeyed == RUN_OBEY_RUN || obeyed == RUN_OBEY_REST)
    context->is_first = FALSE; /* what it was told is worth saving, whatever comes of it */
  if (obeyed == RUN_OBEY_RUN)
    resume (context);
  else if (obeyed == RUN_OBEY_STEP)
    one_step (context);
  else if (obeyed == RUN_OBEY_REST)
    run_context_set_state (context, RUN_STATE_FINISHED);
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
                   .value = command->value,
                   .answer = &answer->value,
                   .is_still = run_context_stands_still (context) };

  if (context->changed)
    run_context_publish (context);
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
      run_context_start (context, command);
      break;
    case RUN_COMMAND_OPEN:
      run_context_open (context, command);
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
      run_context_note_saved (context);
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

/* The next one; or NULL when it is time to save what was changed, or after a look at a session that
 * is watched. */
static RunCommand *
wait_for_command (RunContext *context)
{
  GAsyncQueue *commands = context->channel->commands;
  gint64 time = run_context_time_to_save (context);
  RunCommand *command;

  /* A saver that is busy wakes this thread itself. */
  if (!run_context_is_watching (context) && (time < 0 || !run_saver_is_idle (context->saver)))
    return g_async_queue_pop (commands);
  if (!run_context_is_watching (context))
    return g_async_queue_timeout_pop (commands, (guint64) MAX (time, 1));
  command = g_async_queue_timeout_pop (commands, WATCH_INTERVAL);
  if (command == NULL)
    run_context_look_again (context);
  return command;
}

static void
obey_all (RunContext *context)
{
  RunChannel *channel = context->channel;
  gboolean wait = context->run_state != RUN_STATE_RUNNING;

  g_atomic_int_set (&channel->interrupt, 0);
  while (!context->quit)
    {
      RunCommand *command =
          wait ? wait_for_command (context) : g_async_queue_try_pop (channel->commands);

      if (command == NULL)
        break;
      wait = FALSE;
      if (run_command_abandons (command->kind))
        g_atomic_int_add (&channel->n_abandoned, -1);
      obey (context, command);
    }
  if (!context->quit && run_context_save_is_due (context))
    run_context_save (context);
  if (context->changed && !context->quit)
    run_context_publish (context);
}

/* In the middle of a step. One that takes longer than checkpoints may be apart is worth saving. */
static void
note_part (RunContext *context)
{
  if (context->saver != NULL && g_get_monotonic_time () >= run_saver_due (context->saver))
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
      run_context_set_state (context, RUN_STATE_PAUSED);
    }
  else if (advance == RUN_ADVANCE_INTERRUPTED)
    note_part (context);
  else
    {
      context->unsaved = TRUE;
      if (advance == RUN_ADVANCE_FINISHED)
        {
          context->steps = 0;
          run_context_set_state (context, RUN_STATE_FINISHED);
        }
      else if (context->steps > 0 && --context->steps == 0)
        run_context_set_state (context, RUN_STATE_PAUSED);
      if (context->is_first || run_context_show_is_due (context))
        context->changed = TRUE;
      context->is_first = FALSE;
      if (run_context_save_is_due (context))
        run_context_save (context);
    }
  if (context->changed)
    run_context_publish (context);
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
  run_context_end_work (&context);
  g_hash_table_unref (context.standing);
  g_free (context.message);
  return NULL;
}
