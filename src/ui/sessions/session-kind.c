// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/session-kind.h"

#include "store/lock.h"
#include "store/session.h"
#include "ui/threads/background.h"

/* Another program saves within seconds what it has begun. */
#define LOOK_MS    250
#define MOST_LOOKS 40

typedef struct
{
  GWeakRef owner;
  char *path;
  RunSessionKind kind;
  gboolean is_to_come; /* another program is at work there, and has not saved anything yet */
  guint n_looks;
  FooledSessionKindFound found;
} Search;

static Search *
search_new (GObject *owner, const char *path, guint n_looks, FooledSessionKindFound found)
{
  Search *search = g_new0 (Search, 1);

  g_weak_ref_init (&search->owner, owner);
  search->path = g_strdup (path);
  search->n_looks = n_looks;
  search->found = found;
  return search;
}

static void
search_free (gpointer data)
{
  Search *search = data;

  g_weak_ref_clear (&search->owner);
  g_free (search->path);
  g_free (search);
}

/* What is wrong with a file says whoever opens it. */
static void
look (gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  gboolean is_held = store_lock_is_held (search->path);
  g_autoptr (StoreSession) session = store_session_open (search->path, TRUE, NULL);
  g_autoptr (StoreSessionInfo) info = session != NULL ? store_session_info (session, NULL) : NULL;

  search->kind = info != NULL ? run_session_kind (info) : RUN_SESSION_UNKNOWN;
  search->is_to_come = (info == NULL || *info->work == '\0') && is_held;
}

static gboolean look_again (gpointer data);

static void
done (gpointer owner, gpointer data, const GError *error)
{
  const Search *search = data;

  if (search->is_to_come && search->n_looks < MOST_LOOKS)
    g_timeout_add (LOOK_MS, look_again,
                   search_new (owner, search->path, search->n_looks + 1, search->found));
  else
    search->found (owner, search->path, search->kind);
}

static gboolean
look_again (gpointer data)
{
  Search *search = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&search->owner);

  if (owner != NULL)
    fooled_background_queue (owner, search, search_free, look, done);
  else
    search_free (search);
  return G_SOURCE_REMOVE;
}

void
fooled_session_find_kind (GObject *owner, const char *path, FooledSessionKindFound found)
{
  fooled_background_queue (owner, search_new (owner, path, 0, found), search_free, look, done);
}
