// SPDX-License-Identifier: GPL-3.0-or-later
// What speaks for a class, against plain loops: the network, its slope by finite differences, the
// blur and the squares written down again, one picture at a time.
#include "ascent/heat-map.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "nn/architectures.h"

#define MAPS      4 /* of the convolution, 3 x 3, with a margin of 1 */
#define N_CLASSES 3
#define MAX_SIZE  (3 * 40 * 40)

/* A convolution, max (x, 0), a linear layer and a softmax. */
typedef struct
{
  guint channels, height, width;
  gsize size, plane;
  NnTensor *kernel, *kernel_bias, *linear, *linear_bias; /* the graph's */
  float mean[MAX_SIZE], scale[MAX_SIZE];
  guint8 levels[MAX_SIZE];
  NnGraph *graph;
  AscNetwork *network;
} Small;

static NnTensor *
random_tensor (BaseRandom *random, const NnShape *shape, double size)
{
  NnTensor *tensor = nn_tensor_new (shape);

  for (gsize i = 0; i < nn_shape_size (shape); i++)
    tensor->data[i] = (float) (size * base_random_normal (random));
  return tensor;
}

static void
small_init (Small *small, guint channels, guint height, guint width)
{
  const NnShape input = { 3, { (int) channels, (int) height, (int) width } };
  const NnShape kernel = { 4, { MAPS, (int) channels, 3, 3 } }, bias = { 1, { MAPS } };
  const NnShape linear = { 2, { N_CLASSES, (int) (MAPS * height * width) } };
  const NnShape linear_bias = { 1, { N_CLASSES } };
  const NnWindow window = { .kernel_h = 3,
                            .kernel_w = 3,
                            .stride_h = 1,
                            .stride_w = 1,
                            .pad_top = 1,
                            .pad_left = 1,
                            .pad_bottom = 1,
                            .pad_right = 1,
                            .dilation_h = 1,
                            .dilation_w = 1 };
  BaseRandom random;
  NnValue value;

  base_random_init (&random, 7, channels, height);
  *small = (Small){ .channels = channels, .height = height, .width = width };
  small->plane = (gsize) height * width;
  small->size = channels * small->plane;
  g_assert_cmpuint (small->size, <=, MAX_SIZE);
  for (gsize i = 0; i < small->size; i++)
    {
      small->mean[i] = (float) (100 + i % 3);
      small->scale[i] = 1.0f / (float) (60 + i % 5);
      small->levels[i] = (guint8) base_random_below (&random, 256);
    }
  small->kernel = random_tensor (&random, &kernel, 0.4);
  small->kernel_bias = random_tensor (&random, &bias, 0.1);
  small->linear = random_tensor (&random, &linear, 1 / sqrt ((double) small->size));
  small->linear_bias = random_tensor (&random, &linear_bias, 0.1);
  small->graph = nn_graph_new ("input", &input, NULL);
  value = nn_graph_add_conv (small->graph, NULL, 0, &window, 1, small->kernel, small->kernel_bias,
                             NULL);
  value = nn_graph_add_relu (small->graph, NULL, value, NULL);
  value = nn_graph_add_flatten (small->graph, NULL, value, NULL);
  value = nn_graph_add_linear (small->graph, NULL, value, small->linear, small->linear_bias, NULL);
  nn_graph_add_softmax (small->graph, NULL, value, NULL);
  small->network = asc_network_new (small->graph, small->mean, small->scale, NULL);
  g_assert_nonnull (small->network);
}

static void
small_clear (Small *small)
{
  asc_network_free (small->network);
  nn_graph_free (small->graph);
}

