// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-branches.h"
#include "formats/onnx-functions.h"
#include "formats/onnx-import.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* The nodes If and Loop: the nodes of their graphs take their places, those of a Loop as often as
 * it runs. */

#define MAX_RUNS 1000 /* of a Loop */

/* A graph's nodes, with names of their own. Its inputs get the names of `inputs`. */
typedef struct
{
  const Onnx__GraphProto *graph;
  GPtrArray *nodes; /* owned */
} Inlined;

static gboolean
prepare (FmtOnnxImport *import,
         const Onnx__GraphProto *graph,
         char *const *inputs,
         gboolean again,
         Inlined *self,
         GError **error)
{
  gboolean shared = again || g_hash_table_contains (import->file->copies, graph);

  *self = (Inlined){ NULL };
  self->graph = fmt_onnx_copy_graph (import->file, graph, inputs, import->arena, error);
  if (self->graph == NULL)
    return FALSE;
  self->nodes = fmt_onnx_expand_functions (import->file, self->graph, import->arena, error);
  return self->nodes != NULL &&
         fmt_onnx_bind_branches (import->file, self->nodes, import->arena, error) &&
         fmt_onnx_add_tensors (import, self->graph, self->nodes, shared, error);
}

static void
inlined_clear (Inlined *self)
{
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inlined, inlined_clear)

/* `output` becomes what the inputs, which belong to the import's arena, make. */
static Onnx__NodeProto *
append (FmtOnnxImport *import,
        GPtrArray *nodes,
        const char *op_type,
        size_t n_inputs,
        char **inputs,
        char *output)
{
  Onnx__NodeProto *node = g_new (Onnx__NodeProto, 1);
  char **outputs = g_new (char *, 1);

  g_ptr_array_add (import->arena, node);
  g_ptr_array_add (import->arena, outputs);
  onnx__node_proto__init (node);
  outputs[0] = output;
  node->op_type = (char *) op_type;
  node->n_input = n_inputs;
  node->input = inputs;
  node->n_output = 1;
  node->output = outputs;
  g_ptr_array_add (nodes, node);
  return node;
}

/* An operator along the first axis. */
static void
set_first_axis (FmtOnnxImport *import, Onnx__NodeProto *node, const char *name)
{
  static int64_t zero[] = { 0 };
  Onnx__AttributeProto *attribute = g_new (Onnx__AttributeProto, 1), **list;

  list = g_new (Onnx__AttributeProto *, 1);
  g_ptr_array_add (import->arena, attribute);
  g_ptr_array_add (import->arena, list);
  onnx__attribute_proto__init (attribute);
  attribute->name = (char *) name;
  attribute->has_type = TRUE;
  attribute->type = g_str_equal (name, "axes") ? FMT_ONNX_ATTRIBUTE_INTS : FMT_ONNX_ATTRIBUTE_INT;
  attribute->has_i = TRUE;
  attribute->n_ints = 1;
  attribute->ints = zero;
  list[0] = attribute;
  node->n_attribute = 1;
  node->attribute = list;
}

static char **
keep_name (FmtOnnxImport *import, char *name)
{
  char **list = g_new (char *, 1);

  g_ptr_array_add (import->arena, list);
  list[0] = name;
  return list;
}

