// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "ui/sessions/session-item.h"

G_BEGIN_DECLS

/* What the user wants done with a session. */
typedef enum
{
  FOOLED_SESSION_OPEN,
  FOOLED_SESSION_RENAME,
  FOOLED_SESSION_BRANCH,
  FOOLED_SESSION_EXPORT,
  FOOLED_SESSION_TIMELAPSE,
  FOOLED_SESSION_DELETE,
} FooledSessionWish;

/* A session in the list: picture, name, figures, a button that opens it and a menu. F2 renames,
 * Delete deletes.
 *
 * Signal "wish" (int: FooledSessionWish). */
#define FOOLED_TYPE_SESSION_ROW (fooled_session_row_get_type ())
G_DECLARE_FINAL_TYPE (FooledSessionRow, fooled_session_row, FOOLED, SESSION_ROW, AdwPreferencesRow)

GtkWidget *fooled_session_row_new (FooledSessionItem *item);

/* Borrowed. */
FooledSessionItem *fooled_session_row_get_item (FooledSessionRow *self);

/* Whether it can be opened: it could be read. */
gboolean fooled_session_row_can_open (FooledSessionRow *self);

G_END_DECLS
