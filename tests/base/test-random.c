// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>

#include "base/random.h"

#define N_DRAWS 200000

/* The first numbers of xoshiro256++ from the state 1, 2, 3, 4, as another implementation of
 * the published definition gives them. */
static void
test_reference (void)
{
  BaseRandom random = { .state = { 1, 2, 3, 4 } };
  const guint64 expected[] = {
    G_GUINT64_CONSTANT (41943041),
    G_GUINT64_CONSTANT (58720359),
    G_GUINT64_CONSTANT (3588806011781223),
    G_GUINT64_CONSTANT (3591011842654386),
    G_GUINT64_CONSTANT (9228616714210784205),
    G_GUINT64_CONSTANT (9973669472204895162),
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (base_random_next (&random), ==, expected[i]);
}

static void
test_same_key_same_numbers (void)
{
  BaseRandom a, b, fork;

  base_random_init (&a, 5, 7, 11);
  base_random_init (&b, 5, 7, 11);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (base_random_next (&a), ==, base_random_next (&b));
  fork = a;
  g_assert_cmpuint (base_random_next (&fork), ==, base_random_next (&a));
}

/* No two of many close keys start alike, whichever part of the key differs. */
static void
test_keys_do_not_meet (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint64 seed = 0; seed < 24; seed++)
    for (guint64 generation = 0; generation < 24; generation++)
      for (guint64 child = 0; child < 24; child++)
        {
          BaseRandom random;
          gint64 *first = g_new (gint64, 1);

          base_random_init (&random, seed, generation, child);
          *first = (gint64) base_random_next (&random);
          g_assert_true (g_hash_table_add (seen, first));
        }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 24 * 24 * 24);
}

static void
test_uniform (void)
{
  BaseRandom random;
  double sum = 0, sum_of_squares = 0;

  base_random_init (&random, 1, 0, 0);
  for (guint i = 0; i < N_DRAWS; i++)
    {
      double x = base_random_uniform (&random);

      g_assert_cmpfloat (x, >=, 0);
      g_assert_cmpfloat (x, <, 1);
      g_assert_cmpfloat (x * 0x1p53, ==, floor (x * 0x1p53));
      sum += x;
      sum_of_squares += x * x;
    }
  /* Five standard errors: sqrt (1/12 / n) and sqrt (4/45 / n). */
  g_assert_cmpfloat_with_epsilon (sum / N_DRAWS, 0.5, 5 * sqrt (1.0 / 12 / N_DRAWS));
  g_assert_cmpfloat_with_epsilon (sum_of_squares / N_DRAWS, 1.0 / 3, 5 * sqrt (4.0 / 45 / N_DRAWS));
}

/* Neighbouring children must be as unlike as any two streams. */
static void
test_neighbours_do_not_correlate (void)
{
  double sum = 0;

  for (guint child = 0; child < N_DRAWS / 4; child++)
    {
      BaseRandom a, b;

      base_random_init (&a, 1, 3, child);
      base_random_init (&b, 1, 3, child + 1);
      sum += (base_random_uniform (&a) - 0.5) * (base_random_uniform (&b) - 0.5);
    }
  /* A product of two independent ones has standard deviation 1/12. */
  g_assert_cmpfloat_with_epsilon (sum / (N_DRAWS / 4), 0, 5.0 / 12 / sqrt (N_DRAWS / 4));
}

static void
test_below_is_even (void)
{
  guint counts[6] = { 0 };
  BaseRandom random;
  double chi_squared = 0;

  base_random_init (&random, 2, 0, 0);
  for (guint i = 0; i < N_DRAWS; i++)
    {
      guint32 x = base_random_below (&random, 6);

      g_assert_cmpuint (x, <, 6);
      counts[x]++;
    }
  for (guint i = 0; i < 6; i++)
    {
      double difference = counts[i] - N_DRAWS / 6.0;

      chi_squared += difference * difference / (N_DRAWS / 6.0);
    }
  /* Five degrees of freedom: passed by chance once in 100000. */
  g_assert_cmpfloat (chi_squared, <, 30.86);
}

/* With the bound 3 * 2^30 a multiply without rejection gives every third number twice as often. */
static void
test_below_rejects (void)
{
  guint counts[3] = { 0 };
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (guint i = 0; i < N_DRAWS; i++)
    counts[base_random_below (&random, 3u << 30) % 3]++;
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon ((double) counts[i] / N_DRAWS, 1.0 / 3,
                                    5 * sqrt (2.0 / 9 / N_DRAWS));
}

static void
test_below_bounds (void)
{
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_cmpuint (base_random_below (&random, 1), ==, 0);
      g_assert_cmpuint (base_random_below (&random, G_MAXUINT32), <, G_MAXUINT32);
    }
}

static void
test_chance (void)
{
  BaseRandom random;
  guint n = 0;

  base_random_init (&random, 5, 0, 0);
  for (guint i = 0; i < 10000; i++)
    {
      g_assert_false (base_random_chance (&random, 0));
      g_assert_true (base_random_chance (&random, 1));
    }
  for (guint i = 0; i < N_DRAWS; i++)
    n += base_random_chance (&random, 0.3) ? 1 : 0;
  g_assert_cmpfloat_with_epsilon ((double) n / N_DRAWS, 0.3, 5 * sqrt (0.3 * 0.7 / N_DRAWS));
}

static void
test_normal (void)
{
  BaseRandom random, replay;
  double moments[5] = { 0 };

  base_random_init (&random, 6, 0, 0);
  replay = random;
  for (guint i = 0; i < N_DRAWS; i++)
    {
      double x = base_random_normal (&random);

      g_assert_true (isfinite (x));
      for (guint k = 1; k <= 4; k++)
        moments[k] += pow (x, k) / N_DRAWS;
    }
  /* Standard errors of the first four moments: 1, sqrt 2, sqrt 15, sqrt 96 over sqrt n. */
  g_assert_cmpfloat_with_epsilon (moments[1], 0, 5 * sqrt (1.0 / N_DRAWS));
  g_assert_cmpfloat_with_epsilon (moments[2], 1, 5 * sqrt (2.0 / N_DRAWS));
  g_assert_cmpfloat_with_epsilon (moments[3], 0, 5 * sqrt (15.0 / N_DRAWS));
  g_assert_cmpfloat_with_epsilon (moments[4], 3, 5 * sqrt (96.0 / N_DRAWS));

  for (guint i = 0; i < 2 * N_DRAWS; i++)
    base_random_next (&replay);
  g_assert_cmpuint (base_random_next (&replay), ==, base_random_next (&random));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/reference", test_reference);
  g_test_add_func ("/base/random/same-key-same-numbers", test_same_key_same_numbers);
  g_test_add_func ("/base/random/keys-do-not-meet", test_keys_do_not_meet);
  g_test_add_func ("/base/random/uniform", test_uniform);
  g_test_add_func ("/base/random/neighbours-do-not-correlate", test_neighbours_do_not_correlate);
  g_test_add_func ("/base/random/below-is-even", test_below_is_even);
  g_test_add_func ("/base/random/below-rejects", test_below_rejects);
  g_test_add_func ("/base/random/below-bounds", test_below_bounds);
  g_test_add_func ("/base/random/chance", test_chance);
  g_test_add_func ("/base/random/normal", test_normal);
  return g_test_run ();
}
