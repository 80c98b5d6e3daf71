// SPDX-License-Identifier: GPL-3.0-or-later
/* Heat maps as work. What is asked for is noted at once and taken up one after the other, place by
 * place; a map under way that nobody wants any more is dropped. */
#include "run/heat.h"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "run/host-private.h"
#include "run/networks-private.h"
#include "run/planes.h"
#include "run/work-private.h"
#include "run/works-private.h"

/* What it is told. */
enum
{
  TELL_ASK, /* Asked */
};

typedef struct
{
  guint place;
  gboolean wants;     /* `order` says what; else nothing any more */
  RunHeatOrder order; /* its strings are the next two */
  char *network;
  char *sha256;
} Asked;

typedef struct
{
  RunContext *context;
  Asked *pending[RUN_HEAT_PLACES]; /* NULL = nothing */
  RunHeatMap *maps[RUN_HEAT_PLACES];
  guint next; /* the place whose turn it is */

  Asked *under_way; /* NULL = none */
  RunHeatMap *map;  /* what is known of the one under way */
  double fraction;  /* how much of it is done; 0 while its network is being read, too */

  FmtNetwork *network;
  RunNetworkInfo *info;
  AscNetwork *ascent;
  AscHeatMapper *mapper;
} Looking;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  if (asked == NULL)
    return;
  g_free (asked->network);
  g_free (asked->sha256);
  g_clear_pointer (&asked->order.image, base_image_unref);
  g_free (asked);
}

static Asked *
asked_new (guint place, const RunHeatOrder *order)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->place = place;
  asked->wants = order != NULL;
  if (order == NULL)
    return asked;
  asked->order = *order;
  asked->network = g_strdup (order->network);
  asked->sha256 = g_strdup (order->sha256);
  asked->order.network = asked->network;
  asked->order.sha256 = asked->sha256;
  asked->order.image = base_image_ref (order->image);
  return asked;
}

RunHeatMap *
run_heat_map_ref (RunHeatMap *map)
{
  g_atomic_ref_count_inc (&map->ref_count);
  return map;
}

void
run_heat_map_unref (RunHeatMap *map)
{
  if (map == NULL || !g_atomic_ref_count_dec (&map->ref_count))
    return;
  g_clear_pointer (&map->network, run_network_info_unref);
  g_clear_pointer (&map->image, base_image_unref);
  g_clear_pointer (&map->fitted, base_image_unref);
  g_free (map->error);
  g_free (map->values);
  g_free (map);
}

gboolean
run_heat_map_is_empty (const RunHeatMap *map)
{
  for (gsize i = 0; map->error == NULL && i < (gsize) map->width * map->height; i++)
    if (map->values[i] != 0)
      return FALSE;
  return TRUE;
}

static RunHeatMap *
map_new (const RunHeatOrder *order)
{
  RunHeatMap *map = g_new0 (RunHeatMap, 1);

  g_atomic_ref_count_init (&map->ref_count);
  map->image = base_image_ref (order->image);
  map->class_index = order->class_index;
  map->heat = order->heat;
  return map;
}

/* --- The network --- */

static void
forget_network (Looking *looking)
{
  g_clear_pointer (&looking->mapper, asc_heat_mapper_free);
  g_clear_pointer (&looking->ascent, asc_network_free);
  g_clear_pointer (&looking->info, run_network_info_unref);
  g_clear_pointer (&looking->network, fmt_network_unref);
}

/* The host hands out the one in memory while its files are the ones that were read. */
static gboolean
use_network (Looking *looking, const char *name, GError **error)
{
  g_autoptr (FmtNetwork) network = run_context_network (looking->context, name, error);
  AscLender lender = run_host_lender (run_context_host (looking->context));

  if (network == NULL)
    return FALSE;
  if (network == looking->network && looking->mapper != NULL)
    return TRUE;
  forget_network (looking);
  looking->ascent = run_planes_network (network, error);
  if (looking->ascent == NULL)
    return FALSE;
  looking->network = g_steal_pointer (&network);
  looking->info = run_network_info_of (looking->network);
  looking->mapper = asc_heat_mapper_new (looking->ascent);
  asc_heat_mapper_set_lender (looking->mapper, &lender);
  return TRUE;
}