/* The scores of a picture in grey levels; confidences may be NULL. */
static void
naive_scores (const Small *small, const double *picture, double *scores, double *confidences)
{
  double highest = -INFINITY, sum = 0;

  for (guint k = 0; k < N_CLASSES; k++)
    scores[k] = (double) small->linear_bias->data[k];
  for (guint m = 0; m < MAPS; m++)
    for (gint y = 0; y < (gint) small->height; y++)
      for (gint x = 0; x < (gint) small->width; x++)
        {
          double value = (double) small->kernel_bias->data[m];
          gsize place = m * small->plane + (gsize) y * small->width + (gsize) x;

          for (guint c = 0; c < small->channels; c++)
            for (gint i = 0; i < 9; i++)
              {
                gint v = y + i / 3 - 1, u = x + i % 3 - 1;
                gsize at = c * small->plane + (gsize) v * small->width + (gsize) u;

                if (v >= 0 && u >= 0 && v < (gint) small->height && u < (gint) small->width)
                  value += (double) small->kernel->data[(m * small->channels + c) * 9 + (guint) i] *
                           (picture[at] - (double) small->mean[at]) * (double) small->scale[at];
              }
          for (guint k = 0; k < N_CLASSES && value > 0; k++)
            scores[k] += value * (double) small->linear->data[k * MAPS * small->plane + place];
        }
  for (guint k = 0; k < N_CLASSES; k++)
    highest = MAX (highest, scores[k]);
  for (guint k = 0; k < N_CLASSES; k++)
    sum += exp (scores[k] - highest);
  for (guint k = 0; confidences != NULL && k < N_CLASSES; k++)
    confidences[k] = exp (scores[k] - highest) / sum;
}

static gint
mirror (gint i, gint n)
{
  while (i < 0 || i >= n)
    i = i < 0 ? -1 - i : 2 * n - 1 - i;
  return i;
}

/* Both directions at once. */
static void
naive_blur (const Small *small, double deviation, double *values)
{
  gint reach = (gint) (4 * deviation + 0.5);
  g_autofree double *from = g_memdup2 (values, small->plane * sizeof *values);

  for (gint y = 0; y < (gint) small->height; y++)
    for (gint x = 0; x < (gint) small->width; x++)
      {
        double sum = 0, weights = 0;

        for (gint v = -reach; v <= reach; v++)
          for (gint u = -reach; u <= reach; u++)
            {
              double weight = exp (-0.5 * (v * v + u * u) / (deviation * deviation));

              weights += weight;
              sum += weight * from[mirror (y + v, (gint) small->height) * (gint) small->width +
                                   mirror (x + u, (gint) small->width)];
            }
        values[y * (gint) small->width + x] = sum / weights;
      }
}

static void
naive_normalise (const Small *small, double *values)
{
  double strongest = 0;

  for (gsize i = 0; i < small->plane; i++)
    strongest = MAX (strongest, fabs (values[i]));
  for (gsize i = 0; i < small->plane && strongest > 0; i++)
    values[i] /= strongest;
}

static void
naive_gradient (const Small *small, guint class_index, double *values)
{
  const double step = 1e-4;
  g_autofree double *picture = g_new (double, small->size);
  double above[N_CLASSES], below[N_CLASSES];

  for (gsize i = 0; i < small->size; i++)
    picture[i] = small->levels[i];
  memset (values, 0, small->plane * sizeof *values);
  for (gsize i = 0; i < small->size; i++)
    {
      picture[i] = small->levels[i] + step;
      naive_scores (small, picture, above, NULL);
      picture[i] = small->levels[i] - step;
      naive_scores (small, picture, below, NULL);
      picture[i] = small->levels[i];
      values[i % small->plane] += (above[class_index] - below[class_index]) / (2 * step) *
                                  (picture[i] - (double) small->mean[i]);
    }
  naive_blur (small, MAX (0.5, MAX (small->height, small->width) / 28.0), values);
  naive_normalise (small, values);
}

