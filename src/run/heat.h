// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/heat-map.h"
#include "base/image.h"
#include "run/job.h"
#include "run/networks.h"

G_BEGIN_DECLS

/* What networks look at, as work of a job: heat maps of the pictures of several places, such as
 * those of a page. Of each place the latest picture wins; one that only replaces another of the
 * same class waits until its map is done, so that there always is a next one. Not saved.
 *
 * Of networks that look at several crops of a picture the map is of the one in the middle. */

/* Places are 0 .. RUN_HEAT_PLACES - 1. */
#define RUN_HEAT_PLACES 16

typedef struct
{
  const char *network; /* id of a card, or a file */
  const char *sha256;  /* of its weights, in hexadecimal: others are refused; NULL = any */
  BaseImage *image;    /* any size, made to fit as run_planes_fit does it */
  guint class_index;   /* for or against which it is to speak */
  AscHeat heat;
} RunHeatOrder;

/* Immutable; reference counted. */
typedef struct
{
  gatomicrefcount ref_count;
  RunNetworkInfo *network; /* NULL with an error */
  BaseImage *image;        /* the one of the order */
  BaseImage *fitted;       /* as it fits the network; NULL with an error */
  guint class_index;
  AscHeat heat;
  char *error;                    /* why there is none: a sentence; NULL = there is one */
  guint left, top, width, height; /* the part of `fitted` that the network sees */
  float *values;                  /* (height, width) as in AscHeatMap */
  float strongest;                /* the same */
  float confidence;               /* of the class, 0 .. 1 */
} RunHeatMap;

RunHeatMap *run_heat_map_ref (RunHeatMap *map);
void run_heat_map_unref (RunHeatMap *map); /* NULL is ignored */

/* Whether anything in it speaks for or against the class. */
gboolean run_heat_map_is_empty (const RunHeatMap *map);

typedef struct
{
  RunJobSnapshot job;
  RunHeatMap *maps[RUN_HEAT_PLACES]; /* the latest of each place; NULL = none yet, or no more */
  guint under_way; /* place whose map is being made, job.fraction of it; RUN_HEAT_PLACES = none */
} RunHeatSnapshot;

/* A job whose snapshots are RunHeatSnapshot. */
RunJob *run_heat_job_new (RunHost *host, RunNotify notify, gpointer notify_data);

/* Asks for a map; the order is copied. NULL: the place wants none any more. */
void run_heat_ask (RunJob *job, guint place, const RunHeatOrder *order);

/* Red (for) and blue (against), which people of all kinds of colour vision tell apart, the more
 * opaque the stronger `value`, -1 .. 1: straight alpha. */
void run_heat_color (float value, guint8 rgba[4]);

/* The colours of a map that has no error, (fitted height, fitted width, 4), straight alpha,
 * transparent where the network does not look. Caller unrefs. */
GBytes *run_heat_overlay (const RunHeatMap *map);

/* The picture in grey, each pixel enlarged to factor x factor, below the colours, which are
 * interpolated. Of a map without an error; caller unrefs. */
BaseImage *run_heat_paint (const RunHeatMap *map, guint factor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunHeatMap, run_heat_map_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunHeatSnapshot, run_job_snapshot_unref)

G_END_DECLS
