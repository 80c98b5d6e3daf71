// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/random.h"
#include "formats/onnx.h"
#include "nn/architectures.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* What the program writes, it reads back the same. */

#define BATCH 3

static NnTensor *
random_tensor (BaseRandom *random, int rank, int a, int b, int c, int d)
{
  NnShape shape = { .rank = rank, .dims = { a, b, c, d } };
  NnTensor *tensor = nn_tensor_new (&shape);

  for (gsize i = 0; i < nn_shape_size (&shape); i++)
    tensor->data[i] = (float) (base_random_normal (random) / 4);
  return tensor;
}

/* Branches, groups, uneven padding, dilation, rounding up, no biases, and a fully connected layer
 * right after a feature map. */
static NnGraph *
branching_graph_new (void)
{
  NnGraph *graph = nn_graph_new ("picture", &NN_SHAPE_3 (2, 11, 9), NULL);
  NnWindow uneven = nn_window_square (3, 1, 1);
  NnWindow pool = nn_window_square (2, 2, 0);
  NnWindow dilated = nn_window_square (3, 1, 2);
  BaseRandom random;
  NnValue a, b, joined, sum;

  base_random_init (&random, 3, 0, 0);
  uneven.pad_top = 2;
  uneven.pad_bottom = 0;
  pool.ceil_mode = TRUE;
  dilated.dilation_h = dilated.dilation_w = 2;

  a = nn_graph_add_conv (graph, "a", 0, &uneven, 1, random_tensor (&random, 4, 4, 2, 3, 3),
                         random_tensor (&random, 1, 4, 0, 0, 0), NULL);
  a = nn_graph_add_max_pool (graph, "a_pool", a, &pool, NULL);
  b = nn_graph_add_conv (graph, "b", a, &dilated, 2, random_tensor (&random, 4, 4, 2, 3, 3), NULL,
                         NULL);
  b = nn_graph_add_relu (graph, "b_relu", b, NULL);
  sum = nn_graph_add_sum (graph, "sum", a, b, NULL);
  joined = nn_graph_add_concat (graph, "joined", 3, (NnValue[]){ sum, a, b }, NULL);
  a = nn_graph_add_linear (graph, "hidden", joined, random_tensor (&random, 2, 7, 12 * 6 * 5, 0, 0),
                           NULL, NULL);
  a = nn_graph_add_linear (graph, "scores", a, random_tensor (&random, 2, 5, 7, 0, 0),
                           random_tensor (&random, 1, 5, 0, 0, 0), NULL);
  a = nn_graph_add_softmax (graph, "confidences", a, NULL);
  g_assert_cmpint (a, !=, NN_NO_VALUE);
  return graph;
}

static NnGraph *
lenet_new (void)
{
  return nn_lenet_new (10, 7);
}

static char *
temporary_path (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("fooled-onnx-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return g_build_filename (folder, name, NULL);
}

static void
remove_with_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* and so nothing else was left in it */
}

static NnGraph *
save_and_load (const NnGraph *graph)
{
  g_autofree char *path = temporary_path ("network.onnx");
  g_autoptr (GError) error = NULL;
  NnGraph *result;

  g_assert_true (fmt_onnx_save (graph, path, &error));
  g_assert_no_error (error);
  result = fmt_onnx_load (path, &error);
  g_assert_no_error (error);
  remove_with_folder (path);
  return result;
}

/* The parameters of all nodes, in order. */
static GArray *
collect_parameters (const NnGraph *graph)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));

  for (NnValue i = 0; i < nn_graph_n_nodes (graph); i++)
    {
      const NnNode *node = nn_graph_node (graph, i);

      for (int j = 0; j < node->n_parameters; j++)
        g_array_append_vals (all, node->parameters[j]->data,
                             (guint) nn_shape_size (&node->parameters[j]->shape));
    }
  return all;
}

static GArray *
compute (const NnGraph *graph)
{
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, BATCH, NN_FORWARD_ONLY, NULL);
  gsize n_in = BATCH * nn_shape_size (nn_graph_shape (graph, 0));
  gsize n_out = BATCH * nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph)));
  GArray *result = g_array_new (FALSE, FALSE, sizeof (float));
  BaseRandom random;

  base_random_init (&random, 5, 0, 0);
  for (gsize i = 0; i < n_in; i++)
    nn_executor_input (executor)[i] = (float) base_random_uniform (&random);
  g_array_append_vals (result, nn_executor_forward (executor), (guint) n_out);
  return result;
}

static void
assert_same (GArray *a, GArray *b)
{
  g_assert_cmpuint (a->len, >, 0);
  g_assert_cmpmem (a->data, a->len * sizeof (float), b->data, b->len * sizeof (float));
}

static void
test_round_trip (gconstpointer data)
{
  NnGraph *(*new_graph) (void) = *(NnGraph * (*const *) (void) ) data;
  g_autoptr (NnGraph) graph = new_graph ();
  g_autoptr (NnGraph) again = save_and_load (graph);
  g_autoptr (GArray) before = collect_parameters (graph);
  g_autoptr (GArray) after = collect_parameters (again);
  g_autoptr (GArray) confidences = compute (graph);
  g_autoptr (GArray) confidences_again = compute (again);

  assert_same (before, after);
  assert_same (confidences, confidences_again);
  g_assert_cmpstr (nn_graph_node (again, 0)->name, ==, nn_graph_node (graph, 0)->name);
  g_assert_cmpstr (nn_graph_node (again, nn_graph_output (again))->name, ==,
                   nn_graph_node (graph, nn_graph_output (graph))->name);
}