static gboolean
check (const Looking *looking, const RunHeatOrder *order, GError **error)
{
  const RunNetworkInfo *info = looking->info;

  if (order->sha256 != NULL && info->sha256 != NULL &&
      g_ascii_strcasecmp (order->sha256, info->sha256) != 0)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
                   _ ("This image was made for another version of %s, which is not here any more."),
                   info->name);
      return FALSE;
    }
  if (order->class_index < MIN (looking->ascent->n_classes, info->n_classes))
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT,
               _ ("%s has no class %u: its classes are 0 to %u."), info->name, order->class_index,
               info->n_classes - 1);
  return FALSE;
}

/* --- A map --- */

static gboolean
begin (Looking *looking, const RunHeatOrder *order, GError **error)
{
  g_autofree guint8 *levels = NULL;
  RunHeatMap *map = looking->map;
  const FmtCard *card;

  if (!use_network (looking, order->network, error) || !check (looking, order, error))
    return FALSE;
  card = looking->network->card;
  map->fitted = run_planes_fit (looking->network, order->image);
  map->width = card->width;
  map->height = card->height;
  if (run_planes_fits (looking->network, map->fitted))
    fmt_network_crop_origin (looking->network, 0, &map->left, &map->top);
  levels = g_new (guint8, looking->ascent->size);
  run_planes_from_image (looking->network, map->fitted, levels);
  return asc_heat_mapper_begin (looking->mapper, levels, order->class_index, order->heat, error);
}

static void
drop (Looking *looking)
{
  g_clear_pointer (&looking->under_way, asked_free);
  g_clear_pointer (&looking->map, run_heat_map_unref);
}

static void
publish (Looking *looking)
{
  RunHeatMap **place = &looking->maps[looking->under_way->place];

  run_heat_map_unref (*place);
  *place = g_steal_pointer (&looking->map);
  drop (looking);
}

static void
finish (Looking *looking)
{
  AscHeatMap found = asc_heat_mapper_map (looking->mapper);
  RunHeatMap *map = looking->map;

  map->network = run_network_info_ref (looking->info);
  map->values = g_memdup2 (found.values, (gsize) map->width * map->height * sizeof (float));
  map->strongest = found.strongest;
  map->confidence = found.confidence;
  publish (looking);
}

static gboolean
has_pending (const Looking *looking)
{
  for (guint i = 0; i < RUN_HEAT_PLACES; i++)
    if (looking->pending[i] != NULL)
      return TRUE;
  return FALSE;
}

/* The next place in turn. FALSE: nobody wants anything; or it failed, and the place knows why. */
static gboolean
take_up (Looking *looking)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RUN_HEAT_PLACES && looking->under_way == NULL; i++)
    {
      looking->under_way = g_steal_pointer (&looking->pending[looking->next]);
      looking->next = (looking->next + 1) % RUN_HEAT_PLACES;
    }
  if (looking->under_way == NULL)
    return FALSE;
  looking->map = map_new (&looking->under_way->order);
  looking->fraction = 0;
  if (begin (looking, &looking->under_way->order, &error))
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    drop (looking);
  else
    {
      g_clear_pointer (&looking->map->fitted, base_image_unref);
      looking->map->error = g_strdup (error->message);
      publish (looking);
    }
  return FALSE;
}

