// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "ui/sessions/session-item.h"

G_BEGIN_DECLS

/* What the list of sessions has done on the disk: jobs for the background queue. Plain data. */
typedef struct _FooledSessionWork FooledSessionWork;

/* On the background thread. What it made (a path) is `result`. */
typedef gboolean (*FooledSessionFunc) (FooledSessionWork *work, GError **error);

struct _FooledSessionWork
{
  FooledSessionFunc run;
  char *path;       /* of the session, or of the file to import; NULL of a list */
  char *name;       /* of the session, for people */
  char *text;       /* the new name, or where to export to; else NULL */
  char *result;     /* the path that came of it */
  GPtrArray *items; /* FooledSessionItem *, of a list */
};

/* Copies the texts; each may be NULL. */
FooledSessionWork *fooled_session_work_new (FooledSessionFunc run,
                                            const char *path,
                                            const char *name,
                                            const char *text);
void fooled_session_work_free (gpointer work);

/* The FooledWork of all of them. */
void fooled_session_work_run (gpointer work, GCancellable *cancellable, GError **error);

gboolean fooled_session_list (FooledSessionWork *work, GError **error);
gboolean fooled_session_rename (FooledSessionWork *work, GError **error);
gboolean fooled_session_branch (FooledSessionWork *work, GError **error);
gboolean fooled_session_export (FooledSessionWork *work, GError **error);
gboolean fooled_session_import (FooledSessionWork *work, GError **error);
gboolean fooled_session_delete (FooledSessionWork *work, GError **error);
gboolean fooled_session_restore (FooledSessionWork *work, GError **error);

G_END_DECLS
