// SPDX-License-Identifier: GPL-3.0-or-later
/* What came out of a retraining experiment, in one sentence. */
#include "run/retraining-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/percent.h"

/* From here on, images fool a network; and below the second, most do not. */
#define FOOLED 0.9
#define SAFE   0.5

/* What the evolution against the last network came to: the end of a sentence. */
static char *
outcome (const RunRetrainingRow *last, const char *median, const char *median_before)
{
  if ((double) last->median >= FOOLED)
    /* Translators: the end of a sentence; %s are confidences, 99.9 % */
    return g_strdup_printf (
        _ ("and yet new ones fool it, at a median confidence of %s (DNN 1: %s)."), median,
        median_before);
  if ((double) last->median >= SAFE)
    return g_strdup_printf (
        _ ("and new ones fool it less easily, at a median confidence of %s (DNN 1: %s)."), median,
        median_before);
  return g_strdup_printf (
      _ ("and new ones hardly fool it, at a median confidence of %s (DNN 1: %s)."), median,
      median_before);
}

static char *
first_sentence (const RunRetrainingRow *first)
{
  g_autofree char *median = base_confidence_text (first->median);

  return g_strdup_printf (
      _ ("DNN 1 knows no rubbish: new images fool it, at a median confidence of %s."), median);
}

char *
run_retraining_sentence (const RunRetraining *retraining, const GPtrArray *rows)
{
  const RunRetrainingRow *first, *last = NULL;
  g_autofree char *recognised = NULL, *noise = NULL, *begin = NULL, *end = NULL;
  g_autofree char *median = NULL, *median_before = NULL;

  for (guint i = 0; i < rows->len; i++)
    if (((const RunRetrainingRow *) rows->pdata[i])->is_evolved)
      last = rows->pdata[i];
  if (last == NULL)
    return NULL;
  first = rows->pdata[0];
  if (last == first)
    return first_sentence (first);
  recognised = base_share_text (MAX (last->recognised, 0));
  noise = base_share_text (MAX (last->noise, 0));
  median = base_confidence_text (last->median);
  median_before = base_confidence_text (first->median);
  if (retraining->control)
    /* Translators: the beginning of a sentence; %s are shares: 99.9 % */
    begin = g_strdup_printf (_ ("DNN %u, taught with noise, recognises %s of noise that it never "
                                "saw and %s of the fooling images of earlier rounds,"),
                             last->number, noise, recognised);
  else
    begin = g_strdup_printf (_ ("DNN %u recognises %s of the fooling images of earlier rounds "
                                "that it never saw,"),
                             last->number, recognised);
  end = outcome (last, median, median_before);
  return g_strconcat (begin, " ", end, NULL);
}
