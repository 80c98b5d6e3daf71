// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/looker-private.h"

#include "run/host-private.h"
#include "run/networks-private.h"

RunLooker *
run_looker_new (RunHost *host, FmtNetwork *network, GError **error)
{
  g_autoptr (RunLooker) looker = g_new0 (RunLooker, 1);

  g_return_val_if_fail (network != NULL, NULL);

  looker->host = host;
  looker->network = fmt_network_ref (network);
  looker->ascent = run_planes_network (looker->network, error);
  if (looker->ascent == NULL)
    return NULL;
  looker->executor = nn_executor_new (looker->network->graph, 1, NN_FORWARD_ONLY, error);
  if (looker->executor == NULL)
    return NULL;
  looker->shares = nn_graph_is_worth_sharing (looker->network->graph, 1);
  looker->info = run_network_info_of (looker->network);
  return g_steal_pointer (&looker);
}

void
run_looker_free (RunLooker *looker)
{
  if (looker == NULL)
    return;
  g_clear_pointer (&looker->executor, nn_executor_free);
  g_clear_pointer (&looker->ascent, asc_network_free);
  g_clear_pointer (&looker->info, run_network_info_unref);
  g_clear_pointer (&looker->picture, base_image_unref);
  g_clear_pointer (&looker->network, fmt_network_unref);
  g_free (looker);
}

void
run_looker_set_picture (RunLooker *looker, BaseImage *picture)
{
  if (picture != NULL)
    base_image_ref (picture);
  base_image_unref (looker->picture);
  looker->picture = picture;
}

static RunLook *
new_look (RunLooker *looker, const guint8 *levels, const float *confidences)
{
  RunLook *look = g_new0 (RunLook, 1);

  g_atomic_ref_count_init (&look->ref_count);
  look->image = run_planes_to_image (looker->network, levels);
  look->whole = looker->picture != NULL
                    ? run_planes_put_back (looker->network, looker->picture, look->image)
                    : base_image_ref (look->image);
  look->n_classes = looker->ascent->n_classes;
  look->confidences = g_memdup2 (confidences, look->n_classes * sizeof *confidences);
  look->n_top = evo_top (look->confidences, look->n_classes, look->top);
  return look;
}

RunLook *
run_looker_look (RunLooker *looker, const guint8 *levels, const gint *interrupt)
{
  BasePool *pool = looker->shares ? run_host_try_borrow (looker->host, 0) : NULL;
  const float *confidences;

  nn_executor_set_pool (looker->executor, pool, NULL); /* without memory for it: alone */
  asc_network_feed_levels (looker->ascent, levels, nn_executor_input (looker->executor));
  confidences = nn_executor_forward_until (looker->executor, interrupt);
  if (pool != NULL)
    run_host_give_back (looker->host);
  if (confidences != NULL)
    return new_look (looker, levels, confidences);
  nn_executor_abandon (looker->executor);
  return NULL;
}

RunLook *
run_looker_show (RunLooker *looker, const guint8 *levels, const RunLook *look)
{
  return new_look (looker, levels, look->confidences);
}

RunLook *
run_look_ref (RunLook *look)
{
  g_atomic_ref_count_inc (&look->ref_count);
  return look;
}

void
run_look_unref (RunLook *look)
{
  if (look == NULL || !g_atomic_ref_count_dec (&look->ref_count))
    return;
  base_image_unref (look->image);
  base_image_unref (look->whole);
  g_free (look->confidences);
  g_free (look);
}
