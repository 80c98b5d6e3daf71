// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/executor.h"

#include "base/error.h"
#include "base/pool.h"
#include "naive.h"
#include "nn/architectures.h"
#include "nn/op.h"

#include <math.h>
#include <string.h>

#define ALL (NN_INPUT_GRADIENT | NN_PARAMETER_GRADIENTS)

static NnValue
add_conv (NnGraph *graph, NnValue input, int out, int kernel, int padding, BaseRandom *random)
{
  int channels = nn_graph_shape (graph, input)->dims[0];
  int dims[] = { out, channels, kernel, kernel };
  NnWindow window = nn_window_square (kernel, 1, padding);
  NnTensor *weights = random_tensor (random, 4, dims);

  for (gsize i = 0; i < nn_shape_size (&weights->shape); i++)
    weights->data[i] /= sqrtf ((float) (channels * kernel * kernel));
  return nn_graph_add_conv (graph, NULL, input, &window, 1, weights,
                            random_tensor (random, 1, &out), NULL);
}

static NnValue
add_linear (NnGraph *graph, NnValue input, int out, BaseRandom *random)
{
  int dims[] = { out, (int) nn_shape_size (nn_graph_shape (graph, input)) };
  NnTensor *weights = random_tensor (random, 2, dims);

  for (gsize i = 0; i < nn_shape_size (&weights->shape); i++)
    weights->data[i] /= sqrtf ((float) dims[1]);
  return nn_graph_add_linear (graph, NULL, input, weights, random_tensor (random, 1, &out), NULL);
}

/* A layer that keeps the height and width, fed by whatever values there are: sums and concats make
 * branches, and values that are read twice or never. */
static void
add_random_layer (NnGraph *graph, BaseRandom *random)
{
  NnWindow pool = nn_window_square (3, 1, 1);
  int n_nodes = nn_graph_n_nodes (graph);
  NnValue a = random_between (random, MAX (0, n_nodes - 4), n_nodes - 1);
  NnValue b = random_between (random, 0, n_nodes - 1);

  switch (base_random_below (random, 6))
    {
    case 0:
      add_conv (graph, a, random_between (random, 1, 4), 3, 1, random);
      break;
    case 1:
      add_conv (graph, a, random_between (random, 1, 4), 1, 0, random);
      break;
    case 2:
      nn_graph_add_max_pool (graph, NULL, a, &pool, NULL);
      break;
    case 3:
      nn_graph_add_relu (graph, NULL, a, NULL);
      break;
    case 4:
      if (nn_graph_shape (graph, a)->dims[0] + nn_graph_shape (graph, b)->dims[0] <= 12)
        nn_graph_add_concat (graph, NULL, 2, (NnValue[]){ a, b }, NULL);
      break;
    default:
      if (nn_shape_equal (nn_graph_shape (graph, a), nn_graph_shape (graph, b)))
        nn_graph_add_sum (graph, NULL, a, b, NULL);
    }
}

static NnGraph *
random_graph_new (BaseRandom *random)
{
  NnGraph *graph = nn_graph_new ("data", &NN_SHAPE_3 (2, random_between (random, 2, 5), 4), NULL);
  int n_layers = random_between (random, 1, 14);
  NnValue value;

  for (int i = 0; i < n_layers; i++)
    add_random_layer (graph, random);
  value = nn_graph_n_nodes (graph) - 1;
  value = nn_graph_add_relu (graph, NULL, value, NULL);
  value = nn_graph_add_flatten (graph, NULL, value, NULL);
  value = add_linear (graph, value, 5, random);
  nn_graph_add_softmax (graph, "end", value, NULL);
  return graph;
}

static gsize
input_size (const NnGraph *graph, int batch)
{
  return batch * nn_shape_size (nn_graph_shape (graph, 0));
}

static void
fill_input (NnExecutor *executor, const NnGraph *graph, guint64 seed)
{
  BaseRandom random;

  base_random_init (&random, seed, 0, 99);
  random_fill (&random, input_size (graph, nn_executor_batch (executor)),
               nn_executor_input (executor));
}

static Naive *
naive_of (NnExecutor *executor, const NnGraph *graph)
{
  Naive *naive = naive_new (graph, nn_executor_batch (executor));

  for (gsize i = 0; i < naive_size (naive, 0); i++)
    naive->values[0][i] = nn_executor_input (executor)[i];
  naive_forward (naive);
  return naive;
}

