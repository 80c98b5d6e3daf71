// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/compare-names-private.h"

#include <string.h>

struct _RunClassNames
{
  GHashTable *labels; /* folded label -> GArray of guint */
  GHashTable *parts;  /* folded name in a label, or synonym -> GArray of guint */
};

static char *
fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_strstrip (g_utf8_casefold (normal, -1));
}

/* Takes over the name. */
static void
add (GHashTable *table, char *folded, guint class_index)
{
  GArray *classes = g_hash_table_lookup (table, folded);

  if (*folded == '\0')
    {
      g_free (folded);
      return;
    }
  if (classes == NULL)
    {
      classes = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (table, folded, classes);
    }
  else
    g_free (folded);
  /* A class may have a name twice. */
  if (classes->len == 0 || g_array_index (classes, guint, classes->len - 1) != class_index)
    g_array_append_val (classes, class_index);
}

static void
add_parts (RunClassNames *names, const char *text, guint class_index)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  add (names->parts, fold (text), class_index);
  for (guint i = 0; parts[i] != NULL; i++)
    add (names->parts, fold (parts[i]), class_index);
}

RunClassNames *
run_class_names_new (const RunNetworkInfo *network)
{
  RunClassNames *names = g_new (RunClassNames, 1);

  names->labels =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  names->parts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < network->n_classes; i++)
    {
      add (names->labels, fold (network->labels[i]), i);
      add_parts (names, network->labels[i], i);
      if (network->synonyms != NULL)
        add_parts (names, network->synonyms[i], i);
    }
  return names;
}

void
run_class_names_free (RunClassNames *names)
{
  if (names == NULL)
    return;
  g_hash_table_unref (names->labels);
  g_hash_table_unref (names->parts);
  g_free (names);
}

static guint
choose (const GArray *classes, guint here)
{
  for (guint i = 0; i < classes->len; i++)
    if (g_array_index (classes, guint, i) == here)
      return here;
  return classes->len == 1 ? g_array_index (classes, guint, 0) : STORE_NO_CLASS;
}

guint
run_class_names_find (const RunClassNames *names, const char *label, guint here)
{
  g_autofree char *folded = fold (label);
  g_auto (GStrv) parts = g_strsplit (folded, ",", -1);
  const GArray *classes = g_hash_table_lookup (names->labels, folded);

  if (classes == NULL)
    classes = g_hash_table_lookup (names->parts, folded);
  if (classes != NULL)
    return choose (classes, here);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint found;

      classes = g_hash_table_lookup (names->parts, g_strstrip (parts[i]));
      found = classes != NULL ? choose (classes, here) : STORE_NO_CLASS;
      if (found != STORE_NO_CLASS)
        return found;
    }
  return STORE_NO_CLASS;
}
