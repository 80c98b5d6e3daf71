// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/job-context-private.h"

#include <gio/gio.h>

#include "run/host-private.h"

/* Snapshots of work that goes on: about as often as people see a difference, and seldom while
 * nobody takes them. */
#define SHOW_INTERVAL         (G_USEC_PER_SEC / 30)
#define SHOW_INTERVAL_UNTAKEN (G_USEC_PER_SEC / 4)

void
run_context_publish (RunContext *context)
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
  snapshot->cannot_open = context->run_state == RUN_STATE_FAILED && context->opens;
  snapshot->is_watched = run_context_is_watching (context);
  snapshot->save_error = g_strdup (context->save_error);
  context->changed = FALSE;
  if (context->run_state != RUN_STATE_FAILED)
    g_clear_pointer (&context->message, g_free);
  context->last_shown = g_get_monotonic_time ();
  if (run_mailbox_post (channel->mailbox, snapshot, audience.serial) && channel->notify != NULL)
    channel->notify (channel->notify_data);
}

gboolean
run_context_show_is_due (const RunContext *context)
{
  gboolean untaken = run_mailbox_is_full (context->channel->mailbox);

  return g_get_monotonic_time () - context->last_shown >=
         (untaken ? SHOW_INTERVAL_UNTAKEN : SHOW_INTERVAL);
}

gboolean
run_context_stands_still (const RunContext *context)
{
  return context->run_state == RUN_STATE_PAUSED || context->run_state == RUN_STATE_FINISHED;
}

void
run_context_set_state (RunContext *context, RunState state)
{
  gboolean stood_still = run_context_stands_still (context);

  context->run_state = state;
  context->changed = TRUE;
  if (!stood_still && run_context_stands_still (context))
    context->at_once = TRUE;
}

const char *
run_context_session (RunContext *context)
{
  return context->saver != NULL ? run_saver_path (context->saver) : context->watched_path;
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
  if (run_context_show_is_due (context))
    run_context_publish (context);
}

static void
show_loading (gpointer data)
{
  RunContext *context = data;

  run_context_set_state (context, RUN_STATE_LOADING);
  run_context_publish (context);
}

FmtNetwork *
run_context_network (RunContext *context, const char *id_or_path, GError **error)
{
  RunState before = context->run_state;
  FmtNetwork *network =
      run_host_network (context->channel->host, id_or_path, &context->channel->n_abandoned,
                        show_loading, context, error);

  run_context_set_state (context, before);
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
  run_context_set_state (context, before);
  return ok;
}
