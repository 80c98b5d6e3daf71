// SPDX-License-Identifier: GPL-3.0-or-later
/* The comparison as work: sets are found and read first, then each network in its turn is loaded,
 * sees all sets, and is let go, so that only one is held. Ranks share what it sees; all files are
 * rank 0's business. */
#include "run/compare.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "run/compare-pass-private.h"
#include "run/compare-snapshot-private.h"
#include "run/host-private.h"
#include "run/networks-private.h"
#include "run/ranks-private.h"
#include "run/work-private.h"
#include "run/works-private.h"

/* Pixels of images that can be read again are kept up to so many bytes. */
#define KEPT_BYTES ((gssize) 256 << 20)

/* Images between two looks at the clock, per thread. */
#define READ_AT_ONCE 16

typedef struct
{
  RunContext *context;
  RunComparison *order;
  guint n_networks;
  RunSourceSet **sources; /* (n_sets) NULL = not looked for yet */
  RunComparedSet **sets;  /* (n_sets) NULL = not read yet */
  RunComparedNetwork *networks;
  RunComparedCell **cells; /* (n_sets, n_networks) */
  guint n_found;           /* sets that were looked for */
  guint n_images, n_read;  /* of all sets, as far as they are known */
  guint network;           /* whose turn it is */
  guint n_shown;           /* images that networks saw */
  gboolean has_reference;  /* a network has said what the images without a label are */
  RunComparePass *pass;    /* of that network; NULL = not loaded */
  gssize room;
  double seconds;
} Compare;

static BaseRanks *
ranks_of (const Compare *compare)
{
  return run_host_ranks (run_context_host (compare->context));
}

static void
compare_free (gpointer state)
{
  Compare *compare = state;
  guint n_sets = compare->order->n_sets;

  g_clear_pointer (&compare->pass, run_compare_pass_free);
  for (guint i = 0; i < n_sets * compare->n_networks; i++)
    run_compared_cell_unref (compare->cells[i]);
  for (guint i = 0; i < n_sets; i++)
    {
      run_source_set_free (compare->sources[i]);
      run_compared_set_unref (compare->sets[i]);
    }
  for (guint i = 0; i < compare->n_networks; i++)
    run_compared_network_clear (&compare->networks[i]);
  g_free (compare->sources);
  g_free (compare->sets);
  g_free (compare->networks);
  g_free (compare->cells);
  run_comparison_free (compare->order);
  g_free (compare);
}

static gboolean
check (const RunComparison *order, GError **error)
{
  guint n = g_strv_length (order->networks);

  if (n < 1 || n > RUN_COMPARE_MAX_NETWORKS)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("Choose from 1 to %d networks to be compared, not %u."),
                 RUN_COMPARE_MAX_NETWORKS, n);
  else if (order->n_sets < 1 || order->n_sets > RUN_COMPARE_MAX_SETS)
    g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                 _ ("Choose from 1 to %d sets of images, not %u."), RUN_COMPARE_MAX_SETS,
                 order->n_sets);
  else
    {
      for (guint i = 0; i < n; i++)
        for (guint j = 0; j < i; j++)
          if (g_str_equal (order->networks[i], order->networks[j]))
            {
              g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
                           _ ("The network “%s” is there twice; name it once."),
                           order->networks[i]);
              return FALSE;
            }
      return TRUE;
    }
  return FALSE;
}

static gpointer
make (RunContext *context, gconstpointer data, GError **error)
{
  const RunComparison *order = data;
  Compare *compare;

  if (!check (order, error))
    return NULL;
  compare = g_new0 (Compare, 1);
  compare->context = context;
  compare->order = run_comparison_copy (order);
  compare->n_networks = g_strv_length (order->networks);
  compare->sources = g_new0 (RunSourceSet *, order->n_sets);
  compare->sets = g_new0 (RunComparedSet *, order->n_sets);
  compare->networks = g_new0 (RunComparedNetwork, compare->n_networks);
  for (guint i = 0; i < compare->n_networks; i++)
    compare->networks[i].name = g_filename_display_name (order->networks[i]);
  compare->cells = g_new0 (RunComparedCell *, order->n_sets * compare->n_networks);
  compare->room = KEPT_BYTES;
  return compare;
}

typedef struct
{
  RunSourceImage **images;
  gssize *room;
} Reading;

static void
read_image (gpointer data, guint task, guint worker)
{
  Reading *reading = data;

  run_source_image_read (reading->images[task], reading->room);
}

/* The next images of the set; TRUE when all are read. */
static gboolean
read_some (Compare *compare, guint index, BasePool *pool, const gint *interrupt)
{
  RunSourceSet *source = compare->sources[index];
  guint n_read = 0, n = READ_AT_ONCE * base_pool_n_threads (pool);
  g_autoptr (GPtrArray) next = g_ptr_array_new ();
  Reading reading = { .room = &compare->room };

  for (guint i = 0; i < source->images->len && next->len < n; i++)
    if (!((RunSourceImage *) source->images->pdata[i])->is_read)
      g_ptr_array_add (next, source->images->pdata[i]);
  reading.images = (RunSourceImage **) next->pdata;
  base_pool_run (pool, next->len, read_image, &reading, interrupt);
  for (guint i = 0; i < next->len; i++)
    n_read += reading.images[i]->is_read ? 1 : 0;
  compare->n_read += n_read;
  return n_read == next->len && next->len < n;
}

