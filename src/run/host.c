// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/host-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* How long a job may keep the pool while another waits for it, in microseconds. */
#define TURN (G_USEC_PER_SEC / 20)

/* Networks that nobody uses are kept, the newest ones, for whoever comes back to them. */
#define MAX_UNUSED 2

/* Of the clock that dates files, in seconds. */
#define CLOCK_TICK 1

/* How often a waiting job looks whether it is still wanted, in microseconds. */
#define LOOK_INTERVAL 5000

/* What a file was when it was read. One that is written anew is another, also under the same
 * name. */
typedef struct
{
  char *path; /* NULL = not known, or it changed while it was read */
  GStatBuf status;
} Stamp;

/* A network that is loaded, or being read by a thread that outlives its host if need be. */
typedef struct
{
  gatomicrefcount ref_count;
  char *name;   /* as it was asked for first */
  char *file;   /* fmt_network_file */
  GMutex mutex; /* guards everything below */
  GCond cond;
  gboolean done;
  FmtNetwork *network; /* NULL while it is read, and where it could not be */
  GError *error;
  Stamp card, weights;
} Entry;

struct _RunHost
{
  BaseRanks *ranks; /* NULL = alone */
  guint n_users;    /* guarded by `shared_mutex` */
  GMutex mutex;     /* guards everything below */
  GCond cond;
  GPtrArray *pools; /* BasePool *, no two of one size */
  gboolean lent;
  gint64 lent_since;
  gint *holder_interrupt;
  GQueue waiting;     /* of callers of run_host_borrow, in the order of their turns */
  GPtrArray *entries; /* Entry *, used last at the end */
};

/* A file that changed since `begin`, or so shortly before that it may change again within the same
 * tick of its clock, gets no stamp. */
static void
stamp_set (Stamp *stamp, const char *path, gint64 begin)
{
  if (path != NULL && g_stat (path, &stamp->status) == 0 &&
      stamp->status.st_mtim.tv_sec + CLOCK_TICK < begin / G_USEC_PER_SEC)
    stamp->path = g_strdup (path);
}