/* What a batch normalisation has learned comes back as a part of the convolution before it. */
static void
test_batch_norm (void)
{
  g_autoptr (NnGraph) graph = nn_vgg7_new (3, 32, 10, 7);
  g_autoptr (NnGraph) again = NULL;
  g_autoptr (GArray) before = NULL, after = NULL;
  BaseRandom random;

  base_random_init (&random, 8, 0, 0);
  for (NnValue value = 0; value < nn_graph_n_nodes (graph); value++)
    {
      const NnNode *node = nn_graph_node (graph, value);

      for (int i = 0; node->op == &nn_op_batch_norm && i < 4; i++)
        for (gsize j = 0; j < nn_shape_size (&node->parameters[i]->shape); j++)
          node->parameters[i]->data[j] = (float) (0.5 + base_random_uniform (&random));
    }
  nn_graph_parameters_changed (graph);
  again = save_and_load (graph);
  before = compute (graph);
  after = compute (again);
  g_assert_cmpuint (before->len, ==, after->len);
  for (guint i = 0; i < before->len; i++)
    g_assert_cmpfloat_with_epsilon (g_array_index (before, float, i),
                                    g_array_index (after, float, i), 1e-5);
  for (NnValue value = 1; value < nn_graph_n_nodes (again); value++)
    {
      const NnOp *op = nn_graph_node (again, value)->op;

      g_assert_true (op != &nn_op_batch_norm && op != &nn_op_scale_shift);
    }
}

/* Reading and writing changes nothing any more. */
static void
test_same_bytes (void)
{
  g_autoptr (NnGraph) graph = branching_graph_new ();
  g_autoptr (NnGraph) again = save_and_load (graph);
  g_autoptr (NnGraph) third = NULL;
  g_autofree char *first_path = temporary_path ("first.onnx");
  g_autofree char *second_path = temporary_path ("second.onnx");
  g_autofree char *first = NULL, *second = NULL;
  gsize first_size, second_size;

  g_assert_true (fmt_onnx_save (again, first_path, NULL));
  third = fmt_onnx_load (first_path, NULL);
  g_assert_true (fmt_onnx_save (third, second_path, NULL));
  g_file_get_contents (first_path, &first, &first_size, NULL);
  g_file_get_contents (second_path, &second, &second_size, NULL);
  g_assert_cmpmem (first, first_size, second, second_size);
  remove_with_folder (first_path);
  remove_with_folder (second_path);
}

/* An output that is not the last node, and one in the middle of nothing: what it does not depend
 * on is left out when read. */
static void
test_early_output (void)
{
  g_autoptr (NnGraph) graph = branching_graph_new ();
  NnValue scores = nn_graph_find (graph, "scores");
  NnValue output = nn_graph_output (graph);
  g_autoptr (NnGraph) again = NULL;

  g_assert_cmpint (nn_graph_add_relu (graph, "dead_end", scores, NULL), !=, NN_NO_VALUE);
  nn_graph_set_output (graph, output);
  again = save_and_load (graph);
  g_assert_cmpint (nn_graph_find (again, "dead_end"), ==, NN_NO_VALUE);
  g_assert_cmpstr (nn_graph_node (again, nn_graph_output (again))->name, ==, "confidences");
}

/* Names that the writer would choose itself. */
static void
test_taken_names (void)
{
  g_autoptr (NnGraph) graph = nn_graph_new ("fc.weight", &NN_SHAPE_3 (1, 2, 2), NULL);
  g_autoptr (NnGraph) again = NULL;
  g_autoptr (GArray) before = NULL, after = NULL;
  NnTensor *weights = nn_tensor_new (&(NnShape){ .rank = 2, .dims = { 3, 4 } });
  NnTensor *bias = nn_tensor_new (&NN_SHAPE_1 (3));
  NnValue value = nn_graph_add_flatten (graph, "fc.bias", 0, NULL);

  weights->data[5] = 2;
  bias->data[1] = -1;
  value = nn_graph_add_linear (graph, "fc", value, weights, bias, NULL);
  value = nn_graph_add_softmax (graph, "fc.flat", value, NULL);
  again = save_and_load (graph);
  before = compute (graph);
  after = compute (again);
  assert_same (before, after);
  g_assert_cmpint (nn_graph_n_nodes (again), ==, nn_graph_n_nodes (graph));
}

static void
test_cannot_write (void)
{
  g_autoptr (NnGraph) graph = branching_graph_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (fmt_onnx_save (graph, "/nowhere/at/all/network.onnx", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all/network.onnx"));
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_onnx_load ("/nowhere/network.onnx", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/nowhere/network.onnx"));
}

static void
test_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fmt_onnx_load (g_get_tmp_dir (), &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_assert_nonnull (strstr (error->message, g_get_tmp_dir ()));
}

int
main (int argc, char **argv)
{
  static NnGraph *(*const lenet) (void) = lenet_new;
  static NnGraph *(*const branching) (void) = branching_graph_new;

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/onnx/round-trip/lenet", &lenet, test_round_trip);
  g_test_add_data_func ("/onnx/round-trip/branches", &branching, test_round_trip);
  g_test_add_func ("/onnx/batch-norm", test_batch_norm);
  g_test_add_func ("/onnx/same-bytes", test_same_bytes);
  g_test_add_func ("/onnx/early-output", test_early_output);
  g_test_add_func ("/onnx/taken-names", test_taken_names);
  g_test_add_func ("/onnx/cannot-write", test_cannot_write);
  g_test_add_func ("/onnx/missing-file", test_missing_file);
  g_test_add_func ("/onnx/folder", test_folder);
  return g_test_run ();
}
