// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/whole-numbers.h"

#include <string.h>

static void
text_changed (GtkLabel *label, GParamSpec *pspec, PangoAttrList *base)
{
  const char *text = gtk_label_get_text (label);
  g_autoptr (PangoAttrList) attributes =
      base != NULL ? pango_attr_list_copy (base) : pango_attr_list_new ();

  for (const char *sign = strchr (text, '%'); sign != NULL; sign = strchr (sign + 1, '%'))
    {
      const char *start = sign;
      PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

      while (start > text && start[-1] == ' ')
        start--;
      while (start > text && strchr ("0123456789.,", start[-1]) != NULL)
        start--;
      whole->start_index = (guint) (start - text);
      whole->end_index = (guint) (sign + 1 - text);
      pango_attr_list_insert (attributes, whole);
    }
  gtk_label_set_attributes (label, attributes);
}

static void
free_attributes (gpointer base, GClosure *closure)
{
  g_clear_pointer ((PangoAttrList **) &base, pango_attr_list_unref);
}

static void
keep (GtkLabel *label)
{
  PangoAttrList *base = gtk_label_get_attributes (label);

  base = base != NULL ? pango_attr_list_copy (base) : NULL;
  g_signal_connect_data (label, "notify::label", G_CALLBACK (text_changed), base, free_attributes,
                         0);
  text_changed (label, NULL, base);
}

void
fooled_labels_keep_percents (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_LABEL (root) && gtk_label_get_wrap (GTK_LABEL (root)))
    keep (GTK_LABEL (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    fooled_labels_keep_percents (child);
}
