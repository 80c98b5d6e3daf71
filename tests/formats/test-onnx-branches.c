// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "formats/onnx.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <string.h>

/* If, whose condition follows from the file: one of its graphs, which read what is around them. */

/* x (N, 2, 3, 4) */
static Model *
picture_model (void)
{
  Model *model = model_new (13);

  model_add_input (model, "x", -1, 2, 3, 4, 0);
  return model;
}

/* What the network makes of 0, 1, 2, ... Caller frees. */
static float *
compute (Model *model, int n)
{
  g_autoptr (NnGraph) graph = model_read (model);
  g_autoptr (NnExecutor) executor = nn_executor_new (graph, 1, NN_FORWARD_ONLY, NULL);
  float *input = nn_executor_input (executor);

  g_assert_cmpint ((int) nn_shape_size (nn_graph_shape (graph, nn_graph_output (graph))), ==, n);
  for (int i = 0; i < 24; i++)
    input[i] = (float) i;
  return g_memdup2 (nn_executor_forward (executor), (gsize) n * sizeof (float));
}

/* A softmax at the end is the program's own: compared is what goes into it. */
static void
assert_same (Model *model, Model *other, int n)
{
  g_autofree float *a = compute (model, n), *b = compute (other, n);

  g_assert_cmpmem (a, (gsize) n * sizeof *a, b, (gsize) n * sizeof *b);
}

/* Whether the picture has `size` rows, as a condition: "condition". */
static void
add_condition (Model *model, const char *size)
{
  model_add_node (model, "Shape", "x", "shape");
  model_add_integers (model, "place", "2", TRUE);
  model_add_integers (model, "size", size, TRUE);
  model_set_int (model, model_add_node (model, "Gather", "shape place", "rows"), "axis", 0);
  model_add_node (model, "Equal", "rows size", "condition");
}

static void
add_end (Model *model, const char *from)
{
  model_add_node (model, "Flatten", from, "y");
  model_add_output (model, "y");
}

/* then: r + w, of which r is outside and w inside; else: r itself. */
static Model *
choice_model (const char *size)
{
  g_autoptr (Model) then = model_new (13), other = model_new (13);
  Model *model = picture_model ();
  Onnx__NodeProto *node;

  model_add_floats (then, "w", "1 2 3 4", TRUE);
  model_add_node (then, "Add", "r w", "sum");
  model_add_output (then, "sum");
  model_add_output (other, "r");
  model_add_node (model, "Relu", "x", "r");
  add_condition (model, size);
  node = model_add_node (model, "If", "condition", "chosen");
  model_set_graph (model, node, "then_branch", then);
  model_set_graph (model, node, "else_branch", other);
  add_end (model, "chosen");
  return model;
}

static void
test_then (void)
{
  g_autoptr (Model) model = choice_model ("3"), expected = picture_model ();

  model_add_floats (expected, "w", "1 2 3 4", TRUE);
  model_add_node (expected, "Relu", "x", "r");
  model_add_node (expected, "Add", "r w", "sum");
  add_end (expected, "sum");
  assert_same (model, expected, 24);
}

static void
test_else (void)
{
  g_autoptr (Model) model = choice_model ("5"), expected = picture_model ();

  model_add_node (expected, "Relu", "x", "r");
  add_end (expected, "r");
  assert_same (model, expected, 24);
}

/* As PyTorch writes x.squeeze (1) where the file leaves a dimension open: the branch that cannot be
 * computed is not the one that is taken. */
static void
test_squeeze (void)
{
  g_autoptr (Model) model = picture_model (), then = model_new (13), other = model_new (13);
  g_autoptr (Model) expected = picture_model ();
  Onnx__NodeProto *node;

  model_add_integers (then, "axis", "1", TRUE);
  model_add_node (then, "Squeeze", "x axis", "squeezed");
  model_add_output (then, "squeezed");
  model_add_node (other, "Identity", "x", "same");
  model_add_output (other, "same");
  add_condition (model, "1");
  node = model_add_node (model, "If", "condition", "chosen");
  model_set_graph (model, node, "then_branch", then);
  model_set_graph (model, node, "else_branch", other);
  add_end (model, "chosen");
  add_end (expected, "x");
  assert_same (model, expected, 24);
}

