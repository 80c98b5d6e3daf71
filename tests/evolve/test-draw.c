// SPDX-License-Identifier: GPL-3.0-or-later
#include "evolve/draw-private.h"

#include "scorer.h"
#include "support.h"

#define N_CELLS 8
#define N_DRAWN 4000

typedef struct
{
  EvoArchive *archive;
  EvoDraw draw;
  guint64 before[N_CELLS];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->archive = evo_archive_new (N_CELLS, NULL);
  evo_draw_init (&fixture->draw, N_CELLS);
  for (guint i = 0; i < N_CELLS; i++)
    {
      EvoChampion *cell = &fixture->archive->cells[i];

      cell->genome = support_genome (EVO_ENCODING_CPPN, 4, 1, EVO_COORDINATES_UNIT, 0, i);
      cell->image = support_render (cell->genome);
      cell->origin.evaluation = fixture->before[i] = 10 + i;
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  evo_draw_clear (&fixture->draw);
  evo_archive_free (fixture->archive);
}

static void
count (Fixture *fixture, EvoParentChoice choice, guint *counts)
{
  BaseRandom random;

  evo_draw_prepare (&fixture->draw, fixture->archive, choice);
  for (guint i = 0; i < N_CELLS; i++)
    counts[i] = 0;
  base_random_init (&random, 5, choice, 0);
  for (guint i = 0; i < N_DRAWN; i++)
    counts[evo_draw_cell (&fixture->draw, fixture->archive, 1, &random)]++;
}

/* Where nothing is known, any cell. */
static void
test_uniform (Fixture *fixture, gconstpointer data)
{
  for (EvoParentChoice choice = 0; choice < EVO_N_PARENT_CHOICES; choice++)
    {
      guint counts[N_CELLS];

      count (fixture, choice, counts);
      support_assert_uniform (counts, N_CELLS);
    }
}

/* Empty cells have no champion to be drawn. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  for (EvoParentChoice choice = 0; choice < EVO_N_PARENT_CHOICES; choice++)
    {
      guint counts[N_CELLS];

      g_clear_pointer (&fixture->archive->cells[choice].genome, evo_genome_free);
      count (fixture, choice, counts);
      for (guint i = 0; i < N_CELLS; i++)
        g_assert_true ((counts[i] == 0) == (i <= choice));
    }
}

/* A cell that improved stands out, the less the longer it has not. */
static void
test_recent (Fixture *fixture, gconstpointer data)
{
  guint early[N_CELLS], late[N_CELLS];
  const EvoDrawn children[16] = { { .parent = 10 } };

  evo_draw_prepare (&fixture->draw, fixture->archive, EVO_PARENTS_RECENT);
  fixture->archive->cells[3].origin.evaluation = 50;
  evo_draw_learn (&fixture->draw, fixture->archive, fixture->before, children, 16);
  fixture->before[3] = 50;
  count (fixture, EVO_PARENTS_RECENT, early);
  evo_draw_learn (&fixture->draw, fixture->archive, fixture->before, children, 16);
  count (fixture, EVO_PARENTS_RECENT, late);
  /* 1.05 of 1.4; after two half-lives 0.3 of 0.65. */
  support_assert_near (early[3], N_DRAWN * 1.05 / 1.4, 27.4);
  support_assert_near (late[3], N_DRAWN * 0.3 / 0.65, 31.5);
}

/* A champion whose children win is drawn more often, one whose children lose less; a new champion
 * begins anew, and so does another choice. */
static void
test_curious (Fixture *fixture, gconstpointer data)
{
  const EvoDrawn children[] = { { 12, TRUE }, { 12, TRUE }, { 12, TRUE }, { 14, FALSE } };
  guint counts[N_CELLS];

  evo_draw_prepare (&fixture->draw, fixture->archive, EVO_PARENTS_CURIOUS);
  evo_draw_learn (&fixture->draw, fixture->archive, fixture->before, children, 4);
  g_assert_cmpfloat (fixture->draw.scores[2], ==, 3);
  g_assert_cmpfloat (fixture->draw.scores[4], ==, -0.5);
  g_assert_cmpfloat (fixture->draw.scores[0], ==, 0);
  count (fixture, EVO_PARENTS_CURIOUS, counts);
  support_assert_near (counts[2], N_DRAWN * 4.0 / 10.5, 30.8);
  support_assert_near (counts[4], N_DRAWN * 0.5 / 10.5, 13.5);

  fixture->archive->cells[2].origin.evaluation = 60;
  evo_draw_learn (&fixture->draw, fixture->archive, fixture->before, children, 1);
  g_assert_cmpfloat (fixture->draw.scores[2], ==, 0);
  evo_draw_prepare (&fixture->draw, fixture->archive, EVO_PARENTS_RECENT);
  g_assert_cmpfloat (fixture->draw.scores[4], ==, 0);
}

/* Whether so many strengths lead to another archive than one. */
static gboolean
differs (guint n_strengths)
{
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (EvoSearch) search = NULL;
  EvoSearchSettings settings = scorer_settings (EVO_ENCODING_CPPN, 1);
  g_autofree char *plain = NULL;
  g_autofree char *several = NULL;
  Scorer scorer;

  for (guint i = 0; i < 2; i++)
    {
      scorer_init (&scorer, 1);
      settings.variation.n_strengths = i == 0 ? 1 : n_strengths;
      g_clear_pointer (&search, evo_search_free);
      search = evo_search_new (&settings, scorer_score, &scorer);
      for (guint generation = 0; generation < 5; generation++)
        g_assert_true (evo_search_advance (search, pool, NULL));
      *(i == 0 ? &plain : &several) = evo_archive_hash (evo_search_archive (search));
      scorer_clear (&scorer);
    }
  return g_strcmp0 (plain, several) != 0;
}

static void
test_strengths (Fixture *fixture, gconstpointer data)
{
  g_assert_false (differs (0));
  g_assert_false (differs (1));
  g_assert_true (differs (2));
  g_assert_true (differs (3));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/evolve/draw/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("uniform", test_uniform);
  ADD ("empty", test_empty);
  ADD ("recent", test_recent);
  ADD ("curious", test_curious);
  ADD ("strengths", test_strengths);
  return g_test_run ();
}
