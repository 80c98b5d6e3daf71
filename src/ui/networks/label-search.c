// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/networks/label-search.h"

#include <string.h>

#include "run/label-text.h"
#include "ui/widgets/class-labels.h"

struct _FooledLabelSearch
{
  RunNetworkInfo *network; /* may be NULL */
  char **names;            /* of each class, comparable; made with the first text to look for */
  char *text;
  char **words; /* comparable; NULL = nothing to look for */
};

/* Without case, and with every letter bare of what stands above or below it. */
static char *
comparable (const char *text)
{
  g_autofree char *decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = NULL;
  GString *bare = g_string_new (NULL);

  if (decomposed == NULL) /* not UTF-8 */
    return g_string_free (bare, FALSE);
  folded = g_utf8_casefold (decomposed, -1);
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_len (bare, p, g_utf8_next_char (p) - p);
  return g_string_free (bare, FALSE);
}

static void
make_names (FooledLabelSearch *search)
{
  guint n = search->network->n_classes;

  search->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const char *others = search->network->synonyms != NULL ? search->network->synonyms[i] : "";
      const char *label = search->network->labels[i];
      g_autofree char *all = g_strjoin (", ", run_label_text (label), label, others, NULL);

      search->names[i] = comparable (all);
    }
}

FooledLabelSearch *
fooled_label_search_new (RunNetworkInfo *network)
{
  FooledLabelSearch *search = g_new0 (FooledLabelSearch, 1);

  search->network = network != NULL ? run_network_info_ref (network) : NULL;
  search->text = g_strdup ("");
  return search;
}

void
fooled_label_search_free (FooledLabelSearch *search)
{
  if (search == NULL)
    return;
  g_clear_pointer (&search->network, run_network_info_unref);
  g_strfreev (search->names);
  g_strfreev (search->words);
  g_free (search->text);
  g_free (search);
}

gboolean
fooled_label_search_set_text (FooledLabelSearch *search, const char *text)
{
  g_autofree char *wanted = comparable (text);

  g_strstrip (wanted);
  if (g_str_equal (wanted, search->text))
    return FALSE;
  g_strfreev (search->words);
  search->words = *wanted != '\0' ? g_strsplit_set (wanted, " \t\n", -1) : NULL;
  g_free (search->text);
  search->text = g_steal_pointer (&wanted);
  if (search->names == NULL && search->network != NULL)
    make_names (search);
  return TRUE;
}

gboolean
fooled_label_search_is_active (const FooledLabelSearch *search)
{
  return search->words != NULL;
}

gboolean
fooled_label_search_matches (const FooledLabelSearch *search, guint class_index)
{
  g_autofree char *number = NULL;
  const char *name;

  if (search->network != NULL && class_index < search->network->n_classes &&
      fooled_label_is_left_out (search->network->labels[class_index]))
    return FALSE;
  if (search->words == NULL)
    return TRUE;
  if (search->network != NULL && class_index < search->network->n_classes)
    name = search->names[class_index];
  else
    name = number = g_strdup_printf ("%u", class_index);
  for (guint i = 0; search->words[i] != NULL; i++)
    if (strstr (name, search->words[i]) == NULL)
      return FALSE;
  return TRUE;
}
