// SPDX-License-Identifier: GPL-3.0-or-later
// The same bits however a climb is run, and what is refused.
#include "ascent/ascent.h"

#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "nn/architectures.h"

#define N_CLASSES 10
#define LENET     (28 * 28)

static AscNetwork *
lenet_new (NnGraph **graph)
{
  float mean[LENET], scale[LENET];
  AscNetwork *network;

  for (int i = 0; i < LENET; i++)
    {
      mean[i] = 100;
      scale[i] = 1 / 64.0f;
    }
  *graph = nn_lenet_new (N_CLASSES, 1);
  network = asc_network_new (*graph, mean, scale, NULL);
  g_assert_nonnull (network);
  return network;
}

/* Every regulariser at work. */
static void
rules_init (AscRules *rules, guint iterations)
{
  *rules = asc_preset_find ("all")->rules;
  rules->small_value = rules->small_benefit = 5;
  rules->iterations = iterations;
}

static void
finish (AscAscent *ascent, guint n_threads)
{
  g_autoptr (BasePool) pool = base_pool_new (n_threads);

  while (!asc_ascent_is_over (ascent))
    g_assert_true (asc_ascent_advance (ascent, pool, NULL));
}

static void
assert_same_climb (const AscClimb *a, const AscClimb *b, gsize size)
{
  g_assert_cmpuint (a->class_index, ==, b->class_index);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpmem (a->picture, size * sizeof (float), b->picture, size * sizeof (float));
  g_assert_cmpmem (&a->objective, sizeof (float), &b->objective, sizeof (float));
  g_assert_cmpmem (&a->confidence, sizeof (float), &b->confidence, sizeof (float));
  g_assert_cmpmem (a->first, sizeof a->first, b->first, sizeof b->first);
  g_assert_cmpmem (&a->best_confidence, sizeof (float), &b->best_confidence, sizeof (float));
  g_assert_cmpuint (a->best_iteration, ==, b->best_iteration);
}

static void
test_threads (void)
{
  const guint classes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (AscAscent) one = NULL;
  AscRules rules;

  rules_init (&rules, 20);
  one = asc_ascent_new (network, &rules, 7, N_CLASSES, classes, 1, NULL);
  finish (one, 1);
  for (guint n_threads = 2; n_threads <= 5; n_threads++)
    {
      g_autoptr (AscAscent) several =
          asc_ascent_new (network, &rules, 7, N_CLASSES, classes, n_threads, NULL);

      finish (several, n_threads);
      for (guint i = 0; i < N_CLASSES; i++)
        assert_same_climb (asc_ascent_climb (several, i), asc_ascent_climb (one, i), LENET);
    }
}

/* More threads from one iteration to the next, and fewer again. */
static void
test_more_threads (void)
{
  const guint classes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  const guint n_threads[] = { 1, 4, 2 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (AscAscent) one = NULL;
  g_autoptr (AscAscent) changing = NULL;
  AscRules rules;

  rules_init (&rules, 12);
  one = asc_ascent_new (network, &rules, 7, N_CLASSES, classes, 1, NULL);
  changing = asc_ascent_new (network, &rules, 7, N_CLASSES, classes, 1, NULL);
  finish (one, 1);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (BasePool) pool = base_pool_new (n_threads[i % 3]);

      g_assert_true (asc_ascent_set_n_threads (changing, n_threads[i % 3], NULL));
      g_assert_true (asc_ascent_advance (changing, pool, NULL));
    }
  g_assert_true (asc_ascent_is_over (changing));
  for (guint i = 0; i < N_CLASSES; i++)
    assert_same_climb (asc_ascent_climb (changing, i), asc_ascent_climb (one, i), LENET);
}

/* A class alone, among others, and in another place; another seed is another climb. */
static void
test_company (void)
{
  const guint many[] = { 9, 4, 2, 7, 0, 4 }, alone = 4;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (AscAscent) a = NULL;
  g_autoptr (AscAscent) b = NULL;
  g_autoptr (AscAscent) other_seed = NULL;
  const AscClimb *climb;
  AscRules rules;

  rules_init (&rules, 12);
  a = asc_ascent_new (network, &rules, 7, G_N_ELEMENTS (many), many, 2, NULL);
  b = asc_ascent_new (network, &rules, 7, 1, &alone, 1, NULL);
  other_seed = asc_ascent_new (network, &rules, 8, 1, &alone, 1, NULL);
  finish (a, 2);
  finish (b, 1);
  finish (other_seed, 1);
  climb = asc_ascent_climb (b, 0);
  assert_same_climb (asc_ascent_climb (a, 1), climb, LENET);
  assert_same_climb (asc_ascent_climb (a, 5), climb, LENET);
  g_assert_cmpint (memcmp (asc_ascent_climb (a, 0)->picture, climb->picture, LENET * 4), !=, 0);
  g_assert_cmpint (memcmp (asc_ascent_climb (other_seed, 0)->picture, climb->picture, LENET * 4),
                   !=, 0);
}

