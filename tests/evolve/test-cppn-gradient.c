// SPDX-License-Identifier: GPL-3.0-or-later
/* The gradient of a CPPN's weights against finite differences of its image, and against a naive
 * twin, both in double precision. */
#include "evolve/cppn-kernels.h"
#include "evolve/cppn.h"
#include "evolve/hsv.h"
#include "support.h"

#include <math.h>
#include <string.h>

#define N_VALUES 4096

static double
activate (guint8 activation, double p, double *slope)
{
  double e;

  switch (activation)
    {
    case EVO_ACTIVATION_SINE:
      *slope = cos (p);
      return sin (p);
    case EVO_ACTIVATION_SIGMOID:
      e = 2.0 / (1.0 + exp (-p)) - 1.0;
      *slope = (1 - e * e) / 2;
      return e;
    case EVO_ACTIVATION_GAUSSIAN:
      *slope = -2 * p * exp (-p * p);
      return exp (-p * p);
    default:
      *slope = fabs (p) < 3 ? 1.0 / 3.0 : 0.0;
      return CLAMP (p, -3.0, 3.0) / 3.0;
    }
}

/* A network of any kind at one place: values, slopes, and which linear pieces it is on. */
typedef struct
{
  const EvoCppn *cppn;
  double value[EVO_CPPN_MAX_NODES], slope[EVO_CPPN_MAX_NODES], delta[EVO_CPPN_MAX_NODES];
  gboolean known[EVO_CPPN_MAX_NODES];
  guint piece; /* a hash of all choices between pieces */
} Twin;

static void
choose (Twin *twin, guint piece)
{
  twin->piece = twin->piece * 31 + piece;
}

static double
evaluate (Twin *twin, guint node)
{
  const EvoCppn *cppn = twin->cppn;
  double p = 0;

  if (twin->known[node])
    return twin->value[node];
  for (guint i = 0; i < cppn->n_links; i++)
    if (cppn->links[i].to == node)
      p += (double) cppn->links[i].weight * evaluate (twin, cppn->links[i].from);
  twin->value[node] = activate (cppn->activations[node], p, &twin->slope[node]);
  twin->known[node] = TRUE;
  if (cppn->activations[node] == EVO_ACTIVATION_LINEAR)
    choose (twin, p < -3 ? 1 : p > 3 ? 2 : 3);
  return twin->value[node];
}

static void
begin (Twin *twin, const EvoCppn *cppn, guint width, guint height, guint x, guint y)
{
  gboolean raw = cppn->coordinates == EVO_COORDINATES_PIXEL;
  double unit_x = 2.0 * x / (width - 1.0) - 1.0, unit_y = 2.0 * y / (height - 1.0) - 1.0;

  memset (twin, 0, sizeof *twin);
  twin->cppn = cppn;
  twin->value[0] = raw ? x : unit_x;
  twin->value[1] = raw ? y : unit_y;
  twin->value[2] = hypot (unit_x, unit_y);
  twin->value[3] = 1;
  for (guint i = 0; i < EVO_CPPN_N_INPUTS; i++)
    twin->known[i] = TRUE;
}

/* One channel of a colour, 0 .. 255, as the book has it: V (1 - S w (hue)). */
static double
channel (Twin *twin, double hue, double saturation, double value, guint c, double *by)
{
  double place = fmod (6 * hue + 5 - 2 * c, 6);
  double w = CLAMP (MIN (place, 4 - place), 0, 1);

  choose (twin, (guint) place);
  choose (twin, (guint) floor (hue));
  by[0] = -value * saturation * (place < 1 ? 6 : place >= 3 && place < 4 ? -6 : 0);
  by[1] = -value * w;
  by[2] = 1 - saturation * w;
  return 255 * value * (1 - saturation * w);
}

/* The objective at one pixel: the sum of `levels` times its channels. With the deltas of outputs.
 */
static double
objective (Twin *twin, const float *levels)
{
  double output[3], sign[3], by[3], sum = 0;
  guint n = twin->cppn->n_outputs;

  for (guint i = 0; i < n; i++)
    {
      output[i] = fabs (evaluate (twin, EVO_CPPN_N_INPUTS + i));
      sign[i] = twin->value[EVO_CPPN_N_INPUTS + i] < 0 ? -255 : 255;
      choose (twin, sign[i] < 0);
    }
  if (n == 1)
    twin->delta[EVO_CPPN_N_INPUTS] = (double) levels[0] * sign[0];
  for (guint c = 0; c < n && n == 3; c++)
    {
      sum += (double) levels[c] * channel (twin, output[0], output[1], output[2], c, by);
      for (guint i = 0; i < 3; i++)
        twin->delta[EVO_CPPN_N_INPUTS + i] += (double) levels[c] * by[i] * sign[i];
    }
  return n == 1 ? (double) levels[0] * output[0] * 255 : sum;
}

