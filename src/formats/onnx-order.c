// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-order.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which nodes are needed, and in which order. */

typedef enum
{
  NEW = 0,
  OPEN, /* its inputs are under way */
  DONE,
} State;

typedef struct
{
  const GPtrArray *nodes;
  GHashTable *makers; /* name -> index + 1 */
  guint8 *states;
  size_t *positions; /* inputs before these were found done */
  GArray *path;      /* of guint: nodes that are open, each an input of the one before */
  GPtrArray *order;
} Search;

static gboolean
find_makers (Search *self, GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const Onnx__NodeProto *node = g_ptr_array_index (self->nodes, i);

      for (size_t j = 0; j < node->n_output; j++)
        if (*node->output[j] != '\0' &&
            !g_hash_table_insert (self->makers, node->output[j], GUINT_TO_POINTER (i + 1)))
          {
            fmt_onnx_set_invalid (error, _ ("two of its nodes make the value “%s”."),
                                  node->output[j]);
            return FALSE;
          }
    }
  return TRUE;
}

/* The first input of a node whose maker is not done; -1 = none, or self->nodes->len with an error.
 */
static gint64
find_open_input (const Search *self, guint index, GError **error)
{
  const Onnx__NodeProto *node = g_ptr_array_index (self->nodes, index);

  for (size_t *position = &self->positions[index]; *position < node->n_input; (*position)++)
    {
      size_t i = *position;
      guint maker = GPOINTER_TO_UINT (g_hash_table_lookup (self->makers, node->input[i]));

      if (maker == 0 || self->states[maker - 1] == DONE)
        continue;
      if (self->states[maker - 1] == OPEN)
        {
          fmt_onnx_set_invalid (error, _ ("its nodes go round in a circle at “%s”."),
                                node->input[i]);
          return self->nodes->len;
        }
      return maker - 1;
    }
  return -1;
}

/* Goes backwards from a node, without recursion. */
static gboolean
visit (Search *self, guint start, GError **error)
{
  g_array_append_val (self->path, start);
  self->states[start] = OPEN;
  while (self->path->len > 0)
    {
      guint index = g_array_index (self->path, guint, self->path->len - 1);
      gint64 input = find_open_input (self, index, error);
      guint next = (guint) input;

      if (input == self->nodes->len)
        return FALSE;
      if (input >= 0)
        {
          self->states[next] = OPEN;
          g_array_append_val (self->path, next);
          continue;
        }
      self->states[index] = DONE;
      g_array_set_size (self->path, self->path->len - 1);
    }
  return TRUE;
}

/* Whether each node of the file comes after what it reads. */
static gboolean
is_ordered (const Search *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const Onnx__NodeProto *node = g_ptr_array_index (self->nodes, i);

      for (size_t j = 0; j < node->n_input; j++)
        if (GPOINTER_TO_UINT (g_hash_table_lookup (self->makers, node->input[j])) > i)
          return FALSE;
    }
  return TRUE;
}

/* Marks what is needed; then takes it in the file's order, going back where that is not one. */
static gboolean
search (Search *self, const char *output, GError **error)
{
  guint maker = GPOINTER_TO_UINT (g_hash_table_lookup (self->makers, output));
  g_autofree guint8 *needed = NULL;

  if (maker == 0)
    return TRUE;
  if (!visit (self, maker - 1, error))
    return FALSE;
  needed = self->states;
  self->states = g_new0 (guint8, self->nodes->len + 1);
  memset (self->positions, 0, self->nodes->len * sizeof *self->positions);
  if (is_ordered (self))
    {
      for (guint i = 0; i < self->nodes->len; i++)
        if (needed[i] == DONE)
          g_ptr_array_add (self->order, g_ptr_array_index (self->nodes, i));
      return TRUE;
    }
  for (guint i = 0; i < self->nodes->len; i++)
    {
      if (needed[i] != DONE || self->states[i] == DONE)
        continue;
      g_array_append_val (self->path, i);
      while (self->path->len > 0)
        {
          guint index = g_array_index (self->path, guint, self->path->len - 1);
          gint64 input = find_open_input (self, index, NULL);
          guint next = (guint) input;

          if (input >= 0)
            {
              g_array_append_val (self->path, next);
              continue;
            }
          self->states[index] = DONE;
          g_array_set_size (self->path, self->path->len - 1);
          g_ptr_array_add (self->order, g_ptr_array_index (self->nodes, index));
        }
    }
  return TRUE;
}

GPtrArray *
fmt_onnx_order_nodes (const GPtrArray *nodes, const char *output, GError **error)
{
  Search self = { .nodes = nodes };
  gboolean ok;

  self.makers = g_hash_table_new (g_str_hash, g_str_equal);
  self.states = g_new0 (guint8, nodes->len + 1);
  self.positions = g_new0 (size_t, nodes->len + 1);
  self.path = g_array_new (FALSE, FALSE, sizeof (guint));
  self.order = g_ptr_array_new ();
  ok = find_makers (&self, error) && search (&self, output, error);
  g_hash_table_unref (self.makers);
  g_free (self.states);
  g_free (self.positions);
  g_array_unref (self.path);
  if (!ok)
    g_clear_pointer (&self.order, g_ptr_array_unref);
  return self.order;
}
