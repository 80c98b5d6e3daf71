// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/engine.h"

#include "run/thread-private.h"

struct _RunEngine
{
  RunChannel channel;
  GThread *thread;
};

RunEngine *
run_engine_new (RunNotify notify, gpointer notify_data)
{
  RunEngine *engine = g_new0 (RunEngine, 1);

  engine->channel = (RunChannel){
    .commands = g_async_queue_new_full ((GDestroyNotify) run_command_free),
    .reports = g_async_queue_new_full ((GDestroyNotify) run_report_free),
    .mailbox = run_mailbox_new (),
    .notify = notify,
    .notify_data = notify_data,
  };
  engine->thread = g_thread_new ("fooled-run", run_thread_main, &engine->channel);
  return engine;
}

static void
send (RunEngine *engine, RunCommand command)
{
  g_async_queue_push (engine->channel.commands, g_memdup2 (&command, sizeof command));
  g_atomic_int_set (&engine->channel.interrupt, 1);
}

void
run_engine_free (RunEngine *engine)
{
  RunCommand *command;

  if (engine == NULL)
    return;
  /* Nobody waits any more for what has not been begun; it may be the loading of a network. */
  while ((command = g_async_queue_try_pop (engine->channel.commands)) != NULL)
    run_command_free (command);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_QUIT });
  g_thread_join (engine->thread);
  g_async_queue_unref (engine->channel.commands);
  g_async_queue_unref (engine->channel.reports);
  run_mailbox_free (engine->channel.mailbox);
  g_free (engine);
}

void
run_engine_start (RunEngine *engine, const RunSettings *settings, gboolean paused)
{
  RunCommand command = { .kind = RUN_COMMAND_START, .paused = paused };

  g_return_if_fail (engine != NULL);
  g_return_if_fail (settings != NULL);

  run_settings_copy (settings, &command.settings);
  send (engine, command);
}

void
run_engine_change (RunEngine *engine, const RunSettings *settings)
{
  RunCommand command = { .kind = RUN_COMMAND_CHANGE };

  g_return_if_fail (engine != NULL);
  g_return_if_fail (settings != NULL);

  run_settings_copy (settings, &command.settings);
  send (engine, command);
}

void
run_engine_pause (RunEngine *engine)
{
  g_return_if_fail (engine != NULL);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_PAUSE });
}

void
run_engine_resume (RunEngine *engine)
{
  g_return_if_fail (engine != NULL);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_RESUME });
}

void
run_engine_step (RunEngine *engine)
{
  g_return_if_fail (engine != NULL);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_STEP });
}

void
run_engine_stop (RunEngine *engine)
{
  g_return_if_fail (engine != NULL);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_STOP });
}

void
run_engine_set_view (RunEngine *engine, RunView view, guint cell_size)
{
  g_return_if_fail (engine != NULL);
  g_return_if_fail (cell_size >= RUN_MIN_CELL_SIZE && cell_size <= RUN_MAX_CELL_SIZE);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_SET_VIEW, .view = view, .cell_size = cell_size });
}

void
run_engine_select (RunEngine *engine, gint index)
{
  g_return_if_fail (engine != NULL);
  g_return_if_fail (index >= -1);
  send (engine, (RunCommand){ .kind = RUN_COMMAND_SELECT, .index = index });
}

RunSnapshot *
run_engine_take_snapshot (RunEngine *engine)
{
  g_return_val_if_fail (engine != NULL, NULL);
  return run_mailbox_take (engine->channel.mailbox);
}

RunSnapshot *
run_engine_wait (RunEngine *engine, guint milliseconds)
{
  g_return_val_if_fail (engine != NULL, NULL);
  return run_mailbox_wait (engine->channel.mailbox, milliseconds);
}

static RunReport *
ask_for_report (RunEngine *engine)
{
  send (engine, (RunCommand){ .kind = RUN_COMMAND_REPORT });
  return g_async_queue_pop (engine->channel.reports);
}

gboolean
run_engine_result (RunEngine *engine, char **archive_hash, GPtrArray **champions)
{
  g_autoptr (RunReport) report = NULL;
  gboolean stands_still;

  g_return_val_if_fail (engine != NULL, FALSE);

  report = ask_for_report (engine);
  stands_still = report->archive_hash != NULL;
  if (archive_hash != NULL)
    *archive_hash = g_steal_pointer (&report->archive_hash);
  if (champions != NULL)
    *champions = g_steal_pointer (&report->champions);
  return stands_still;
}

GArray *
run_engine_climbs (RunEngine *engine)
{
  g_autoptr (RunReport) report = NULL;

  g_return_val_if_fail (engine != NULL, NULL);

  report = ask_for_report (engine);
  return g_steal_pointer (&report->climbs);
}