/* Every value with gradients, the output without, against the twin; and both agree to the bit, but
 * where the gradients of parameters are asked for, which takes other ways. */
static void
test_random_forward (void)
{
  BaseRandom random;

  base_random_init (&random, 1, 0, 0);
  for (int i = 0; i < 150; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      int batch = random_between (&random, 1, 4);
      NnExecutorFlags flags = i % 2 ? NN_INPUT_GRADIENT : ALL;
      g_autoptr (NnExecutor) keeping = nn_executor_new (graph, batch, flags, NULL);
      g_autoptr (NnExecutor) sharing = nn_executor_new (graph, batch, NN_FORWARD_ONLY, NULL);
      g_autoptr (Naive) naive = NULL;
      const float *a, *b;
      float before[20];

      fill_input (keeping, graph, i);
      fill_input (sharing, graph, i);
      naive = naive_of (keeping, graph);
      a = nn_executor_forward (keeping);
      b = nn_executor_forward (sharing);
      for (int j = 0; j < nn_graph_n_nodes (graph); j++)
        for (gsize k = 0; k < naive_size (naive, j); k++)
          assert_near (nn_executor_value (keeping, j)[k], naive->values[j][k], 2e-5);
      if (flags == NN_INPUT_GRADIENT)
        g_assert_cmpmem (a, batch * 5 * sizeof (float), b, batch * 5 * sizeof (float));
      g_assert_cmpmem (nn_executor_input (sharing), naive_size (naive, 0) * sizeof (float),
                       nn_executor_input (keeping), naive_size (naive, 0) * sizeof (float));
      /* Nothing of the first pass is left that changes the second. */
      memcpy (before, b, batch * 5 * sizeof (float));
      b = nn_executor_forward (sharing);
      g_assert_cmpmem (before, batch * 5 * sizeof (float), b, batch * 5 * sizeof (float));
    }
}

/* A pass that is interrupted after every node ends with the same bits, and one that is given up
 * leaves nothing behind. */
static void
test_pieces (void)
{
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < 40; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      gsize size = 2 * 5 * sizeof (float);
      g_autoptr (NnExecutor) whole = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
      g_autoptr (NnExecutor) pieces = nn_executor_new (graph, 2, NN_FORWARD_ONLY, NULL);
      const gint always = 1;
      const float *expected, *output = NULL;
      int n_pieces = 0;

      fill_input (whole, graph, i);
      fill_input (pieces, graph, i);
      expected = nn_executor_forward (whole);
      for (; output == NULL; n_pieces++)
        output = nn_executor_forward_until (pieces, &always);
      g_assert_cmpint (n_pieces, >, 2);
      g_assert_cmpmem (output, size, expected, size);

      g_assert_null (nn_executor_forward_until (pieces, &always));
      fill_input (pieces, graph, i + 1000);
      fill_input (whole, graph, i + 1000);
      output = nn_executor_forward (pieces);
      expected = nn_executor_forward (whole);
      g_assert_cmpmem (output, size, expected, size);
    }
}

static void
check_all_slopes (NnExecutor *executor,
                  Naive *naive,
                  NnValue value,
                  const float *seed,
                  gboolean parameters,
                  BaseRandom *random,
                  int samples,
                  double tolerance)
{
  for (int i = 0; i < samples; i++)
    {
      gsize j = base_random_below (random, (guint32) naive_size (naive, 0));

      assert_near (nn_executor_input_gradient (executor)[j],
                   naive_slope (naive, &naive->values[0][j], value, FALSE, seed), tolerance);
    }
  for (int i = 0; parameters && i < nn_graph_n_nodes (naive->graph); i++)
    for (int p = 0; p < nn_graph_node (naive->graph, i)->n_parameters; p++)
      {
        const NnShape *shape = &nn_graph_node (naive->graph, i)->parameters[p]->shape;

        for (int k = 0; k < (samples + 3) / 4; k++)
          {
            gsize j = base_random_below (random, (guint32) nn_shape_size (shape));

            assert_near (nn_executor_parameter_gradient (executor, i, p)[j],
                         naive_slope (naive, &naive->parameters[i][p][j], value, FALSE, seed),
                         tolerance);
          }
      }
}