/* Backward, node by node from the outputs to the inputs, adding to gradient (n_links). */
static void
backward (Twin *twin, double *gradient)
{
  EvoCppnGraph graph;

  g_assert_true (evo_cppn_graph_init (&graph, twin->cppn));
  for (guint i = twin->cppn->n_nodes; i-- > 0;)
    {
      guint node = graph.order[i];

      if (node < EVO_CPPN_N_INPUTS || !twin->known[node])
        continue;
      for (guint k = 0; k < twin->cppn->n_links; k++)
        if (twin->cppn->links[k].to == node)
          {
            double delta = twin->delta[node] * twin->slope[node];
            guint from = twin->cppn->links[k].from;

            gradient[k] += delta * twin->value[from];
            twin->delta[from] += delta * (double) twin->cppn->links[k].weight;
          }
    }
}

static EvoCppn
make_cppn (guint channels, EvoCoordinates coordinates, guint rounds, guint64 key)
{
  EvoCppn cppn = { 0 };
  EvoVariation variation;
  BaseRandom random;

  evo_variation_init (&variation);
  base_random_init (&random, 31, channels, key);
  evo_cppn_init_random (&cppn, channels, coordinates, &random);
  for (guint i = 0; i < rounds; i++)
    evo_cppn_mutate (&cppn, &variation, &random);
  return cppn;
}

static float *
make_levels (guint n, guint64 key)
{
  float *levels = g_new (float, n);
  BaseRandom random;

  base_random_init (&random, 32, 0, key);
  for (guint i = 0; i < n; i++)
    levels[i] = (float) base_random_normal (&random);
  return levels;
}

#define WIDTH  9
#define HEIGHT 7

/* The twin's gradient, and of the pixels that stay on their pieces the finite differences. */
static void
check_differences (const EvoCppn *cppn, const float *levels, guint *n_checked)
{
  const double step = 1e-4;

  for (guint y = 0; y < HEIGHT; y++)
    for (guint x = 0; x < WIDTH; x++)
      {
        const float *at = levels + (y * WIDTH + x) * cppn->n_outputs;
        g_autofree double *gradient = g_new0 (double, cppn->n_links + 1);
        Twin twin, low, high;

        begin (&twin, cppn, WIDTH, HEIGHT, x, y);
        objective (&twin, at);
        backward (&twin, gradient);
        for (guint i = 0; i < cppn->n_links; i++)
          {
            float weight = cppn->links[i].weight;
            double difference, below, above;

            cppn->links[i].weight = (float) (weight - step);
            below = (double) weight - cppn->links[i].weight;
            begin (&low, cppn, WIDTH, HEIGHT, x, y);
            difference = -objective (&low, at);
            cppn->links[i].weight = (float) (weight + step);
            above = cppn->links[i].weight - (double) weight;
            begin (&high, cppn, WIDTH, HEIGHT, x, y);
            difference += objective (&high, at);
            cppn->links[i].weight = weight;
            if (low.piece != twin.piece || high.piece != twin.piece)
              continue;
            ++*n_checked;
            g_assert_cmpfloat_with_epsilon (difference / (below + above), gradient[i],
                                            1e-2 * (fabs (gradient[i]) + 100));
          }
      }
}

static void
test_finite_differences (void)
{
  for (guint channels = 1; channels <= 3; channels += 2)
    {
      guint n_checked = 0;

      for (guint k = 0; k < 40; k++)
        {
          EvoCppn cppn = make_cppn (channels, EVO_COORDINATES_UNIT, k % 4 * 2, k);
          g_autofree float *levels = make_levels (WIDTH * HEIGHT * channels, k);

          check_differences (&cppn, levels, &n_checked);
          evo_cppn_clear (&cppn);
        }
      g_assert_cmpuint (n_checked, >, 5000);
    }
}

/* The fast loops against the twin, on a picture of several blocks. */
static void
check_twin (guint channels, EvoCoordinates coordinates, guint rounds, guint64 key)
{
  const guint width = 41, height = 27;
  EvoCppn cppn = make_cppn (channels, coordinates, rounds, key);
  g_autofree float *levels = make_levels (width * height * channels, key);
  g_autofree double *expected = g_new0 (double, cppn.n_links + 1);
  g_autofree float *gradient = g_new0 (float, cppn.n_links + 1);
  double scale = 0;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        Twin twin;

        begin (&twin, &cppn, width, height, x, y);
        objective (&twin, levels + (y * width + x) * channels);
        backward (&twin, expected);
      }
  evo_cppn_gradient (&cppn, width, height, levels, gradient);
  for (guint i = 0; i < cppn.n_links; i++)
    scale = MAX (scale, fabs (expected[i]));
  for (guint i = 0; i < cppn.n_links; i++)
    g_assert_cmpfloat_with_epsilon ((double) gradient[i], expected[i], 2e-3 * scale + 1e-3);
  evo_cppn_clear (&cppn);
}