typedef struct
{
  gint interrupt;
  gint done;
} Interrupter;

static gpointer
keep_interrupting (gpointer data)
{
  Interrupter *interrupter = data;

  while (!g_atomic_int_get (&interrupter->done))
    {
      g_atomic_int_set (&interrupter->interrupt, 1);
      g_thread_yield ();
      g_atomic_int_set (&interrupter->interrupt, 0);
      g_usleep (200);
    }
  return NULL;
}

static void
test_interruptions (void)
{
  const guint classes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  const gint always = 1;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (BasePool) pool = base_pool_new (2);
  g_autoptr (AscAscent) plain = NULL;
  g_autoptr (AscAscent) interrupted = NULL;
  Interrupter interrupter = { 0 };
  GThread *thread;
  guint n_interrupted = 0;
  AscRules rules;

  rules_init (&rules, 30);
  plain = asc_ascent_new (network, &rules, 7, N_CLASSES, classes, 1, NULL);
  finish (plain, 1);

  interrupted = asc_ascent_new (network, &rules, 7, N_CLASSES, classes, 2, NULL);
  thread = g_thread_new ("interrupter", keep_interrupting, &interrupter);
  while (!asc_ascent_is_over (interrupted))
    {
      guint before = asc_ascent_iteration (interrupted);

      /* With the flag set all along there is no progress. */
      g_assert_false (asc_ascent_advance (interrupted, pool, &always));
      g_assert_cmpuint (asc_ascent_iteration (interrupted), ==, before);
      while (!asc_ascent_advance (interrupted, pool, &interrupter.interrupt))
        {
          g_assert_cmpuint (asc_ascent_iteration (interrupted), ==, before);
          n_interrupted++;
        }
      g_assert_cmpuint (asc_ascent_iteration (interrupted), ==, before + 1);
    }
  g_atomic_int_set (&interrupter.done, 1);
  g_thread_join (thread);
  g_test_message ("interrupted %u times", n_interrupted);
  g_assert_cmpuint (asc_ascent_iteration (interrupted), ==, 30);
  for (guint i = 0; i < N_CLASSES; i++)
    assert_same_climb (asc_ascent_climb (interrupted, i), asc_ascent_climb (plain, i), LENET);
}

/* Saved and restored now and then, complete or interrupted, with any number of threads. */
static void
test_restored (void)
{
  const guint classes[] = { 3, 0, 1, 9, 4, 7 };
  const guint n_classes = G_N_ELEMENTS (classes);
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (AscAscent) plain = NULL;
  AscRules rules;

  rules_init (&rules, 16);
  rules.enough = 0.3; /* some end before the others */
  plain = asc_ascent_new (network, &rules, 7, n_classes, classes, 1, NULL);
  finish (plain, 1);
  for (guint64 key = 0; key < 4; key++)
    {
      guint n_threads = 1 + (guint) (key % 3), n_restored = 0, n_broken = 0;
      g_autoptr (AscAscent) ascent =
          asc_ascent_new (network, &rules, 7, n_classes, classes, n_threads, NULL);
      Interrupter interrupter = { 0 };
      GThread *thread = g_thread_new ("interrupter", keep_interrupting, &interrupter);
      BaseRandom random;

      base_random_init (&random, 91, key, 0);
      while (!asc_ascent_is_over (ascent))
        {
          g_autoptr (BasePool) pool = base_pool_new (n_threads);
          gboolean complete = asc_ascent_advance (ascent, pool, &interrupter.interrupt);

          if (n_restored < 12 && base_random_chance (&random, 0.3))
            {
              g_autoptr (GByteArray) bytes = g_byte_array_new ();
              g_autoptr (GError) error = NULL;
              BaseUnpack in;

              asc_ascent_save (ascent, bytes);
              asc_ascent_free (ascent);
              n_threads = 1 + n_threads % 3;
              base_unpack_init (&in, bytes->data, bytes->len);
              ascent = asc_ascent_restore (network, &rules, 7, n_classes, classes, n_threads, &in,
                                           &error);
              g_assert_no_error (error);
              g_assert_true (base_unpack_finish (&in, NULL));
              n_restored++;
              n_broken += !complete;
            }
        }
      g_atomic_int_set (&interrupter.done, 1);
      g_thread_join (thread);
      g_test_message ("restored %u times, %u in an iteration", n_restored, n_broken);
      g_assert_cmpuint (n_restored, >, 3);
      g_assert_cmpuint (asc_ascent_iteration (ascent), ==, asc_ascent_iteration (plain));
      for (guint i = 0; i < n_classes; i++)
        assert_same_climb (asc_ascent_climb (ascent, i), asc_ascent_climb (plain, i), LENET);
    }
}