/* Gradients through branches, from the end and from a value in the middle, one pass after the
 * other. */
static void
test_random_backward (void)
{
  BaseRandom random;

  base_random_init (&random, 2, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      int batch = random_between (&random, 1, 3);
      g_autoptr (NnExecutor) executor =
          nn_executor_new (graph, batch, i % 2 ? NN_INPUT_GRADIENT : ALL, NULL);
      g_autoptr (Naive) naive = NULL;

      fill_input (executor, graph, 1000 + i);
      naive = naive_of (executor, graph);
      nn_executor_forward (executor);
      for (int pass = 0; pass < 3; pass++)
        {
          NnValue value = random_between (&random, pass == 0 ? nn_graph_n_nodes (graph) - 1 : 0,
                                          nn_graph_n_nodes (graph) - 1);
          g_autofree float *seed = g_new (float, naive_size (naive, value));

          random_fill (&random, naive_size (naive, value), seed);
          nn_executor_backward (executor, value, seed);
          check_all_slopes (executor, naive, value, seed, i % 2 == 0, &random, 8, 1e-4);
        }
    }
}

static gpointer
all_gradients (NnExecutor *executor, const NnGraph *graph, gsize *size)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) nn_executor_input_gradient (executor),
                       (guint) (input_size (graph, nn_executor_batch (executor)) * sizeof (float)));
  for (int i = 0; i < nn_graph_n_nodes (graph); i++)
    for (int p = 0; p < nn_graph_node (graph, i)->n_parameters; p++)
      g_byte_array_append (
          bytes, (const guint8 *) nn_executor_parameter_gradient (executor, i, p),
          (guint) (nn_shape_size (&nn_graph_node (graph, i)->parameters[p]->shape) *
                   sizeof (float)));
  *size = bytes->len;
  return g_byte_array_free (bytes, FALSE);
}

static void
assert_same_gradients (NnExecutor *a, NnExecutor *b, const NnGraph *graph)
{
  gsize a_size, b_size;
  g_autofree gpointer a_bytes = all_gradients (a, graph, &a_size);
  g_autofree gpointer b_bytes = all_gradients (b, graph, &b_size);

  g_assert_cmpmem (a_bytes, a_size, b_bytes, b_size);
}

/* A way back that is interrupted after every layer ends with the same bits, from the end and from
 * values that only the executor without fused layers has; and one that is given up, for another
 * pass forward or another way back, leaves nothing behind. */
static void
test_pieces_backward (void)
{
  BaseRandom random;
  int most_pieces = 0, n_given_up = 0;

  base_random_init (&random, 5, 0, 0);
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      g_autoptr (NnExecutor) whole = nn_executor_new (graph, 2, ALL, NULL);
      g_autoptr (NnExecutor) pieces = nn_executor_new (graph, 2, ALL, NULL);
      const gint always = 1;

      for (int pass = 0; pass < 4; pass++)
        {
          NnValue value = random_between (&random, pass == 0 ? nn_graph_n_nodes (graph) - 1 : 0,
                                          nn_graph_n_nodes (graph) - 1);
          gsize size = 2 * nn_shape_size (nn_graph_shape (graph, value));
          g_autofree float *seed = g_new (float, size);
          int n_pieces = 1;

          random_fill (&random, size, seed);
          fill_input (whole, graph, 10 * i + pass);
          fill_input (pieces, graph, 10 * i + pass);
          nn_executor_forward (whole);
          nn_executor_backward (whole, value, seed);
          nn_executor_forward (pieces);
          while (!nn_executor_backward_until (pieces, value, seed, &always))
            n_pieces++;
          most_pieces = MAX (most_pieces, n_pieces);
          assert_same_gradients (pieces, whole, graph);

          nn_executor_forward (pieces);
          n_given_up += !nn_executor_backward_until (pieces, value, seed, &always);
          if (pass % 2)
            nn_executor_forward (pieces);
          for (gsize j = 0; j < size; j++)
            seed[j] = -seed[j];
          nn_executor_backward (pieces, value, seed);
          nn_executor_forward (whole);
          nn_executor_backward (whole, value, seed);
          assert_same_gradients (pieces, whole, graph);
        }
    }
  g_assert_cmpint (most_pieces, >, 4);
  g_assert_cmpint (n_given_up, >, 60);
}

