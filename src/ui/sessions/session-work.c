// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/session-work.h"

FooledSessionWork *
fooled_session_work_new (FooledSessionFunc run,
                         const char *path,
                         const char *name,
                         const char *text)
{
  FooledSessionWork *work = g_new0 (FooledSessionWork, 1);

  work->run = run;
  work->path = g_strdup (path);
  work->name = g_strdup (name);
  work->text = g_strdup (text);
  return work;
}

void
fooled_session_work_free (gpointer data)
{
  FooledSessionWork *work = data;

  g_free (work->path);
  g_free (work->name);
  g_free (work->text);
  g_free (work->result);
  g_clear_pointer (&work->items, g_ptr_array_unref);
  g_free (work);
}

void
fooled_session_work_run (gpointer data, GCancellable *cancellable, GError **error)
{
  FooledSessionWork *work = data;

  work->run (work, error);
}

gboolean
fooled_session_list (FooledSessionWork *work, GError **error)
{
  g_autoptr (GPtrArray) entries = run_sessions_list (error);

  if (entries == NULL)
    return FALSE;
  work->items = g_ptr_array_new_with_free_func ((GDestroyNotify) fooled_session_item_unref);
  g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (work->items, fooled_session_item_new (entries->pdata[i]));
  return TRUE;
}

gboolean
fooled_session_rename (FooledSessionWork *work, GError **error)
{
  work->result = g_strdup (work->path);
  return run_session_rename (work->path, work->text, error);
}

gboolean
fooled_session_branch (FooledSessionWork *work, GError **error)
{
  work->result = run_session_branch (work->path, work->text, error);
  return work->result != NULL;
}

gboolean
fooled_session_export (FooledSessionWork *work, GError **error)
{
  work->result = g_strdup (work->path);
  return run_session_export (work->path, work->text, error);
}

gboolean
fooled_session_import (FooledSessionWork *work, GError **error)
{
  work->result = run_session_import (work->path, error);
  return work->result != NULL;
}

gboolean
fooled_session_delete (FooledSessionWork *work, GError **error)
{
  work->result = run_session_delete (work->path, error);
  return work->result != NULL;
}

gboolean
fooled_session_restore (FooledSessionWork *work, GError **error)
{
  work->result = run_session_restore (work->path, error);
  return work->result != NULL;
}
