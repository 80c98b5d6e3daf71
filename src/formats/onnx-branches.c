// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-branches.h"

#include "config.h"
#include "formats/onnx-import.h"

#include <glib/gi18n-lib.h>

/* Graphs may hold others, but not without end. */
#define MAX_DEPTH 8

static const char *const attributes[] = { "else_branch", "then_branch" }; /* by the condition */

static gboolean
is_if (const Onnx__NodeProto *node)
{
  return fmt_onnx_is_operator (node, "If");
}

static gboolean
is_loop (const Onnx__NodeProto *node)
{
  return fmt_onnx_is_operator (node, "Loop");
}

/* A graph of at least n outputs. */
static const Onnx__GraphProto *
find_graph (FmtOnnxFile *file,
            const Onnx__NodeProto *node,
            const char *name,
            size_t n,
            GError **error)
{
  const Onnx__GraphProto *graph = NULL;

  for (size_t i = 0; i < node->n_attribute; i++)
    if (g_strcmp0 (node->attribute[i]->name, name) == 0)
      graph = fmt_onnx_file_graph (file, node->attribute[i]);
  if (graph != NULL && graph->n_output >= n)
    return graph;
  fmt_onnx_set_invalid (error, _ ("the node “%s” (%s) has no whole “%s”."), node->output[0],
                        node->op_type, name);
  return NULL;
}

const Onnx__GraphProto *
fmt_onnx_branch (FmtOnnxFile *file, const Onnx__NodeProto *node, gboolean condition, GError **error)
{
  return find_graph (file, node, attributes[condition ? 1 : 0], node->n_output, error);
}

const Onnx__GraphProto *
fmt_onnx_body (FmtOnnxFile *file, const Onnx__NodeProto *node, GError **error)
{
  const Onnx__GraphProto *graph = find_graph (file, node, "body", node->n_output + 1, error);

  /* Its inputs: how often it ran, whether it goes on, and what is handed from run to run. */
  if (graph == NULL || (node->n_input >= 2 && graph->n_input >= 2 &&
                        graph->n_input <= node->n_input && graph->n_output >= graph->n_input - 1))
    return graph;
  fmt_onnx_set_invalid (error, _ ("the node “%s” (%s) has no whole “%s”."), node->output[0],
                        node->op_type, "body");
  return NULL;
}

/* Adds the names that a graph reads and does not make to `names`, each once, in order. */
static gboolean collect_outer (FmtOnnxFile *file,
                               const Onnx__GraphProto *graph,
                               int depth,
                               GPtrArray *names,
                               GHashTable *seen,
                               GError **error);

static gboolean
collect_of_node (FmtOnnxFile *file,
                 const Onnx__NodeProto *node,
                 int depth,
                 GPtrArray *names,
                 GHashTable *seen,
                 GError **error)
{
  for (int i = 0; i < (is_if (node) ? 2 : is_loop (node) ? 1 : 0); i++)
    {
      const Onnx__GraphProto *graph = is_if (node) ? fmt_onnx_branch (file, node, i == 1, error)
                                                   : fmt_onnx_body (file, node, error);

      if (graph == NULL || !collect_outer (file, graph, depth + 1, names, seen, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_name (GPtrArray *names, GHashTable *seen, char *name)
{
  if (*name != '\0' && g_hash_table_add (seen, name))
    g_ptr_array_add (names, name);
}

static gboolean
collect_outer (FmtOnnxFile *file,
               const Onnx__GraphProto *graph,
               int depth,
               GPtrArray *names,
               GHashTable *seen,
               GError **error)
{
  g_autoptr (GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) inside = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) read = g_ptr_array_new ();

  if (depth > MAX_DEPTH)
    {
      fmt_onnx_set_unsupported (error, _ ("its branches lie too deep in each other."));
      return FALSE;
    }
  for (size_t i = 0; i < graph->n_input; i++)
    g_hash_table_add (made, graph->input[i]->name);
  for (size_t i = 0; i < graph->n_initializer; i++)
    g_hash_table_add (made, graph->initializer[i]->name);
  for (size_t i = 0; i < graph->n_node; i++)
    {
      const Onnx__NodeProto *node = graph->node[i];

      for (size_t j = 0; j < node->n_output; j++)
        g_hash_table_add (made, node->output[j]);
      for (size_t j = 0; j < node->n_input; j++)
        add_name (read, inside, node->input[j]);
      if (!collect_of_node (file, node, depth, read, inside, error))
        return FALSE;
    }
  for (size_t i = 0; i < graph->n_output; i++)
    add_name (read, inside, graph->output[i]->name);
  for (guint i = 0; i < read->len; i++)
    if (!g_hash_table_contains (made, read->pdata[i]))
      add_name (names, seen, read->pdata[i]);
  return TRUE;
}

static Onnx__NodeProto *
bind (FmtOnnxFile *file, const Onnx__NodeProto *node, GPtrArray *arena, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  Onnx__NodeProto *copy;

  if (is_if (node) && (node->n_input != 1 || *node->input[0] == '\0'))
    {
      fmt_onnx_set_invalid (error, _ ("the node “%s” (If) has no condition."), node->output[0]);
      return NULL;
    }
  for (size_t i = 0; i < node->n_input; i++)
    g_ptr_array_add (names, node->input[i]);
  if (!collect_of_node (file, node, 0, names, seen, error))
    return NULL;
  copy = g_memdup2 (node, sizeof *node);
  g_ptr_array_add (arena, copy);
  copy->n_input = names->len;
  copy->input = g_memdup2 (names->pdata, names->len * sizeof *copy->input);
  g_ptr_array_add (arena, copy->input);
  return copy;
}

gboolean
fmt_onnx_bind_branches (FmtOnnxFile *file, GPtrArray *nodes, GPtrArray *arena, GError **error)
{
  for (guint i = 0; i < nodes->len; i++)
    if (is_if (nodes->pdata[i]) || is_loop (nodes->pdata[i]))
      {
        nodes->pdata[i] = bind (file, nodes->pdata[i], arena, error);
        if (nodes->pdata[i] == NULL)
          return FALSE;
      }
  return TRUE;
}