/* With only one kind of gradients asked for, that kind is the same; those of parameters to the bit.
 */
static void
test_flags (void)
{
  BaseRandom random;

  base_random_init (&random, 3, 0, 0);
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (NnGraph) graph = random_graph_new (&random);
      g_autoptr (NnExecutor) all = nn_executor_new (graph, 2, ALL, NULL);
      g_autoptr (NnExecutor) input = nn_executor_new (graph, 2, NN_INPUT_GRADIENT, NULL);
      g_autoptr (NnExecutor) parameters = nn_executor_new (graph, 2, NN_PARAMETER_GRADIENTS, NULL);
      NnExecutor *executors[] = { all, input, parameters };
      NnValue scores = nn_graph_output (graph) - 1;
      float seed[10];

      random_fill (&random, 10, seed);
      for (int j = 0; j < 3; j++)
        {
          fill_input (executors[j], graph, i);
          nn_executor_forward (executors[j]);
          nn_executor_backward (executors[j], scores, seed);
        }
      for (gsize j = 0; j < input_size (graph, 2); j++)
        assert_near (nn_executor_input_gradient (all)[j], nn_executor_input_gradient (input)[j],
                     2e-5);
      for (int j = 0; j < nn_graph_n_nodes (graph); j++)
        for (int p = 0; p < nn_graph_node (graph, j)->n_parameters; p++)
          {
            gsize bytes =
                nn_shape_size (&nn_graph_node (graph, j)->parameters[p]->shape) * sizeof (float);

            g_assert_cmpmem (nn_executor_parameter_gradient (all, j, p), bytes,
                             nn_executor_parameter_gradient (parameters, j, p), bytes);
          }
    }
}

static void
test_lenet (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 7);
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 3, ALL, NULL);
  g_autoptr (NnExecutor) forward = nn_executor_new (graph, 3, NN_FORWARD_ONLY, NULL);
  g_autoptr (Naive) naive = NULL;
  NnValue output = nn_graph_output (graph);
  const float *probabilities;
  float seed[30];
  BaseRandom random;

  base_random_init (&random, 4, 0, 0);
  random_fill (&random, 30, seed);
  fill_input (executor, graph, 1);
  fill_input (forward, graph, 1);
  naive = naive_of (executor, graph);
  probabilities = nn_executor_forward (executor);
  for (int i = 0; i < 30; i++)
    assert_near (probabilities[i], naive->values[output][i], 1e-6);
  for (int i = 0; i < 30; i++)
    assert_near (nn_executor_forward (forward)[i], naive->values[output][i], 1e-6);
  nn_executor_backward (executor, output - 1, seed);
  check_all_slopes (executor, naive, output - 1, seed, TRUE, &random, 4, 2e-5);
}

typedef struct
{
  const NnGraph *graph;
  float outputs[8][60];
  float gradients[8][6 * 784];
} Shared;

static void
run_one (gpointer data, guint task, guint worker)
{
  Shared *shared = data;
  g_autoptr (NnExecutor) executor = nn_executor_new (shared->graph, 6, NN_INPUT_GRADIENT, NULL);
  float seed[60] = { 1, -2, 3 };

  fill_input (executor, shared->graph, 5);
  memcpy (shared->outputs[task], nn_executor_forward (executor), sizeof shared->outputs[task]);
  nn_executor_backward (executor, nn_graph_output (shared->graph), seed);
  memcpy (shared->gradients[task], nn_executor_input_gradient (executor),
          sizeof shared->gradients[task]);
}

/* Executors at work at once on one graph: the same bits from each. */
static void
test_threads (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 3);
  g_autoptr (BasePool) pool = base_pool_new (4);
  g_autofree Shared *shared = g_new0 (Shared, 1);

  shared->graph = graph;
  base_pool_run (pool, 8, run_one, shared, NULL);
  g_assert_cmpfloat (shared->outputs[0][0], >, 0);
  for (int i = 1; i < 8; i++)
    {
      g_assert_cmpmem (shared->outputs[0], sizeof shared->outputs[0], shared->outputs[i],
                       sizeof shared->outputs[i]);
      g_assert_cmpmem (shared->gradients[0], sizeof shared->gradients[0], shared->gradients[i],
                       sizeof shared->gradients[i]);
    }
}

