// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/labels-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

RunNetworkInfo *
run_labels_network (const char *id)
{
  g_autoptr (GPtrArray) networks = run_networks_list ();

  for (guint i = 0; i < networks->len; i++)
    if (g_strcmp0 (((RunNetworkInfo *) networks->pdata[i])->id, id) == 0)
      return run_network_info_ref (networks->pdata[i]);
  return NULL;
}

char *
run_label (const RunNetworkInfo *network, guint class_index)
{
  if (network == NULL || class_index >= network->n_classes)
    return g_strdup_printf ("%u", class_index);
  return g_strdelimit (g_strdup (network->labels[class_index]), "\r\n", ' ');
}

/* Whether it is the label, or one of the names in it: "tiger shark, Galeocerdo cuvieri". */
static gboolean
names (const char *label, const char *folded)
{
  g_autofree char *whole = g_utf8_casefold (label, -1);
  g_auto (GStrv) parts = g_strsplit (whole, ",", -1);

  if (g_str_equal (whole, folded))
    return TRUE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_str_equal (g_strstrip (parts[i]), folded))
      return TRUE;
  return FALSE;
}

static gboolean
is_called (const RunNetworkInfo *network, guint class_index, const char *folded)
{
  return names (network->labels[class_index], folded) ||
         (network->synonyms != NULL && names (network->synonyms[class_index], folded));
}

gboolean
run_label_find (const RunNetworkInfo *network,
                guint n_classes,
                const char *which,
                guint *class_index,
                GError **error)
{
  guint n = network != NULL ? network->n_classes : n_classes;
  g_autofree char *valid = g_utf8_make_valid (which, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);
  guint64 number;

  /* A digit's label is its number, too: the same in every network of digits. */
  for (guint i = 0; network != NULL && i < n; i++)
    if (is_called (network, i, folded))
      {
        *class_index = i;
        return TRUE;
      }
  if (g_ascii_string_to_unsigned (which, 10, 0, G_MAXUINT, &number, NULL) && number < n)
    {
      *class_index = (guint) number;
      return TRUE;
    }
  g_set_error (error, BASE_ERROR, BASE_ERROR_NOT_FOUND,
               _ ("There is no class “%s”; name one by its label, or by its number from 0 to %u."),
               valid, MAX (n, 1) - 1);
  return FALSE;
}
