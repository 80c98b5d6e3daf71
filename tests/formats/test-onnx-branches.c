// SPDX-License-Identifier: GPL-3.0-or-later
#include "model.h"

#include "formats/onnx.h"
#include "nn/executor.h"
#include "nn/ops.h"

#include <string.h>

/* If, whose condition follows from the file: one of its graphs, which read what is around them; and
 * Loop, whose graph is run as often as the file says. */

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

/* times: how often r becomes r + w, w being inside; what each time makes is collected, too. */
static Model *
loop_model (const char *times, const char *output)
{
  g_autoptr (Model) body = model_new (13);
  Model *model = picture_model ();
  static char *outputs[] = { (char *) "last", (char *) "all" };
  Onnx__NodeProto *node;

  model_add_input (body, "run", 0);
  model_add_input (body, "goes_on", 0);
  model_add_input (body, "r", 0);
  model_add_floats (body, "w", "1 2 3 4", TRUE);
  model_add_node (body, "Add", "r w", "sum");
  model_add_node (body, "Identity", "goes_on", "further");
  model_add_output (body, "further");
  model_add_output (body, "sum");
  model_add_output (body, "sum");
  model_add_node (model, "Relu", "x", "start");
  model_add_integers (model, "times", times, TRUE);
  node = model_add_node (model, "Loop", "times - start", "last");
  node->n_output = 2;
  node->output = outputs;
  model_set_graph (model, node, "body", body);
  add_end (model, output);
  return model;
}

/* The last sum; and the collected ones, along a new first axis, which are no scores. */
static void
test_loop (void)
{
  g_autoptr (Model) last = loop_model ("3", "last"), all = loop_model ("3", "all");
  g_autoptr (Model) expected = picture_model ();

  model_add_floats (expected, "w", "1 2 3 4", TRUE);
  model_add_node (expected, "Relu", "x", "r");
  model_add_node (expected, "Add", "r w", "sum1");
  model_add_node (expected, "Add", "sum1 w", "sum2");
  model_add_node (expected, "Add", "sum2 w", "sum3");
  add_end (expected, "sum3");
  assert_same (last, expected, 24);
  model_assert_refused (all, BASE_ERROR_UNSUPPORTED, "3 x 24");
}

/* Runs without end, or many, one in the other, of nodes that come to nothing: a sentence, and soon.
 */
static void
check_loops (const char *times, const char *words)
{
  g_autoptr (Model) model = picture_model (), inner = model_new (13), outer = model_new (13);
  Model *bodies[] = { inner, outer };
  Onnx__NodeProto *node;

  model_add_integers (model, "times", times, TRUE);
  for (int i = 0; i < 2; i++)
    {
      model_add_input (bodies[i], i == 0 ? "inner_run" : "run", 0);
      model_add_input (bodies[i], i == 0 ? "inner_goes_on" : "goes_on", 0);
      model_add_input (bodies[i], i == 0 ? "inner_sum" : "sum", 0);
    }
  model_add_node (inner, "Add", "inner_sum inner_run", "more");
  model_add_output (inner, "inner_goes_on");
  model_add_output (inner, "more");
  model_set_graph (outer, model_add_node (outer, "Loop", "times - sum", "inner_end"), "body",
                   inner);
  model_add_output (outer, "goes_on");
  model_add_output (outer, "inner_end");
  model_add_integers (model, "zero", "0", TRUE);
  node = model_add_node (model, "Loop", "times - zero", "end");
  model_set_graph (model, node, "body", outer);
  model_add_node (model, "Cast", "end", "float");
  model_set_int (model, model->nodes->pdata[model->nodes->len - 1], "to", 1);
  model_add_node (model, "Add", "x float", "moved");
  add_end (model, "moved");
  model_assert_refused (model, BASE_ERROR_TOO_LARGE, words);
}

static void
test_loop_without_end (void)
{
  check_loops ("900", "nodes");
  check_loops ("1000000000000", "Loop times");
}

/* Every byte of the branches, or of a loop, cut off or changed: a sentence or a network. */
static void
check_damaged (Model *model)
{
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

static void
test_damaged (void)
{
  g_autoptr (Model) choice = choice_model ("3"), loop = loop_model ("2", "last");

  check_damaged (choice);
  check_damaged (loop);
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
  g_test_add_func ("/onnx/branches/loop", test_loop);
  g_test_add_func ("/onnx/branches/loop-without-end", test_loop_without_end);
  g_test_add_func ("/onnx/branches/damaged", test_damaged);
  return g_test_run ();
}