/* An image's numbers do not depend on what is in the other slots. */
static void
test_slots_are_apart (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 3);
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 7, NN_INPUT_GRADIENT, NULL);
  float before[10], gradient_before[784], seed[70];

  for (int i = 0; i < 70; i++)
    seed[i] = (float) i;
  fill_input (executor, graph, 1);
  memcpy (before, nn_executor_forward (executor) + 40, sizeof before);
  nn_executor_backward (executor, nn_graph_output (graph), seed);
  memcpy (gradient_before, nn_executor_input_gradient (executor) + 4 * 784, sizeof gradient_before);
  for (int i = 0; i < 7 * 784; i++)
    if (i / 784 != 4)
      nn_executor_input (executor)[i] = (float) i;
  g_assert_cmpmem (before, sizeof before, nn_executor_forward (executor) + 40, sizeof before);
  nn_executor_backward (executor, nn_graph_output (graph), seed);
  g_assert_cmpmem (gradient_before, sizeof gradient_before,
                   nn_executor_input_gradient (executor) + 4 * 784, sizeof gradient_before);
}

static void
test_values_and_alignment (void)
{
  g_autoptr (NnGraph) graph = nn_lenet_new (10, 3);
  g_autoptr (NnExecutor) forward = nn_executor_new (graph, 3, NN_FORWARD_ONLY, NULL);
  g_autoptr (NnExecutor) gradients = nn_executor_new (graph, 3, ALL, NULL);
  NnValue output = nn_graph_output (graph);

  g_assert_cmpint (nn_executor_batch (forward), ==, 3);
  g_assert_true (nn_executor_value (forward, 0) == nn_executor_input (forward));
  g_assert_true (nn_executor_value (forward, output) == nn_executor_forward (forward));
  for (int i = 1; i < output; i++)
    g_assert_null (nn_executor_value (forward, i));
  for (int i = 0; i <= output; i++)
    g_assert_cmpuint (GPOINTER_TO_SIZE (nn_executor_value (gradients, i)) % 64, ==, 0);
  g_assert_cmpuint (GPOINTER_TO_SIZE (nn_executor_input_gradient (gradients)) % 64, ==, 0);
  g_assert_cmpuint (GPOINTER_TO_SIZE (nn_executor_parameter_gradient (gradients, 1, 1)) % 64, ==,
                    0);
}

/* The output may be in the middle; what lies behind it, or beside, is no matter. */
static void
test_inner_output (void)
{
  NnShape shape = NN_SHAPE_1 (3);
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
  g_autoptr (NnExecutor) executor = NULL;
  const float numbers[] = { -1, 2, 3 }, expected[] = { -2, 4, 6 };

  nn_graph_add_relu (graph, "beside", 0, NULL);
  nn_graph_add_sum (graph, "twice", 0, 0, NULL);
  nn_graph_add_relu (graph, "behind", 2, NULL);
  nn_graph_set_output (graph, 2);
  executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  memcpy (nn_executor_input (executor), numbers, sizeof numbers);
  g_assert_cmpmem (nn_executor_forward (executor), sizeof expected, expected, sizeof expected);

  /* The input alone is a network too. */
  nn_graph_set_output (graph, 0);
  g_clear_pointer (&executor, nn_executor_free);
  executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  g_assert_true (nn_executor_forward (executor) == nn_executor_input (executor));
}

static gboolean
constant_shape (NnNode *node, const NnShape *const *inputs, GError **error)
{
  node->output = node->parameters[0]->shape;
  return TRUE;
}

static void
constant_forward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output);

  for (int image = 0; image < context->batch; image++)
    memcpy (context->output + image * size, node->parameters[0]->data, size * sizeof (float));
}

static void
constant_backward (const NnNode *node, NnOpContext *context)
{
  gsize size = nn_shape_size (&node->output);

  for (gsize i = 0; i < context->batch * size; i++)
    context->parameter_gradients[0][i % size] += context->output_gradient[i];
}

/* An operator from outside, without inputs. Where nothing leads from the value to the input, the
 * input's gradient is 0, whatever the pass before left. */
