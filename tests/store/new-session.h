// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/session.h"

/* A session with nothing but the info in it, open for writing; fails as store_session_create_with
 * does. */
static inline StoreSession *
new_session (const char *path, const StoreSessionInfo *info, GError **error)
{
  g_autoptr (StoreLock) lock = NULL;
  const StoreCheckpoint checkpoint = { .info = info };

  return store_session_create_with (path, &lock, &checkpoint, error);
}
