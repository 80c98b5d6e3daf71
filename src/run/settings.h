// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ascent/rules.h"
#include "evolve/genome.h"
#include "run/seeds.h"

G_BEGIN_DECLS

/* What one experiment is: everything that its result depends on, and when it stops. A value; copy
 * with run_settings_copy. */
typedef struct
{
  char *network; /* id of a card, or a file; owned */
  RunMethod method;
  guint64 seed;
  guint batch;        /* offspring a generation, RUN_MIN_BATCH .. RUN_MAX_BATCH */
  guint n_crops;      /* scored and averaged of each image: 1 or 10; 0 = as the network card says */
  gboolean screening; /* of an evolution with ten crops: the centre crop says which children are
                         worth all ten (evo_search_advance); changes the result */
  EvoVariation variation;
  AscRules ascent;  /* RUN_METHOD_ASCENT */
  gboolean *wanted; /* (n_wanted) classes to evolve for, or NULL for all; owned */
  guint n_wanted;
  RunSeeds *seeds; /* of an evolution: what it begins with; NULL = random images; a reference */
  guint64 stop_generations; /* finish after so many; 0 = never */
  guint64 stop_evaluations; /* finish with the generation, or iteration, in which they become so
                               many, a gradient counted as EVO_GRADIENT_COST; 0 = never */
  double stop_confidence;   /* finish once every wanted class has reached it, 0 .. 1; 0 = never */
  guint n_threads;          /* 0 = one a processor; does not change the result */
  gboolean slow_start;      /* the first RUN_SLOW_IMAGES of an evolution take RUN_SLOW_SECONDS, for
                               people to watch; does not change the result, and no session keeps it */
} RunSettings;

#define RUN_SLOW_IMAGES  8000
#define RUN_SLOW_SECONDS 10

#define RUN_MIN_BATCH   2
#define RUN_MAX_BATCH   4096
#define RUN_MAX_THREADS 256

/* Where variation.tournament is 0, a parent is the newest of so many champions if more classes than
 * that are wanted, and else any champion: of few, the newest leave too little to choose from. */
#define RUN_MANY_CLASSES    50
#define RUN_MANY_TOURNAMENT 4

/* What measured best on seeds that it was not chosen by (README): CPPN, seed 1, 40 offspring of
 * three mutation strengths, variation.tournament 0, all classes, no stop. For methods that climb,
 * RUN_DEFAULT_GRADIENT_SHARE. */
#define RUN_DEFAULT_GRADIENT_SHARE 0.5

void run_settings_init (RunSettings *settings, const char *network);

/* What that changes, as in Nguyen, Yosinski and Clune 2015: 200 offspring of one mutation strength,
 * of any champion, all of which are scored in full. */
void run_settings_use_paper (RunSettings *settings);
void run_settings_clear (RunSettings *settings);
void run_settings_copy (const RunSettings *settings,
                        RunSettings *copy); /* into uninitialised memory */

/* True when going from `a` to `b` needs a new run: network, method, seed, crops, screening,
 * classes, the coordinates of new CPPNs, the images that it begins with, or the rules of an ascent
 * differ. Everything else takes effect in a run that is under way. */
gboolean run_settings_need_restart (const RunSettings *a, const RunSettings *b);

/* How the method varies genomes where n_wanted classes are wanted: gradient_share is 0 unless it
 * climbs, tournament is at least 1. */
EvoVariation run_settings_variation (const RunSettings *settings, guint n_wanted);

/* Whether they make the same run that ends at the same point. */
gboolean run_settings_equal (const RunSettings *a, const RunSettings *b);

/* Whether every number is in its range; the error names the setting. What depends on the network
 * (n_wanted, whether there are 10 crops) is checked when a run starts. */
gboolean run_settings_check (const RunSettings *settings, GError **error);

/* Whether they want the same classes; NULL and an array that is all true mean the same. */
gboolean run_settings_want_the_same (const RunSettings *a, const RunSettings *b);

/* How many of the network's n_classes classes are wanted. */
guint run_settings_n_wanted (const RunSettings *settings, guint n_classes);

/* The generation, or iteration, with which the run ends at the latest; 0 = none. */
guint64 run_settings_last_generation (const RunSettings *settings);

/* "0,3-5" -> wanted flags for n_classes (> 0) classes. Empty or NULL = all (returns TRUE, *wanted
 * NULL). The error names the piece that is wrong. */
gboolean run_parse_classes (const char *text, guint n_classes, gboolean **wanted, GError **error);

/* The way back, in ascending order: "0,3-5" of such flags; of none of them "". Caller frees. */
char *run_format_classes (const gboolean *wanted, guint n_classes);

/* All of it but the seeds as key=value lines, for a session, and back. Numbers come back exactly.
 * What is missing has its default; what is not as it should be is BASE_ERROR_INVALID. Caller frees,
 * or clears. */
char *run_settings_to_text (const RunSettings *settings);
gboolean run_settings_from_text (const char *text, RunSettings *settings, GError **error);

/* Whether they begin with seeds, of which the text says no more. */
gboolean run_settings_text_has_seeds (const char *text);

G_END_DECLS