static void
test_constant (void)
{
  const NnOp op = { .name = "Constant",
                    .infer_shape = constant_shape,
                    .forward = constant_forward,
                    .backward = constant_backward };
  NnShape shape = NN_SHAPE_1 (2);
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
  g_autoptr (NnExecutor) executor = NULL;
  NnTensor *numbers = nn_tensor_new (&shape);
  const float seed[] = { 1, 2, 3, 4 }, zeros[4] = { 0 }, sums[] = { 4, 6 };

  numbers->data[0] = 5;
  g_assert_cmpint (nn_graph_add (graph, &op, NULL, 0, NULL, NULL, 1, &numbers, NULL), ==, 1);
  nn_graph_add_sum (graph, "end", 0, 1, NULL);
  executor = nn_executor_new (graph, 2, ALL, NULL);
  g_assert_cmpfloat (nn_executor_forward (executor)[2], ==, 5);
  for (int pass = 0; pass < 2; pass++)
    {
      nn_executor_backward (executor, 2, seed);
      g_assert_cmpmem (nn_executor_input_gradient (executor), sizeof seed, seed, sizeof seed);
      g_assert_cmpmem (nn_executor_parameter_gradient (executor, 1, 0), sizeof sums, sums,
                       sizeof sums);
      nn_executor_backward (executor, 1, seed);
      g_assert_cmpmem (nn_executor_input_gradient (executor), sizeof zeros, zeros, sizeof zeros);
      g_assert_cmpmem (nn_executor_parameter_gradient (executor, 1, 0), sizeof sums, sums,
                       sizeof sums);
    }
}

/* In place only where nothing else reads the value: here x is needed after relu (x). */
static void
test_in_place (void)
{
  NnShape shape = NN_SHAPE_1 (2);
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &shape, NULL);
  g_autoptr (NnExecutor) executor = NULL;
  const float numbers[] = { -1, 2 }, expected[] = { -2, 8 };

  nn_graph_add_sum (graph, "x", 0, 0, NULL);  /* -2 4 */
  nn_graph_add_relu (graph, "y", 1, NULL);    /* 0 4, x still read */
  nn_graph_add_relu (graph, "z", 2, NULL);    /* 0 4, in place */
  nn_graph_add_flatten (graph, "f", 3, NULL); /* in place */
  nn_graph_add_sum (graph, "end", 4, 1, NULL);
  executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  memcpy (nn_executor_input (executor), numbers, sizeof numbers);
  g_assert_cmpmem (nn_executor_forward (executor), sizeof expected, expected, sizeof expected);
}

/* A chain of large layers fits when only a few values live at a time, and not when all stay. */
static void
test_memory (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("data", &NN_SHAPE_3 (1, 64, 64), NULL);
  g_autoptr (NnExecutor) executor = NULL;
  g_autoptr (GError) error = NULL;
  NnWindow pool = nn_window_square (3, 1, 1);

  for (int i = 0; i < 2000; i++)
    nn_graph_add_max_pool (graph, NULL, i, &pool, NULL);
  executor = nn_executor_new (graph, 300, NN_INPUT_GRADIENT, &error);
  g_assert_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE);
  g_assert_null (executor);
  g_clear_error (&error);
  executor = nn_executor_new (graph, 300, NN_FORWARD_ONLY, &error);
  g_assert_no_error (error);
  g_assert_nonnull (executor);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/executor/random-forward", test_random_forward);
  g_test_add_func ("/nn/executor/pieces", test_pieces);
  g_test_add_func ("/nn/executor/random-backward", test_random_backward);
  g_test_add_func ("/nn/executor/pieces-backward", test_pieces_backward);
  g_test_add_func ("/nn/executor/flags", test_flags);
  g_test_add_func ("/nn/executor/lenet", test_lenet);
  g_test_add_func ("/nn/executor/threads", test_threads);
  g_test_add_func ("/nn/executor/slots-are-apart", test_slots_are_apart);
  g_test_add_func ("/nn/executor/values-and-alignment", test_values_and_alignment);
  g_test_add_func ("/nn/executor/inner-output", test_inner_output);
  g_test_add_func ("/nn/executor/constant", test_constant);
  g_test_add_func ("/nn/executor/in-place", test_in_place);
  g_test_add_func ("/nn/executor/memory", test_memory);
  return g_test_run ();
}
