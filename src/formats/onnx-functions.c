// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-functions.h"

#include "base/error.h"
#include "config.h"
#include "formats/onnx-fused.h"
#include "formats/onnx-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Functions that a file brings along: each call becomes the nodes of its body, with names of their
 * own. */

/* Functions may call others, but not without end. */
#define MAX_DEPTH 16

typedef struct
{
  const Onnx__ModelProto *model;
  GPtrArray *arena;
  GPtrArray *nodes;
  guint n_calls;
} Expansion;

static gpointer
keep (Expansion *self, gpointer memory)
{
  g_ptr_array_add (self->arena, memory);
  return memory;
}

static gboolean
is_domain (const char *a, const char *b)
{
  return g_strcmp0 (a, b) == 0 || (fmt_onnx_is_own_domain (a) && fmt_onnx_is_own_domain (b));
}

static const Onnx__FunctionProto *
find_function (const Onnx__ModelProto *model, const Onnx__NodeProto *node)
{
  for (size_t i = 0; i < model->n_functions; i++)
    if (g_strcmp0 (model->functions[i]->name, node->op_type) == 0 &&
        is_domain (model->functions[i]->domain, node->domain))
      return model->functions[i];
  return NULL;
}

/* Names of the body -> names in the graph: those of the inputs and outputs as the call has them. */
static GHashTable *
bind_names (const Onnx__FunctionProto *function, const Onnx__NodeProto *call)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (size_t i = 0; i < function->n_input; i++)
    g_hash_table_insert (names, function->input[i],
                         (gpointer) (i < call->n_input ? call->input[i] : ""));
  for (size_t i = 0; i < function->n_output && i < call->n_output; i++)
    if (*call->output[i] != '\0')
      g_hash_table_insert (names, function->output[i], call->output[i]);
  return names;
}

static char *
translate (Expansion *self, GHashTable *names, const char *name, guint number)
{
  char *result = *name != '\0' ? g_hash_table_lookup (names, name) : (char *) name;

  if (result != NULL)
    return result;
  result = keep (self, g_strdup_printf ("%u:%s", number, name));
  g_hash_table_insert (names, (gpointer) name, result);
  return result;
}

static const Onnx__AttributeProto *
find_attribute (Onnx__AttributeProto *const *attributes, size_t n, const char *name)
{
  for (size_t i = 0; i < n; i++)
    if (g_strcmp0 (attributes[i]->name, name) == 0)
      return attributes[i];
  return NULL;
}

/* Attributes that name one of the call's, or of the function's standard ones, become that. */
static void
bind_attributes (Expansion *self,
                 const Onnx__FunctionProto *function,
                 const Onnx__NodeProto *call,
                 Onnx__NodeProto *node)
{
  Onnx__AttributeProto **bound = keep (self, g_new (Onnx__AttributeProto *, node->n_attribute + 1));
  size_t n = 0;

  for (size_t i = 0; i < node->n_attribute; i++)
    {
      const char *reference = node->attribute[i]->ref_attr_name;
      const Onnx__AttributeProto *found;
      Onnx__AttributeProto *copy;

      if (reference == NULL || *reference == '\0')
        {
          bound[n++] = node->attribute[i];
          continue;
        }
      found = find_attribute (call->attribute, call->n_attribute, reference);
      if (found == NULL)
        found = find_attribute (function->attribute_proto, function->n_attribute_proto, reference);
      if (found == NULL)
        continue;
      copy = keep (self, g_memdup2 (found, sizeof *found));
      copy->name = node->attribute[i]->name;
      bound[n++] = copy;
    }
  node->attribute = bound;
  node->n_attribute = n;
}

static char **
translate_all (Expansion *self, GHashTable *names, char *const *list, size_t n, guint number)
{
  char **result = keep (self, g_new (char *, n + 1));

  for (size_t i = 0; i < n; i++)
    result[i] = translate (self, names, list[i], number);
  return result;
}

static gboolean
add_node (Expansion *self, Onnx__NodeProto *node, int depth, GError **error)
{
  const Onnx__FunctionProto *function = find_function (self->model, node);
  g_autoptr (GHashTable) names = NULL;
  guint number;

  if (self->nodes->len >= NN_MAX_NODES || depth > MAX_DEPTH)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("with its functions it has more than the %d nodes that are possible."),
                   NN_MAX_NODES);
      return FALSE;
    }
  if (function == NULL)
    {
      if (!fmt_onnx_expand_fused (node, self->nodes->len, self->arena, self->nodes))
        g_ptr_array_add (self->nodes, node);
      return TRUE;
    }
  /* Calls of empty functions add no nodes, so they are counted, too. */
  number = ++self->n_calls;
  if (number > NN_MAX_NODES)
    {
      g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
                   _ ("with its functions it has more than the %d nodes that are possible."),
                   NN_MAX_NODES);
      return FALSE;
    }
  names = bind_names (function, node);
  for (size_t i = 0; i < function->n_node; i++)
    {
      Onnx__NodeProto *copy = keep (self, g_memdup2 (function->node[i], sizeof *copy));

      /* What a branch reads would need other names, too. */
      if (fmt_onnx_is_operator (copy, "If"))
        {
          fmt_onnx_set_unsupported (error,
                                    _ ("its function “%s” has branches (If), which is not "
                                       "possible here."),
                                    function->name);
          return FALSE;
        }
      copy->name = NULL;
      copy->input = translate_all (self, names, copy->input, copy->n_input, number);
      copy->output = translate_all (self, names, copy->output, copy->n_output, number);
      bind_attributes (self, function, node, copy);
      if (!add_node (self, copy, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
fmt_onnx_expand_functions (const Onnx__ModelProto *model,
                           const Onnx__GraphProto *graph,
                           GPtrArray *arena,
                           GError **error)
{
  Expansion self = { model, arena, g_ptr_array_new (), 0 };

  for (size_t i = 0; i < graph->n_node; i++)
    if (!add_node (&self, graph->node[i], 0, error))
      {
        g_ptr_array_unref (self.nodes);
        return NULL;
      }
  return self.nodes;
}
