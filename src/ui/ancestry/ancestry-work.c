// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ancestry/ancestry-work.h"

FooledAncestryWork *
fooled_ancestry_work_new (StoreSpecimen *specimen, const char *session, RunNetworkInfo *network)
{
  FooledAncestryWork *work = g_new0 (FooledAncestryWork, 1);

  work->specimen = store_specimen_ref (specimen);
  work->session = g_strdup (session);
  work->network = network != NULL ? run_network_info_ref (network) : NULL;
  return work;
}

void
fooled_ancestry_work_free (gpointer data)
{
  FooledAncestryWork *work = data;

  store_specimen_unref (work->specimen);
  g_free (work->session);
  run_network_info_unref (work->network);
  run_ancestry_unref (work->known);
  run_ancestry_unref (work->ancestry);
  g_free (work);
}

static RunAncestry *
read_line (const FooledAncestryWork *work, guint max, GError **error)
{
  return run_ancestry_read (work->specimen, work->session, work->network, max, work->known, error);
}

void
fooled_ancestry_work_read (gpointer data, GCancellable *cancellable, GError **error)
{
  FooledAncestryWork *work = data;

  work->ancestry = read_line (work, FOOLED_ANCESTRY_SHOWN, error);
}

GBytes *
fooled_ancestry_work_encode_strip (gpointer data, BaseImage **image, GError **error)
{
  g_autoptr (RunAncestry) ancestry = read_line (data, FOOLED_ANCESTRY_SAVED, error);

  return ancestry != NULL ? run_ancestry_encode (ancestry, image, error) : NULL;
}

GBytes *
fooled_ancestry_work_encode_animation (gpointer data, BaseImage **image, GError **error)
{
  const FooledAncestryWork *work = data;
  guint max = MIN (work->seconds * RUN_ANIMATION_RATE, FOOLED_ANCESTRY_SAVED);
  g_autoptr (RunAncestry) ancestry = read_line (work, MAX (max, 2), error);
  g_autoptr (StoreAnimation) animation = NULL;

  if (ancestry != NULL)
    animation = run_ancestry_animate (ancestry, work->seconds, NULL, error);
  return animation != NULL ? store_animation_finish (animation, error) : NULL;
}