/* Every square over the picture, wherever it covers any of it. */
static void
naive_occlusion (const Small *small, guint class_index, double *values, double *most)
{
  gint stride = (gint) asc_heat_stride (small->height, small->width), n = 0;
  g_autofree double *picture = g_new (double, small->size);
  g_autofree double *covered = g_new0 (double, small->plane);
  double scores[N_CLASSES], whole[N_CLASSES], confidences[N_CLASSES];

  for (gsize i = 0; i < small->size; i++)
    picture[i] = small->levels[i];
  naive_scores (small, picture, scores, whole);
  memset (values, 0, small->plane * sizeof *values);
  *most = 0;
  for (gint top = -stride; top < (gint) small->height; top += stride)
    for (gint left = -stride; left < (gint) small->width; left += stride, n++)
      {
        double loss;

        for (gsize i = 0; i < small->size; i++)
          {
            gint y = (gint) (i % small->plane / small->width), x = (gint) (i % small->width);
            gboolean below = y >= top && y < top + 2 * stride && x >= left && x < left + 2 * stride;

            picture[i] = below ? (double) small->mean[i] : small->levels[i];
          }
        naive_scores (small, picture, scores, confidences);
        loss = whole[class_index] - confidences[class_index];
        *most = MAX (*most, loss);
        for (gsize i = 0; i < small->plane; i++)
          {
            gint y = (gint) (i / small->width), x = (gint) (i % small->width);

            if (y < top || y >= top + 2 * stride || x < left || x >= left + 2 * stride)
              continue;
            values[i] += loss;
            covered[i]++;
          }
      }
  g_assert_cmpint (n, ==, (gint) asc_heat_n_squares (small->height, small->width));
  for (gsize i = 0; i < small->plane; i++)
    {
      g_assert_cmpfloat (covered[i], ==, 4);
      values[i] /= covered[i];
    }
  naive_blur (small, stride / 2.0, values);
  naive_normalise (small, values);
}

static AscHeatMap
make_map (AscHeatMapper *mapper, const guint8 *levels, guint class_index, AscHeat heat)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (asc_heat_mapper_begin (mapper, levels, class_index, heat, &error));
  g_assert_no_error (error);
  g_assert_true (asc_heat_mapper_advance (mapper, NULL));
  return asc_heat_mapper_map (mapper);
}

static const guint sizes[][3] = { { 1, 9, 14 }, { 3, 11, 7 }, { 1, 1, 5 }, { 3, 29, 17 } };

static void
test_gradient (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint class_index = 0; class_index < N_CLASSES; class_index++)
      {
        g_autofree Small *small = g_new (Small, 1);
        g_autoptr (AscHeatMapper) mapper = NULL;
        g_autofree double *expected = NULL;
        AscHeatMap map;
        float highest = 0;

        small_init (small, sizes[i][0], sizes[i][1], sizes[i][2]);
        expected = g_new (double, small->plane);
        naive_gradient (small, class_index, expected);
        mapper = asc_heat_mapper_new (small->network);
        map = make_map (mapper, small->levels, class_index, ASC_HEAT_GRADIENT);
        for (gsize j = 0; j < small->plane; j++)
          {
            g_assert_cmpfloat_with_epsilon (map.values[j], expected[j], 1e-4);
            highest = fmaxf (highest, fabsf (map.values[j]));
          }
        g_assert_cmpfloat (highest, ==, 1);
        g_assert_cmpfloat (map.strongest, >, 0);
        small_clear (small);
      }
}

static void
test_occlusion (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree Small *small = g_new (Small, 1);
      g_autoptr (AscHeatMapper) mapper = NULL;
      g_autofree double *expected = NULL;
      double most, scores[N_CLASSES], confidences[N_CLASSES];
      g_autofree double *picture = NULL;
      AscHeatMap map;

      small_init (small, sizes[i][0], sizes[i][1], sizes[i][2]);
      expected = g_new (double, small->plane);
      picture = g_new (double, small->size);
      for (gsize j = 0; j < small->size; j++)
        picture[j] = small->levels[j];
      naive_scores (small, picture, scores, confidences);
      naive_occlusion (small, 1, expected, &most);
      mapper = asc_heat_mapper_new (small->network);
      map = make_map (mapper, small->levels, 1, ASC_HEAT_OCCLUSION);
      g_assert_cmpfloat_with_epsilon (map.confidence, confidences[1], 1e-5);
      g_assert_cmpfloat_with_epsilon (map.strongest, most, 1e-5);
      for (gsize j = 0; j < small->plane; j++)
        g_assert_cmpfloat_with_epsilon (map.values[j], expected[j], 2e-3);
      small_clear (small);
    }
}

