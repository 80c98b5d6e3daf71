// SPDX-License-Identifier: GPL-3.0-or-later
/* What a quiz can be made of, before anything is. */
#include "run/quiz-make-private.h"
#include "run/real-pictures-private.h"
#include "run/sessions.h"

static gboolean
has_picks (void)
{
  RunSourceSet *set = run_source_set_new (&(RunImages){ .source = RUN_IMAGES_PICKS });
  gboolean any = FALSE;

  for (guint i = 0; i < set->images->len && !any; i++)
    any = run_quiz_is_evolved (set->images->pdata[i]);
  run_source_set_free (set);
  return any;
}

static gboolean
has_sessions (void)
{
  g_autoptr (GPtrArray) sessions = run_sessions_list (NULL);

  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    {
      const StoreSessionEntry *entry = sessions->pdata[i];

      if (entry->info != NULL && entry->info->n_filled > 0)
        return TRUE;
    }
  return FALSE;
}

RunQuizOffer *
run_quiz_offer_new (const RunNetworkInfo *network)
{
  RunQuizOffer *offer = g_new0 (RunQuizOffer, 1);
  g_autoptr (RunRealPictures) pictures = NULL;

  g_return_val_if_fail (network != NULL, NULL);

  pictures = run_real_pictures_open (network, &offer->no_pictures);
  offer->has_picks = has_picks ();
  offer->has_sessions = has_sessions ();
  return offer;
}

void
run_quiz_offer_free (RunQuizOffer *offer)
{
  if (offer == NULL)
    return;
  g_free (offer->no_pictures);
  g_free (offer);
}
