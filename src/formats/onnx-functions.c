// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-functions.h"

#include "base/error.h"
#include "config.h"
#include "formats/onnx-fused.h"
#include "formats/onnx-import.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Functions that a file brings along: each call becomes the nodes of its body, with names of their
 * own; and so do graphs inside of nodes. */

/* Functions may call others, and graphs hold others, but not without end. */
#define MAX_DEPTH 16

/* All names of nodes that were copied: small files could be made of one node again and again. */
#define MAX_COPIED ((gsize) 16 * NN_MAX_NODES)
#define COST       32 /* of a graph, in names */

typedef struct
{
  FmtOnnxFile *file;
  GPtrArray *arena;
  GPtrArray *nodes;
  guint n_calls;
} Expansion;

/* What names stand for where nodes are put: those of `names`, else as in the scope around. In the
 * outermost one they get a number, or are the file's own. */
typedef struct _Scope Scope;
struct _Scope
{
  const Scope *parent;
  GHashTable *names;
  guint number; /* 0 = the file's own names */
};

/* The call of a function that nodes are put in the place of; both are NULL where there is none. */
typedef struct
{
  const Onnx__FunctionProto *function;
  const Onnx__NodeProto *node;
} Call;

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
new_name (Expansion *self, guint number, const char *name)
{
  return keep (self, g_strdup_printf ("%u:%s", number, name));
}