static gboolean
read_set (Compare *compare, guint index, BasePool *pool, const gint *interrupt)
{
  guint before = compare->sources[index]->images->len;

  if (!read_some (compare, index, pool, interrupt))
    return FALSE;
  compare->sets[index] = run_source_set_finish (compare->sources[index]);
  /* Sheets were counted and are gone. */
  compare->n_images -= before - compare->sets[index]->n;
  compare->n_read -= before - compare->sets[index]->n;
  return TRUE;
}

/* A network that cannot be used has its sentence, and is done with. */
static void
give_up_network (Compare *compare, const GError *error)
{
  compare->networks[compare->network].message = g_strdup (error->message);
  compare->n_shown = ++compare->network * compare->n_images;
}

static void
load (Compare *compare)
{
  RunComparedNetwork *column = &compare->networks[compare->network];
  g_autoptr (GError) error = NULL;
  g_autoptr (FmtNetwork) network =
      run_context_network (compare->context, compare->order->networks[compare->network], &error);

  if (network != NULL)
    {
      compare->pass = run_compare_pass_new (network, compare->order->networks[compare->network],
                                            compare->sources, compare->order->n_sets,
                                            compare->order->n_threads, ranks_of (compare), &error);
      column->info = run_network_info_of (network);
    }
  /* Whoever wants it no more says so by a command. */
  if (compare->pass == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    give_up_network (compare, error);
}

/* Part of a cell; TRUE when it is complete. */
static gboolean
judge (Compare *compare, BasePool *pool, const gint *interrupt)
{
  guint set;
  RunComparedCell *cell = run_compare_pass_advance (compare->pass, pool, interrupt, &set);

  compare->n_shown =
      compare->network * compare->n_images + run_compare_pass_n_shown (compare->pass);
  if (cell != NULL)
    compare->cells[set * compare->n_networks + compare->network] = cell;
  if (!run_compare_pass_is_over (compare->pass))
    return cell != NULL;
  if (!compare->has_reference)
    run_compare_pass_refer (compare->pass, compare->cells + compare->network, compare->n_networks);
  compare->has_reference = TRUE;
  g_clear_pointer (&compare->pass, run_compare_pass_free);
  compare->n_shown = ++compare->network * compare->n_images;
  return TRUE;
}

static void
find_set (Compare *compare)
{
  guint set = compare->n_found++;

  compare->sources[set] = run_source_set_new (&compare->order->sets[set]);
  compare->n_images += compare->sources[set]->images->len;
}

static gboolean
work (Compare *compare, guint set, gint *interrupt)
{
  RunHost *host = run_context_host (compare->context);
  guint n_threads = run_ranks_n_threads (ranks_of (compare), compare->order->n_threads);
  BasePool *pool = run_host_borrow (host, n_threads, interrupt);
  gboolean step;

  if (pool == NULL)
    return FALSE;
  step = set < compare->order->n_sets ? read_set (compare, set, pool, interrupt)
                                      : judge (compare, pool, interrupt);
  run_host_give_back (host);
  return step;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  Compare *compare = state;
  gint64 start = g_get_monotonic_time ();
  guint set = 0;
  gboolean step = FALSE;

  while (set < compare->order->n_sets && compare->sets[set] != NULL)
    set++;
  if (compare->n_found < compare->order->n_sets)
    find_set (compare);
  else if (set == compare->order->n_sets && compare->network < compare->n_networks &&
           compare->pass == NULL)
    load (compare);
  else if (compare->network < compare->n_networks)
    step = work (compare, set, interrupt);
  compare->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  run_context_show (compare->context);
  *advance = compare->network == compare->n_networks ? RUN_ADVANCE_FINISHED
             : step                                  ? RUN_ADVANCE_STEP
                                                     : RUN_ADVANCE_INTERRUPTED;
  return TRUE;
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  return RUN_OBEY_NOTHING;
}

static double
fraction_of (const Compare *compare)
{
  double all = (double) compare->n_images * (1 + compare->n_networks);

  if (compare->network == compare->n_networks)
    return 1;
  return all > 0 ? MIN ((compare->n_read + (double) compare->n_shown) / all, 1) : 0;
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  const Compare *compare = state;
  RunCompareSnapshot *snapshot = run_compare_snapshot_new ();

  snapshot->job.fraction = -1;
  if (compare == NULL)
    return &snapshot->job;
  run_compare_snapshot_fill (snapshot, compare->order->n_sets, compare->n_networks, compare->sets,
                             compare->networks, compare->cells);
  snapshot->seconds = compare->seconds;
  snapshot->job.fraction = fraction_of (compare);
  return &snapshot->job;
}

RunJob *
run_compare_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  return run_job_new (host, &run_work_compare, notify, notify_data);
}

void
run_compare_start (RunJob *job, RunComparison *comparison)
{
  g_return_if_fail (job != NULL && comparison != NULL && comparison->networks != NULL);

  run_job_start (job, &run_work_compare, comparison, (GDestroyNotify) run_comparison_free, NULL,
                 FALSE);
}

const RunWork run_work_compare = {
  .name = "compare",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .free = compare_free,
};
