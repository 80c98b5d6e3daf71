// SPDX-License-Identifier: GPL-3.0-or-later
#include "finite-difference.h"
#include "zoo.h"

#include "base/random.h"
#include "formats/network.h"
#include "nn/executor.h"
#include "store/png.h"
#include "tests/thorough.h"

#include <math.h>
#include <string.h>

/* The gradient with respect to the picture, of whole networks, against finite differences. */

#define TOLERANCE 0.01
#define PATCH     32 /* pixels on a side */

typedef enum
{
  ALONG_GRADIENT,
  IN_PATCH,  /* along the gradient, in a random square */
  ONE_PIXEL, /* those with the largest gradients, one after the other */
  ANYWHERE,  /* random: most of the differences of the pixels cancel */
} Kind;

/* How many directions of each kind are tried at most, how many of them are measured, how many have
 * to be measurable, and whether few parts
 * of the way do, since it is short where all pixels add up. */
static const struct
{
  const char *name;
  int n, n_wanted, n_required;
  gboolean is_short;
} kinds[] = {
  { "along the gradient", 1, 1, 1, TRUE },
  { "in a patch", 1, 1, 1, TRUE },
  { "one pixel", 9, 3, 2, FALSE },
  { "anywhere", 1, 1, 0, FALSE },
};

/* Networks, and the largest number of a pixel, as they are trained: Caffe's have grey levels less
 * the mean, others divide by the standard deviation. More parts where the gradient changes much. */
typedef struct
{
  const char *name;
  double range;
  int parts;
  gboolean is_large;
  gboolean is_slow; /* for the suite of slow tests: others here have the same operators */
} Case;

static const Case cases[] = {
  { "alexnet", 128, 12, TRUE, FALSE },         { "caffenet", 128, 12, TRUE, FALSE },
  { "googlenet", 128, 12, TRUE, FALSE },       { "mobilenet-v2", 2, 24, TRUE, FALSE },
  { "resnet-18", 2, 12, TRUE, FALSE },         { "squeezenet-1.0", 128, 12, TRUE, TRUE },
  { "squeezenet-1.1", 128, 12, FALSE, FALSE }, { "vgg-11", 128, 12, TRUE, TRUE },
};

/* What a direction depends on. */
typedef struct
{
  const float *gradient;
  const NnShape *shape;
  gsize pixel; /* of the last direction ONE_PIXEL */
  BaseRandom random;
} Choice;

static float *
uniform (BaseRandom *random, gsize n, double range)
{
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) (range * (2 * base_random_uniform (random) - 1));
  return numbers;
}

/* The pixel with the largest gradient below that of the last one. */
static gsize
next_pixel (const Choice *choice, gboolean is_first)
{
  gsize n = nn_shape_size (choice->shape), best = 0;
  float limit = is_first ? INFINITY : fabsf (choice->gradient[choice->pixel]), most = -1;

  for (gsize i = 0; i < n; i++)
    if (fabsf (choice->gradient[i]) > most && fabsf (choice->gradient[i]) < limit)
      {
        most = fabsf (choice->gradient[i]);
        best = i;
      }
  return best;
}

static void
keep_patch (Choice *choice, float *direction)
{
  const int *dims = choice->shape->dims;
  int top = (int) base_random_below (&choice->random, (guint32) (dims[1] - PATCH));
  int left = (int) base_random_below (&choice->random, (guint32) (dims[2] - PATCH));

  for (int i = 0; i < dims[0] * dims[1]; i++)
    for (int x = 0; x < dims[2]; x++)
      {
        int y = i % dims[1];

        if (y < top || y >= top + PATCH || x < left || x >= left + PATCH)
          direction[i * dims[2] + x] = 0;
      }
}

static float *
choose (Choice *choice, Kind kind, int index)
{
  gsize n = nn_shape_size (choice->shape);
  float *direction = uniform (&choice->random, n, 1);

  if (kind == ALONG_GRADIENT || kind == IN_PATCH)
    memcpy (direction, choice->gradient, n * sizeof (float));
  if (kind == IN_PATCH)
    keep_patch (choice, direction);
  if (kind == ONE_PIXEL)
    {
      choice->pixel = next_pixel (choice, index == 0);
      memset (direction, 0, n * sizeof (float));
      direction[choice->pixel] = 1;
    }
  return direction;
}