/* A branch in a branch, which reads from both around it. */
static void
test_nested (void)
{
  g_autoptr (Model) model = picture_model (), expected = picture_model ();
  g_autoptr (Model) then = model_new (13), other = model_new (13);
  g_autoptr (Model) inner_then = model_new (13), inner_else = model_new (13);
  Onnx__NodeProto *node;

  model_add_node (inner_then, "Add", "r n", "inner");
  model_add_output (inner_then, "inner");
  model_add_output (inner_else, "n");
  model_add_node (then, "Neg", "x", "n");
  node = model_add_node (then, "If", "condition", "deep");
  model_set_graph (then, node, "then_branch", inner_then);
  model_set_graph (then, node, "else_branch", inner_else);
  model_add_output (then, "deep");
  model_add_output (other, "r");
  model_add_node (model, "Relu", "x", "r");
  add_condition (model, "3");
  node = model_add_node (model, "If", "condition", "chosen");
  model_set_graph (model, node, "then_branch", then);
  model_set_graph (model, node, "else_branch", other);
  add_end (model, "chosen");
  model_add_node (expected, "Relu", "x", "r");
  model_add_node (expected, "Neg", "x", "n");
  model_add_node (expected, "Add", "r n", "sum");
  add_end (expected, "sum");
  assert_same (model, expected, 24);
}

/* What depends on the picture is refused, and so is half an If. */
static void
test_refused (void)
{
  g_autoptr (Model) model = picture_model (), missing = picture_model ();
  g_autoptr (Model) then = model_new (13), other = model_new (13);
  Onnx__NodeProto *node;

  model_add_output (then, "x");
  model_add_output (other, "x");
  model_add_node (model, "Relu", "x", "condition");
  node = model_add_node (model, "If", "condition", "chosen");
  model_set_graph (model, node, "then_branch", then);
  model_set_graph (model, node, "else_branch", other);
  add_end (model, "chosen");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "If chosen picture");

  add_condition (missing, "3");
  node = model_add_node (missing, "If", "condition", "chosen");
  model_set_graph (missing, node, "then_branch", then);
  add_end (missing, "chosen");
  model_assert_refused (missing, BASE_ERROR_INVALID, "If chosen else_branch");
}

/* Graphs in graphs in graphs: a sentence, and no end of the stack. */
static void
test_deep (void)
{
  Model *branch = model_new (13);
  g_autoptr (Model) model = picture_model ();
  Onnx__NodeProto *node;

  model_add_output (branch, "x");
  for (int i = 0; i < 12; i++)
    {
      g_autofree char *output = g_strdup_printf ("depth-%d", i);
      Model *outer = model_new (13);

      node = model_add_node (outer, "If", "condition", output);
      model_set_graph (outer, node, "then_branch", branch);
      model_set_graph (outer, node, "else_branch", branch);
      model_add_output (outer, output);
      model_free (branch);
      branch = outer;
    }
  add_condition (model, "3");
  node = model_add_node (model, "If", "condition", "chosen");
  model_set_graph (model, node, "then_branch", branch);
  model_set_graph (model, node, "else_branch", branch);
  model_free (branch);
  add_end (model, "chosen");
  model_assert_refused (model, BASE_ERROR_UNSUPPORTED, "branches deep");
}

/* Every byte of the branches cut off or changed: a sentence or a network. */
static void
test_damaged (void)
{
  g_autoptr (Model) model = choice_model ("3");
  g_autoptr (GBytes) bytes = model_pack (model);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    for (int bit = 0; bit < 8; bit += 3)
      {
        g_autofree guint8 *damaged = g_memdup2 (data, size);
        g_autoptr (GError) error = NULL;
        g_autoptr (NnGraph) graph = NULL;

        damaged[i] ^= (guint8) (1 << bit);
        graph = fmt_onnx_parse (damaged, size, "test.onnx", &error);
        g_assert_true ((graph == NULL) == (error != NULL));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/onnx/branches/then", test_then);
  g_test_add_func ("/onnx/branches/else", test_else);
  g_test_add_func ("/onnx/branches/squeeze", test_squeeze);
  g_test_add_func ("/onnx/branches/nested", test_nested);
  g_test_add_func ("/onnx/branches/refused", test_refused);
  g_test_add_func ("/onnx/branches/deep", test_deep);
  g_test_add_func ("/onnx/branches/damaged", test_damaged);
  return g_test_run ();
}
