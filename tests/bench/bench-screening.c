// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/search.h"
#include "run/scorer-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* bench-screening NETWORK SEED BATCH PASSES[,PASSES...] plain|screen|audit [TOURNAMENT]: evolves
 * CPPNs with ten crops on two threads, with screening or without, and writes a JSON object a line
 * when so many passes of the network are reached, at equal numbers of which both are to be
 * compared. audit: as screen, and scores those that were turned away after all, to say how many of
 * them would have become champions; neither these passes nor their time count. */

#define N_CROPS   10
#define N_THREADS 2

typedef struct
{
  EvoSearch *search;
  RunScorer *scorer;
  guint n_classes, micro_batch;
  guint64 seed;
  const char *how;
  clock_t audit_time;
  guint64 n_rejected, n_lost, n_won; /* children; champions among them; champions that came */
} Bench;

/* The images that were turned away, as if they had been offered in their turn. */
static void
audit (Bench *bench, const float *bars)
{
  guint n = evo_search_n_offspring (bench->search);
  g_autofree float *confidences = g_new (float, bench->n_classes);
  clock_t begin = clock ();

  for (guint i = 0; i < n; i++)
    {
      const EvoOffspring *child = evo_search_offspring (bench->search, i);
      gboolean wins = FALSE;

      bench->n_won += child->n_won > 0;
      if (!child->is_screened_only)
        continue;
      run_scorer_score (bench->scorer, 0, &child->image, 1, NULL, confidences);
      for (guint c = 0; c < bench->n_classes; c++)
        wins |= confidences[c] > bars[c];
      bench->n_rejected++;
      bench->n_lost += wins;
    }
  bench->audit_time += clock () - begin;
}

static void
print (const Bench *bench)
{
  EvoStatistics statistics;

  evo_archive_statistics (evo_search_archive (bench->search), &statistics);
  printf ("{\"how\": \"%s\", \"seed\": %" G_GUINT64_FORMAT ", \"passes\": %" G_GUINT64_FORMAT
          ", \"evaluations\": %" G_GUINT64_FORMAT
          ", \"median\": %.7g, \"mean\": %.7g, \"cpu\": %.3f"
          ", \"rejected\": %" G_GUINT64_FORMAT ", \"lost\": %" G_GUINT64_FORMAT
          ", \"won\": %" G_GUINT64_FORMAT "}\n",
          bench->how, bench->seed, evo_search_passes (bench->search),
          evo_search_evaluations (bench->search), (double) statistics.median,
          (double) statistics.mean, (double) (clock () - bench->audit_time) / CLOCKS_PER_SEC,
          bench->n_rejected, bench->n_lost, bench->n_won);
  fflush (stdout);
}

static void
run (Bench *bench, char **budgets)
{
  g_autoptr (BasePool) pool = base_pool_new (N_THREADS);
  const EvoArchive *archive = evo_search_archive (bench->search);
  g_autofree float *bars = g_new (float, bench->n_classes);

  for (guint i = 0; budgets[i] != NULL; i++)
    {
      guint64 budget = g_ascii_strtoull (budgets[i], NULL, 10);

      while (evo_search_passes (bench->search) < budget)
        {
          memcpy (bars, archive->bars, bench->n_classes * sizeof *bars);
          evo_search_advance (bench->search, pool, NULL);
          if (g_str_equal (bench->how, "audit"))
            audit (bench, bars);
        }
      print (bench);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) budgets = NULL;
  EvoSearchSettings settings;
  FmtNetwork *network;
  Bench bench = { 0 };

  if (argc < 6)
    {
      g_printerr ("usage: bench-screening NETWORK SEED BATCH PASSES[,PASSES...] plain|screen|audit "
                  "[TOURNAMENT]\n");
      return 2;
    }
  network = fmt_network_load (argv[1], &error);
  if (network != NULL)
    bench.scorer = run_scorer_new (network, N_CROPS, N_THREADS, &error);
  if (bench.scorer == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  bench.how = argv[5];
  bench.seed = g_ascii_strtoull (argv[2], NULL, 10);
  bench.n_classes = fmt_network_n_classes (network);
  budgets = g_strsplit (argv[4], ",", -1);
  settings = (EvoSearchSettings){
    .encoding = EVO_ENCODING_CPPN,
    .width = fmt_network_image_width (network),
    .height = fmt_network_image_height (network),
    .channels = network->card->channels,
    .n_classes = bench.n_classes,
    .seed = bench.seed,
    .batch = (guint) atoi (argv[3]),
    .micro_batch = run_scorer_micro_batch (network, N_CROPS),
    .n_crops = N_CROPS,
    .screen = g_str_equal (bench.how, "plain") ? NULL : run_scorer_screen,
    .screen_batch = N_CROPS * run_scorer_micro_batch (network, N_CROPS),
  };
  evo_variation_init (&settings.variation);
  settings.variation.tournament = argc > 6 ? (guint) atoi (argv[6]) : 1;
  bench.search = evo_search_new (&settings, run_scorer_score, bench.scorer);
  run (&bench, budgets);
  evo_search_free (bench.search);
  run_scorer_free (bench.scorer);
  fmt_network_unref (network);
  return 0;
}