static void
check_kind (FiniteDifference *difference, Choice *choice, Kind kind, int parts)
{
  int n_measured = 0;
  double most = 0;

  for (int i = 0; i < kinds[kind].n && n_measured < kinds[kind].n_wanted; i++)
    {
      g_autofree float *direction = choose (choice, kind, i);
      FiniteDifferenceResult result = finite_difference_measure (
          difference, direction, kinds[kind].is_short ? MAX (parts / 3, 4) : parts);

      g_test_message ("%s: error %.4f, rounding %.4f, corners %.4f, step %g%s", kinds[kind].name,
                      result.error, result.rounding, result.corners, result.step,
                      result.is_measured ? "" : ": not measurable");
      if (!result.is_measured)
        continue;
      n_measured++;
      most = MAX (most, result.error);
    }
  g_test_message ("%s: %d of %d measurable, largest error %.4f", kinds[kind].name, n_measured,
                  kinds[kind].n, most);
  g_assert_cmpfloat (most, <=, TOLERANCE);
  g_assert_cmpint (n_measured, >=, kinds[kind].n_required);
}

static void
check (NnGraph *graph, const float *picture, const float *weights, int parts)
{
  g_autoptr (FiniteDifference) difference = finite_difference_new (graph, picture, weights);
  Choice choice = { .gradient = finite_difference_gradient (difference),
                    .shape = nn_graph_shape (graph, 0) };
  /* Whatever the direction, the same code computes it. */
  const int n_kinds = thorough (G_N_ELEMENTS (kinds), G_N_ELEMENTS (kinds), 1);

  base_random_init (&choice.random, 6, 0, 0);
  for (int kind = 0; kind < n_kinds; kind++)
    check_kind (difference, &choice, (Kind) kind, parts);
}

/* All scores take part, by random weights. */
static void
test_random_weights (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (NnGraph) graph = NULL;
  BaseRandom random;
  g_autofree float *picture = NULL, *weights = NULL;

  if (THOROUGH_SANITIZED && test->is_large)
    {
      g_test_skip ("too slow with sanitizers");
      return;
    }
  graph = zoo_new (test->name);
  base_random_init (&random, 5, 0, 0);
  picture = uniform (&random, nn_shape_size (nn_graph_shape (graph, 0)), test->range);
  weights = uniform (&random, nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))), 1);
  check (graph, picture, weights, test->parts);
}

/* The score of the class that the picture shows. */
static void
test_real_squeezenet (void)
{
  const char *shared = g_getenv ("FOOLED_TEST_SHARED");
  g_autofree char *path = NULL, *picture = NULL;
  g_autoptr (FmtNetwork) network = NULL;
  g_autoptr (BaseImage) hen = NULL, fitted = NULL;
  g_autoptr (NnGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree float *input = NULL, *weights = NULL;

  if (THOROUGH_SANITIZED)
    {
      g_test_skip ("too slow with sanitizers");
      return;
    }
  if (shared == NULL || !g_file_test (shared, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("FOOLED_TEST_SHARED is not there");
      return;
    }
  path = g_build_filename (shared, "networks", "squeezenet-v1.0-deep-compression.net", NULL);
  picture = g_build_filename (shared, "images", "hen-256.png", NULL);
  network = fmt_network_load (path, &error);
  g_assert_no_error (error);
  hen = store_png_load (picture, NULL, &error);
  g_assert_no_error (error);
  fitted = fmt_network_fit (network, hen);
  graph = nn_graph_copy (network->graph);
  input = g_new (float, nn_shape_size (nn_graph_shape (graph, 0)));
  fmt_network_preprocess (network, fitted, 0, input);
  weights = g_new0 (float, fmt_network_n_classes (network));
  weights[8] = 1;
  check (graph, input, weights, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/zoo-gradient/", cases[i].name, NULL);

      if (!cases[i].is_slow || g_test_slow ())
        g_test_add_data_func (path, &cases[i], test_random_weights);
    }
  g_test_add_func ("/zoo-gradient/real-squeezenet", test_real_squeezenet);
  return g_test_run ();
}