/* The mean, seen as nothing: nothing speaks for a class, and covering it changes nothing. */
static void
test_nothing (void)
{
  g_autofree Small *small = g_new (Small, 1);
  g_autoptr (AscHeatMapper) mapper = NULL;

  small_init (small, 3, 12, 10);
  for (gsize i = 0; i < small->size; i++)
    small->levels[i] = (guint8) small->mean[i];
  mapper = asc_heat_mapper_new (small->network);
  for (AscHeat heat = 0; heat < ASC_N_HEATS; heat++)
    {
      AscHeatMap map = make_map (mapper, small->levels, 0, heat);

      g_assert_cmpfloat (map.strongest, ==, 0);
      for (gsize i = 0; i < small->plane; i++)
        g_assert_cmpfloat (map.values[i], ==, 0);
    }
  small_clear (small);
}

/* Another constant picture is something: numbers all the same. */
static void
test_constant (void)
{
  g_autofree Small *small = g_new (Small, 1);
  g_autoptr (AscHeatMapper) mapper = NULL;

  small_init (small, 1, 8, 8);
  memset (small->levels, 255, small->size);
  mapper = asc_heat_mapper_new (small->network);
  for (AscHeat heat = 0; heat < ASC_N_HEATS; heat++)
    {
      AscHeatMap map = make_map (mapper, small->levels, 2, heat);

      for (gsize i = 0; i < small->plane; i++)
        g_assert_true (map.values[i] >= -1 && map.values[i] <= 1);
    }
  small_clear (small);
}

static BasePool *
lend (gpointer data)
{
  return data;
}

static void
give_back (gpointer data)
{
}

/* Whatever is interrupted, and however many threads share it: the same bits. A LeNet, which is
 * worth sharing, and whose batch does not divide the number of squares. */
static void
test_same_bits (void)
{
  const gint stop = 1;
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 3);
  g_autofree float *mean = g_new0 (float, 28 * 28), *scale = g_new (float, 28 * 28);
  g_autoptr (AscNetwork) network = NULL;
  guint8 levels[28 * 28];

  for (int i = 0; i < 28 * 28; i++)
    {
      scale[i] = 1 / 255.0f;
      levels[i] = (guint8) (i * 37 % 256);
    }
  network = asc_network_new (graph, mean, scale, NULL);
  for (AscHeat heat = 0; heat < ASC_N_HEATS; heat++)
    {
      g_autoptr (AscHeatMapper) alone = asc_heat_mapper_new (network);
      AscHeatMap expected = make_map (alone, levels, 4, heat);

      for (guint n_threads = 1; n_threads <= 3; n_threads++)
        {
          g_autoptr (BasePool) pool = base_pool_new (n_threads);
          g_autoptr (AscHeatMapper) mapper = asc_heat_mapper_new (network);
          AscHeatMap map;
          guint n_stops = 0;

          asc_heat_mapper_set_lender (mapper, &(AscLender){ lend, give_back, pool });
          g_assert_true (asc_heat_mapper_begin (mapper, levels, 7, heat, NULL));
          g_assert_false (asc_heat_mapper_advance (mapper, &stop)); /* thrown away */
          g_assert_true (asc_heat_mapper_begin (mapper, levels, 4, heat, NULL));
          while (!asc_heat_mapper_advance (mapper, &stop))
            n_stops++;
          g_assert_cmpuint (n_stops, >, 0);
          map = asc_heat_mapper_map (mapper);
          g_assert_cmpmem (map.values, sizeof levels * sizeof (float), expected.values,
                           sizeof levels * sizeof (float));
          g_assert_cmpfloat (map.strongest, ==, expected.strongest);
          g_assert_cmpfloat (map.confidence, ==, expected.confidence);
        }
    }
}