static char *
translate (Expansion *self, const Scope *scope, const char *name)
{
  char *result = NULL;

  if (*name == '\0')
    return (char *) name;
  for (; result == NULL; scope = scope->parent)
    {
      result = g_hash_table_lookup (scope->names, name);
      if (result != NULL || scope->parent == NULL)
        break;
    }
  if (result != NULL || scope->number == 0)
    return result != NULL ? result : (char *) name;
  result = new_name (self, scope->number, name);
  g_hash_table_insert (scope->names, (gpointer) name, result);
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
bind_attributes (Expansion *self, const Call *call, Onnx__NodeProto *node)
{
  Onnx__AttributeProto **bound = keep (self, g_new (Onnx__AttributeProto *, node->n_attribute + 1));
  size_t n = 0;

  for (size_t i = 0; i < node->n_attribute; i++)
    {
      const char *reference = node->attribute[i]->ref_attr_name;
      const Onnx__AttributeProto *found;
      Onnx__AttributeProto *copy;

      if (reference == NULL || *reference == '\0' || call->function == NULL)
        {
          bound[n++] = node->attribute[i];
          continue;
        }
      found = find_attribute (call->node->attribute, call->node->n_attribute, reference);
      if (found == NULL)
        found = find_attribute (call->function->attribute_proto, call->function->n_attribute_proto,
                                reference);
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
translate_all (Expansion *self, const Scope *scope, char *const *list, size_t n)
{
  char **result = keep (self, g_new (char *, n + 1));

  for (size_t i = 0; i < n; i++)
    result[i] = translate (self, scope, list[i]);
  return result;
}

static gboolean
set_too_large (GError **error)
{
  g_set_error (error, BASE_ERROR, BASE_ERROR_TOO_LARGE,
               _ ("with its functions it has more than the %d nodes that are possible."),
               NN_MAX_NODES);
  return FALSE;
}

static Onnx__GraphProto *copy_graph (Expansion *self,
                                     const Scope *scope,
                                     const Call *call,
                                     const Onnx__GraphProto *graph,
                                     char *const *inputs,
                                     int depth,
                                     GError **error);

/* A node with the names that the scope gives them, and so the graphs inside of it. */
static Onnx__NodeProto *
copy_node (Expansion *self,
           const Scope *scope,
           const Call *call,
           const Onnx__NodeProto *node,
           int depth,
           GError **error)
{
  Onnx__NodeProto *copy;

  self->file->n_copied += 1 + node->n_input + node->n_output + node->n_attribute;
  if (self->file->n_copied > MAX_COPIED)
    {
      set_too_large (error);
      return NULL;
    }
  copy = keep (self, g_memdup2 (node, sizeof *node));
  copy->input = translate_all (self, scope, node->input, node->n_input);
  copy->output = translate_all (self, scope, node->output, node->n_output);
  bind_attributes (self, call, copy);
  for (size_t i = 0; i < copy->n_attribute; i++)
    if (copy->attribute[i]->has_g)
      {
        const Onnx__GraphProto *inside = fmt_onnx_file_graph (self->file, copy->attribute[i]);
        Onnx__AttributeProto *attribute;
        Onnx__GraphProto *graph;

        if (inside == NULL)
          continue;
        graph = copy_graph (self, scope, call, inside, NULL, depth + 1, error);
        if (graph == NULL)
          return NULL;
        attribute = keep (self, g_memdup2 (copy->attribute[i], sizeof *attribute));
        copy->attribute[i] = attribute;
        g_hash_table_insert (self->file->copies, attribute, graph);
        g_hash_table_add (self->file->copies, graph);
      }
  return copy;
}

static Onnx__ValueInfoProto **
copy_values (Expansion *self, const Scope *scope, Onnx__ValueInfoProto *const *values, size_t n)
{
  Onnx__ValueInfoProto **result = keep (self, g_new (Onnx__ValueInfoProto *, n + 1));

  for (size_t i = 0; i < n; i++)
    {
      result[i] = keep (self, g_memdup2 (values[i], sizeof *values[i]));
      result[i]->name = translate (self, scope, values[i]->name);
    }
  return result;
}

/* A tensor of the file as a node that makes it. */
static Onnx__NodeProto *
make_constant (Expansion *self, const Scope *scope, Onnx__TensorProto *tensor)
{
  static char op_type[] = "Constant", name[] = "value";
  Onnx__NodeProto *node = keep (self, g_new (Onnx__NodeProto, 1));
  Onnx__AttributeProto *attribute = keep (self, g_new (Onnx__AttributeProto, 1));

  onnx__node_proto__init (node);
  onnx__attribute_proto__init (attribute);
  attribute->name = name;
  attribute->t = tensor;
  node->op_type = op_type;
  node->n_attribute = node->n_output = 1;
  node->attribute = keep (self, g_new (Onnx__AttributeProto *, 1));
  node->attribute[0] = attribute;
  node->output = keep (self, g_new (char *, 1));
  node->output[0] = translate (self, scope, tensor->name);
  return node;
}

/* What a graph makes gets new names, which the inputs may be given; what it reads from outside is
 * named as there. Its tensors become nodes. */
static void
name_own (Expansion *self, const Scope *scope, const Onnx__GraphProto *graph, char *const *inputs)
{
  for (size_t i = 0; i < graph->n_input; i++)
    g_hash_table_insert (scope->names, graph->input[i]->name,
                         inputs != NULL ? inputs[i]
                                        : new_name (self, scope->number, graph->input[i]->name));
  for (size_t i = 0; i < graph->n_initializer; i++)
    if (inputs == NULL || !g_hash_table_contains (scope->names, graph->initializer[i]->name))
      g_hash_table_insert (scope->names, graph->initializer[i]->name,
                           new_name (self, scope->number, graph->initializer[i]->name));
  for (size_t i = 0; i < graph->n_node; i++)
    for (size_t j = 0; j < graph->node[i]->n_output; j++)
      if (*graph->node[i]->output[j] != '\0')
        g_hash_table_insert (scope->names, graph->node[i]->output[j],
                             new_name (self, scope->number, graph->node[i]->output[j]));
}

static Onnx__GraphProto *
copy_graph (Expansion *self,
            const Scope *scope,
            const Call *call,
            const Onnx__GraphProto *graph,
            char *const *inputs,
            int depth,
            GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Scope own = { scope, names, ++self->file->n_names };
  Onnx__GraphProto *result;

  if (depth > MAX_DEPTH)
    {
      fmt_onnx_set_unsupported (error, _ ("its branches lie too deep in each other."));
      return NULL;
    }
  self->file->n_copied +=
      COST + graph->n_input + graph->n_output + graph->n_initializer + graph->n_node;
  if (self->file->n_copied > MAX_COPIED)
    {
      set_too_large (error);
      return NULL;
    }
  name_own (self, &own, graph, inputs);
  result = keep (self, g_memdup2 (graph, sizeof *graph));
  result->n_node = graph->n_initializer + graph->n_node;
  result->node = keep (self, g_new (Onnx__NodeProto *, result->n_node + 1));
  for (size_t i = 0; i < graph->n_initializer; i++)
    result->node[i] = make_constant (self, &own, graph->initializer[i]);
  for (size_t i = 0; i < graph->n_node; i++)
    {
      Onnx__NodeProto *copy = copy_node (self, &own, call, graph->node[i], depth, error);

      if (copy == NULL)
        return NULL;
      result->node[graph->n_initializer + i] = copy;
    }
  result->n_initializer = 0;
  result->input = copy_values (self, &own, graph->input, graph->n_input);
  result->output = copy_values (self, &own, graph->output, graph->n_output);
  return result;
}

static gboolean
add_node (Expansion *self, Onnx__NodeProto *node, int depth, GError **error)
{
  Call call = { find_function (self->file->model, node), node };
  g_autoptr (GHashTable) names = NULL;
  Scope scope;

  if (self->nodes->len >= NN_MAX_NODES || depth > MAX_DEPTH)
    return set_too_large (error);
  if (call.function == NULL)
    {
      if (!fmt_onnx_expand_fused (node, self->file->n_names + 1, self->arena, self->nodes))
        g_ptr_array_add (self->nodes, node);
      else
        self->file->n_names++;
      return TRUE;
    }
  /* Calls of empty functions add no nodes, so they are counted, too. */
  if (++self->n_calls > NN_MAX_NODES)
    return set_too_large (error);
  names = bind_names (call.function, node);
  scope = (Scope){ NULL, names, ++self->file->n_names };
  for (size_t i = 0; i < call.function->n_node; i++)
    {
      Onnx__NodeProto *copy = copy_node (self, &scope, &call, call.function->node[i], depth, error);

      if (copy == NULL)
        return FALSE;
      copy->name = NULL;
      if (!add_node (self, copy, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
fmt_onnx_expand_functions (FmtOnnxFile *file,
                           const Onnx__GraphProto *graph,
                           GPtrArray *arena,
                           GError **error)
{
  Expansion self = { file, arena, g_ptr_array_new (), 0 };

  for (size_t i = 0; i < graph->n_node; i++)
    if (!add_node (&self, graph->node[i], 0, error))
      {
        g_ptr_array_unref (self.nodes);
        return NULL;
      }
  return self.nodes;
}

Onnx__GraphProto *
fmt_onnx_copy_graph (FmtOnnxFile *file,
                     const Onnx__GraphProto *graph,
                     char *const *inputs,
                     GPtrArray *arena,
                     GError **error)
{
  Expansion self = { file, arena, NULL, 0 };
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Scope outside = { NULL, names, 0 };
  Call none = { NULL, NULL };

  return copy_graph (&self, &outside, &none, graph, inputs, 0, error);
}
