// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/classify.h"

#include "run/host-private.h"
#include "run/networks-private.h"
#include "run/scorer-private.h"

struct _RunClassifier
{
  FmtNetwork *network;
  RunNetworkInfo *info;
  RunHost *host;     /* NULL = none */
  RunScorer *single; /* one picture at a time */
  RunScorer *scorer; /* micro_batch pictures; NULL until it is needed */
  guint n_crops;
  guint micro_batch;
};

RunClassifier *
run_classifier_new (const char *network, guint n_crops, GError **error)
{
  g_autoptr (RunClassifier) classifier = g_new0 (RunClassifier, 1);

  g_return_val_if_fail (network != NULL, NULL);

  classifier->network = fmt_network_load (network, error);
  if (classifier->network == NULL)
    return NULL;
  n_crops = classifier->n_crops = fmt_network_n_crops (classifier->network, n_crops, error);
  if (n_crops == 0)
    return NULL;
  classifier->single = run_scorer_new_small (classifier->network, n_crops, 1, 1, error);
  if (classifier->single == NULL)
    return NULL;
  classifier->micro_batch = run_scorer_micro_batch (classifier->network, n_crops);
  classifier->info = run_network_info_of (classifier->network);
  return g_steal_pointer (&classifier);
}

void
run_classifier_set_host (RunClassifier *classifier, RunHost *host)
{
  g_return_if_fail (classifier != NULL);
  classifier->host = host;
}

void
run_classifier_free (RunClassifier *classifier)
{
  if (classifier == NULL)
    return;
  run_scorer_free (classifier->single);
  run_scorer_free (classifier->scorer);
  run_network_info_unref (classifier->info);
  fmt_network_unref (classifier->network);
  g_free (classifier);
}

RunNetworkInfo *
run_classifier_info (RunClassifier *classifier)
{
  g_return_val_if_fail (classifier != NULL, NULL);
  return classifier->info;
}

guint
run_classifier_classify (RunClassifier *classifier, const BaseImage *image, EvoRanking top[EVO_TOP])
{
  g_autoptr (BaseImage) fitted = NULL;
  g_autofree float *confidences = NULL;
  BasePool *pool = NULL;
  guint n_classes;

  g_return_val_if_fail (classifier != NULL && image != NULL, 0);

  n_classes = classifier->info->n_classes;
  fitted = fmt_network_fit (classifier->network, image);
  confidences = g_new (float, n_classes);
  if (classifier->host != NULL)
    pool = run_host_try_borrow (classifier->host, 0);
  run_scorer_set_pool (classifier->single, 0, pool);
  run_scorer_score (classifier->single, 0, &fitted, 1, NULL, confidences);
  if (pool != NULL)
    run_host_give_back (classifier->host);
  return evo_top (confidences, n_classes, top);
}

void
run_classifier_confidences (RunClassifier *classifier,
                            BaseImage *const *images,
                            guint n,
                            float *confidences)
{
  g_autofree BaseImage **fitted = NULL;
  RunScorer *scorer;
  guint micro_batch;

  g_return_if_fail (classifier != NULL);

  if (classifier->scorer == NULL)
    classifier->scorer = run_scorer_new (classifier->network, classifier->n_crops, 1, NULL);
  scorer = classifier->scorer != NULL ? classifier->scorer : classifier->single;
  micro_batch = scorer == classifier->single ? 1 : classifier->micro_batch;
  fitted = g_new (BaseImage *, micro_batch);
  for (guint first = 0; first < n; first += micro_batch)
    {
      guint count = MIN (micro_batch, n - first);

      for (guint i = 0; i < count; i++)
        fitted[i] = fmt_network_fit (classifier->network, images[first + i]);
      run_scorer_score (scorer, 0, fitted, count, NULL,
                        confidences + (gsize) first * classifier->info->n_classes);
      for (guint i = 0; i < count; i++)
        base_image_unref (fitted[i]);
    }
}
