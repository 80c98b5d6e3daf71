// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/session-kind.h"

#include "store/session.h"
#include "ui/threads/background.h"

typedef struct
{
  char *path;
  char *work;
  FooledSessionKindFound found;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->path);
  g_free (search->work);
  g_free (search);
}

/* What is wrong with a file says whoever opens it. */
static void
look (gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  g_autoptr (StoreSession) session = store_session_open (search->path, TRUE, NULL);
  g_autoptr (StoreSessionInfo) info = session != NULL ? store_session_info (session, NULL) : NULL;

  search->work = info != NULL ? g_strdup (info->work) : NULL;
}

static void
done (gpointer owner, gpointer data, const GError *error)
{
  const Search *search = data;

  search->found (owner, search->path, search->work);
}

void
fooled_session_find_kind (GObject *owner, const char *path, FooledSessionKindFound found)
{
  Search *search = g_new0 (Search, 1);

  search->path = g_strdup (path);
  search->found = found;
  fooled_background_queue (owner, search, search_free, look, done);
}