static gboolean
advance (gpointer state, gint *interrupt, RunAdvance *advance, GError **error)
{
  Looking *looking = state;

  if (looking->under_way != NULL || take_up (looking))
    {
      gboolean done;

      *advance = RUN_ADVANCE_INTERRUPTED;
      if (!asc_heat_mapper_step (looking->mapper, interrupt, &done))
        return TRUE;
      *advance = RUN_ADVANCE_STEP;
      looking->fraction = asc_heat_mapper_fraction (looking->mapper);
      if (!done)
        return TRUE;
      finish (looking);
    }
  *advance = has_pending (looking) ? RUN_ADVANCE_STEP : RUN_ADVANCE_FINISHED;
  return TRUE;
}

/* Another picture of the same class waits; anything else is begun at once. */
static gboolean
goes_on (const Asked *under_way, const Asked *asked)
{
  return asked->wants && under_way->order.class_index == asked->order.class_index &&
         under_way->order.heat == asked->order.heat &&
         g_str_equal (under_way->order.network, asked->order.network);
}

static RunObey
obey (gpointer state, const RunTold *told)
{
  Looking *looking = state;
  const Asked *asked = told->value;
  guint place = asked->place;

  if (looking->under_way != NULL && looking->under_way->place == place &&
      !goes_on (looking->under_way, asked))
    drop (looking);
  g_clear_pointer (&looking->pending[place], asked_free);
  if (asked->wants)
    looking->pending[place] = asked_new (place, &asked->order);
  else
    g_clear_pointer (&looking->maps[place], run_heat_map_unref);
  return has_pending (looking) || looking->under_way != NULL ? RUN_OBEY_RUN : RUN_OBEY_REST;
}

static void
clear_snapshot (gpointer data)
{
  RunHeatSnapshot *snapshot = data;

  for (guint i = 0; i < RUN_HEAT_PLACES; i++)
    run_heat_map_unref (snapshot->maps[i]);
}

static RunJobSnapshot *
show (gpointer state, const RunAudience *audience)
{
  const Looking *looking = state;
  RunHeatSnapshot *snapshot = g_new0 (RunHeatSnapshot, 1);

  g_atomic_ref_count_init (&snapshot->job.ref_count);
  snapshot->job.clear = clear_snapshot;
  snapshot->job.fraction = -1;
  snapshot->under_way = RUN_HEAT_PLACES;
  if (looking != NULL && looking->under_way != NULL)
    {
      snapshot->under_way = looking->under_way->place;
      snapshot->job.fraction = looking->fraction;
    }
  for (guint i = 0; looking != NULL && i < RUN_HEAT_PLACES; i++)
    if (looking->maps[i] != NULL)
      snapshot->maps[i] = run_heat_map_ref (looking->maps[i]);
  return &snapshot->job;
}

static gpointer
make (RunContext *context, gconstpointer order, GError **error)
{
  Looking *looking = g_new0 (Looking, 1);

  looking->context = context;
  return looking;
}

static void
looking_free (gpointer state)
{
  Looking *looking = state;

  drop (looking);
  for (guint i = 0; i < RUN_HEAT_PLACES; i++)
    {
      g_clear_pointer (&looking->pending[i], asked_free);
      g_clear_pointer (&looking->maps[i], run_heat_map_unref);
    }
  forget_network (looking);
  g_free (looking);
}

const RunWork run_work_heat = {
  .name = "heat",
  .make = make,
  .advance = advance,
  .obey = obey,
  .show = show,
  .free = looking_free,
};

RunJob *
run_heat_job_new (RunHost *host, RunNotify notify, gpointer notify_data)
{
  RunJob *job = run_job_new (host, &run_work_heat, notify, notify_data);

  run_job_start (job, &run_work_heat, NULL, NULL, NULL, TRUE);
  return job;
}

void
run_heat_ask (RunJob *job, guint place, const RunHeatOrder *order)
{
  g_return_if_fail (job != NULL && place < RUN_HEAT_PLACES);
  g_return_if_fail (order == NULL || (order->network != NULL && order->image != NULL));
  g_return_if_fail (order == NULL || order->heat < ASC_N_HEATS);

  run_job_tell (job, TELL_ASK, asked_new (place, order), asked_free, FALSE);
}