/* What was saved is refused elsewhere, cut off, and with numbers that are no grey levels. */
static void
test_damaged (void)
{
  const guint classes[] = { 3, 0 }, others[] = { 3, 1 };
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (BasePool) pool = base_pool_new (1);
  g_autoptr (AscAscent) ascent = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  AscRules rules, other_rules;
  BaseUnpack in;

  rules_init (&rules, 16);
  rules_init (&other_rules, 17);
  ascent = asc_ascent_new (network, &rules, 7, 2, classes, 1, NULL);
  asc_ascent_advance (ascent, pool, NULL);
  asc_ascent_save (ascent, bytes);
  for (guint i = 0; i < 4; i++)
    {
      base_unpack_init (&in, bytes->data, bytes->len);
      g_assert_null (asc_ascent_restore (network, i == 0 ? &other_rules : &rules, i == 1 ? 8 : 7,
                                         i == 2 ? 1 : 2, i == 3 ? others : classes, 1, &in,
                                         &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_ARGUMENT);
      g_clear_error (&error);
    }
  for (gsize size = 0; size < bytes->len; size += 1 + size / 50)
    {
      g_autofree guint8 *part = g_memdup2 (bytes->data, size);

      base_unpack_init (&in, part, size);
      g_assert_null (asc_ascent_restore (network, &rules, 7, 2, classes, 1, &in, &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
      g_clear_error (&error);
    }
  memset (bytes->data + bytes->len - 4, 0xff, 4);
  base_unpack_init (&in, bytes->data, bytes->len);
  g_assert_null (asc_ascent_restore (network, &rules, 7, 2, classes, 1, &in, &error));
  g_assert_error (error, BASE_ERROR, BASE_ERROR_INVALID);
}

static void
refuse (const AscNetwork *network,
        const AscRules *rules,
        guint n_classes,
        const guint *classes,
        BaseErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (asc_ascent_new (network, rules, 0, n_classes, classes, 1, &error));
  g_assert_error (error, BASE_ERROR, (gint) code);
  g_test_message ("%s", error->message);
}

static void
test_refusals (void)
{
  const guint fine = 9, too_large = 10, unit = 499, no_unit = 500, n_many = 2000000;
  g_autofree guint *many = g_new0 (guint, n_many);
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (AscNetwork) network = lenet_new (&graph);
  g_autoptr (AscAscent) ascent = NULL;
  const char *layer = nn_graph_node (graph, network->scores - 1)->name;
  AscRules rules;

  asc_rules_init (&rules);
  refuse (network, &rules, 1, &too_large, BASE_ERROR_ARGUMENT);
  refuse (network, &rules, n_many, many, BASE_ERROR_TOO_LARGE);
  rules.iterations = 0;
  refuse (network, &rules, 1, &fine, BASE_ERROR_ARGUMENT);

  asc_rules_init (&rules);
  rules.objective = ASC_OBJECTIVE_UNIT;
  g_strlcpy (rules.layer, "no such layer", sizeof rules.layer);
  refuse (network, &rules, 1, &fine, BASE_ERROR_NOT_FOUND);
  g_strlcpy (rules.layer, layer, sizeof rules.layer);
  refuse (network, &rules, 1, &no_unit, BASE_ERROR_ARGUMENT);
  ascent = asc_ascent_new (network, &rules, 0, 1, &unit, 1, NULL);
  g_assert_nonnull (ascent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/climbs/threads", test_threads);
  g_test_add_func ("/ascent/climbs/more-threads", test_more_threads);
  g_test_add_func ("/ascent/climbs/company", test_company);
  g_test_add_func ("/ascent/climbs/interruptions", test_interruptions);
  g_test_add_func ("/ascent/climbs/restored", test_restored);
  g_test_add_func ("/ascent/climbs/damaged", test_damaged);
  g_test_add_func ("/ascent/climbs/refusals", test_refusals);
  return g_test_run ();
}