static gboolean
add_nodes (FmtOnnxImport *import, const GPtrArray *nodes, GError **error)
{
  fmt_onnx_count_reads (import, nodes);
  for (guint i = 0; i < nodes->len; i++)
    if (fmt_onnx_file_constant (nodes->pdata[i]) == NULL &&
        !fmt_onnx_add_node (import, nodes->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* An If, whose condition has to be known: the nodes of one of its graphs take its place. */
gboolean
fmt_onnx_add_branch (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  const FmtOnnxConstant *condition = fmt_onnx_constant (import, node->input[0]);
  const Onnx__GraphProto *branch;
  g_auto (Inlined) inlined = { NULL };

  if (condition == NULL || condition->n != 1)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("node “%s” (If): which branch it takes depends on the picture."),
                                node->output[0]);
      return FALSE;
    }
  branch = fmt_onnx_branch (import->file, node, condition->numbers[0] != 0, error);
  if (branch == NULL || !prepare (import, branch, NULL, FALSE, &inlined, error))
    return FALSE;
  for (size_t i = 0; i < node->n_output; i++)
    if (*node->output[i] != '\0')
      append (import, inlined.nodes, "Identity", 1,
              keep_name (import, inlined.graph->output[i]->name), node->output[i]);
  if (!add_nodes (import, inlined.nodes, error))
    return FALSE;
  fmt_onnx_drop_inputs (import, node);
  return TRUE;
}

/* What goes from run to run of a Loop. */
typedef struct
{
  const Onnx__NodeProto *node;
  const Onnx__GraphProto *body;
  size_t n_carried, n_collected;
  char **inputs;         /* of the body: owned */
  GPtrArray **collected; /* n_collected lists of names; owned */
  gint64 most;           /* runs */
  gboolean has_condition, goes_on;
} Loop;

static void
loop_clear (Loop *self)
{
  for (size_t i = 0; self->collected != NULL && i < self->n_collected; i++)
    g_ptr_array_unref (self->collected[i]);
  g_free (self->collected);
  g_free (self->inputs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loop, loop_clear)

static gboolean
set_depends (const Onnx__NodeProto *node, GError **error)
{
  fmt_onnx_set_unsupported (
      error, _ ("node “%s” (Loop): how often it runs depends on the picture."), node->output[0]);
  return FALSE;
}

/* The one number of an input; FALSE where it is there and not known. */
static gboolean
read_start (FmtOnnxImport *import,
            const Onnx__NodeProto *node,
            size_t index,
            double standard,
            double *number,
            GError **error)
{
  const char *name = fmt_onnx_input_name (node, index);
  const FmtOnnxConstant *constant = name != NULL ? fmt_onnx_constant (import, name) : NULL;

  *number = standard;
  if (name == NULL)
    return TRUE;
  if (constant == NULL || constant->n != 1)
    return set_depends (node, error);
  *number = constant->numbers[0];
  return TRUE;
}

static gboolean
loop_start (FmtOnnxImport *import, const Onnx__NodeProto *node, Loop *self, GError **error)
{
  double most, condition;

  *self = (Loop){ .node = node, .body = fmt_onnx_body (import->file, node, error) };
  if (self->body == NULL || !read_start (import, node, 0, G_MAXINT32, &most, error) ||
      !read_start (import, node, 1, 1, &condition, error))
    return FALSE;
  self->most = (gint64) CLAMP (most, 0, G_MAXINT32);
  self->has_condition = fmt_onnx_input_name (node, 1) != NULL;
  self->goes_on = condition != 0;
  self->n_carried = self->body->n_input - 2;
  self->n_collected = self->body->n_output - 1 - self->n_carried;
  self->inputs = g_new0 (char *, self->body->n_input);
  for (size_t i = 0; i < self->n_carried; i++)
    self->inputs[2 + i] = node->input[2 + i];
  self->collected = g_new0 (GPtrArray *, self->n_collected + 1);
  for (size_t i = 0; i < self->n_collected; i++)
    self->collected[i] = g_ptr_array_new ();
  return TRUE;
}

/* A number under a name of its own, which it returns. */
static char *
add_number (FmtOnnxImport *import, gint32 type, double number)
{
  FmtOnnxConstant *constant = fmt_onnx_constant_new (type, &(FmtOnnxDims){ 0 });
  char *name = g_strdup_printf ("%u:run", ++import->file->n_names);

  g_ptr_array_add (import->arena, name);
  constant->numbers[0] = number;
  g_hash_table_insert (import->constants, name, constant);
  return name;
}

static gboolean
loop_run (FmtOnnxImport *import, Loop *self, gint64 run, GError **error)
{
  g_auto (Inlined) inlined = { NULL };

  self->inputs[0] = add_number (import, FMT_ONNX_INT64, (double) run);
  self->inputs[1] = add_number (import, FMT_ONNX_BOOL, 1);
  if (!prepare (import, self->body, self->inputs, TRUE, &inlined, error))
    return FALSE;
  /* They are read behind these nodes, whatever reads them before. */
  for (size_t i = 0; i < inlined.graph->n_output; i++)
    fmt_onnx_count_use (import, inlined.graph->output[i]->name);
  if (!add_nodes (import, inlined.nodes, error))
    return FALSE;
  if (self->has_condition)
    {
      const FmtOnnxConstant *goes_on = fmt_onnx_constant (import, inlined.graph->output[0]->name);

      if (goes_on == NULL || goes_on->n != 1)
        return set_depends (self->node, error);
      self->goes_on = goes_on->numbers[0] != 0;
    }
  for (size_t i = 0; i < self->n_carried; i++)
    self->inputs[2 + i] = inlined.graph->output[1 + i]->name;
  for (size_t i = 0; i < self->n_collected; i++)
    g_ptr_array_add (self->collected[i], inlined.graph->output[1 + self->n_carried + i]->name);
  return TRUE;
}

/* What was collected, one beside the other along a new first axis. */
static gboolean
append_collected (FmtOnnxImport *import,
                  GPtrArray *nodes,
                  const Loop *self,
                  size_t index,
                  GError **error)
{
  const GPtrArray *names = self->collected[index];
  char **parts = g_new (char *, names->len + 1);

  g_ptr_array_add (import->arena, parts);
  if (names->len == 0)
    {
      fmt_onnx_set_unsupported (error,
                                _ ("node “%s” (Loop): it does not run, and so collects "
                                   "nothing."),
                                self->node->output[0]);
      return FALSE;
    }
  for (guint i = 0; i < names->len; i++)
    {
      parts[i] = g_strdup_printf ("%u:part", ++import->file->n_names);
      g_ptr_array_add (import->arena, parts[i]);
      set_first_axis (
          import,
          append (import, nodes, "Unsqueeze", 1, keep_name (import, names->pdata[i]), parts[i]),
          "axes");
    }
  set_first_axis (import,
                  append (import, nodes, "Concat", names->len, parts,
                          self->node->output[self->n_carried + index]),
                  "axis");
  return TRUE;
}

static gboolean
check_runs (const Onnx__NodeProto *node, gint64 run, GError **error)
{
  if (run < MAX_RUNS)
    return TRUE;
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("node “%s” (Loop): it runs more than %d times."), node->output[0], MAX_RUNS);
  return FALSE;
}

gboolean
fmt_onnx_add_loop (FmtOnnxImport *import, const Onnx__NodeProto *node, GError **error)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new ();
  g_auto (Loop) loop = { NULL };

  if (!loop_start (import, node, &loop, error))
    return FALSE;
  for (gint64 run = 0; run < loop.most && loop.goes_on; run++)
    if (!check_runs (node, run, error) || !loop_run (import, &loop, run, error))
      return FALSE;
  for (size_t i = 0; i < node->n_output; i++)
    {
      if (*node->output[i] == '\0')
        continue;
      if (i < loop.n_carried)
        append (import, ends, "Identity", 1, keep_name (import, loop.inputs[2 + i]),
                node->output[i]);
      else if (!append_collected (import, ends, &loop, i - loop.n_carried, error))
        return FALSE;
    }
  if (!add_nodes (import, ends, error))
    return FALSE;
  fmt_onnx_drop_inputs (import, node);
  return TRUE;
}