static gboolean
stamp_holds (const Stamp *stamp)
{
  const GStatBuf *then = &stamp->status;
  GStatBuf now;

  return stamp->path != NULL && g_stat (stamp->path, &now) == 0 && now.st_dev == then->st_dev &&
         now.st_ino == then->st_ino && now.st_size == then->st_size &&
         now.st_mtim.tv_sec == then->st_mtim.tv_sec && now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

static GMutex shared_mutex;
static RunHost *shared_host; /* NULL = nobody uses it */

static Entry *
entry_new (const char *name, const char *file)
{
  Entry *entry = g_new0 (Entry, 1);

  g_atomic_ref_count_init (&entry->ref_count);
  entry->name = g_strdup (name);
  entry->file = g_strdup (file);
  g_mutex_init (&entry->mutex);
  g_cond_init (&entry->cond);
  return entry;
}

static Entry *
entry_ref (Entry *entry)
{
  g_atomic_ref_count_inc (&entry->ref_count);
  return entry;
}

static void
entry_unref (Entry *entry)
{
  if (!g_atomic_ref_count_dec (&entry->ref_count))
    return;
  g_free (entry->name);
  g_free (entry->file);
  g_mutex_clear (&entry->mutex);
  g_cond_clear (&entry->cond);
  g_clear_error (&entry->error);
  g_clear_pointer (&entry->network, fmt_network_unref);
  g_free (entry->card.path);
  g_free (entry->weights.path);
  g_free (entry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, entry_unref)

static gpointer
read_network (gpointer data)
{
  g_autoptr (Entry) entry = data;
  gint64 begin = g_get_real_time ();
  g_autoptr (GError) error = NULL;
  FmtNetwork *network = fmt_network_load (entry->name, &error);
  g_autofree char *weights = NULL;

  if (network != NULL)
    weights = fmt_card_find_weights (network->card, NULL);
  g_mutex_lock (&entry->mutex);
  entry->network = network;
  entry->error = g_steal_pointer (&error);
  if (network != NULL)
    {
      stamp_set (&entry->card, network->card->path, begin);
      stamp_set (&entry->weights, weights, begin);
    }
  entry->done = TRUE;
  g_cond_broadcast (&entry->cond);
  g_mutex_unlock (&entry->mutex);
  return NULL;
}

/* A network without a card of its own was guessed from its weights alone, until one appears. */
static gboolean
entry_holds (Entry *entry)
{
  gboolean holds;

  g_mutex_lock (&entry->mutex);
  holds = !entry->done || (entry->network != NULL && stamp_holds (&entry->weights) &&
                           (stamp_holds (&entry->card) ||
                            (entry->card.path == NULL &&
                             !g_file_test (entry->network->card->path, G_FILE_TEST_EXISTS))));
  g_mutex_unlock (&entry->mutex);
  return holds;
}

static gboolean
entry_is_unused (Entry *entry)
{
  gboolean unused;

  g_mutex_lock (&entry->mutex);
  unused = entry->done &&
           (entry->network == NULL || g_atomic_ref_count_compare (&entry->network->ref_count, 1));
  g_mutex_unlock (&entry->mutex);
  return unused;
}

RunHost *
run_host_new (void)
{
  RunHost *host = g_new0 (RunHost, 1);

  host->n_users = 1;
  g_mutex_init (&host->mutex);
  g_cond_init (&host->cond);
  g_queue_init (&host->waiting);
  host->pools = g_ptr_array_new_with_free_func ((GDestroyNotify) base_pool_free);
  host->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_unref);
  return host;
}

RunHost *
run_host_shared (void)
{
  RunHost *host;

  g_mutex_lock (&shared_mutex);
  if (shared_host == NULL)
    shared_host = run_host_new ();
  else
    shared_host->n_users++;
  host = shared_host;
  g_mutex_unlock (&shared_mutex);
  return host;
}

static gboolean
is_used_no_more (RunHost *host)
{
  gboolean unused;

  g_mutex_lock (&shared_mutex);
  unused = --host->n_users == 0;
  if (unused && host == shared_host)
    shared_host = NULL;
  g_mutex_unlock (&shared_mutex);
  return unused;
}

void
run_host_free (RunHost *host)
{
  if (host == NULL || !is_used_no_more (host))
    return;
  g_assert (!host->lent);
  g_ptr_array_unref (host->entries);
  g_ptr_array_unref (host->pools);
  g_cond_clear (&host->cond);
  g_mutex_clear (&host->mutex);
  g_free (host);
}

void
run_host_set_ranks (RunHost *host, BaseRanks *ranks)
{
  host->ranks = ranks;
}

BaseRanks *
run_host_ranks (RunHost *host)
{
  return host->ranks;
}

guint
run_host_n_threads (guint n_threads)
{
  return n_threads > 0 ? n_threads : g_get_num_processors ();
}

static BasePool *
find_or_make_pool (RunHost *host, guint n_threads)
{
  BasePool *pool;

  for (guint i = 0; i < host->pools->len; i++)
    if (base_pool_n_threads (g_ptr_array_index (host->pools, i)) == n_threads)
      return g_ptr_array_index (host->pools, i);
  pool = base_pool_new (n_threads);
  g_ptr_array_add (host->pools, pool);
  return pool;
}

/* Sleeps until something changes, or the holder's turn is over and it is told so. */
static void
await_turn (RunHost *host)
{
  gint64 now = g_get_monotonic_time (), turn_ends = host->lent_since + TURN;

  if (!host->lent)
    g_cond_wait (&host->cond, &host->mutex);
  else if (now < turn_ends)
    g_cond_wait_until (&host->cond, &host->mutex, turn_ends);
  else
    {
      if (host->holder_interrupt != NULL)
        g_atomic_int_set (host->holder_interrupt, 1);
      g_cond_wait_until (&host->cond, &host->mutex, now + TURN);
    }
}

BasePool *
run_host_borrow (RunHost *host, guint n_threads, gint *interrupt)
{
  BasePool *pool = NULL;
  gboolean gives_up = FALSE;
  int self; /* stands for this call in the queue */

  g_mutex_lock (&host->mutex);
  g_queue_push_tail (&host->waiting, &self);
  while (!gives_up && (host->lent || g_queue_peek_head (&host->waiting) != &self))
    {
      gives_up = interrupt != NULL && g_atomic_int_get (interrupt) != 0;
      if (!gives_up)
        await_turn (host);
    }
  g_queue_remove (&host->waiting, &self);
  if (gives_up)
    g_cond_broadcast (&host->cond);
  else
    {
      pool = find_or_make_pool (host, run_host_n_threads (n_threads));
      host->lent = TRUE;
      host->lent_since = g_get_monotonic_time ();
      host->holder_interrupt = interrupt;
    }
  g_mutex_unlock (&host->mutex);
  return pool;
}

BasePool *
run_host_try_borrow (RunHost *host, guint n_threads)
{
  BasePool *pool = NULL;

  g_mutex_lock (&host->mutex);
  if (!host->lent && g_queue_is_empty (&host->waiting))
    {
      pool = find_or_make_pool (host, run_host_n_threads (n_threads));
      host->lent = TRUE;
      host->lent_since = g_get_monotonic_time ();
      host->holder_interrupt = NULL;
    }
  g_mutex_unlock (&host->mutex);
  return pool;
}

static BasePool *
lend (gpointer data)
{
  return run_host_try_borrow (data, 0);
}

static void
take_back (gpointer data)
{
  run_host_give_back (data);
}

AscLender
run_host_lender (RunHost *host)
{
  return (AscLender){ lend, take_back, host };
}

void
run_host_give_back (RunHost *host)
{
  g_mutex_lock (&host->mutex);
  g_assert (host->lent);
  host->lent = FALSE;
  host->holder_interrupt = NULL;
  g_cond_broadcast (&host->cond);
  g_mutex_unlock (&host->mutex);
}

/* With the mutex held: the entry, begun to be read where need be, at the end of the list. */
static Entry *
find_or_read (RunHost *host, const char *name, const char *file)
{
  Entry *entry = NULL;

  for (guint i = 0; i < host->entries->len && entry == NULL; i++)
    {
      Entry *candidate = g_ptr_array_index (host->entries, i);

      if (!g_str_equal (candidate->file, file))
        continue;
      if (entry_holds (candidate))
        entry = entry_ref (candidate);
      g_ptr_array_remove_index (host->entries, i--);
    }
  if (entry == NULL)
    {
      entry = entry_new (name, file);
      g_thread_unref (g_thread_new ("fooled-read", read_network, entry_ref (entry)));
    }
  g_ptr_array_add (host->entries, entry_ref (entry));
  return entry;
}

static void
drop_unused (RunHost *host)
{
  guint n_unused = 0;

  for (guint i = host->entries->len; i-- > 0;)
    if (entry_is_unused (g_ptr_array_index (host->entries, i)) && n_unused++ >= MAX_UNUSED)
      g_ptr_array_remove_index (host->entries, i);
}

FmtNetwork *
run_host_network (RunHost *host,
                  const char *id_or_path,
                  const gint *abandon,
                  void (*on_wait) (gpointer data),
                  gpointer wait_data,
                  GError **error)
{
  g_autofree char *file = fmt_network_file (id_or_path);
  g_autoptr (Entry) entry = NULL;
  FmtNetwork *network = NULL;
  gboolean waited = FALSE;

  g_mutex_lock (&host->mutex);
  drop_unused (host);
  entry = find_or_read (host, id_or_path, file);
  g_mutex_unlock (&host->mutex);

  g_mutex_lock (&entry->mutex);
  while (!entry->done && (abandon == NULL || g_atomic_int_get (abandon) == 0))
    {
      if (!waited && on_wait != NULL)
        {
          g_mutex_unlock (&entry->mutex);
          on_wait (wait_data);
          g_mutex_lock (&entry->mutex);
        }
      waited = TRUE;
      if (!entry->done)
        g_cond_wait_until (&entry->cond, &entry->mutex, g_get_monotonic_time () + LOOK_INTERVAL);
    }
  if (entry->network != NULL)
    network = fmt_network_ref (entry->network);
  else if (entry->done)
    g_propagate_error (error, g_error_copy (entry->error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  g_mutex_unlock (&entry->mutex);
  return network;
}

void
run_host_wake (RunHost *host)
{
  g_mutex_lock (&host->mutex);
  g_cond_broadcast (&host->cond);
  g_mutex_unlock (&host->mutex);
}