/* Step by step it comes to the same, and one knows how far it is. */
static void
test_steps (void)
{
  g_autofree Small *small = g_new (Small, 1);

  small_init (small, 3, 29, 17);
  for (AscHeat heat = 0; heat < ASC_N_HEATS; heat++)
    {
      g_autoptr (AscHeatMapper) whole = asc_heat_mapper_new (small->network);
      g_autoptr (AscHeatMapper) mapper = asc_heat_mapper_new (small->network);
      AscHeatMap expected = make_map (whole, small->levels, 1, heat), map;
      double last = -1;
      gboolean done = FALSE;
      guint n = 0;

      g_assert_true (asc_heat_mapper_begin (mapper, small->levels, 1, heat, NULL));
      for (; !done; n++)
        {
          double fraction = asc_heat_mapper_fraction (mapper);

          g_assert_cmpfloat (fraction, >, last);
          g_assert_cmpfloat (fraction, <, 1);
          last = fraction;
          g_assert_true (asc_heat_mapper_step (mapper, NULL, &done));
        }
      if (heat == ASC_HEAT_OCCLUSION)
        g_assert_cmpuint (n, >, 1);
      map = asc_heat_mapper_map (mapper);
      g_assert_cmpmem (map.values, 29 * 17 * sizeof (float), expected.values,
                       29 * 17 * sizeof (float));
      g_assert_cmpfloat (map.strongest, ==, expected.strongest);
    }
  small_clear (small);
}

/* One mapper for all classes and both ways, as it is used. */
static void
test_again (void)
{
  g_autofree Small *small = g_new (Small, 1);
  g_autoptr (AscHeatMapper) used = NULL;

  small_init (small, 1, 9, 14);
  used = asc_heat_mapper_new (small->network);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (AscHeatMapper) fresh = asc_heat_mapper_new (small->network);
      AscHeat heat = (AscHeat) (i / 2 % 2);
      AscHeatMap expected = make_map (fresh, small->levels, i % 3, heat);
      AscHeatMap map = make_map (used, small->levels, i % 3, heat);

      g_assert_cmpmem (map.values, small->plane * sizeof (float), expected.values,
                       small->plane * sizeof (float));
    }
  small_clear (small);
}

static void
test_names (void)
{
  AscHeat heat;

  for (AscHeat i = 0; i < ASC_N_HEATS; i++)
    {
      g_assert_true (asc_heat_from_string (asc_heat_info (i)->name, &heat));
      g_assert_cmpint (heat, ==, i);
    }
  g_assert_false (asc_heat_from_string ("guess", &heat));
  g_assert_cmpuint (asc_heat_stride (28, 28), ==, 2);
  g_assert_cmpuint (asc_heat_stride (224, 224), ==, 16);
  g_assert_cmpuint (asc_heat_n_squares (28, 28), ==, 15 * 15);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/heat-map/gradient", test_gradient);
  g_test_add_func ("/ascent/heat-map/occlusion", test_occlusion);
  g_test_add_func ("/ascent/heat-map/nothing", test_nothing);
  g_test_add_func ("/ascent/heat-map/constant", test_constant);
  g_test_add_func ("/ascent/heat-map/same-bits", test_same_bits);
  g_test_add_func ("/ascent/heat-map/steps", test_steps);
  g_test_add_func ("/ascent/heat-map/again", test_again);
  g_test_add_func ("/ascent/heat-map/names", test_names);
  return g_test_run ();
}
