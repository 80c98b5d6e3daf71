// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/picks/pick-order.h"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/widgets/class-labels.h"

static const char *const titles[FOOLED_N_PICK_ORDERS] = {
  [FOOLED_PICK_ORDER_NEWEST] = N_ ("Newest First"),
  [FOOLED_PICK_ORDER_CONFIDENCE] = N_ ("By Confidence"),
  [FOOLED_PICK_ORDER_LABEL] = N_ ("By Label"),
  [FOOLED_PICK_ORDER_NETWORK] = N_ ("By Network"),
};

const char *
fooled_pick_order_title (FooledPickOrder order)
{
  return _ (titles[order]);
}

static int
compare_texts (const char *a, const char *b)
{
  g_autofree char *x = g_utf8_casefold (a != NULL ? a : "", -1);
  g_autofree char *y = g_utf8_casefold (b != NULL ? b : "", -1);

  return g_utf8_collate (x, y);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  FooledPickItem *x = (gpointer) a, *y = (gpointer) b;
  const StoreSpecimen *s = fooled_pick_item_get_specimen (x);
  const StoreSpecimen *t = fooled_pick_item_get_specimen (y);
  gint64 newer = fooled_pick_item_get_id (y) - fooled_pick_item_get_id (x);
  int order = 0;

  switch ((FooledPickOrder) GPOINTER_TO_INT (data))
    {
    case FOOLED_PICK_ORDER_CONFIDENCE:
      order = (s->confidence < t->confidence) - (s->confidence > t->confidence);
      break;
    case FOOLED_PICK_ORDER_LABEL:
      order = compare_texts (fooled_label_text (s->label), fooled_label_text (t->label));
      break;
    case FOOLED_PICK_ORDER_NETWORK:
      order = compare_texts (s->network_name, t->network_name);
      break;
    case FOOLED_PICK_ORDER_NEWEST:
    default:
      break;
    }
  return order != 0 ? order : (newer > 0) - (newer < 0);
}

GtkSorter *
fooled_pick_sorter_new (FooledPickOrder order)
{
  return GTK_SORTER (gtk_custom_sorter_new (compare, GINT_TO_POINTER (order), NULL));
}

gboolean
fooled_pick_matches (FooledPickItem *item, const char *text)
{
  const StoreSpecimen *specimen = fooled_pick_item_get_specimen (item);
  const char *note = fooled_pick_item_get_note (item);
  const char *own = fooled_label_is_left_out (specimen->label) ? "" : specimen->label;
  g_autofree char *all =
      g_strjoin ("\n", fooled_label_text (specimen->label), own, specimen->network_name,
                 specimen->network_id, specimen->encoding, note != NULL ? note : "", NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (wanted, " \t\n", -1);

  for (char **word = words; *word != NULL; word++)
    if (strstr (folded, *word) == NULL)
      return FALSE;
  return TRUE;
}
