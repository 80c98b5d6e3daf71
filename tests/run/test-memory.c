// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/memory.h"

#include "base/error.h"
#include "run/networks.h"

/* ImageNet's networks: 227 x 227 of 256 x 256 in colour, 1000 classes. */
static RunNetworkInfo
large_network (void)
{
  return (RunNetworkInfo){ .n_classes = 1000,
                           .width = 227,
                           .height = 227,
                           .channels = 3,
                           .image_width = 256,
                           .image_height = 256 };
}

#define IMAGE (256 * 256 * 3)

static void
test_estimate (void)
{
  RunNetworkInfo network = large_network ();
  gboolean wanted[1000] = { TRUE, FALSE, TRUE };
  RunSettings settings = { .method = RUN_METHOD_EVOLVE_PIXELS, .batch = 200 };
  guint64 all;

  all = run_memory_estimate (&settings, &network);
  g_assert_cmpuint (all, ==, (guint64) (1400 + 400) * IMAGE + 200 * 1000 * 4);
  g_assert_cmpuint (all, >, RUN_MUCH_MEMORY);

  settings.method = RUN_METHOD_EVOLVE_CPPN;
  g_assert_cmpuint (run_memory_estimate (&settings, &network), ==,
                    (guint64) 400 * IMAGE + 200 * 1000 * 4);
  settings.method = RUN_METHOD_ASCENT;
  g_assert_cmpuint (run_memory_estimate (&settings, &network), ==,
                    (guint64) 1000 * (IMAGE + 227 * 227 * 3 * 8) + 1000 * 1000 * 4);

  settings.method = RUN_METHOD_EVOLVE_PIXELS;
  settings.wanted = wanted;
  settings.n_wanted = 1000;
  g_assert_cmpuint (run_memory_estimate (&settings, &network), ==,
                    (guint64) (402 + 400) * IMAGE + 200 * 1000 * 4);
}

/* The largest that cards and settings allow has a number; beyond that it is the largest there is.
 */
static void
test_large_numbers (void)
{
  RunNetworkInfo network = { .n_classes = 100000,
                             .width = 8,
                             .height = 8,
                             .channels = 3,
                             .image_width = 16384,
                             .image_height = 16384 };
  RunSettings settings = { .method = RUN_METHOD_EVOLVE_PIXELS, .batch = RUN_MAX_BATCH };

  g_assert_cmpuint (run_memory_estimate (&settings, &network), ==,
                    (guint64) (108192 + 8192) * 16384 * 16384 * 3 +
                        (guint64) RUN_MAX_BATCH * 100000 * 4);
  network.image_width = network.image_height = G_MAXUINT;
  g_assert_cmpuint (run_memory_estimate (&settings, &network), ==, G_MAXUINT64);
}

static void
test_check (void)
{
  const guint64 too_much[] = { (guint64) 1 << 62, G_MAXUINT64 };
  g_autoptr (GError) error = NULL;

  g_assert_true (run_memory_check (0, &error));
  g_assert_true (run_memory_check (1 << 20, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (too_much); i++)
    {
      g_assert_false (run_memory_check (too_much[i], &error));
      g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/estimate", test_estimate);
  g_test_add_func ("/memory/large-numbers", test_large_numbers);
  g_test_add_func ("/memory/check", test_check);
  return g_test_run ();
}