static void
test_naive_twin (void)
{
  for (guint k = 0; k < 60; k++)
    {
      check_twin (1, EVO_COORDINATES_UNIT, k % 6, k);
      check_twin (3, EVO_COORDINATES_UNIT, k % 6, k);
      check_twin (1, EVO_COORDINATES_PIXEL, 0, k);
    }
}

/* The kernels by themselves, far out, too. */
static void
test_slopes (void)
{
  static const double ranges[] = { 1e-3, 1, 4, 30, 1000, 8000 };

  for (guint k = 0; k < EVO_N_ACTIVATIONS; k++)
    for (guint r = 0; r < G_N_ELEMENTS (ranges); r++)
      {
        _Alignas(EVO_KERNEL_ALIGNMENT) float values[N_VALUES], same[N_VALUES], slopes[N_VALUES];
        float arguments[N_VALUES];
        BaseRandom random;

        base_random_init (&random, 33, k, r);
        for (guint i = 0; i < N_VALUES; i++)
          arguments[i] = (float) (ranges[r] * (2.0 * base_random_uniform (&random) - 1.0));
        memcpy (values, arguments, sizeof values);
        memcpy (same, arguments, sizeof same);
        evo_kernel_activate (k, same, N_VALUES);
        evo_kernel_activate_with_slopes (k, values, slopes, N_VALUES);
        for (guint i = 0; i < N_VALUES; i++)
          {
            double slope;

            activate ((guint8) k, (double) arguments[i], &slope);
            g_assert_cmpfloat_with_epsilon ((double) slopes[i], slope, 2e-6);
            g_assert_cmpfloat_with_epsilon (values[i], same[i], 3e-7f);
          }
      }
}

/* What is clamped or reaches no output passes nothing. */
static void
test_nothing_passes (void)
{
  EvoCppn cppn = { .coordinates = EVO_COORDINATES_UNIT, .n_outputs = 1 };
  g_autofree float *levels = make_levels (WIDTH * HEIGHT, 1);
  float gradient[4];

  for (guint i = 0; i < 6; i++)
    evo_cppn_append_node (&cppn, EVO_ACTIVATION_LINEAR);
  evo_cppn_append_link (&cppn, EVO_NODE_INPUT_BIAS, 4, 4);
  evo_cppn_append_link (&cppn, EVO_NODE_INPUT_X, 4, 0.5f);
  evo_cppn_append_link (&cppn, EVO_NODE_INPUT_X, 5, 1);
  evo_cppn_gradient (&cppn, WIDTH, HEIGHT, levels, gradient);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (gradient[i], ==, 0);
  cppn.links[0].weight = 1;
  evo_cppn_gradient (&cppn, WIDTH, HEIGHT, levels, gradient);
  g_assert_cmpfloat (gradient[0], !=, 0);
  g_assert_cmpfloat (gradient[1], !=, 0);
  g_assert_cmpfloat (gradient[2], ==, 0);
  evo_cppn_clear (&cppn);
}

/* Steps go as far in pixels as in units, and stop at the limits. */
static void
test_move (void)
{
  EvoCppn cppn = make_cppn (1, EVO_COORDINATES_PIXEL, 0, 1);
  const float steps[] = { 1, 1, 1, 100 };
  float weights[4];

  for (guint i = 0; i < 4; i++)
    weights[i] = cppn.links[i].weight = 0.5f;
  evo_cppn_move (&cppn, 21, 41, steps);
  g_assert_cmpfloat_with_epsilon (cppn.links[0].weight, weights[0] + 0.1f, 1e-6f);
  g_assert_cmpfloat_with_epsilon (cppn.links[1].weight, weights[1] + 0.05f, 1e-6f);
  g_assert_cmpfloat (cppn.links[2].weight, ==, weights[2] + 1);
  g_assert_cmpfloat (cppn.links[3].weight, ==, EVO_CPPN_MAX_WEIGHT);
  evo_cppn_clear (&cppn);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evolve/cppn-gradient/finite-differences", test_finite_differences);
  g_test_add_func ("/evolve/cppn-gradient/naive-twin", test_naive_twin);
  g_test_add_func ("/evolve/cppn-gradient/slopes", test_slopes);
  g_test_add_func ("/evolve/cppn-gradient/nothing-passes", test_nothing_passes);
  g_test_add_func ("/evolve/cppn-gradient/move", test_move);
  return g_test_run ();
}
