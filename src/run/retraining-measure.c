// SPDX-License-Identifier: GPL-3.0-or-later
/* The second stage of a round: what the network, as it was written, says of the real test pictures
 * and of rubbish that no network was trained on. */
#include "run/retraining-private.h"

#include "run/host-private.h"

/* Pictures that are scored before anybody hears of it. */
#define BLOCK 256

guint
run_retrain_n_pictures (const RunRetrain *retrain)
{
  const RunRetrainingImages *images = &retrain->images;

  return images->test->n + images->held_out.n + images->noise.n;
}

static BaseImage *
make_image (gpointer data, guint index)
{
  const RunRetrain *retrain = data;
  const RunRetrainingImages *images = &retrain->images;
  guint at = retrain->n_measured + index;

  if (at < images->test->n)
    return run_retraining_image (images->test, at);
  at -= images->test->n;
  if (at < images->held_out.n)
    return run_retraining_image (&images->held_out, at);
  return run_retraining_image (&images->noise, at - images->held_out.n);
}

static gboolean
score (gpointer data,
       guint workspace,
       BaseImage *const *images,
       guint n,
       const gint *interrupt,
       float *confidences)
{
  return run_scorer_score (((RunRetrain *) data)->scorer, workspace, images, n, interrupt,
                           confidences);
}

static void
share (gpointer data, guint workspace, BasePool *pool)
{
  run_scorer_set_pool (((RunRetrain *) data)->scorer, workspace, pool);
}

gboolean
run_retrain_begin_measuring (RunRetrain *retrain, GError **error)
{
  g_clear_pointer (&retrain->network, fmt_network_unref);
  retrain->network = run_retrain_load (retrain, retrain->round, error);
  if (retrain->network == NULL)
    return FALSE;
  if (retrain->checksums->len < retrain->round)
    g_ptr_array_add (retrain->checksums, g_strdup (retrain->network->card->checksum));
  retrain->scoring = run_scoring_new (BLOCK, run_scorer_micro_batch (retrain->network, 1),
                                      fmt_network_n_classes (retrain->network), make_image, retrain,
                                      score, share, retrain);
  retrain->said = g_new (guint16, run_retrain_n_pictures (retrain));
  retrain->n_measured = retrain->block_size = 0;
  return TRUE;
}

void
run_retrain_end_measuring (RunRetrain *retrain)
{
  g_clear_pointer (&retrain->scoring, run_scoring_free);
  g_clear_pointer (&retrain->scorer, run_scorer_free);
  g_clear_pointer (&retrain->said, g_free);
  retrain->block_size = 0;
}

static double
share_of (guint n, guint all)
{
  return all > 0 ? (double) n / all : -1;
}

static guint
count_said (const guint16 *said, guint n, guint class_index)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += said[i] == class_index;
  return count;
}

static void
fill_in_shares (const RunRetrain *retrain, RunRetrainingRow *row)
{
  const RunRetrainingImages *images = &retrain->images;
  const NnDataset *test = images->test;
  const guint16 *held_out = retrain->said + test->n, *noise = held_out + images->held_out.n;
  guint rubbish = images->n_classes, n_wrong = 0, n_recognised;
  gboolean knows = retrain->round > 1;

  for (guint i = 0; i < test->n; i++)
    n_wrong += retrain->said[i] != test->labels[i];
  n_recognised = count_said (held_out, images->held_out.n, rubbish);
  row->n_rubbish = knows ? images->n_rubbish : 0;
  row->n_held_out = images->held_out.n;
  row->test_error = share_of (n_wrong, test->n);
  row->recognised = share_of (n_recognised, images->held_out.n);
  row->noise = share_of (count_said (noise, images->noise.n, rubbish), images->noise.n);
  row->false_rubbish =
      knows ? share_of (count_said (retrain->said, test->n, rubbish), test->n) : -1;
  row->total_error =
      share_of (n_wrong + images->held_out.n - n_recognised, test->n + images->held_out.n);
}

/* The round's row, without what evolution comes to. */
static RunRetrainingRow *
make_row (const RunRetrain *retrain)
{
  const RunTraining *training = retrain->training_order;
  RunRetrainingRow *row = run_retraining_row_new (retrain->order, retrain->round);

  row->loss = g_array_index (retrain->tested, RunEpoch, retrain->tested->len - 1).loss;
  row->training_seconds = retrain->training_seconds;
  row->n_classes = g_strv_length (training->labels);
  fill_in_shares (retrain, row);
  return row;
}

static gboolean
make_scorer (RunRetrain *retrain, GError **error)
{
  guint n_threads = run_host_n_threads (retrain->order->training.n_threads);

  if (retrain->scorer != NULL)
    return TRUE;
  retrain->scorer = run_scorer_new (retrain->network, 1, n_threads, error);
  retrain->block_size = 0; /* the workspaces are new */
  return retrain->scorer != NULL;
}

static void
take_down_block (RunRetrain *retrain)
{
  guint n_classes = fmt_network_n_classes (retrain->network);
  EvoRanking top[EVO_TOP];

  for (guint i = 0; i < retrain->block_size; i++)
    {
      evo_top (run_scoring_confidences (retrain->scoring, i), n_classes, top);
      retrain->said[retrain->n_measured + i] = (guint16) top[0].class_index;
    }
  retrain->n_measured += retrain->block_size;
  retrain->block_size = 0;
}

gboolean
run_retrain_measure (RunRetrain *retrain, gint *interrupt, gboolean *over, GError **error)
{
  RunHost *host = run_context_host (retrain->context);
  guint n = run_retrain_n_pictures (retrain);
  gboolean complete;
  BasePool *pool;

  if (!make_scorer (retrain, error))
    return FALSE;
  pool = run_host_borrow (host, retrain->order->training.n_threads, interrupt);
  if (pool == NULL)
    return TRUE;
  if (retrain->block_size == 0)
    {
      retrain->block_size = MIN (BLOCK, n - retrain->n_measured);
      run_scoring_begin (retrain->scoring, retrain->block_size);
    }
  complete = run_scoring_advance (retrain->scoring, pool, interrupt);
  run_host_give_back (host);
  if (!complete)
    return TRUE;
  take_down_block (retrain);
  *over = retrain->n_measured == n;
  if (*over)
    {
      g_ptr_array_add (retrain->rows, make_row (retrain));
      run_retrain_end_measuring (retrain);
    }
  return TRUE;
}
