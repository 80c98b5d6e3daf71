// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx-labels.h"

#include "formats/onnx-import.h"

#include <string.h>

#define MAX_LABELS 100000
#define MAX_LENGTH 200 /* bytes of a label */

/* Takes over `text`. */
static gboolean
add_label (GPtrArray *labels, char *text)
{
  char *synonyms = strstr (text, ", ");

  /* "tench, Tinca tinca" is a tench. */
  if (synonyms != NULL)
    *synonyms = '\0';
  g_ptr_array_add (labels, text);
  g_strstrip (text);
  if (*text == '\0' || strlen (text) > MAX_LENGTH || labels->len > MAX_LABELS ||
      !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < ' ')
      return FALSE;
  return TRUE;
}

static char **
finish (GPtrArray *labels, gboolean good)
{
  if (!good || labels->len < 2)
    {
      g_ptr_array_unref (labels);
      return NULL;
    }
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

/* A text in quotation marks of either kind, from the one at *place on; NULL where it does not end.
 */
static char *
read_quoted (const char **place)
{
  GString *text = g_string_new (NULL);
  char mark = *(*place)++;

  for (; **place != '\0' && **place != mark; (*place)++)
    {
      if (**place == '\\' && (*place)[1] != '\0')
        (*place)++;
      g_string_append_c (text, **place);
    }
  if (**place == mark)
    {
      (*place)++;
      return g_string_free (text, FALSE);
    }
  g_string_free (text, TRUE);
  return NULL;
}

/* Whether a key is that of the next label. */
static gboolean
is_next (const GPtrArray *labels, const char *key)
{
  guint64 number;

  return g_ascii_string_to_unsigned (key, 10, 0, MAX_LABELS, &number, NULL) &&
         number == labels->len;
}

/* ['a', "b"] or {0: 'a', "1": "b"}, of Python or JSON; the keys in order from 0. */
static char **
read_list (const char *place)
{
  gboolean dictionary = *place++ == '{', good = TRUE;
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);

  while (good)
    {
      char *text;

      place += strspn (place, ", \t\r\n");
      if (*place == (dictionary ? '}' : ']'))
        break;
      if (dictionary)
        {
          g_autofree char *key = NULL;

          if (*place == '\'' || *place == '"')
            key = read_quoted (&place);
          else
            {
              gsize n = strspn (place, G_CSET_DIGITS);

              key = g_strndup (place, n);
              place += n;
            }
          place += strspn (place, " \t");
          if (key == NULL || !is_next (labels, key) || *place++ != ':')
            {
              good = FALSE;
              break;
            }
          place += strspn (place, " \t");
        }
      text = *place == '\'' || *place == '"' ? read_quoted (&place) : NULL;
      good = text != NULL && add_label (labels, text);
    }
  return finish (labels, good);
}

/* One a line, or between commas. */
static char **
read_lines (const char *text)
{
  g_auto (GStrv) parts =
      g_strsplit (text, strchr (text, '\n') != NULL ? "\n" : ",", MAX_LABELS + 1);
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);
  gboolean good = TRUE;
  gsize n = g_strv_length (parts);

  if (n > 0 && *g_strstrip (parts[n - 1]) == '\0')
    n--;
  for (gsize i = 0; good && i < n; i++)
    good = add_label (labels, g_strdup (parts[i]));
  return finish (labels, good);
}

static char **
read_properties (const Onnx__ModelProto *model)
{
  static const char *const keys[] = { "names",       "labels",   "classes",      "class_names",
                                      "classLabels", "id2label", "class_labels", NULL };

  for (size_t i = 0; i < model->n_metadata_props; i++)
    {
      const Onnx__StringStringEntryProto *entry = model->metadata_props[i];
      const char *text = entry->value;
      char **labels;

      if (entry->key == NULL || text == NULL || !g_strv_contains (keys, entry->key))
        continue;
      text += strspn (text, " \t\r\n");
      labels = *text == '{' || *text == '[' ? read_list (text) : read_lines (text);
      if (labels != NULL)
        return labels;
    }
  return NULL;
}

static char **
read_texts (const ProtobufCBinaryData *texts, size_t n)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);
  gboolean good = TRUE;

  for (size_t i = 0; good && i < n; i++)
    good = texts[i].len > 0 &&
           add_label (labels, g_strndup ((const char *) texts[i].data, texts[i].len));
  return finish (labels, good);
}

static char **
read_attribute (const Onnx__AttributeProto *attribute)
{
  GPtrArray *labels;
  gboolean good = TRUE;

  if (attribute == NULL)
    return NULL;
  if (attribute->n_strings > 0)
    return read_texts (attribute->strings, attribute->n_strings);
  labels = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; good && i < attribute->n_ints; i++)
    good = add_label (labels, g_strdup_printf ("%" G_GINT64_FORMAT, attribute->ints[i]));
  return finish (labels, good);
}

/* LabelEncoder may stand for any table: only one of the places of classes is meant. */
static gboolean
counts_up (const Onnx__AttributeProto *keys)
{
  for (size_t i = 0; keys != NULL && i < keys->n_ints; i++)
    if (keys->ints[i] != (gint64) i)
      return FALSE;
  return keys != NULL && keys->n_ints > 0;
}

/* A list of names out of which the place of the greatest takes one. */
static char **
read_list_tensor (const Onnx__GraphProto *graph, const char *name)
{
  for (size_t i = 0; i < graph->n_initializer; i++)
    if (graph->initializer[i]->n_string_data > 0 &&
        g_strcmp0 (graph->initializer[i]->name, name) == 0)
      return read_texts (graph->initializer[i]->string_data, graph->initializer[i]->n_string_data);
  return NULL;
}

static char **
read_node (const Onnx__GraphProto *graph, const Onnx__NodeProto *node)
{
  static const char *const names[] = { "classlabels_strings", "classlabels_int64s",
                                       "classlabels_ints" };

  if (node->n_input == 2 && (g_str_equal (node->op_type, "Gather") ||
                             g_str_equal (node->op_type, "ArrayFeatureExtractor")))
    return read_list_tensor (graph, node->input[0]);
  if (g_strcmp0 (node->domain, "ai.onnx.ml") != 0)
    return NULL;
  if (g_str_equal (node->op_type, "LabelEncoder") &&
      counts_up (fmt_onnx_find_attribute (node, "keys_int64s")))
    return read_attribute (fmt_onnx_find_attribute (node, "values_strings"));
  if (!g_str_equal (node->op_type, "ZipMap") && !g_str_equal (node->op_type, "LinearClassifier"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char **labels = read_attribute (fmt_onnx_find_attribute (node, names[i]));

      if (labels != NULL)
        return labels;
    }
  return NULL;
}

char **
fmt_onnx_find_labels (const Onnx__ModelProto *model)
{
  g_return_val_if_fail (model != NULL && model->graph != NULL, NULL);

  for (size_t i = 0; i < model->graph->n_node; i++)
    {
      char **labels = read_node (model->graph, model->graph->node[i]);

      if (labels != NULL)
        return labels;
    }
  return read_properties (model);
}
